internal import GRDB
internal import Geography

/// Keeps the table `eventPlace`: where one meets, for whoever asks what is near.
struct EventPlaces {
  private let db: Database

  init(_ db: Database) { self.db = db }

  // A B-tree of latitudes, and no R-tree, whose tables would have to be mended too (docs/adr/0034).
  static let step = SchemaStep(
    name: "eventPlace",
    sql: """
      CREATE TABLE eventPlace (
        account INTEGER NOT NULL,
        event TEXT NOT NULL,
        latitude REAL NOT NULL,
        longitude REAL NOT NULL,
        PRIMARY KEY (account, event)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX eventPlace_latitude ON eventPlace (latitude, longitude, account, event);
      INSERT OR IGNORE INTO eventPlace
        SELECT account, id, CAST(substr(point, 5, instr(point, ',') - 5) AS REAL),
          CAST(substr(point, instr(point, ',') + 1) AS REAL)
        FROM (
          SELECT account, calendarEvent.id AS id, json_extract(place.value, '$.coordinates') AS point
          FROM calendarEvent, json_each(calendarEvent.json, '$.locations') AS place
          WHERE point LIKE 'geo:%,%'
          ORDER BY json_extract(place.value, '$.relativeTo') IS NOT 'start', place.key);
      """)

  func eventChanged(_ change: RowChange) throws {
    if change.before != nil {
      try db.cachedStatement(sql: "DELETE FROM eventPlace WHERE account = ? AND event = ?")
        .execute(arguments: [change.account.rawValue, change.id.rawValue])
    }
    if let event = change.after?.object as? CalendarEvent { try insert(event, change.account) }
  }

  func insert(_ event: CalendarEvent, _ account: AccountID) throws {
    guard let point = event.meetingPoint else { return }
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO eventPlace (account, event, latitude, longitude) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [account.rawValue, event.id.rawValue, point.latitude, point.longitude])
  }
}
