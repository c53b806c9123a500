import ClientCore
import Courses
import JSON
import Localization
import Text

/// A lesson that is open: its text as blocks, what was answered, and how far one is.
struct LessonReading: Sendable {
  private(set) var course: CourseRow
  let row: LessonRow
  private let content: LessonBlocks?
  private(set) var pager = Pager<Int>()
  private(set) var links: [UntrustedText] = []
  /// The place that was told last.
  private var toldPlace: Int
  private var isPlaced = false

  /// - Parameter lesson: with its text, where that is here.
  init(_ lesson: Lesson, _ row: LessonRow, in course: CourseRow) {
    (self.course, self.row) = (course, row)
    content = lesson.text.map { LessonBlocks($0) }
    toldPlace = course.progress?.places[row.lesson.key] ?? 0
  }

  var key: String { row.lesson.key }
  var isHere: Bool { content != nil }
  var questions: [QuizQuestion] { content?.questions ?? [] }
  var isDone: Bool { course.progress?.done[key] != nil }

  mutating func follow(_ course: CourseRow) { self.course = course }

  func answer(to question: QuizQuestion) -> JSONValue? { course.progress?.answer(key, question.fingerprint) }
  var unanswered: Int { questions.count { answer(to: $0) == nil } }

  /// Lays it out; the first time at the paragraph where one was.
  mutating func show(_ size: Size, _ context: DrawContext) {
    pager.layout(size)
    links = []
    var blocks = (content?.blocks ?? []).enumerated().map { index, block in
      PagerBlock(id: index, indented: rows(block, context))
    }
    blocks.append(PagerBlock(id: blocks.count, ending(context)))
    pager.show(blocks)
    guard !isPlaced, isHere else { return }
    isPlaced = true
    if toldPlace > 0 { _ = pager.go(to: min(toldPlace, blocks.count - 1)) }
  }

  private mutating func rows(_ block: LessonBlocks.Block, _ context: DrawContext) -> [RichText.Row] {
    let (tr, columns) = (context.tr, pager.size.columns)
    let blank: RichText.Row = (Line(), Line())
    switch block {
    case .text(let text, let isMarkdown):
      var options = RichText.Options(tr, columns: columns)
      options.joinsLines = true
      options.firstLink = links.count + 1
      let rich = RichText(text, isMarkdown: isMarkdown, options)
      links += rich.links
      return rich.rows + [blank]
    case .film(let title, let link):
      links.append(link)
      let words = Line([
        Span("▶ ", Style(.accent)), Span(title.line, Style(.link)),
        Span(SafeText(" ⟨") + AddressWords.host(of: link, columns: 40) + SafeText("⟩"), .dim),
        Span("[\(links.count)]", Style(.accent)),
      ])
      return [
        (words, Line("  ")),
        (Line([Span("  "), Span(tr("a film: it costs far more than the text above"), .dim)]), Line("  ")), blank,
      ]
    case .quiz: return [(Line(tr("— Quiz —"), Style(.title)), Line()), blank]
    case .question(let question, let number):
      return QuestionWords(question, tr).rows(
        number, of: questions.count, answer: answer(to: question), keys: context.keys("courses.answer"),
        columns: columns)
    }
  }

  /// What stands after the last paragraph.
  private func ending(_ context: DrawContext) -> [Line] {
    let tr = context.tr
    guard isHere else {
      let cost = ByteCount.text(row.lesson.size, tr)
      return [Line(tr("The text of this lesson is on the server (%1).", cost), .dim)]
        + (context.keys("courses.fetch").map { [Line(tr("%1 fetches it.", $0), .dim)] } ?? [])
    }
    if isDone { return [Line(tr("✓ This lesson is done."), Style(.success))] + next(context) }
    if unanswered > 0 {
      return [
        Line(tr(unanswered, "%1 question is not answered yet.", "%1 questions are not answered yet."), Style(.unread))
      ]
    }
    return [Line(tr("End of the lesson."), .dim)]
  }

  private func next(_ context: DrawContext) -> [Line] {
    context.keys("courses.next").map { [Line(context.tr("%1 opens the next lesson.", $0), .dim)] } ?? []
  }

  // MARK: Where one is

  mutating func navigate(_ motion: Motion) -> Bool { pager.navigate(motion) }

  /// Goes to the next question that is not answered, or to the next one at all.
  mutating func goToQuestion() -> Bool {
    let places = places(of: { answer(to: $0) == nil })
    let all = places.isEmpty ? self.places(of: { _ in true }) : places
    let current = pager.currentID ?? 0
    guard let next = all.first(where: { $0 > current }) ?? all.first else { return false }
    return pager.go(to: next)
  }

  private func places(of isWanted: (QuizQuestion) -> Bool) -> [Int] {
    (content?.blocks ?? []).enumerated().compactMap { index, block in
      guard case .question(let question, _) = block, question.isAnswerable, isWanted(question) else { return nil }
      return index
    }
  }

  /// The question that the cursor is on, or the next in sight.
  var currentQuestion: QuizQuestion? {
    let blocks = content?.blocks ?? []
    let candidates = [pager.currentID].compactMap(\.self) + pager.visibleIDs
    for id in candidates where blocks.indices.contains(id) {
      if case .question(let question, _) = blocks[id], question.isAnswerable { return question }
    }
    return nil
  }

  /// What is to be told of the place that is in sight; nothing while the course is on its way.
  mutating func noteSeen(_ now: Double) -> [Mutation] {
    guard isHere, !course.key.id.isLocal else { return [] }
    var mutations: [Mutation] = []
    let place = pager.isAtStart ? 0 : pager.visibleIDs.first ?? pager.currentID ?? 0
    if place != toldPlace || course.progress?.at != key {
      toldPlace = place
      var read = CourseProgress.read(course.key, key, place: place)
      // Who reads on is not to pay for each paragraph.
      read.notBefore = now + Self.pause
      mutations.append(read)
    }
    if pager.isAtEnd, unanswered == 0, !isDone { mutations.append(CourseProgress.finish(course.key, key, at: now)) }
    return mutations
  }

  /// Seconds.
  private static let pause = 30.0
}
