/// A gettext catalogue (the `.po` text format): message id to its translations, one a plural form. Fuzzy and empty ones count as
/// absent.
struct POFile {
  private(set) var messages: [String: [String]] = [:]
  private var id = ""
  private var forms: [String] = []
  private var isInID = false
  private var isFuzzy = false

  init(_ text: String) {
    for line in text.split(separator: "\n") { read(line) }
    close()
  }

  private mutating func read(_ line: Substring) {
    if line.hasPrefix("#") {
      if line.hasPrefix("#,") && line.contains("fuzzy") { isFuzzy = true }
    } else if line.hasPrefix("msgid_plural ") {
      isInID = false  // its text is in the source too: only the translations are wanted
      forms = []
      isPlural = true
    } else if line.hasPrefix("msgid ") {
      close()
      isInID = true
      id = Self.unquoted(line)
    } else if line.hasPrefix("msgstr") {
      isInID = false
      isPlural = false
      forms.append(Self.unquoted(line))
    } else if line.hasPrefix("\"") {
      continueText(Self.unquoted(line))
    }
  }

  private var isPlural = false

  private mutating func continueText(_ text: String) {
    if isInID {
      id += text
    } else if !isPlural, !forms.isEmpty {
      forms[forms.count - 1] += text
    }
  }

  private mutating func close() {
    if !id.isEmpty && !isFuzzy && !forms.contains("") && !forms.isEmpty { messages[id] = forms }
    (id, forms, isPlural) = ("", [], false)
    if isInID == false { isFuzzy = false }
  }

  /// The text between the first and the last quote of a line, its escapes resolved.
  private static func unquoted(_ line: Substring) -> String {
    guard let first = line.firstIndex(of: "\""), let last = line.lastIndex(of: "\""), first < last else { return "" }
    var result = ""
    var isEscape = false
    for character in line[line.index(after: first)..<last] {
      if isEscape {
        result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
