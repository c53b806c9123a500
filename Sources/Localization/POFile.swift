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

  init(_ bytes: some Sequence<UInt8>) {
    for line in Array(bytes).split(separator: UInt8(ascii: "\n")) { read(line) }
    close()
  }

  init(_ text: String) { self.init(text.utf8) }

  private mutating func read(_ line: ArraySlice<UInt8>) {
    if line.starts(with: "#".utf8) {
      // A comment after a translation belongs to the entry that follows it.
      if !entry.forms.isEmpty { close() }
      if line.starts(with: "#,".utf8) { entry.isFuzzy = String(decoding: line, as: UTF8.self).contains("fuzzy") }
    } else if line.starts(with: "msgid_plural".utf8) {
      entry.open = .plural
    } else if line.starts(with: "msgid".utf8) {
      if !entry.forms.isEmpty { close() }
      (entry.open, entry.id) = (.id, Self.unquoted(line))
    } else if line.starts(with: "msgstr".utf8) {
      entry.open = .form
      entry.forms.append(Self.unquoted(line))
    } else if line.starts(with: "\"".utf8) {
      goOn(Self.unquoted(line))
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
  private static func unquoted(_ line: ArraySlice<UInt8>) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard let first = line.firstIndex(of: quote), let last = line.lastIndex(of: quote), first < last else { return [] }
    var result: [UInt8] = []
    var isEscape = false
    for byte in line[(first + 1)..<last] {
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
