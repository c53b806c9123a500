/// Where the parts of a JSON text stand, for texts that hold more than fits as values. It finds the parts' ends and nothing else:
/// whoever wants a part parses it, and learns then whether it is sound.
public struct JSONOutline {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  private init(_ bytes: ArraySlice<UInt8>) { (self.bytes, position) = (bytes, bytes.startIndex) }

  /// The values of an object's members, by name.
  /// - Throws: when the text is no object, or a name is repeated.
  public static func members(of text: ArraySlice<UInt8>) throws(JSONError) -> [String: Range<Int>] {
    var outline = JSONOutline(text)
    var members: [String: Range<Int>] = [:]
    try outline.parts(UInt8(ascii: "{"), UInt8(ascii: "}")) { (outline) throws(JSONError) in
      let name = try JSONValue(parsing: text[outline.value()]).string
      outline.skipSpace()
      guard let name, outline.take(UInt8(ascii: ":")) else { throw outline.failure("a member should stand here") }
      guard members.updateValue(try outline.value(), forKey: name) == nil else {
        throw outline.failure("a name is repeated")
      }
    }
    return members
  }

  /// An array's elements.
  /// - Parameter most: more of them are refused.
  /// - Throws: when the text is no array.
  public static func elements(of text: ArraySlice<UInt8>, most: Int) throws(JSONError) -> [Range<Int>] {
    var outline = JSONOutline(text)
    var elements: [Range<Int>] = []
    try outline.parts(UInt8(ascii: "["), UInt8(ascii: "]")) { (outline) throws(JSONError) in
      elements.append(try outline.value())
      guard elements.count <= most else { throw outline.failure("too many values") }
    }
    return elements
  }

  private mutating func parts(
    _ begin: UInt8, _ end: UInt8, _ part: (inout JSONOutline) throws(JSONError) -> Void
  ) throws(JSONError) {
    skipSpace()
    guard take(begin) else { throw failure("something else should stand here") }
    skipSpace()
    if !take(end) {
      repeat {
        try part(&self)
        skipSpace()
      } while take(UInt8(ascii: ","))
      guard take(end) else { throw failure("',' or the end should stand here") }
    }
    skipSpace()
    guard position == bytes.endIndex else { throw failure("text after the value") }
  }

  /// Goes to the end of a value.
  private mutating func value() throws(JSONError) -> Range<Int> {
    skipSpace()
    let start = position
    var depth = 0
    repeat {
      switch next {
      case UInt8(ascii: "\""): try skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, position) = (depth + 1, position + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): (depth, position) = (depth - 1, position + 1)
      case nil: throw failure("the text ends where a value should stand")
      default: skipPlain(isInside: depth > 0)
      }
      guard depth >= 0, position > start else { throw failure("a value should stand here") }
    } while depth > 0
    return start..<position
  }

  private mutating func skipString() throws(JSONError) {
    position += 1
    while let byte = next, byte != UInt8(ascii: "\"") { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
    guard next != nil else { throw failure("a string is not closed") }
    position += 1
  }

  /// Numbers and words; inside of a value also what stands between its parts.
  private mutating func skipPlain(isInside: Bool) {
    while let byte = next, !Self.marks.contains(byte), isInside || !Self.ends.contains(byte) { position += 1 }
  }

  private static let marks = Set("\"{}[]".utf8)
  private static let ends = Set(", \n\r\t:".utf8)

  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private func failure(_ reason: String) -> JSONError { JSONError(offset: position - bytes.startIndex, reason: reason) }
}
