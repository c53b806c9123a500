public import Foundation
internal import GRDB
public import Geography

/// The next date of an event, and how to get there.
public struct NearbyRow: Sendable, Hashable {
  public let row: AgendaRow
  public let point: Coordinates
  /// Metres as the crow flies.
  public let distance: Double
  /// Degrees from the north by the east.
  public let bearing: Double

  /// Whether there is no way to go, and so no direction.
  public var isHere: Bool { distance < 50 }
  public var walk: Int { Walking.minutes(distance: distance) }
}

extension CacheReader {
  /// Events that are not over, the nearest first; those of one place by their time.
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - account: nil for all.
  public func nearby(
    _ here: Coordinates, now: Double, zone: TimeZone, account: AccountID? = nil, limit: Int
  ) throws(CacheError) -> [NearbyRow] {
    try read { db in
      let search = NearbySearch(db: db, here: here, now: now, zone: zone, account: account)
      return try search.rows(limit: bounded(limit))
    }
  }
}

/// Looks within a circle that grows until there is enough in it.
struct NearbySearch {
  let db: Database
  let here: Coordinates
  let now: Double
  let zone: TimeZone
  let account: AccountID?

  /// Metres.
  private static let firstRadius = 500.0
  private static let lastRadius = 1_000_000.0

  static let within = """
    SELECT account, event, latitude, longitude FROM eventPlace AS place
    WHERE latitude BETWEEN ?1 AND ?2 AND longitude BETWEEN ?3 AND ?4 AND (?5 < 0 OR account = ?5)
      AND EXISTS (SELECT 1 FROM occurrence AS o WHERE o.account = place.account AND o.event = place.event
        AND o.end > CASE o.isFloating WHEN 1 THEN ?7 ELSE ?6 END)
    """
  static let next = """
    SELECT \(AgendaStrip.columns) FROM occurrence WHERE account = ?1 AND event = ?2
      AND end > CASE isFloating WHEN 1 THEN ?4 ELSE ?3 END ORDER BY start LIMIT 1
    """

  private struct Found {
    let event: ObjectKey
    let point: Coordinates
    let distance: Double
  }

  func rows(limit: Int) throws -> [NearbyRow] {
    var radius = Self.firstRadius
    while true {
      let isWhole = radius > Self.lastRadius
      let found = try found(isWhole ? .infinity : radius)
      if found.count >= limit || isWhole { return try finished(found, limit) }
      radius *= 2
    }
  }

  /// All within a radius.
  private func found(_ radius: Double) throws -> [Found] {
    let box =
      radius.isFinite
      ? Box(around: here, metres: radius) : Box(south: -90, west: -180, north: 90, east: 180)
    let arguments: StatementArguments =
      [box.south, box.north, box.west, box.east, account?.rawValue ?? -1] + clocks
    return try Row.fetchAll(db.cachedStatement(sql: Self.within), arguments: arguments).compactMap { row in
      guard let point = Coordinates(latitude: row[2], longitude: row[3]) else { return nil }
      let distance = here.distance(to: point)
      guard distance <= radius else { return nil }
      let key = ObjectKey(AccountID(rawValue: row[0]), CalendarEvent.name, ObjectID(row[1]))
      return Found(event: key, point: point, distance: distance)
    }
  }

  /// Now, and what a clock shows then.
  private var clocks: StatementArguments { [Int64(now.rounded(.down)), LocalTime(at: now, in: zone).seconds] }

  private func finished(_ found: [Found], _ limit: Int) throws -> [NearbyRow] {
    let nearest = found.sorted { ($0.distance, $0.event.id) < ($1.distance, $1.event.id) }.prefix(limit)
    let lookup = AgendaLookup(db: db, lookup: Lookup(db), calendars: nil)
    let rows = try nearest.compactMap { found -> NearbyRow? in
      let arguments: StatementArguments = [found.event.account.rawValue, found.event.id.rawValue] + clocks
      guard let next = try Row.fetchOne(db.cachedStatement(sql: Self.next), arguments: arguments),
        let row = try lookup.row(AgendaStrip.Place(next, zone))
      else { return nil }
      return NearbyRow(
        row: row, point: found.point, distance: found.distance, bearing: here.bearing(to: found.point))
    }
    return rows.sorted { ($0.distance, $0.row.start, $0.row.key.id) < ($1.distance, $1.row.start, $1.row.key.id) }
  }
}
