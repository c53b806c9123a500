public import ClientCore
import Courses
import JSON
public import Localization
public import Text

/// A lesson as lines of text, with its quiz, for whoever reads it by the command line.
public struct PlainLesson: Sendable {
  private let course: CourseRow
  private let row: LessonRow
  private let content: LessonBlocks
  private let tr: Catalog

  /// nil: its text is on the server.
  public init?(_ lesson: Lesson, _ row: LessonRow, in course: CourseRow, _ tr: Catalog) {
    guard let text = lesson.text else { return nil }
    (self.course, self.row, self.tr) = (course, row, tr)
    content = LessonBlocks(text)
  }

  /// Why an answer is not taken.
  public struct Refusal: Error { public let reason: String }

  private static let columns = 80

  public var lines: [SafeText] {
    content.blocks.flatMap { block -> [SafeText] in
      switch block {
      case .text(let text, let isMarkdown):
        var options = RichText.Options(tr, columns: Self.columns)
        options.joinsLines = true
        let rich = RichText(text, isMarkdown: isMarkdown, options)
        return Self.plain(rich.rows) + rich.links.map { SafeText("  ") + $0.line } + [""]
      case .film(let title, let link): return [title.line + SafeText(tr(": ")) + link.line, ""]
      case .quiz: return [SafeText(tr("— Quiz —")), ""]
      case .question(let question, let number): return rows(question, number, answer(to: question))
      }
    }
  }

  private func rows(_ question: QuizQuestion, _ number: Int, _ answer: JSONValue?) -> [SafeText] {
    let words = QuestionWords(question, tr)
    return Self.plain(
      words.rows(number, of: questions.count, answer: answer, keys: nil, columns: Self.columns))
  }

  private static func plain(_ rows: [RichText.Row]) -> [SafeText] {
    rows.flatMap { $0.line.wrapped(to: columns, indent: $0.indent) }.map { line in
      line.spans.reduce(SafeText("")) { $0 + $1.text }
    }
  }

  // MARK: The quiz

  private var questions: [QuizQuestion] { content.questions }
  public var unanswered: Int { questions.count { answer(to: $0) == nil } }
  private func answer(to question: QuizQuestion) -> JSONValue? {
    course.progress?.answer(row.lesson.key, question.fingerprint)
  }

  /// - Parameter number: from 1 on.
  /// - Returns: what keeps the answer, and the question with what is to be said of it.
  public func answering(_ number: Int, _ typed: String) throws(Refusal) -> (mutation: Mutation, lines: [SafeText]) {
    guard questions.indices.contains(number - 1) else {
      throw Refusal(
        reason: questions.isEmpty ? tr("There is no question here") : tr("Questions: 1 to %1", questions.count))
    }
    let question = questions[number - 1]
    do throws(QuestionWords.Problem) {
      let answer = try QuestionWords(question, tr).answer(typed).json
      let mutation = CourseProgress.answer(course.key, row.lesson.key, question.fingerprint, answer)
      return (mutation, rows(question, number, answer))
    } catch { throw Refusal(reason: error.reason) }
  }

  // MARK: How far one is

  /// All of it was read: that it is done, unless a question waits.
  /// - Parameter now: seconds since 1970.
  public func read(now: Double) -> [Mutation] {
    let key = row.lesson.key
    let read = CourseProgress.read(course.key, key, place: max(0, content.blocks.count - 1))
    let isDone = course.progress?.done[key] != nil
    return [read] + (unanswered == 0 && !isDone ? [CourseProgress.finish(course.key, key, at: now)] : [])
  }
}
