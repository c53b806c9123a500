public import JSON

/// The route of a march out of GeoJSON (RFC 7946): one line, however it is wrapped.
public struct GeoJSONRoute: Sendable, Hashable {
  /// From the start to the end.
  public let points: [Coordinates]

  /// The most positions that are read of a file, and kept of a route.
  public static let longestFile = 20_000
  public static let longest = 1_000

  /// Why there is no route in a text.
  public enum Problem: Error, Hashable, Sendable {
    /// Says where the reading of JSON ended, in bytes.
    case noJSON(offset: Int)
    case noGeoJSON
    case unknownType(String)
    case otherSystem
    /// Points, areas and the like: what there is in the place of a line.
    case noLine(String?)
    case severalLines(Int)
    case tooShort
    case tooLong(Int)
    /// The position's number, from 1.
    case notNumbers(Int)
    case outOfRange(Int)
    /// As `outOfRange`, where the two numbers changed places would do.
    case swapped(Int)
    /// It begins so many metres from where the event is; and whether it would begin there with the two numbers in each other's place.
    case elsewhere(metres: Int, isSwapped: Bool)
    /// Two positions that follow each other are farther apart than anybody marches: metres.
    case jump(Int, metres: Int)
  }

  /// Farther apart no two positions of a route are: metres.
  private static let longestStep = 50_000.0

  /// Reads a file.
  public init(parsing bytes: some Collection<UInt8>) throws(Problem) {
    let json: JSONValue
    do throws(JSONError) { json = try JSONValue(parsing: Self.withoutMark(bytes)) } catch {
      throw .noJSON(offset: error.offset)
    }
    try self.init(json)
  }

  /// Windows' programs put a byte order mark before what they save.
  private static func withoutMark(_ bytes: some Collection<UInt8>) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : Array(bytes)
  }

  public init(_ json: JSONValue) throws(Problem) {
    guard json["type"]?.string != nil else { throw .noGeoJSON }
    // RFC 7946, section 4: the member is obsolete, and only where it names another system does it change anything.
    if let system = json["crs"]?["properties"]?["name"]?.string, !Self.isWorldSystem(system) { throw .otherSystem }
    var search = LineSearch()
    try search.take(json, depth: 0)
    guard let line = search.lines.first else { throw .noLine(search.others.first) }
    guard search.lines.count == 1 else { throw .severalLines(search.lines.count) }
    points = try Self.points(line)
  }

  private static func isWorldSystem(_ name: String) -> Bool { name.hasSuffix("CRS84") || name.hasSuffix("4326") }

  private static func points(_ line: [JSONValue]) throws(Problem) -> [Coordinates] {
    guard line.count >= 2 else { throw .tooShort }
    guard line.count <= longestFile else { throw .tooLong(line.count) }
    var points: [Coordinates] = []
    for (index, position) in line.enumerated() {
      let point = try point(position, index + 1)
      if let last = points.last {
        let step = last.distance(to: point)
        guard step <= longestStep else { throw .jump(index + 1, metres: Int(step)) }
        if step == 0 { continue }
      }
      points.append(point)
    }
    guard points.count >= 2 else { throw .tooShort }
    return points
  }

  private static func point(_ position: JSONValue, _ number: Int) throws(Problem) -> Coordinates {
    guard let numbers = position.array, numbers.count >= 2, let longitude = numbers[0].double,
      let latitude = numbers[1].double
    else { throw .notNumbers(number) }
    if let point = Coordinates(latitude: latitude, longitude: longitude) { return point }
    throw Coordinates(latitude: longitude, longitude: latitude) == nil ? .outOfRange(number) : .swapped(number)
  }

  /// Fits a route to the place of its event.
  /// - Throws: `elsewhere` where it begins farther away than anybody marches.
  public func check(from place: Coordinates) throws(Problem) {
    guard let start = points.first else { return }
    let metres = place.distance(to: start)
    guard metres > Self.longestStep else { return }
    let turned = Coordinates(latitude: start.longitude, longitude: start.latitude)
    let isSwapped = turned.map { place.distance(to: $0) <= Self.longestStep } ?? false
    throw .elsewhere(metres: Int(metres), isSwapped: isSwapped)
  }

  /// The route in at most `longest` positions, and how far it may lie from the file's: metres; 0: it is the same.
  public var kept: (points: [Coordinates], within: Double) {
    guard points.count > Self.longest else { return (points, 0) }
    var within = 2.0
    var fewer = points.simplified(within: within)
    while fewer.count > Self.longest {
      within *= 2
      fewer = points.simplified(within: within)
    }
    return (fewer, within)
  }

  /// A LineString, with five decimals: about a metre.
  public static func json(_ points: [Coordinates]) -> JSONValue {
    let positions = points.map { JSONValue.array([rounded($0.longitude), rounded($0.latitude)]) }
    return ["type": "LineString", "coordinates": .array(positions)]
  }

  private static func rounded(_ degrees: Double) -> JSONValue { .double((degrees * 100_000).rounded() / 100_000) }
}

/// Looks for lines within features and collections.
private struct LineSearch {
  var lines: [[JSONValue]] = []
  /// The types of other geometries that were met.
  var others: [String] = []

  private static let deepest = 16

  mutating func take(_ json: JSONValue, depth: Int) throws(GeoJSONRoute.Problem) {
    guard depth < Self.deepest, let type = json["type"]?.string else { throw .noGeoJSON }
    switch type {
    case "FeatureCollection": try takeAll(json["features"], depth)
    case "GeometryCollection": try takeAll(json["geometries"], depth)
    case "Feature":
      guard let geometry = json["geometry"], !geometry.isNull else { return }
      try take(geometry, depth: depth + 1)
    case "LineString":
      guard let line = json["coordinates"]?.array else { throw .noGeoJSON }
      lines.append(line)
    case "MultiLineString": try takeParts(json["coordinates"])
    case "Point", "MultiPoint", "Polygon", "MultiPolygon": others.append(type)
    default: throw .unknownType(type)
    }
  }

  private mutating func takeAll(_ members: JSONValue?, _ depth: Int) throws(GeoJSONRoute.Problem) {
    guard let members = members?.array else { throw .noGeoJSON }
    for member in members { try take(member, depth: depth + 1) }
  }

  /// Parts of which each begins where the one before it ends are one line.
  private mutating func takeParts(_ parts: JSONValue?) throws(GeoJSONRoute.Problem) {
    guard let parts = parts?.array else { throw .noGeoJSON }
    var joined: [[JSONValue]] = []
    for part in parts {
      guard let part = part.array else { throw .noGeoJSON }
      if let last = joined.last?.last, last == part.first {
        joined[joined.count - 1] += part.dropFirst()
      } else {
        joined.append(part)
      }
    }
    lines += joined
  }
}
