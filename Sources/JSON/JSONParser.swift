/// Why a text is no I-JSON, and at which byte.
public struct JSONError: Error, Hashable, CustomStringConvertible {
  public let offset: Int
  public let reason: String
  public var description: String { "JSON, byte \(offset): \(reason)" }
}

extension JSONValue {
  /// Deeper nesting is refused: the parser recurses, and no object of the protocol needs a tenth of it.
  public static let maximumDepth = 128
  /// More values in one text are refused: the largest page has a tenth of them, and ten million empty objects, which are small on
  /// the wire, would take gigabytes here.
  public static let maximumCount = 1_000_000

  /// Parses one JSON text (RFC 8259) under the rules of I-JSON (RFC 7493): UTF-8, no repeated names, no lone
  /// surrogates.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// - Parameter bytes: UTF-8. Nothing but white space may follow the value.
  public init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
    let result: Result<JSONValue, JSONError> =
      bytes.withContiguousStorageIfAvailable(Self.parse) ?? Array(bytes).withUnsafeBufferPointer(Self.parse)
    self = try result.get()
  }

  private static func parse(_ buffer: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, JSONError> {
    var parser = JSONParser(bytes: buffer)
    do throws(JSONError) {
      return .success(try parser.document())
    } catch {
      return .failure(error)
    }
  }
}

struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  var depth = 0
  var count = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSONValue {
    let result = try value()
    skipSpace()
    guard position == bytes.count else { throw failure("text after the value") }
    return result
  }

  func failure(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    count += 1
    guard count <= JSONValue.maximumCount else { throw failure("too many values") }
    switch next {
    case UInt8(ascii: "{"): return .object(try nested { parser throws(JSONError) in try parser.members() })
    case UInt8(ascii: "["): return .array(try nested { parser throws(JSONError) in try parser.elements() })
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw failure("the text ends where a value should stand")
    default: return try number()
    }
  }

  private mutating func nested<T>(_ body: (inout JSONParser) throws(JSONError) -> T) throws(JSONError) -> T {
    depth += 1
    guard depth <= JSONValue.maximumDepth else { throw failure("nested too deeply") }
    position += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let length = text.utf8CodeUnitCount
    guard position + length <= bytes.count else { throw failure("unknown word") }
    for index in 0..<length where bytes[position + index] != text.utf8Start[index] {
      throw failure("unknown word")
    }
    position += length
    return value
  }

  private mutating func members() throws(JSONError) -> JSONObject {
    var members = JSONObject()
    skipSpace()
    if take("}") { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a member's name should stand here") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw failure("':' should stand here") }
      guard members.updateValue(try value(), forKey: name) == nil else { throw failure("a name is repeated") }
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure("',' or '}' should stand here") }
    return members
  }

  private mutating func elements() throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return elements }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure("',' or ']' should stand here") }
    return elements
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}

// MARK: - Strings

extension JSONParser {
  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    guard next == UInt8(ascii: "\"") else { return try escapedString(from: start) }
    position += 1
    return try text(UnsafeBufferPointer(rebasing: bytes[start..<position - 1]))
  }

  private func text(_ utf8: UnsafeBufferPointer<UInt8>) throws(JSONError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else { throw failure("the text is not UTF-8") }
    return text
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var utf8 = Array(bytes[start..<position])
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: utf8, as: UTF8.self) else { throw failure("the text is not UTF-8") }
        return text
      case UInt8(ascii: "\\"): try escape(into: &utf8)
      case 0..<0x20: throw failure("a control character stands in a string")
      default: plain(from: position - 1, into: &utf8)
      }
    }
    throw failure("a string is not closed")
  }

  /// What stands between escapes, at once.
  private mutating func plain(from start: Int, into utf8: inout [UInt8]) {
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    utf8.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
  }

  private mutating func escape(into utf8: inout [UInt8]) throws(JSONError) {
    guard let letter = next else { throw failure("a string is not closed") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): utf8.append(letter)
    case UInt8(ascii: "b"): utf8.append(0x08)
    case UInt8(ascii: "f"): utf8.append(0x0C)
    case UInt8(ascii: "n"): utf8.append(0x0A)
    case UInt8(ascii: "r"): utf8.append(0x0D)
    case UInt8(ascii: "t"): utf8.append(0x09)
    case UInt8(ascii: "u"): utf8.append(contentsOf: Array(String(try escapedScalar()).utf8))
    default: throw failure("unknown escape")
    }
  }

  private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else { throw failure("a lone surrogate") }
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure("a lone surrogate") }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits should stand here")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

// MARK: - Numbers

extension JSONParser {
  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    var isWhole = true
    if take(".") {
      isWhole = false
      try digits()
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let whole = Int64(text) { return .int(whole) }
    guard let double = Double(text), double.isFinite else { throw failure("a number out of range") }
    return .double(double)
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw failure("a value or a digit should stand here") }
  }
}
