import GRDB
import JSON
import Wire

/// `T/changes`: RFC 8620, section 5.2.
enum GetChanges {
  static func run(_ type: any ObjectType, _ arguments: JSONObject, _ call: Call) throws -> MethodResult {
    guard let sinceState = arguments["sinceState"]?.string else {
      throw MethodError(MethodError.invalidArguments, "sinceState")
    }
    let most = try limit(arguments["maxChanges"])
    let now = try call.currentState(of: type)
    let since = try state(sinceState, now, call)
    let changes = try run(type, since: since, now: now, named: sinceState, most: most, call)
    return .members(changes.arguments(accountID: call.accountID))
  }

  /// - Parameter name: what the client calls the state `since`.
  static func run(
    _ type: any ObjectType, since: State, now: State, named name: String, most: Int, _ call: Call
  ) throws -> Changes {
    var page = try Page(type, since: since, most: most, call)
    try page.fill(call.db)
    let newState =
      page.hasMore ? try call.state(at: page.last, origin: since.origin, top: since.top ?? now.modseq) : now
    return Changes(
      oldState: name, newState: newState.text, hasMoreChanges: page.hasMore, created: page.created,
      updated: page.updated, destroyed: page.destroyed)
  }

  private static func limit(_ value: JSONValue?) throws(MethodError) -> Int {
    guard let value, !value.isNull else { return Limits.maxChanges }
    guard let most = value.int, most > 0 else { throw MethodError(MethodError.invalidArguments, "maxChanges") }
    return min(most, Limits.maxChanges)
  }

  /// `"0"` stands for the beginning.
  static func state(_ text: String, _ now: State, _ call: Call) throws -> State {
    if text == "0" { return State(epoch: now.epoch, rights: now.rights, modseq: 0) }
    guard let since = State(text) else { throw MethodError(MethodError.cannotCalculateChanges) }
    let isOwn = try call.isOwn(since) && max(since.modseq, since.top ?? 0) <= now.modseq
    guard isOwn, since.rights == now.rights else {
      throw MethodError(MethodError.cannotCalculateChanges, isRestored: !isOwn)
    }
    return since
  }
}

private struct Page {
  let type: any ObjectType
  let access: Access
  let since: State
  let most: Int
  var created: [String] = []
  var updated: [String] = []
  var destroyed: [String] = []
  var last: Int64
  var hasMore = false

  init(_ type: any ObjectType, since: State, most: Int, _ call: Call) throws {
    self.type = type
    self.access = call.access
    self.since = since
    self.most = most
    last = since.modseq
  }

  mutating func fill(_ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, createdModseq, modseq, isDestroyed, container, wasIn FROM object
        WHERE type = ? AND owner = ? AND modseq > ? ORDER BY modseq
        """)
    let owner = type.isPrivate ? access.principalID : ""
    let rows = try Row.fetchCursor(statement, arguments: [type.name, owner, since.modseq])
    while let row = try rows.next() {
      guard isNews(row) else { continue }
      guard created.count + updated.count + destroyed.count < most else {
        hasMore = true
        return
      }
      append(row)
      last = row["modseq"]
    }
  }

  private func isVisible(_ row: Row) -> Bool { access.sees(type, in: row["container"]) }
  private func wasVisible(_ row: Row) -> Bool {
    (row["wasIn"] as String?).map { access.sees(type, in: $0) } ?? false
  }
  private func isNew(_ row: Row) -> Bool { row["createdModseq"] > since.origin }

  private func isNews(_ row: Row) -> Bool {
    guard row["isDestroyed"] || !isVisible(row) else { return true }
    return (isVisible(row) || wasVisible(row)) && (!isNew(row) || wasToldOnAnEarlierPage(row))
  }

  private func wasToldOnAnEarlierPage(_ row: Row) -> Bool {
    guard let top = since.top else { return false }
    return row["modseq"] > top && row["createdModseq"] <= since.modseq
  }

  private mutating func append(_ row: Row) {
    let id: String = row["id"]
    if row["isDestroyed"] || !isVisible(row) {
      destroyed.append(id)
    } else if isNew(row) {
      created.append(id)
    } else {
      updated.append(id)
    }
  }
}
