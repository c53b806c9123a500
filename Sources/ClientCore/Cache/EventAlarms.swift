internal import Foundation
internal import GRDB
internal import JSON

/// Keeps the table `eventAlarm`: events that the member goes to, or has pinned, of which somebody changed the place or the hour.
struct EventAlarms {
  private let db: Database

  init(_ db: Database) { self.db = db }

  static let step = SchemaStep(
    name: "eventAlarm",
    sql: """
      CREATE TABLE eventAlarm (
        account INTEGER NOT NULL,
        event TEXT NOT NULL,
        -- The event as the member knew it.
        was TEXT NOT NULL,
        PRIMARY KEY (account, event)
      ) STRICT, WITHOUT ROWID;
      """)

  func eventChanged(_ change: RowChange, _ viewer: Viewer) throws {
    guard let before = change.before?.object as? CalendarEvent else { return }
    guard let after = change.after?.object as? CalendarEvent else { return try forget(change.account, change.id) }
    guard isNews(before, after, viewer) else { return }
    let known = try was(change.account, change.id) ?? before
    guard known.meeting != after.meeting else { return try forget(change.account, change.id) }
    guard try isWatched(before, after, viewer) else { return }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO eventAlarm (account, event, was) VALUES (?, ?, ?)")
      .execute(arguments: [change.account.rawValue, change.id.rawValue, before.json.text])
  }

  /// Another's change that the server tells of: what waits here has no other `updated`.
  private func isNews(_ before: CalendarEvent, _ after: CalendarEvent, _ viewer: Viewer) -> Bool {
    let isOwn = viewer.principal != nil && after.updatedBy == viewer.principal
    guard !isOwn, after.updated != before.updated, after.meeting != before.meeting else { return false }
    return [before, after].contains { $0.isRecurring || $0.start.instant(in: $0.zone ?? .gmt) > viewer.now - 86_400 }
  }

  private func isWatched(_ before: CalendarEvent, _ after: CalendarEvent, _ viewer: Viewer) throws -> Bool {
    if let principal = viewer.principal {
      if after.createdBy == principal { return true }
      let own = (after.participants + before.participants).first { $0.id == principal }
      if let own, own.participation == .accepted || own.participation == .tentative { return true }
    }
    return Pins(try CacheReader.note(Pins.events, db)).contains(after, viewer.account)
  }

  private func was(_ account: AccountID, _ id: ObjectID) throws -> CalendarEvent? {
    let statement = try db.cachedStatement(sql: "SELECT was FROM eventAlarm WHERE account = ? AND event = ?")
    return try String.fetchOne(statement, arguments: [account.rawValue, id.rawValue]).map {
      try CalendarEvent.stored($0)
    }
  }

  func forget(_ account: AccountID, _ id: ObjectID) throws {
    try db.cachedStatement(sql: "DELETE FROM eventAlarm WHERE account = ? AND event = ?")
      .execute(arguments: [account.rawValue, id.rawValue])
  }
}

extension CalendarEvent {
  /// All that says when and where one has to be.
  fileprivate var meeting: JSONValue {
    let names = ["start", "timeZone", "showWithoutTime", "status", "locations"]
    func part(_ json: JSONValue) -> JSONObject {
      (json.object ?? [:]).filter { names.contains($0.key) || $0.key == "excluded" }
    }
    var meeting = part(json)
    for (date, change) in json["recurrenceOverrides"]?.object ?? [:] where !part(change).isEmpty {
      meeting["date " + date] = .object(part(change))
    }
    return .object(meeting)
  }
}

extension Cache {
  /// The member has seen what was changed.
  public func forgetAlarm(_ event: ObjectKey) throws(CacheError) {
    try write { db in try EventAlarms(db).forget(event.account, event.id) }
  }
}
