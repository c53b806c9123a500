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
  /// What is kept of them.
  private static let wanted: Set<String> = ["message-id", "references", "in-reply-to", "date", "received"]
  private static let longest = 262_144

  /// nil when the bytes do not begin with the header of a mail.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let fields = Self.fields(bytes) else { return nil }
    func first(_ name: String) -> [UInt8] { fields.first { $0.name == name }?.value ?? [] }
    let own = first("message-id")
    messageID = Self.identifiers(own).first ?? Self.bare(own)
    references = Self.identifiers(first("references"))
    inReplyTo = Self.identifiers(first("in-reply-to")).first
    let received = fields.filter { $0.name == "received" }.compactMap {
      $0.value.split(separator: UInt8(ascii: ";")).last
    }
    dates = ([first("date")[...]] + received).filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Where the header begins: what other programs left before it is no part of the mail.
  static func start(of bytes: UnsafeRawBufferPointer) -> Int {
    var start = 0
    for line in bytes.prefix(65_536).split(separator: 0x0A, maxSplits: 64, omittingEmptySubsequences: false) {
      if isField(line) { return start }
      start += line.count + 1
    }
    return 0
  }

  /// Whether the line begins with a name and a colon.
  private static func isField(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    let word = line.prefix { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
    return !word.isEmpty && line[word.endIndex...].first { $0 != 0x20 } == UInt8(ascii: ":")
  }

  /// The wanted fields up to the first empty line; empty lines before the header do not count. nil: it is no header.
  private static func fields(_ bytes: UnsafeRawBufferPointer) -> [(name: String, value: [UInt8])]? {
    var fields: [(name: String, value: [UInt8])] = []
    var isMail = false
    var isOpen = false
    var hasBegun = false
    var start = 0
    let end = min(bytes.count, longest)
    while start < end {
      let next = bytes[start..<end].firstIndex(of: 0x0A) ?? end
      let line = bytes[start..<(next > start && bytes[next - 1] == 0x0D ? next - 1 : next)]
      start = next + 1
      if line.isEmpty { if hasBegun { break } else { continue } }
      hasBegun = true
      if line.first == 0x20 || line.first == 0x09 {
        if isOpen { fields[fields.count - 1].value += line }
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        let name = name(line[..<colon])
        isMail = isMail || known.contains(name)
        isOpen = wanted.contains(name)
        if isOpen { fields.append((name, Array(line[(colon + 1)...]))) }
      }
    }
    return isMail ? fields : nil
  }

  /// A field's name in lower case, without the space that may stand before the colon; empty when it is none.
  private static func name(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    guard bytes.count <= 32 else { return "" }
    return String(
      decoding: bytes.lazy.filter { $0 != 0x20 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// What stands between angle brackets, without white space.
  private static func identifiers(_ value: [UInt8]) -> [String] {
    var found: [String] = []
    var open: [UInt8]?
    for byte in value {
      switch byte {
      case UInt8(ascii: "<"): open = []
      case UInt8(ascii: ">"):
        if let text = open, !text.isEmpty { found.append(String(decoding: text, as: UTF8.self)) }
        open = nil
      case 0x09, 0x0A, 0x0D, 0x20: break
      default: open?.append(byte)
      }
    }
    return found
  }

  private static func bare(_ value: [UInt8]) -> String? {
    value.split { $0 <= 0x20 }.first.map { String(decoding: $0, as: UTF8.self) }
  }
}
