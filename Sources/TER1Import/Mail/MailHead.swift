/// What threading needs of a message's header, read without parsing the rest.
struct MailHead {
  let messageID: String?
  /// Oldest first, as in the header References.
  let references: [String]
  let inReplyTo: String?
  /// The values of Date, then of the Received lines from the newest on.
  let dates: [String]

  /// Whoever has none of these is no mail.
  private static let known: Set<String> = [
    "from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "mime-version", "content-type",
    "in-reply-to", "references", "delivered-to", "reply-to", "sender", "bcc",
  ]
  private static let longest = 262_144

  /// nil when the bytes do not begin with the header of a mail.
  init?(_ bytes: some Collection<UInt8>) {
    let fields = Self.fields(bytes)
    guard fields.contains(where: { Self.known.contains($0.name) }) else { return nil }
    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    messageID = first("message-id").flatMap { Self.identifiers($0).first ?? Self.bare($0) }
    references = Self.identifiers(first("references") ?? "")
    inReplyTo = Self.identifiers(first("in-reply-to") ?? "").first
    let received = fields.filter { $0.name == "received" }.compactMap { $0.value.split(separator: ";").last }
    dates = [first("date")].compactMap(\.self) + received.map(String.init)
  }

  /// Where the header begins: what other programs left before it is no part of the mail.
  static func start(of bytes: UnsafeRawBufferPointer) -> Int {
    var start = 0
    for line in bytes.prefix(65_536).split(separator: 0x0A, maxSplits: 64, omittingEmptySubsequences: false) {
      let name = line.prefix { $0 != UInt8(ascii: ":") }
      let word = name.prefix { $0 > 0x20 && $0 < 0x7F }
      if !word.isEmpty, name.count < line.count, name[word.endIndex...].allSatisfy({ $0 == 0x20 }) { return start }
      start += line.count + 1
    }
    return 0
  }

  private static func fields(_ bytes: some Collection<UInt8>) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    for line in lines(bytes.prefix(longest)) {
      if line.first == 0x20 || line.first == 0x09 {
        guard !fields.isEmpty else { continue }
        fields[fields.count - 1].value += String(decoding: line, as: UTF8.self)
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), isName(line[..<colon]) {
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased().filter { $0 != " " }
        fields.append((name, String(decoding: line[(colon + 1)...], as: UTF8.self)))
      }
    }
    return fields
  }

  /// The lines up to the first empty one; empty lines before the header do not count.
  private static func lines(_ bytes: some Collection<UInt8>) -> [ArraySlice<UInt8>] {
    let bytes = Array(bytes)
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      let line = bytes[start..<end].last == 0x0D ? bytes[start..<end - 1] : bytes[start..<end]
      if line.isEmpty && !lines.isEmpty { break }
      if !line.isEmpty { lines.append(line) }
      start = end + 1
    }
    return lines
  }

  private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.count < 80 && bytes.allSatisfy { (0x21..<0x7F).contains($0) || $0 == 0x20 }
  }

  /// What stands between angle brackets.
  private static func identifiers(_ value: String) -> [String] {
    value.split(separator: "<").dropFirst(value.hasPrefix("<") ? 0 : 1).compactMap { piece in
      guard let end = piece.firstIndex(of: ">") else { return nil }
      let identifier = piece[..<end].filter { !$0.isWhitespace }
      return identifier.isEmpty ? nil : identifier
    }
  }

  private static func bare(_ value: String) -> String? {
    value.split(whereSeparator: \.isWhitespace).first.map(String.init)
  }
}
