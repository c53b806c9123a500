public import JSON

/// Objects of a bundle, kept as text: each becomes a value when its turn comes. As values, all that a bundle may hold would take gigabytes.
public struct BundleObjects: Sendable, Hashable, Sequence {
  private var text: [UInt8] = []
  private var places: [Range<Int>] = []

  /// More of one type are refused.
  static let most = 1_000_000

  public init() {}

  public init(_ objects: some Sequence<JSONValue>) { for object in objects { append(object) } }

  public mutating func append(_ object: JSONValue) {
    let start = text.count
    object.write(to: &text)
    places.append(start..<text.count)
  }

  public var count: Int { places.count }
  public var isEmpty: Bool { places.isEmpty }
  /// In bytes of text.
  public var size: Int { text.count }
  public var underestimatedCount: Int { count }

  public func makeIterator() -> AnyIterator<JSONValue> {
    var places = places.makeIterator()
    return AnyIterator { [text] in places.next().map { Self.value(text[$0]) } }
  }

  /// All of it was parsed when it was read, or was a value before.
  private static func value(_ text: ArraySlice<UInt8>) -> JSONValue {
    do { return try JSONValue(parsing: text) } catch { preconditionFailure("\(error)") }
  }
}

extension BundleObjects {
  /// - Parameter text: a JSON array.
  init(reading text: ArraySlice<UInt8>) throws(BundleRefusal) {
    do {
      self.text = Array(text)
      places = try JSONOutline.elements(of: self.text[...], most: Self.most)
      for place in places { _ = try JSONValue(parsing: self.text[place]) }
    } catch { throw .senseless("records") }
  }

  /// Appends the JSON array of them.
  func write(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (number, place) in places.enumerated() {
      if number > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += text[place]
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
