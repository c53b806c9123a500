/// Says the same in fewer bytes than ncurses. It changes looks by a sequence for each attribute, goes back to plain in between,
/// leaves the line-drawing set with each of them although it never entered it, and goes to the next row by its number. Here a
/// change of looks is sent once it can be seen, as the shortest sequence that leads there.
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
  private let rows: Int
  private let erases: Bool

  /// - Parameters:
  ///   - rows: of the terminal.
  ///   - erases: whether it knows how to erase some characters (ECH).
  init(rows: Int, erases: Bool = false) { (self.rows, self.erases) = (rows, erases) }

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
    case 0..<0x20:
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
    default:
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
    case "r": return setRegion(Self.numbers(parameters), sequence)
    case "A": row = row.map { $0 - max(1, Self.numbers(parameters)[0]) }
    case "B": row = row.map { $0 + max(1, Self.numbers(parameters)[0]) }
    case "G": return goTo(column: max(1, Self.numbers(parameters)[0]))
    case "C", "D", "h", "l": break
    case "b": showLook()
    case "K", "X", "P", "@": showBackground()
    default:
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
    if let row, line == row || line == row + 1 {
      if line == row + 1 { output.append(0x0A) }
      self.row = line
      return goTo(column: column)
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
    guard erases, blanks > sequence.count, sent?.isSameOnBlanks(as: SentLook()) == true else { return }
    output.removeLast(blanks)
    output += sequence
    blanks = 0
  }

  private mutating func goTo(row line: Int) {
    // No line is scrolled: the one above the asked one is not the last.
    output += row.map { $0 + 1 } == line ? [0x0A] : Array("\u{1B}[\(line)d".utf8)
    row = line
  }

  /// The whole screen has a shorter name.
  private mutating func setRegion(_ region: [Int], _ sequence: ArraySlice<UInt8>) {
    output += region == [1, rows] ? [0x1B, UInt8(ascii: "["), UInt8(ascii: "r")] : Array(sequence)
    row = nil
  }
}
