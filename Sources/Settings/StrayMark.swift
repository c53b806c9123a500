/// Finds what toml++ ends the program at instead of refusing it, where no text and no comment holds it: a `}` that closes nothing within a
/// list, and white space that TOML does not know (parse_value asserts what nobody has looked at, with and without optimisation).
struct StrayMark {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var line = 1
  private var open: [Unicode.Scalar] = []

  /// - Returns: the line of the first one.
  static func line(in text: String) -> Int? {
    var search = StrayMark(scalars: Array(text.unicodeScalars))
    return search.first()
  }

  private init(scalars: [Unicode.Scalar]) {
    self.scalars = scalars
    if scalars.first == "\u{FEFF}" { place = 1 }
  }

  private mutating func first() -> Int? {
    while let scalar = at(0) {
      switch scalar {
      case "#": skipComment()
      case "\"", "'": skipText(scalar)
      default:
        if isStray(scalar) { return line }
        note(scalar)
        place += 1
      }
    }
    return nil
  }

  private func at(_ distance: Int) -> Unicode.Scalar? {
    scalars.indices.contains(place + distance) ? scalars[place + distance] : nil
  }

  private func isStray(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "}": open.last == "["
    case " ", "\t", "\n": false
    case "\r": at(1) != "\n"
    case "\u{180E}", "\u{200B}", "\u{2060}", "\u{FEFF}": true
    default: scalar.properties.isWhitespace
    }
  }

  private mutating func note(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\n": line += 1
    case "[", "{": open.append(scalar)
    case "]" where open.last == "[", "}" where open.last == "{": open.removeLast()
    default: break
    }
  }

  private mutating func skipComment() {
    while let scalar = at(0), scalar != "\n" { place += 1 }
  }

  private mutating func skipText(_ quote: Unicode.Scalar) {
    let isLong = at(1) == quote && at(2) == quote
    place += isLong ? 3 : 1
    while let scalar = at(0) {
      if scalar == quote && (!isLong || at(1) == quote && at(2) == quote) { break }
      if scalar == "\n" {
        if !isLong { return }
        line += 1
      }
      place += scalar == "\\" && quote == "\"" && at(1) != "\n" ? 2 : 1
    }
    place += isLong ? 3 : 1
    // A long text may end in up to two quotes of its own.
    for _ in 0..<2 where isLong && at(0) == quote { place += 1 }
  }
}
