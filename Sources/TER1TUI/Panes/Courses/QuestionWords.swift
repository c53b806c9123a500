import ClientCore
import Courses
import JSON
import Localization
import Text

/// A question and its answer, as they are read and typed.
struct QuestionWords {
  let question: QuizQuestion
  let tr: Catalog

  init(_ question: QuizQuestion, _ tr: Catalog) { (self.question, self.tr) = (question, tr) }

  /// What of a text of a quiz is one line.
  static func line(_ text: MarkedText) -> SafeText { UntrustedText(text.text).line }

  // MARK: Read

  /// - Parameters:
  ///   - number: which of the lesson's questions it is; of how many.
  ///   - keys: what answers it.
  func rows(_ number: Int, of count: Int, answer: JSONValue?, keys: String?, columns: Int) -> [RichText.Row] {
    guard question.isAnswerable else { return text(columns) + [blank] }
    let given = answer.flatMap { Answer($0) }
    let grade = given.flatMap { question.grade($0) }
    var rows: [RichText.Row] = [(head(number, count, grade), Line())]
    rows += text(columns) + options(given, isGraded: grade != nil)
    if let given, let grade {
      rows += verdict(given, grade)
    } else if let keys {
      rows.append((Line(tr("%1 answers", keys) + hint, .dim), Line()))
    }
    return rows + [blank]
  }

  private let blank: RichText.Row = (Line(), Line())

  private func head(_ number: Int, _ count: Int, _ grade: Grade?) -> Line {
    let title = UntrustedText(question.title).line
    let name =
      title.isEmpty ? tr("Question %1 of %2", number, count) : tr("Question %1 of %2: %3", number, count, title)
    let style = grade == nil ? Style(.unread) : Style(.accent, .bold)
    return Line([Span(name, style)])
  }

  private func text(_ columns: Int) -> [RichText.Row] {
    var options = RichText.Options(tr, columns: columns)
    options.joinsLines = true
    return RichText(UntrustedText(question.text.text), isMarkdown: question.text.isMarkdown, options).rows
  }

  private func options(_ given: Answer?, isGraded: Bool) -> [RichText.Row] {
    switch question.kind {
    case .choice:
      let chosen: [Int] = if case .options(let places)? = given { places } else { [] }
      return question.options.enumerated().map { place, option in
        let isRight = isGraded && option.weight > 0
        let sign = chosen.contains(place) ? "●" : " "
        var spans = [Span("\(sign) \(place + 1)  ", .dim), Span(Self.line(option.text), isRight ? .bold : .text)]
        if isRight { spans.append(Span(" ✓", Style(.success))) }
        return (Line(spans), Line("     "))
      }
    case .matching:
      let halves = question.matches.enumerated().map { place, half -> RichText.Row in
        (Line([Span("  \(Self.letter(place))  ", .dim), Span(Self.line(half))]), Line("     "))
      }
      return question.pairs.enumerated().map { place, pair in
        (Line([Span("  \(place + 1)  ", .dim), Span(Self.line(pair.text))]), Line("     "))
      } + halves
    default: return []
    }
  }

  static func letter(_ place: Int) -> Character {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return letters[min(place, letters.count - 1)]
  }

  private func verdict(_ given: Answer, _ grade: Grade) -> [RichText.Row] {
    var rows: [RichText.Row] = [
      (Line([Span(word(grade), style(grade)), Span("  "), Span(said(given), .dim)]), Line("  "))
    ]
    for feedback in grade.feedback {
      rows += UntrustedText(feedback.text).lines.map { (Line([Span("  "), Span($0)]), Line("  ")) }
    }
    if !grade.isRight, !solution.isEmpty {
      rows.append((Line([Span(tr("Right: "), .dim), Span(solution)]), Line("  ")))
    }
    return rows
  }

  private func word(_ grade: Grade) -> String {
    guard let points = grade.points else { return tr("noted: compare with what follows") }
    if grade.isRight { return tr("✓ right") }
    return points > 0 ? tr("partly right (%1 %)", Int((points * 100).rounded())) : tr("✗ not right")
  }

  private func style(_ grade: Grade) -> Style {
    grade.points == nil ? .text : grade.isRight ? Style(.success) : Style(.warning)
  }

  private var solution: SafeText {
    if case .trueFalse(let truth) = question.kind { return SafeText(truth ? tr("true") : tr("false")) }
    return UntrustedText(question.solution.map(\.text).joined(separator: " · ")).line
  }

  /// The answer in one line.
  private func said(_ answer: Answer) -> SafeText {
    switch answer {
    case .truth(let truth): SafeText(truth ? tr("you said true") : tr("you said false"))
    case .text(let text): UntrustedText(text).line
    case .options: SafeText("")
    case .pairs(let places):
      SafeText(places.enumerated().map { "\($0.offset + 1)\(Self.letter($0.element))" }.joined(separator: " "))
    }
  }

  // MARK: Typed

  var hint: String {
    switch question.kind {
    case .choice(let isSingle): isSingle ? "" : " " + tr("(several may be right: 1 3)")
    case .matching: " " + tr("(pairs: 1b 2a)")
    case .numerical: " " + tr("(a number)")
    default: ""
    }
  }

  /// Why an answer cannot be taken.
  struct Problem: Error { let reason: String }

  func answer(_ typed: String) throws(Problem) -> Answer {
    switch question.kind {
    case .trueFalse: return .truth(try truth(typed))
    case .choice(let isSingle):
      let places = typed.split { !$0.isNumber }.compactMap { Int($0) }.map { $0 - 1 }
      let answer = Answer.options(places)
      guard question.grade(answer) != nil else {
        let count = question.options.count
        throw Problem(
          reason: isSingle ? tr("Type one number from 1 to %1", count) : tr("Type numbers from 1 to %1: 1 3", count))
      }
      return answer
    case .matching: return try pairs(typed)
    case .numerical:
      guard question.grade(.text(typed)) != nil else { throw Problem(reason: tr("Type a number: 3.14")) }
      return .text(typed)
    case .short, .essay, .description: return .text(String(typed.prefix(2_000)))
    }
  }

  private func truth(_ typed: String) throws(Problem) -> Bool {
    let word = typed.lowercased()
    let (yes, no) = (
      [tr("true"), "true", "t", "1", String(tr("true").prefix(1))], [tr("false"), "false", "f", "2", "0"]
    )
    if yes.contains(word) { return true }
    if no.contains(word) || word == tr("false").prefix(1) { return false }
    throw Problem(reason: tr("Type %1 or %2", tr("true"), tr("false")))
  }

  private func pairs(_ typed: String) throws(Problem) -> Answer {
    var places = [Int](repeating: -1, count: question.pairs.count)
    for word in typed.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      let place = (Int(word.prefix { $0.isNumber }) ?? 0) - 1
      let half = question.matches.indices.first { String(Self.letter($0)) == word.drop { $0.isNumber } }
      if places.indices.contains(place), let half { places[place] = half }
    }
    guard question.grade(.pairs(places)) != nil else {
      throw Problem(reason: tr("Type a letter for each number: %1", "1b 2a 3c"))
    }
    return .pairs(places)
  }
}
