/// One part of a bundle as it lies in a file: docs/protocol.md, section 29. Whoever finds it learns its size, to how many keys it is sealed,
/// and which parts belong together.
public struct BundlePart: Sendable, Hashable {
  /// Drawn at random for each bundle.
  public let id: [UInt8]
  /// From 1.
  public let number: Int
  public let count: Int
  /// By which a server's members know that it is for their server; random where it is for none.
  let tag: [UInt8]
  /// The key of the content, sealed to each recipient.
  let slots: [[UInt8]]
  let sealed: [UInt8]

  static let magic = Array("TER1 bundle\n".utf8)
  static let version: UInt8 = 1
  static let idSize = 16
  static let tagSize = 16
  static let slotSize = 32 + BundleKey.sealing
  static let mostSlots = 4_096
  public static let mostParts = 9_999
  /// Of what is sealed, in bytes.
  static let largest = 64 << 20
  /// Of a file, or of all that is imported at once.
  public static let mostBytes = 300 << 20

  /// What stands before the sealed content, which vouches for it.
  var head: [UInt8] {
    Self.magic + [Self.version] + id + Self.two(number) + Self.two(count) + tag + Self.two(slots.count)
      + slots.flatMap(\.self) + Self.four(sealed.count)
  }

  public var bytes: [UInt8] { head + sealed }
  /// In bytes.
  public var size: Int { Self.frame + slots.count * Self.slotSize + sealed.count }
  /// Of what stands before the sealed content, slots aside.
  static let frame = magic.count + 1 + idSize + 4 + tagSize + 2 + 4

  /// Whether two parts are of one bundle, as far as can be told without its key.
  func isBeside(_ other: BundlePart) -> Bool {
    id == other.id && count == other.count && tag == other.tag && slots == other.slots
  }

  /// The parts that a file holds, one after the other.
  public static func read(_ bytes: [UInt8]) throws(BundleRefusal) -> [BundlePart] {
    guard bytes.count <= mostBytes else { throw .tooLarge }
    var reader = Reader(bytes)
    var parts: [BundlePart] = []
    repeat { parts.append(try reader.part()) } while !reader.isAtEnd
    return parts
  }

  static func two(_ number: Int) -> [UInt8] { [UInt8(number >> 8 & 255), UInt8(number & 255)] }
  static func four(_ number: Int) -> [UInt8] { two(number >> 16 & 0xFFFF) + two(number & 0xFFFF) }
}

/// Takes numbers and runs of bytes off the front.
struct Reader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func take(_ count: Int) throws(BundleRefusal) -> [UInt8] {
    guard count <= bytes.count - place else { throw .truncated }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  mutating func number(bytes count: Int) throws(BundleRefusal) -> Int {
    try take(count).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func part() throws(BundleRefusal) -> BundlePart {
    let magic = bytes[place...].prefix(BundlePart.magic.count)
    guard !magic.isEmpty, BundlePart.magic.starts(with: magic) else { throw place == 0 ? .notABundle : .truncated }
    _ = try take(BundlePart.magic.count)
    let version = try number(bytes: 1)
    guard version == BundlePart.version else { throw version > BundlePart.version ? .newerVersion(version) : .altered }
    let id = try take(BundlePart.idSize)
    let (part, count) = (try number(bytes: 2), try number(bytes: 2))
    let tag = try take(BundlePart.tagSize)
    let slots = try number(bytes: 2)
    guard (1...BundlePart.mostParts).contains(count), (1...count).contains(part),
      (1...BundlePart.mostSlots).contains(slots)
    else { throw .altered }
    var sealedKeys: [[UInt8]] = []
    for _ in 0..<slots { sealedKeys.append(try take(BundlePart.slotSize)) }
    let size = try number(bytes: 4)
    guard size <= BundlePart.largest else { throw .altered }
    return BundlePart(id: id, number: part, count: count, tag: tag, slots: sealedKeys, sealed: try take(size))
  }
}
