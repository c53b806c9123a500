internal import GRDB
public import Geography
public import JSON

/// Where the member said he is: a town, typed once. It is kept in the cache, which is encrypted, and belongs to nothing that is sent.
public struct Home: Sendable, Hashable {
  /// By name of the note.
  public static let note = "near.home"

  public let name: String
  public let point: Coordinates

  public init(name: String, point: Coordinates) { (self.name, self.point) = (name, point) }

  public init?(_ json: JSONValue?) {
    guard let name = json?["name"]?.string, let latitude = json?["latitude"]?.double,
      let longitude = json?["longitude"]?.double, let point = Coordinates(latitude: latitude, longitude: longitude)
    else { return nil }
    self.init(name: name, point: point)
  }

  /// Metres.
  private static let reach = 50_000.0

  func isNear(_ point: Coordinates) -> Bool { self.point.distance(to: point) <= Self.reach }

  public var json: JSONValue {
    ["name": .string(name), "latitude": .double(point.latitude), "longitude": .double(point.longitude)]
  }
}

extension CacheReader {
  public func home() throws(CacheError) -> Home? { Home(try note(Home.note)) }

  static let place = "SELECT latitude, longitude FROM eventPlace WHERE account = ? AND event = ?"

  /// Those of the events that take place near the member's town; none where he has told of none.
  public func near(_ events: [ObjectKey]) throws(CacheError) -> Set<ObjectKey> {
    guard let home = try home(), !events.isEmpty else { return [] }
    return try read { db in
      let statement = try db.cachedStatement(sql: Self.place)
      return try Set(
        events.filter { event in
          let row = try Row.fetchOne(statement, arguments: [event.account.rawValue, event.id.rawValue])
          return row.flatMap { Coordinates(latitude: $0[0], longitude: $0[1]) }.map { home.isNear($0) } ?? false
        })
    }
  }
}
