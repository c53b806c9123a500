/// A gettext catalogue (the `.po` text format, UTF-8): message id to its translations, one a plural form. Fuzzy, empty and obsolete
/// ones count as absent.
struct POFile: Sendable {
  private(set) var messages: [String: [String]] = [:]
  /// nil: the header has none, or none that can be understood.
  private(set) var plural: PluralRule?
  private var entry = Entry()

  private struct Entry {
    var id: [UInt8] = []
    var forms: [[UInt8]] = []
    var isFuzzy = false
    /// What a continuation line goes on with.
    var open = Field.none
    enum Field { case none, id, plural, form }
  }

  /// French is read at each start: bytes are looked at once, and what has no escapes is copied as it is.
  init(_ bytes: some Sequence<UInt8>) {
    let bytes = ContiguousArray(bytes)
    messages.reserveCapacity(bytes.count / Self.leastEntry)
    bytes.withUnsafeBufferPointer { text in
      var rest = text[...]
      while !rest.isEmpty {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        read(rest[..<end])
        rest = rest[min(end + 1, rest.endIndex)...]
      }
    }
    close()
  }

  init(_ text: String) { self.init(text.utf8) }

  /// Bytes that an entry takes: shorter ones make the table grow.
  private static let leastEntry = 64

  private typealias Text = Slice<UnsafeBufferPointer<UInt8>>

  private mutating func read(_ line: Text) {
    switch line.first {
    case UInt8(ascii: "#"):
      // A comment after a translation belongs to the entry that follows it.
      if !entry.forms.isEmpty { close() }
      if line.starts(with: Self.flags) { entry.isFuzzy = String(decoding: line, as: UTF8.self).contains("fuzzy") }
    case UInt8(ascii: "\""): goOn(Self.unquoted(line))
    case UInt8(ascii: "m"): begin(line)
    default: break
    }
  }

  private static let flags = Array("#,".utf8)
  private static let (id, plural, form) = (Array("msgid".utf8), Array("msgid_plural".utf8), Array("msgstr".utf8))

  private mutating func begin(_ line: Text) {
    if line.starts(with: Self.form) {
      entry.open = .form
      entry.forms.append(Self.unquoted(line))
    } else if line.starts(with: Self.plural) {
      entry.open = .plural
    } else if line.starts(with: Self.id) {
      if !entry.forms.isEmpty { close() }
      (entry.open, entry.id) = (.id, Self.unquoted(line))
    }
  }

  private mutating func goOn(_ text: [UInt8]) {
    switch entry.open {
    case .id: entry.id += text
    case .form: entry.forms[entry.forms.count - 1] += text
    case .plural, .none: break  // the plural's English is in the source: only its translations are wanted
    }
  }

  private mutating func close() {
    defer { entry = Entry() }
    if entry.id.isEmpty, let header = entry.forms.first { readHeader(String(decoding: header, as: UTF8.self)) }
    guard !entry.id.isEmpty, !entry.isFuzzy, !entry.forms.isEmpty, !entry.forms.contains([]) else { return }
    messages[String(decoding: entry.id, as: UTF8.self)] = entry.forms.map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func readHeader(_ header: String) {
    let field = "Plural-Forms:"
    guard let line = header.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return }
    plural = PluralRule(String(line.dropFirst(field.count)))
  }

  /// The text between the first and the last quote of a line, its escapes resolved.
  private static func unquoted(_ line: Text) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard let first = line.firstIndex(of: quote), let last = line.lastIndex(of: quote), first < last else { return [] }
    let text = line[(first + 1)..<last]
    return text.contains(UInt8(ascii: "\\")) ? unescaped(text) : Array(text)
  }

  private static func unescaped(_ text: Text) -> [UInt8] {
    var result: [UInt8] = []
    var isEscape = false
    for byte in text {
      if isEscape {
        result.append(byte == UInt8(ascii: "n") ? 0x0A : byte == UInt8(ascii: "t") ? 0x09 : byte)
        isEscape = false
      } else if byte == UInt8(ascii: "\\") {
        isEscape = true
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
