/// One line of text that a terminal can be given: no control, no bidirectional override, no invisible character, and no cluster
/// that terminals measure in different ways. Its width in cells is the sum that ncurses computes too.
public struct SafeText: Hashable, Sendable {
  /// The text, in UTF-8 without control characters or line breaks.
  public let string: String
  /// How many cells of a terminal it fills.
  public let width: Int

  /// Text of the program's own: interface words, numbers, dates. It is neutralised too, so that a value put into a
  /// sentence can do no harm.
  public init(_ own: String) { self.init(neutralizing: own) }

  init(neutralizing raw: some StringProtocol) {
    if let count = Self.countOfPlain(raw.unicodeScalars) {
      self.init(string: String(raw), width: count)
      return
    }
    var cleaner = Neutralizer()
    for character in raw { cleaner.append(character) }
    self.init(string: cleaner.result, width: cleaner.width)
  }

  init(string: String, width: Int) {
    self.string = string
    self.width = width
  }

  /// How many scalars there are when each is a character of one cell whatever stands beside it: most of what is written in
  /// French or English, and quick to tell. nil: some are not.
  private static func countOfPlain(_ scalars: some Collection<Unicode.Scalar>) -> Int? {
    var count = 0
    for scalar in scalars {
      guard isPlain(scalar) else { return nil }
      count += 1
    }
    return count
  }

  static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x17F, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x202F,
      0x20AC:
      true
    default: false
    }
  }

  public var isEmpty: Bool { string.isEmpty }

  /// What goes into the cells of a terminal, one after the other: each a character that takes one or two of them, with the marks on it.
  /// A cluster of several such (Hangul in parts, a Devanagari conjunct) is several here, as it is for ncurses.
  public var cells: [(character: Character, width: Int)] {
    if string.unicodeScalars.allSatisfy(Self.isPlain) { return string.unicodeScalars.map { (Character($0), 1) } }
    var cells: [(character: Character, width: Int)] = []
    for scalar in string.unicodeScalars {
      let width = CellWidth.of(scalar)
      if width > 0 {
        cells.append((Character(scalar), width))
      } else if let last = cells.last {
        let marked = String(last.character) + String(scalar)
        // What makes no cluster with the character before has no cell to stand in.
        if marked.count == 1 { cells[cells.count - 1].character = Character(marked) }
      }
    }
    return cells
  }

  public static func + (left: SafeText, right: SafeText) -> SafeText {
    SafeText(neutralizing: left.string + right.string)
  }

  /// The longest beginning that fits in `cells`, without half a character.
  public func prefix(cells: Int) -> SafeText {
    guard width > cells else { return self }
    var filled = 0
    let head = string.prefix { character in
      filled += CellWidth.of(character)
      return filled <= cells
    }
    return SafeText(neutralizing: head)
  }

  /// The text in at most `cells`, its end replaced by `…` when it is longer.
  public func clipped(to cells: Int) -> SafeText {
    guard width > cells else { return self }
    guard cells > 0 else { return SafeText("") }
    return prefix(cells: cells - 1) + SafeText("…")
  }
}

extension SafeText: ExpressibleByStringInterpolation, CustomStringConvertible {
  public init(stringLiteral value: String) { self.init(value) }
  public var description: String { string }
}

/// Builds safe text, one character (grapheme cluster) at a time.
struct Neutralizer {
  private(set) var result = ""
  private(set) var width = 0

  /// More marks than any writing system stacks only serve to overflow the line.
  private static let maximumMarks = 4

  mutating func append(_ character: Character) {
    if character.isNewline || character == "\t" { return add(" ", width: 1) }
    var marks = 0
    var hasBase = false
    for scalar in character.unicodeScalars where !Self.isDropped(scalar) {
      if let replacement = DisputedWidth.replacement(for: scalar) {
        for scalar in replacement.unicodeScalars { add(scalar, width: 1) }
        hasBase = true
        continue
      }
      let cells = CellWidth.of(scalar)
      if cells < 0 {
        if !hasBase { add("\u{FFFD}", width: 1) }
        hasBase = true
      } else if cells > 0 {
        // A second wide scalar in one cluster is what a joiner glued on: terminals disagree on it.
        if hasBase && scalar.properties.isEmoji { continue }
        add(scalar, width: cells)
        hasBase = true
      } else if marks < Self.maximumMarks {
        if !hasBase && marks == 0 && result.isEmpty { add(" ", width: 1) }
        add(scalar, width: 0)
        marks += 1
      }
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar, width cells: Int) {
    result.unicodeScalars.append(scalar)
    width += cells
  }

  /// What is left out without a trace: controls, format characters (bidirectional controls, joiners, tags, zero-width
  /// spaces), variation selectors, skin tones.
  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: break
    }
    return scalar.properties.isVariationSelector || (0x1F3FB...0x1F3FF).contains(scalar.value)
  }
}
