/// What is wrong with a line of a keymap, and what to do about it.
public struct KeymapProblem: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// `keys = command` was expected.
    case notABinding
    case notAKey(String)
    case openQuotation
    case unknownCommand(String, nearest: String?)
    case unknownSection(String)
    /// The keys already lead to another command in the same section, or begin or continue keys that do.
    case shadows(CommandLine)
    case unreadable(String)
  }

  /// The file's path, or the built-in map's name.
  public let source: String
  /// Counted from 1; 0 for the whole file.
  public let line: Int
  public let reason: Reason

  public init(source: String, line: Int, reason: Reason) {
    (self.source, self.line, self.reason) = (source, line, reason)
  }
}

/// A keymap file as it is written: sections of bindings.
///
///     [forums]
///     r <F2> = forums.reply
///     gd     = none
struct KeymapFile: Sendable {
  struct Binding: Sendable {
    let section: String
    let strokes: [KeyStroke]
    /// nil: the keys are to do nothing.
    let command: CommandLine?
    let line: Int
  }

  let source: String
  private(set) var bindings: [Binding] = []
  private(set) var problems: [KeymapProblem] = []
  private var section = "global"

  /// Nobody presses more for one command; thousands took half a gigabyte.
  private static let mostStrokes = 16
  private static let longestKeys = 200

  init(_ text: String, source: String) {
    self.source = source
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      read(Substring(line).trimmed, at: index + 1)
    }
  }

  private mutating func read(_ line: Substring, at number: Int) {
    if line.isEmpty || line.first == "#" { return }
    if line.first == "[" && line.last == "]" && line.count > 2 {
      section = String(line.dropFirst().dropLast())
      return
    }
    guard let equals = Self.equals(in: line) else { return add(.notABinding, at: number) }
    let command = line[equals.upperBound...].trimmed
    guard let parsed = CommandLine(parsing: String(command)) else { return add(.openQuotation, at: number) }
    for keys in line[..<equals.lowerBound].split(separator: " ") {
      // Bytes that are no UTF-8 read as this character.
      guard keys.count <= Self.longestKeys, !keys.contains("\u{FFFD}"), let strokes = KeyStroke.sequence(keys),
        strokes.count <= Self.mostStrokes
      else {
        add(.notAKey(String(keys.prefix(Self.longestKeys))), at: number)
        continue
      }
      let target = parsed.name == "none" ? nil : parsed
      bindings.append(Binding(section: section, strokes: strokes, command: target, line: number))
    }
  }

  /// As its bytes stand there: all keymaps are read at each start.
  private static func equals(in line: Substring) -> Range<Substring.Index>? {
    let sign = " = ".utf8
    let start = line.utf8.indices.first { line.utf8[$0...].starts(with: sign) }
    return start.map { $0..<line.utf8.index($0, offsetBy: sign.count) }
  }

  private mutating func add(_ reason: KeymapProblem.Reason, at line: Int) {
    problems.append(KeymapProblem(source: source, line: line, reason: reason))
  }
}

extension Substring {
  var trimmed: Substring {
    let start = drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else {
      return start[start.startIndex..<start.startIndex]
    }
    return start[...end]
  }
}
