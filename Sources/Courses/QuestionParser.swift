internal import Foundation

/// One question of GIFT.
struct QuestionParser {
  let file: String
  let category: String?
  private(set) var faults: [Fault] = []

  init(file: String, category: String?) { (self.file, self.category) = (file, category) }

  /// Where the pieces of a question lie.
  private struct Draft {
    var title = ""
    var text: ArraySlice<Sign> = []
    /// After the answers; not empty: a word is missing there.
    var after: ArraySlice<Sign> = []
    var answers: ArraySlice<Sign>?
    var explanation: ArraySlice<Sign>?
  }

  mutating func question(_ piece: ArraySlice<Sign>) -> QuizQuestion {
    let line = piece.first?.line ?? 1
    let (draft, kind) = draft(piece, line)
    let format = Self.marked(draft.text, .moodle).format
    var text = Self.marked(draft.text, .moodle)
    if draft.answers != nil, !draft.after.trimmed.isEmpty {
      text = MarkedText(text.source + " _____ " + draft.after.trimmed.text, format)
    }
    guard let kind, let answers = draft.answers, let body = body(kind, answers.trimmed, format, line) else {
      let whole = kind == nil ? draft.text : piece
      return QuizQuestion(
        title: draft.title, text: Self.marked(whole, .moodle), kind: .description, options: [], explanation: nil,
        rightFeedback: nil, wrongFeedback: nil, category: category, line: line, fingerprint: Fingerprint.of(piece.text))
    }
    return QuizQuestion(
      title: draft.title, text: text, kind: body.kind, options: body.options,
      explanation: draft.explanation.map { Self.marked($0, format) }.flatMap { $0.isEmpty ? nil : $0 },
      rightFeedback: body.right, wrongFeedback: body.wrong, category: category, line: line,
      fingerprint: Fingerprint.of(piece.text))
  }

  // MARK: Its pieces

  /// - Returns: no kind where nothing is asked, or it cannot be understood.
  private mutating func draft(_ piece: ArraySlice<Sign>, _ line: Int) -> (Draft, Kind?) {
    var (draft, rest) = (Draft(), piece)
    if rest.starts(with: "::"), let end = rest.dropFirst(2).first(of: "::") {
      draft.title = rest[(rest.startIndex + 2)..<end].trimmed.text
      rest = rest[(end + 2)...].trimmed
    }
    draft.text = rest
    guard let open = rest.first(of: "{") else {
      if let stray = rest.first(of: "}") { faults.append(Fault(file, rest[stray].line, .strayBrace)) }
      return (draft, nil)
    }
    guard let close = rest[open...].first(of: "}") else {
      faults.append(Fault(file, rest[open].line, .unclosed))
      return (draft, nil)
    }
    (draft.text, draft.after) = (rest[..<open].trimmed, rest[(close + 1)...])
    if let second = draft.after.first(of: "{") { faults.append(Fault(file, rest[second].line, .secondAnswers)) }
    var answers = rest[(open + 1)..<close]
    if let end = answers.last(of: "####") {
      draft.explanation = answers[(end + 4)...].trimmed
      answers = answers[..<end]
    }
    draft.answers = answers.trimmed
    return (draft, Self.kind(of: answers.trimmed))
  }

  private enum Kind {
    case essay, numerical, choice, matching
    case truth(Bool)
    case short
  }

  private static func kind(of answers: ArraySlice<Sign>) -> Kind {
    if answers.isEmpty { return .essay }
    if answers.starts(with: "#") { return .numerical }
    if answers.first(of: "~") != nil { return .choice }
    if answers.first(of: "=") != nil, answers.first(of: "->") != nil { return .matching }
    switch answers.cut(at: "#").0.trimmed.text.uppercased() {
    case "T", "TRUE": return .truth(true)
    case "F", "FALSE": return .truth(false)
    default: return .short
    }
  }

  // MARK: Answers

  private typealias Body = (
    kind: QuizQuestion.Kind, options: [QuizQuestion.Option], right: MarkedText?, wrong: MarkedText?
  )

  /// nil: it cannot be understood, and was told.
  private mutating func body(
    _ kind: Kind, _ answers: ArraySlice<Sign>, _ format: MarkedText.Format, _ line: Int
  ) -> Body? {
    switch kind {
    case .essay: return (.essay, [], nil, nil)
    case .truth(let truth):
      let parts = answers.parts(at: ["#"]).dropFirst().map { Self.marked($0.rest.trimmed, format) }
      return (.trueFalse(truth), [], parts.dropFirst().first, parts.first)
    case .choice: return choice(answers, format, line)
    case .short: return short(answers, format, line)
    case .matching: return matching(answers, format, line)
    case .numerical: return numerical(answers.dropFirst(), format, line)
    }
  }

  private mutating func choice(_ answers: ArraySlice<Sign>, _ format: MarkedText.Format, _ line: Int) -> Body? {
    let options = answers.parts(at: ["~", "="]).map { mark, rest in
      option(rest, usual: mark == "=" ? 1 : 0, format)
    }
    guard options.count >= 2 else { return refuse(.fewAnswers, line) }
    let sum = options.reduce(0) { $0 + max(0, $1.weight) }
    guard sum > 0 else { return refuse(.nothingRight, line) }
    let isSingle = answers.first(of: "=") != nil
    if !isSingle, abs(sum - 1) > 0.02 { faults.append(Fault(file, line, .wrongSum(Int((sum * 100).rounded())))) }
    return (.choice(isSingle: isSingle), options, nil, nil)
  }

  private mutating func short(_ answers: ArraySlice<Sign>, _ format: MarkedText.Format, _ line: Int) -> Body? {
    let options = answers.parts(at: ["="]).map { option($0.rest, usual: 1, format) }.filter { !$0.text.isEmpty }
    guard options.contains(where: { $0.weight > 0 }) else { return refuse(.nothingRight, line) }
    return (.short, options, nil, nil)
  }

  private mutating func matching(_ answers: ArraySlice<Sign>, _ format: MarkedText.Format, _ line: Int) -> Body? {
    let options = answers.parts(at: ["="]).map { _, rest -> QuizQuestion.Option in
      let (left, right) = rest.cut(at: "->")
      return QuizQuestion.Option(
        text: Self.marked(left, format), weight: 1, feedback: nil, match: Self.marked(right ?? [], format))
    }
    let isWhole = options.allSatisfy { $0.match?.isEmpty == false }
    guard isWhole, options.count(where: { !$0.text.isEmpty }) >= 2 else { return refuse(.fewAnswers, line) }
    return (.matching, options, nil, nil)
  }

  private mutating func numerical(_ answers: ArraySlice<Sign>, _ format: MarkedText.Format, _ line: Int) -> Body? {
    let (numbers, wrong) = answers.cut(at: "~")
    var options: [QuizQuestion.Option] = []
    for (_, rest) in numbers.parts(at: ["="]) {
      var option = option(rest, usual: 1, format)
      guard let range = Self.range(option.text.source) else {
        return refuse(.badNumber(String(option.text.source.prefix(40))), rest.first?.line ?? line)
      }
      option.range = range
      options.append(option)
    }
    guard options.contains(where: { $0.weight > 0 }) else { return refuse(.nothingRight, line) }
    let feedback = wrong?.cut(at: "#").1.map { Self.marked($0, format) }
    return (.numerical, options, nil, feedback)
  }

  private mutating func refuse(_ kind: Fault.Kind, _ line: Int) -> Body? {
    faults.append(Fault(file, line, kind))
    return nil
  }

  /// `%50%text#feedback`
  private mutating func option(
    _ part: ArraySlice<Sign>, usual: Double, _ format: MarkedText.Format
  ) -> QuizQuestion.Option {
    var (rest, weight) = (part.trimmed, usual)
    if rest.starts(with: "%"), let end = rest.dropFirst().first(of: "%"), end - rest.startIndex < 12 {
      let text = rest[(rest.startIndex + 1)..<end].text
      if let percent = Double(text), (-100...100).contains(percent) {
        (rest, weight) = (rest[(end + 1)...].trimmed, percent / 100)
      } else {
        faults.append(Fault(file, rest[rest.startIndex].line, .badWeight(text)))
      }
    }
    let (text, feedback) = rest.cut(at: "#")
    return QuizQuestion.Option(
      text: Self.marked(text, format), weight: weight,
      feedback: feedback.map { Self.marked($0, format) }.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// A text with the name of its format before it, or in the format of the question.
  private static func marked(_ signs: ArraySlice<Sign>, _ usual: MarkedText.Format) -> MarkedText {
    let signs = signs.trimmed
    if signs.starts(with: "["), let end = signs.first(of: "]"), end - signs.startIndex < 12,
      let format = MarkedText.Format(rawValue: signs[(signs.startIndex + 1)..<end].text.lowercased())
    {
      return MarkedText(signs[(end + 1)...].trimmed.text, format)
    }
    return MarkedText(signs.text, usual)
  }

  /// `3.14`, `3.14:0.01` or `3.1..3.2`.
  static func range(_ text: String) -> ClosedRange<Double>? {
    if let dots = text.firstRange(of: "..") {
      guard let low = number(text[..<dots.lowerBound]), let high = number(text[dots.upperBound...]), low <= high else {
        return nil
      }
      return low...high
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let middle = number(parts[0]) else { return nil }
    guard parts.count == 2 else { return middle...middle }
    guard let tolerance = number(parts[1]), tolerance >= 0 else { return nil }
    return (middle - tolerance)...(middle + tolerance)
  }

  /// A number as people write it: also with a comma.
  static func number(_ text: some StringProtocol) -> Double? {
    let text = text.trimmingCharacters(in: .whitespaces).replacing(",", with: ".")
    guard text.utf8.count <= 40, !text.isEmpty, text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }
}
