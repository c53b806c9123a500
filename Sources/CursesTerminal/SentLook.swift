/// What a terminal has been told of how characters look, as "select graphic rendition" (ECMA-48, 8.3.117) says it.
struct SentLook: Equatable {
  /// Numbers 1 to 9 that are on, as bits.
  private var attributes: UInt16 = 0
  /// Parameters, as they were sent; empty: the terminal's own colour.
  private var foreground: [UInt8] = []
  private var background: [UInt8] = []

  /// Takes the parameters of one sequence. False for what is not understood here: nothing is known then.
  mutating func take(_ parameters: ArraySlice<UInt8>) -> Bool {
    var rest = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)[...]
    while let next = rest.popFirst() {
      if next.contains(UInt8(ascii: ":")) {
        guard setColour(Array(next)) else { return false }
        continue
      }
      let number = Self.number(next)
      guard number == 38 || number == 48 ? takeColour(next, &rest) : take(number, next) else { return false }
    }
    return true
  }

  private mutating func take(_ number: Int, _ text: ArraySlice<UInt8>) -> Bool {
    switch number {
    case 0: self = SentLook()
    case 1...9: attributes |= 1 << number
    // The font that everything is in.
    case 10: break
    case 22: attributes &= ~0b110
    case 23...25, 27...29: attributes &= ~(1 << (number - 20))
    case 30...37, 90...97: foreground = Array(text)
    case 39: foreground = []
    case 40...47, 100...107: background = Array(text)
    case 49: background = []
    default: return false
    }
    return true
  }

  /// 38 or 48, then 5 and a number or 2 and three.
  private mutating func takeColour(_ first: ArraySlice<UInt8>, _ rest: inout ArraySlice<ArraySlice<UInt8>>) -> Bool {
    let count = rest.first.map(Self.number) == 5 ? 2 : 4
    guard rest.count >= count else { return false }
    let colour = [first] + rest.prefix(count)
    rest = rest.dropFirst(count)
    return setColour(Array(colour.joined(separator: [UInt8(ascii: ";")])))
  }

  private mutating func setColour(_ parameters: [UInt8]) -> Bool {
    switch parameters.prefix(2) {
    case [UInt8(ascii: "3"), UInt8(ascii: "8")]: foreground = parameters
    case [UInt8(ascii: "4"), UInt8(ascii: "8")]: background = parameters
    default: return false
    }
    return true
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  /// Underline, reverse, struck through: what is seen where nothing is written.
  private static let onBlanks: UInt16 = 1 << 4 | 1 << 7 | 1 << 9

  /// Whether blanks, and what is erased, look the same in both.
  func isSameOnBlanks(as other: SentLook) -> Bool {
    (attributes | other.attributes) & Self.onBlanks == 0 && background == other.background
  }

  /// The shortest sequence that leads here.
  /// - Parameter before: how the terminal stands; nil: nobody knows.
  func sequence(from before: SentLook?) -> [UInt8] {
    let fromPlain = [[]] + added(to: SentLook())
    guard let before, before.attributes & ~attributes == 0 else { return Self.sequence(fromPlain) }
    let onTop = added(to: before)
    return onTop.isEmpty ? [] : [Self.sequence(onTop), Self.sequence(fromPlain)].min { $0.count < $1.count } ?? []
  }

  private func added(to before: SentLook) -> [[UInt8]] {
    var parameters = (1...9).filter { (attributes & ~before.attributes) & (1 << $0) != 0 }.map { [UInt8($0) + 48] }
    if foreground != before.foreground { parameters.append(foreground.isEmpty ? Array("39".utf8) : foreground) }
    if background != before.background { parameters.append(background.isEmpty ? Array("49".utf8) : background) }
    return parameters
  }

  private static func sequence(_ parameters: [[UInt8]]) -> [UInt8] {
    [0x1B, UInt8(ascii: "[")] + parameters.joined(separator: [UInt8(ascii: ";")]) + [UInt8(ascii: "m")]
  }
}
