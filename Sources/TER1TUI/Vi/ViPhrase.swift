/// One thing said in vim's keys: `3dw`, `fé`, `p`.
struct ViPhrase: Equatable, Sendable {
  enum Verb: Equatable, Sendable {
    case move(ViMotion)
    /// nil: whole lines (`dd`), or what is selected.
    case operate(ViOperator, ViMotion?)
    case act(ViAct)
  }

  let verb: Verb
  /// As typed; of `2d3w` the product.
  let count: Int?

  /// - Parameter isVisual: whether something is selected: then an operator needs no motion.
  static func reading(_ keys: [Character], isVisual: Bool) -> ViReading<ViPhrase> {
    var rest = keys[...]
    let count = takeCount(&rest)
    guard let first = rest.first else { return .beginning }
    if let longer = isVisual ? visualSynonyms[first] : synonyms[first] { rest = longer + rest.dropFirst() }
    guard let letter = rest.first, let kind = ViOperator(rawValue: letter) else {
      let motion = ViMotion.reading(rest, ofOperator: isVisual).map { ViPhrase(verb: .move($0), count: count) }
      guard case .none = motion else { return motion }
      return ViAct.reading(rest, isVisual: isVisual).map { ViPhrase(verb: .act($0), count: count) }
    }
    rest = rest.dropFirst()
    if isVisual { return rest.isEmpty ? .whole(ViPhrase(verb: .operate(kind, nil), count: nil)) : .none }
    let second = takeCount(&rest)
    let both = count == nil && second == nil ? nil : (count ?? 1) * (second ?? 1)
    guard let next = rest.first else { return .beginning }
    if next == letter { return rest.count == 1 ? .whole(ViPhrase(verb: .operate(kind, nil), count: both)) : .none }
    return ViMotion.reading(rest, ofOperator: true).map { ViPhrase(verb: .operate(kind, $0), count: both) }
  }

  /// One key for several.
  private static let synonyms: [Character: [Character]] = [
    "x": ["d", "l"], "X": ["d", "h"], "D": ["d", "$"], "C": ["c", "$"], "s": ["c", "l"], "S": ["c", "c"],
    "Y": ["y", "y"],
  ]
  private static let visualSynonyms: [Character: [Character]] = ["x": ["d"], "s": ["c"]]

  private static func takeCount(_ keys: inout ArraySlice<Character>) -> Int? {
    guard let first = keys.first, first.isDigit, first != "0" else { return nil }
    let digits = keys.prefix(while: \.isDigit)
    keys = keys.dropFirst(digits.count)
    return min(Int(String(digits)) ?? .max, CommandLine.longestCount)
  }
}

/// What keys typed so far amount to.
enum ViReading<Value: Equatable & Sendable>: Equatable, Sendable {
  case whole(Value)
  /// More keys are needed.
  case beginning
  case none

  func map<Other>(_ change: (Value) -> Other) -> ViReading<Other> {
    switch self {
    case .whole(let value): .whole(change(value))
    case .beginning: .beginning
    case .none: .none
    }
  }
}

/// What is done with a part of a text.
enum ViOperator: Character, Sendable {
  case delete = "d"
  case change = "c"
  case yank = "y"
}

/// What is done at the cursor.
enum ViAct: Equatable, Sendable {
  case insert, insertAtText, append, appendAtEnd, openBelow, openAbove
  case put(before: Bool)
  case replace(Character)
  case join, changeCase, again
  case select, selectLines, otherEnd
  /// Before and behind what is selected.
  case insertBefore, appendBehind

  private static let simple: [Character: ViAct] = [
    "i": .insert, "I": .insertAtText, "a": .append, "A": .appendAtEnd, "o": .openBelow, "O": .openAbove,
    "p": .put(before: false), "P": .put(before: true), "J": .join, "~": .changeCase, ".": .again, "v": .select,
    "V": .selectLines,
  ]

  private static let visual: [Character: ViAct] = [
    "o": .otherEnd, "p": .put(before: false), "P": .put(before: true), "v": .select, "V": .selectLines,
    "I": .insertBefore, "A": .appendBehind, "~": .changeCase,
  ]

  static func reading(_ keys: ArraySlice<Character>, isVisual: Bool) -> ViReading<ViAct> {
    if keys.first == "r" { return keys.count == 1 ? .beginning : keys.last.map { .whole(.replace($0)) } ?? .none }
    guard keys.count == 1, let act = keys.first.flatMap({ isVisual ? visual[$0] : simple[$0] }) else { return .none }
    return .whole(act)
  }

  /// What comes in the place of a character.
  func replacement(for character: Character) -> String {
    if case .replace(let other) = self { return String(other) }
    return character.isLowercase ? character.uppercased() : character.lowercased()
  }

  /// Whether the text is another afterwards, or is being changed.
  var changesText: Bool { ![.again, .select, .selectLines, .otherEnd].contains(self) }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }
}
