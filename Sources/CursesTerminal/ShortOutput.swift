/// Says the same in fewer bytes than ncurses. It changes looks by a sequence for each attribute, goes back to plain in between,
/// leaves the line-drawing set with each of them although it never entered it, and goes to the next row by its number. Here a
/// change of looks is sent once it can be seen, as the shortest sequence that leads there.
///
/// The margins of a part that was scrolled stay as they are: the next key mostly scrolls the same part. They are in nobody's way but
/// that of what moves by rows, and are taken back before it.
///
/// Only for terminals whose description speaks ECMA-48; what is not understood goes through as it is.
struct ShortOutput {
  /// nil: nobody knows.
  private var sent: SentLook?
  private var wanted = SentLook()
  private var saved: (look: SentLook?, row: Int?) = (nil, nil)
  /// Of the cursor, from 1; nil: nobody knows.
  private var row: Int?
  private var output: [UInt8] = []
  /// How many blanks were written last.
  private var blanks = 0
  private var margins: [Int] = []
  /// The rows that scroll, where ncurses believes that all do; nil: it is right.
  private var region: ClosedRange<Int>?
  /// Whether ncurses has set margins and not yet taken them back.
  private var isScrolling = false
  private let rows: Int
  private let skills: Skills

  /// What the terminal knows beyond the least.
  struct Skills: OptionSet {
    let rawValue: Int
    /// To erase some characters (ECH); to scroll wherever the cursor is (SU and SD); to go up at the margin and not (RI).
    static let erases = Skills(rawValue: 1), scrolls = Skills(rawValue: 2), reverses = Skills(rawValue: 4)
  }

  /// - Parameter rows: of the terminal.
  init(rows: Int, _ skills: Skills = []) { (self.rows, self.skills) = (rows, skills) }

  /// - Parameters:
  ///   - bytes: a frame as ncurses writes it, whole sequences.
  ///   - margins: how many plain blanks each row begins with once the frame is shown.
  mutating func shortened(_ bytes: [UInt8], margins: [Int] = []) -> [UInt8] {
    (output, blanks, self.margins) = ([], 0, margins)
    output.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.first {
      byte == 0x1B ? takeEscape(&rest) : take(rest.removeFirst())
    }
    showLook()
    return output
  }

  private mutating func take(_ byte: UInt8) {
    defer { blanks = byte == 0x20 ? blanks + 1 : 0 }
    switch byte {
    // Back to letters, from a set never entered.
    case 0x0F: return
    case 0x0D: eraseBlanks()
    case 0x09, 0x08, 0x07: break
    case 0x0A:
      if isScrolling { showBackground() }
      moveDown(1)
    case 0..<0x20:
      freeRegion()
      showBackground()
      row = nil
    case 0x20: showBackground()
    default: showLook()
    }
    output.append(byte)
  }

  /// Before what has no ink: blanks, and what erases or scrolls.
  private mutating func showBackground() {
    if let sent, wanted.isSameOnBlanks(as: sent) { return }
    showLook()
  }

  /// Before anything that can be seen.
  private mutating func showLook() {
    guard wanted != sent else { return }
    output += wanted.sequence(from: sent)
    sent = wanted
  }

  // MARK: Sequences

  private mutating func takeEscape(_ rest: inout ArraySlice<UInt8>) {
    // A change of looks is sent later.
    defer { if output.last != 0x20 { blanks = 0 } }
    switch rest.dropFirst().first {
    case UInt8(ascii: "["): takeControl(&rest)
    case UInt8(ascii: "("):
      let sequence = rest.prefix(3)
      rest = rest.dropFirst(3)
      if sequence.last != UInt8(ascii: "B") { output += sequence }
    case UInt8(ascii: "]"), UInt8(ascii: "P"): takeText(&rest)
    case UInt8(ascii: "7"):
      if takeMargins(&rest) { return }
      take(escape: UInt8(ascii: "7"))
      rest = rest.dropFirst(2)
    case let letter?:
      take(escape: letter)
      rest = rest.dropFirst(2)
    case nil: output.append(rest.removeFirst())
    }
  }

  private mutating func take(escape letter: UInt8) {
    switch letter {
    case UInt8(ascii: "7"): saved = (sent, row)
    case UInt8(ascii: "8"): (sent, row) = saved
    case UInt8(ascii: "M") where isScrolling:
      showBackground()
      moveDown(-1)
    default:
      freeRegion()
      showBackground()
      row = nil
    }
    output += [0x1B, letter]
  }

  /// A text for the terminal itself, up to its end.
  private mutating func takeText(_ rest: inout ArraySlice<UInt8>) {
    let end = rest.indices.first { index in
      rest[index] == 0x07 || (rest[index] == UInt8(ascii: "\\") && rest[index - 1] == 0x1B)
    }
    let text = rest[...(end ?? rest.endIndex - 1)]
    output += text
    rest = rest[text.endIndex...]
  }

  private mutating func takeControl(_ rest: inout ArraySlice<UInt8>) {
    guard let end = rest.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
      output += rest
      rest = []
      return
    }
    let parameters = rest[(rest.startIndex + 2)..<end]
    let sequence = rest[...end]
    rest = rest[(end + 1)...]
    take(control: Character(Unicode.Scalar(sequence[end])), parameters, sequence)
  }

  private mutating func take(
    control letter: Character, _ parameters: ArraySlice<UInt8>, _ sequence: ArraySlice<UInt8>
  ) {
    switch letter {
    case "m":
      if wanted.take(parameters) { return }
      showLook()
      (wanted, sent) = (SentLook(), nil)
    case "H": return goTo(Self.numbers(parameters))
    case "d": return goTo(row: Self.numbers(parameters)[0])
    case "r": return setRegion(Self.numbers(parameters))
    case "A": moveDown(-max(1, Self.numbers(parameters)[0]))
    case "B": moveDown(max(1, Self.numbers(parameters)[0]))
    case "G": return goTo(column: max(1, Self.numbers(parameters)[0]))
    case "C", "D", "h", "l": break
    case "b": showLook()
    case "K", "X", "P", "@", "J": showBackground()
    case "S" where isScrolling, "T" where isScrolling: showBackground()
    default:
      freeRegion()
      showBackground()
      row = nil
    }
    output += sequence
  }

  private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
    parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      $0.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
  }

  // MARK: Places

  private mutating func goTo(_ place: [Int]) {
    let (line, column) = (max(1, place[0]), place.count > 1 ? max(1, place[1]) : 1)
    eraseBlanks()
    if line == row || isBelow(line) {
      if line != row { output.append(0x0A) }
      row = line
      return goTo(column: column)
    }
    if isAbove(line), column == 1 {
      output += [0x1B, UInt8(ascii: "M"), 0x0D]
      row = line
      return
    }
    let end = column == 1 ? "" : ";\(column)"
    output += Array("\u{1B}[\(line == 1 && end.isEmpty ? "" : String(line))\(end)H".utf8)
    row = line
  }

  private mutating func goTo(column: Int) {
    eraseBlanks()
    let hasMargin = column <= 3 && hasMargin(column - 1)
    output += hasMargin ? [0x0D] + Array(repeating: 0x20, count: column - 1) : Array("\u{1B}[\(column)G".utf8)
  }

  /// Whether the row begins with so many blanks, which may be written again.
  private func hasMargin(_ count: Int) -> Bool {
    guard count > 0 else { return true }
    guard let row, margins.indices.contains(row - 1), margins[row - 1] >= count else { return false }
    return sent?.isSameOnBlanks(as: SentLook()) == true
  }

  /// Blanks that the cursor leaves for a place of its own are erased where that is shorter.
  private mutating func eraseBlanks() {
    let sequence = Array("\u{1B}[\(blanks)X".utf8)
    let isPlain = sent?.isSameOnBlanks(as: SentLook()) == true
    guard skills.contains(.erases), blanks > sequence.count, isPlain else { return }
    output.removeLast(blanks)
    output += sequence
    blanks = 0
  }

  private mutating func goTo(row line: Int) {
    output += isBelow(line) ? [0x0A] : Array("\u{1B}[\(line)d".utf8)
    row = line
  }

  /// Whether a line feed leads there. No line is scrolled: the one above is not the last of those that scroll.
  private func isBelow(_ line: Int) -> Bool {
    guard let row, line == row + 1 else { return false }
    return row != region?.upperBound
  }

  /// Whether a reverse line feed leads there, without a scroll.
  private func isAbove(_ line: Int) -> Bool {
    guard skills.contains(.reverses), let row, line == row - 1 else { return false }
    return row != region?.lowerBound
  }

  /// Before a move by rows that ncurses makes: unless it scrolls, it knows nothing of margins, at which the cursor stays.
  private mutating func moveDown(_ count: Int) {
    if let region {
      let isInside = row.map { region.contains($0) && region.contains($0 + count) } ?? false
      if isScrolling, !isInside { return }
      if !isInside { freeRegion() }
    }
    row = row.map { $0 + count }
  }

  // MARK: Scrolling

  /// Margins that ncurses sets around a scroll, the cursor kept: ESC 7, CSI r, ESC 8. False for anything else.
  private mutating func takeMargins(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let after = rest.dropFirst(2)
    guard after.starts(with: [0x1B, UInt8(ascii: "[")]),
      let end = after.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }),
      after[end] == UInt8(ascii: "r"), rest[(end + 1)...].starts(with: [0x1B, UInt8(ascii: "8")])
    else { return false }
    let margins = Self.numbers(after[(after.startIndex + 2)..<end])
    setMargins(margins[0]...margins[1])
    isScrolling = true
    rest = rest[(end + 3)...]
    return true
  }

  /// Sets them, if they are not; the cursor stays.
  private mutating func setMargins(_ rows: ClosedRange<Int>) {
    let isSet = region == rows || region == nil && rows == 1...self.rows
    if !isSet { output += Array("\u{1B}7\u{1B}[\(rows.lowerBound);\(rows.upperBound)r\u{1B}8".utf8) }
    region = rows == 1...self.rows ? nil : rows
  }

  /// Margins as ncurses sets them. It takes them back after a scroll: they stay.
  private mutating func setRegion(_ rows: [Int]) {
    let isWhole = rows == [1, self.rows]
    if isWhole, isScrolling {
      isScrolling = false
    } else if isWhole {
      // The whole screen has a shorter name.
      output += Array("\u{1B}[r".utf8)
      (region, row) = (nil, nil)
    } else {
      setMargins(rows[0]...rows[1])
      isScrolling = true
    }
  }

  private mutating func freeRegion() {
    guard region != nil else { return }
    output += Array("\u{1B}7\u{1B}[r\u{1B}8".utf8)
    region = nil
  }

  /// What makes all rows scroll again, if they do not; the cursor stays.
  mutating func freed() -> [UInt8] {
    output = []
    freeRegion()
    return output
  }

  /// What moves rows; the cursor stays.
  mutating func scrolled(_ scroll: Scroll) -> [UInt8] {
    output = []
    let rows = (scroll.rows.lowerBound + 1)...(scroll.rows.upperBound + 1)
    showBackground()
    setMargins(rows)
    move(rows, scroll.distance)
    return output
  }

  private mutating func move(_ rows: ClosedRange<Int>, _ distance: Int) {
    let (count, isUp) = (abs(distance), distance > 0)
    let edge = isUp ? rows.upperBound : rows.lowerBound
    let step: [UInt8] = isUp ? [0x0A] : [0x1B, UInt8(ascii: "M")]
    let steps = Array(repeating: step, count: count).flatMap(\.self)
    let byName = Array("\u{1B}[\(count > 1 ? String(count) : "")\(isUp ? "S" : "T")".utf8)
    if row == edge, !skills.contains(.scrolls) || steps.count <= byName.count {
      output += steps
    } else if skills.contains(.scrolls) {
      output += byName
    } else {
      output += Array("\u{1B}7\u{1B}[\(edge)H".utf8) + steps + Array("\u{1B}8".utf8)
    }
  }
}
