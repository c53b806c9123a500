import CPlaces
import Glibc

/// A town of France, or a ward of one of its three largest.
public struct Town: Sendable, Hashable {
  public let name: String
  /// The first is the one that it is told by.
  public let postcodes: [String]
  /// Its town hall.
  public let coordinates: Coordinates
  /// How many live there.
  public let people: Int

  /// "44", "2A", "974"
  public var department: String { France.department(ofPostcode: postcodes[0]) }
}

/// A line between two departments, or around one where nothing of the country lies beyond.
public struct Border: Sendable {
  /// One or two codes.
  public let departments: [String]
  public let points: [Coordinates]
  let box: Box

  public var isOuter: Bool { departments.count == 1 }
}

/// What the program knows of the country: facts of INSEE, La Poste, DILA and IGN, embedded; nothing is asked of anybody.
public enum France {
  /// Names of the departments by their codes.
  public static let departments: [String: String] = {
    var names: [String: String] = [:]
    PlaceLines("d").eachFields { fields in names[fields[0]] = fields[1] }
    return names
  }()

  public static let borders: [Border] = {
    var borders: [Border] = []
    PlaceLines("o").eachFields { fields in
      let points = Polyline.points(fields[1])
      guard let box = Box(points) else { return }
      borders.append(Border(departments: fields[0].split(separator: ",").map(String.init), points: points, box: box))
    }
    return borders
  }()

  /// Corsica's 20000 to 20199 are 2A, its others 2B; overseas has three digits.
  static func department(ofPostcode code: String) -> String {
    switch code.prefix(2) {
    case "20": code < "20200" ? "2A" : "2B"
    case "97", "98": String(code.prefix(3))
    default: String(code.prefix(2))
    }
  }

  /// What a person may have meant.
  public struct Matches: Sendable {
    /// Those of this very name or postcode, the largest first.
    public let same: [Town]
    /// Those whose name or postcode begins so, or of which it is a word.
    public let others: [Town]
    /// The largest of `others` whose name is this with further words behind: Vire Normandie.
    public let longer: [Town]
  }

  /// Towns by a postcode or its beginning, by a name or its beginning, or by both: "93200 Saint-Denis".
  /// - Parameter limit: of each kind.
  public static func find(_ typed: String, limit: Int) -> Matches {
    let words = FoldedName(typed).bytes.split(separator: UInt8(ascii: " ")).map { PlaceLines.text($0) }
    let codes = words.filter { $0.count == 5 && $0.allSatisfy(\.isNumber) }
    if codes.count == 1, words.count > 1 {
      let name = words.filter { $0 != codes[0] }.joined(separator: " ")
      let same = TownFinder(FoldedName(name), limit: 100).find().same.filter { $0.postcodes.contains(codes[0]) }
      return Matches(same: Array(same.prefix(limit)), others: [], longer: [])
    }
    return TownFinder(FoldedName(typed), limit: limit).find()
  }

  public static func towns(matching typed: String, limit: Int) -> [Town] {
    let found = find(typed, limit: limit)
    return Array((found.same + found.others).prefix(limit))
  }
}

/// The lines of the embedded file that begin with a letter.
struct PlaceLines {
  private static var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: ter1_places, count: ter1_places_size)
  }
  private let kind: UInt8

  init(_ kind: Character) { self.kind = kind.asciiValue ?? 0 }

  func eachFields(_ body: ([String]) -> Void) {
    forEachLine { line in
      body(line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Self.text))
    }
  }

  /// Each line's bytes, without the letter.
  func forEachLine(_ body: (UnsafeRawBufferPointer) -> Void) {
    let bytes = Self.bytes
    var start = 0
    while start < bytes.count {
      let end = Self.end(of: start, in: bytes)
      if bytes[start] == kind, end > start + 2 { body(UnsafeRawBufferPointer(rebasing: bytes[(start + 2)..<end])) }
      start = end + 1
    }
  }

  private static func end(of start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    guard let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
    else { return bytes.count }
    return base.distance(to: UnsafeRawPointer(found))
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}

/// Google's encoded polylines, in thousandths of a degree.
enum Polyline {
  static func points(_ text: String) -> [Coordinates] {
    var points: [Coordinates] = []
    var (latitude, longitude) = (0, 0)
    var bytes = text.utf8.makeIterator()
    while let north = number(&bytes), let east = number(&bytes) {
      latitude += north
      longitude += east
      points.append(Coordinates(known: Double(latitude) / 1_000, Double(longitude) / 1_000))
    }
    return points
  }

  private static func number(_ bytes: inout String.UTF8View.Iterator) -> Int? {
    var (value, shift) = (0, 0)
    while let byte = bytes.next() {
      let part = Int(byte) - 63
      value |= (part & 31) << shift
      shift += 5
      if part < 32 { return value & 1 == 1 ? ~(value >> 1) : value >> 1 }
    }
    return nil
  }
}
