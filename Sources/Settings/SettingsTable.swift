internal import TOMLKit

/// One table of a TOML file, read key by key; what cannot be used is noted with its line.
struct SettingsTable {
  private let file: String
  private let text: String
  private let section: String?
  private let table: TOMLTable
  private(set) var problems: [SettingsProblem] = []
  private var known: Set<String> = []

  /// - Returns: nil and the problem when the text is no TOML.
  static func parse(_ text: String, file: String) -> (table: SettingsTable?, problem: SettingsProblem?) {
    guard isFlat(text) else { return (nil, SettingsProblem(file: file, line: nil, kind: .syntax("nested too deeply"))) }
    if let line = unnamedSection(text) {
      return (nil, SettingsProblem(file: file, line: line, kind: .syntax("a section's name is expected behind [")))
    }
    if let line = StrayMark.line(in: text) {
      return (nil, SettingsProblem(file: file, line: line, kind: .syntax("a character that stands for nothing here")))
    }
    do {
      return (SettingsTable(file: file, text: text, section: nil, table: try TOMLTable(string: text)), nil)
    } catch let error as TOMLParseError {
      return (nil, SettingsProblem(file: file, line: error.source.begin.line, kind: .syntax(error.description)))
    } catch {
      return (nil, SettingsProblem(file: file, line: nil, kind: .syntax("\(error)")))
    }
  }

  /// The TOML library recurses as deep as the text is nested; no setting is nested more than twice.
  private static func isFlat(_ text: String) -> Bool {
    var (depth, dots) = (0, 0)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "."): dots += 1
      case 0x0A: dots = 0
      default: break
      }
      if depth > mostNested || dots > mostNested { return false }
    }
    return true
  }

  private static let mostNested = 64

  /// The first line that begins with `[` and goes on as no name does. toml++ ends the program there (parse_table_header asserts what it
  /// did not look at), with and without optimisation.
  private static func unnamedSection(_ text: String) -> Int? {
    let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) {
      "\n\r\u{B}\u{C}\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0)
    }
    return lines.firstIndex { line in
      let start = line.drop { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
      guard start.first == "[" else { return false }
      let name = start.dropFirst(start.dropFirst().first == "[" ? 2 : 1).drop { " \t".unicodeScalars.contains($0) }
      return !(name.first.map(beginsName) ?? false)
    }.map { $0 + 1 }
  }

  private static func beginsName(_ scalar: Unicode.Scalar) -> Bool {
    "_-\"'".unicodeScalars.contains(scalar) || scalar.isASCII && Character(scalar).isLetter
      || ("0"..."9").contains(scalar)
  }

  private init(file: String, text: String, section: String?, table: TOMLTable) {
    (self.file, self.text, self.section, self.table) = (file, text, section, table)
  }

  var keys: [String] { table.keys }

  mutating func string(_ key: String, oneOf allowed: [String]? = nil) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.string, allowed?.contains(text) ?? true else {
      note(key, allowed.map { $0.map { "\"\($0)\"" }.joined(separator: " | ") } ?? "\"…\"")
      return nil
    }
    return text
  }

  mutating func int(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = value(key) else { return nil }
    guard let number = value.int, range.contains(number) else {
      note(key, "\(range.lowerBound) … \(range.upperBound)")
      return nil
    }
    return number
  }

  mutating func bool(_ key: String) -> Bool? {
    guard let value = value(key) else { return nil }
    if value.bool == nil { note(key, "true | false") }
    return value.bool
  }

  /// A command and its arguments: a list, or one word.
  mutating func arguments(_ key: String) -> [String]? {
    guard let value = value(key) else { return nil }
    if let word = value.string, !word.isEmpty, !word.contains(" ") { return [word] }
    let words = value.array.map { $0.map { $0.string } } ?? []
    guard !words.isEmpty, !words.contains(nil) else {
      note(key, "[\"command\", \"argument\"]")
      return nil
    }
    return words.compactMap(\.self)
  }

  /// Several of the allowed words, or one; each once. An empty list is one too.
  mutating func list(_ key: String, of allowed: [String]) -> [String]? {
    guard let value = value(key) else { return nil }
    let words = value.string.map { [$0] } ?? value.array.map { $0.map { $0.string } }
    guard let words, words.allSatisfy({ $0.map(allowed.contains) ?? false }) else {
      note(key, "[" + allowed.map { "\"\($0)\"" }.joined(separator: ", ") + "]")
      return nil
    }
    return allowed.filter { words.contains($0) }
  }

  mutating func section(_ key: String) -> SettingsTable? {
    guard let value = value(key) else { return nil }
    guard let table = value.table else {
      note(key, "[\(key)]")
      return nil
    }
    return SettingsTable(file: file, text: text, section: key, table: table)
  }

  mutating func note(_ key: String, _ expected: String) {
    problems.append(SettingsProblem(file: file, line: line(of: key), kind: .wrongValue(key: key, expected: expected)))
  }

  /// The problems so far, and one for each key that nobody asked for.
  func allProblems() -> [SettingsProblem] {
    let unknown = table.keys.filter { !known.contains($0) }.map { key in
      let nearest = NearestName.find(key, in: known.sorted())
      return SettingsProblem(file: file, line: line(of: key), kind: .unknownKey(key, nearest: nearest))
    }
    return (problems + unknown).sorted { ($0.line ?? 0) < ($1.line ?? 0) }
  }

  private mutating func value(_ key: String) -> (any TOMLValueConvertible)? {
    known.insert(key)
    return table[key]
  }

  /// TOMLKit tells no places of values: the first line, in this section, that sets the key or opens it as a section.
  private func line(of key: String) -> Int? {
    var current: String?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if line.hasPrefix("[") {
        current = line.dropFirst().prefix { $0 != "]" }.filter { $0 != "\"" }
        if section == nil && current == key { return index + 1 }
      } else if current == section {
        let name = line.prefix { $0 != "=" && $0 != "." }.filter { !" \t\"'".contains($0) }
        if name == key && line.contains("=") { return index + 1 }
      }
    }
    return nil
  }
}
