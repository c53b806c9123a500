import JSON

extension Response {
  /// The answers that came whole before an answer was cut; nil when there is none.
  ///
  /// The bytes are looked through once, for where elements of `methodResponses` begin and end; each is then read as JSON.
  public init?(cut bytes: [UInt8]) {
    guard let start = Self.elements(in: bytes) else { return nil }
    var responses: [Invocation] = []
    var scanner = ElementScanner(bytes: bytes, at: start)
    while let element = scanner.next() {
      guard let json = try? JSONValue(parsing: Array(bytes[element])), let response = Invocation(json) else {
        return nil
      }
      responses.append(response)
    }
    guard !responses.isEmpty else { return nil }
    self.init(methodResponses: responses, sessionState: "")
    isWhole = false
  }

  /// Behind the bracket that opens `methodResponses`. It is a name of our own protocol: it stands in no text before it, since what
  /// comes before it is short and the server's own.
  private static func elements(in bytes: [UInt8]) -> Int? {
    let name = Array(#""methodResponses""#.utf8)
    let head = bytes.prefix(4_096)
    guard let at = head.indices.first(where: { head[$0...].starts(with: name) }) else { return nil }
    let rest = bytes[(at + name.count)...].drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == UInt8(ascii: ":") }
    return rest.first == UInt8(ascii: "[") ? rest.startIndex + 1 : nil
  }
}

/// Finds arrays that follow one another, by their brackets outside of strings.
private struct ElementScanner {
  let bytes: [UInt8]
  var at: Int

  /// nil: the next one is not whole, or there is none.
  mutating func next() -> Range<Int>? {
    var (depth, isText, isEscaped) = (0, false, false)
    var start: Int?
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if isText {
        isText = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 0 { start = at - 1 }
        depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth < 0 { return nil }
        if depth == 0, let start { return start..<at }
      default: break
      }
    }
    return nil
  }
}
