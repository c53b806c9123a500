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

  public var json: JSONValue {
    ["name": .string(name), "latitude": .double(point.latitude), "longitude": .double(point.longitude)]
  }
}

extension CacheReader {
  public func home() throws(CacheError) -> Home? { Home(try note(Home.note)) }
}
