internal import Foundation
public import JSON

/// What somebody answers.
public enum Answer: Sendable, Hashable {
  case truth(Bool)
  /// Places of options, from 0 on.
  case options([Int])
  case text(String)
  /// For each pair, the place of its other half among `QuizQuestion.matches`.
  case pairs([Int])
}

/// What an answer is worth, and what is to be said of it.
public struct Grade: Sendable, Hashable {
  /// 0 to 1; nil: no program can tell.
  public let points: Double?
  public let feedback: [MarkedText]

  public var isRight: Bool { points.map { $0 > 0.999 } ?? true }
}

extension Answer {
  public var json: JSONValue {
    switch self {
    case .truth(let truth): .bool(truth)
    case .text(let text): .string(text)
    case .options(let places): .array(places.map { .int(Int64($0)) })
    case .pairs(let places): ["pairs": .array(places.map { .int(Int64($0)) })]
    }
  }

  public init?(_ json: JSONValue) {
    func places(_ value: JSONValue?) -> [Int]? {
      value?.array.map { $0.prefix(200).compactMap { $0.int.map { Int($0) } } }
    }
    if let truth = json.bool {
      self = .truth(truth)
    } else if let text = json.string {
      self = .text(text)
    } else if let options = places(json) {
      self = .options(options)
    } else if let pairs = places(json["pairs"]) {
      self = .pairs(pairs)
    } else {
      return nil
    }
  }
}

extension QuizQuestion {
  /// nil: that is no answer to this question.
  public func grade(_ answer: Answer) -> Grade? {
    switch (kind, answer) {
    case (.trueFalse(let truth), .truth(let said)):
      return grade(said == truth ? 1 : 0, [said == truth ? rightFeedback : wrongFeedback])
    case (.choice(let isSingle), .options(let places)): return grade(places: places, isSingle: isSingle)
    case (.short, .text(let text)):
      let said = options.first { Self.matches(text, $0.text.source) }
      return grade(said?.weight ?? 0, [said?.feedback])
    case (.numerical, .text(let text)):
      guard let number = QuestionParser.number(text) else { return nil }
      let said = options.filter { $0.range?.contains(number) == true }.max { $0.weight < $1.weight }
      return grade(said?.weight ?? 0, [said.map(\.feedback) ?? wrongFeedback])
    case (.matching, .pairs(let places)):
      guard places.count == pairs.count, places.allSatisfy(matches.indices.contains) else { return nil }
      let right = zip(pairs, places).count { pair, place in pair.match == matches[place] }
      return grade(Double(right) / Double(max(1, pairs.count)), [])
    case (.essay, .text): return grade(nil, [])
    default: return nil
    }
  }

  private func grade(places: [Int], isSingle: Bool) -> Grade? {
    guard !places.isEmpty, Set(places).count == places.count, places.allSatisfy(options.indices.contains),
      !isSingle || places.count == 1
    else { return nil }
    let whole = isSingle ? 1 : options.reduce(0) { $0 + max(0, $1.weight) }
    var points = places.reduce(0) { $0 + options[$1].weight } / max(whole, 0.01)
    // Where wrong options cost nothing, who ticks everything has not understood.
    let wrong = places.count { options[$0].weight <= 0 }
    if !isSingle, wrong > 0 { points -= Double(wrong) / Double(options.count) }
    return grade(points, places.map { options[$0].feedback })
  }

  private func grade(_ points: Double?, _ feedback: [MarkedText?]) -> Grade {
    Grade(points: points.map { min(1, max(0, $0)) }, feedback: (feedback + [explanation]).compactMap(\.self))
  }

  /// Whether a short answer is the one expected, in which `*` stands for anything. Case and accents do not count.
  static func matches(_ said: String, _ expected: String) -> Bool {
    let parts = expected.split(separator: "*", omittingEmptySubsequences: false).map { folded($0) }
    var rest = folded(said)[...]
    guard parts.count > 1 else { return rest == parts[0] }
    guard rest.hasPrefix(parts[0]) else { return false }
    rest = rest.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }

  private static func folded(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).replacing("’", with: "'")
  }

  /// The best answers, for who asks or was wrong.
  public var solution: [MarkedText] {
    switch kind {
    case .choice: options.filter { $0.weight > 0 }.map(\.text)
    case .short, .numerical: options.filter { $0.weight >= 1 }.prefix(3).map(\.text)
    case .matching: pairs.map { MarkedText($0.text.text + " → " + ($0.match?.text ?? ""), .plain) }
    case .trueFalse, .essay, .description: []
    }
  }
}
