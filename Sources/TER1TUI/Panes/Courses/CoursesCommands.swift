import ClientCore
import Courses
import Foundation
import JSON
import Localization
import Text

enum CoursesCommands {
  typealias Available = @Sendable (CoursesPane, Context) -> String?

  static let all: [PaneCommand<CoursesPane>] = reading + keeping

  // MARK: Reading

  private static let reading: [PaneCommand<CoursesPane>] = [
    PaneCommand(
      name: "courses.answer", label: msgid("answer"), summary: msgid("Answer the question, or answer it again"),
      usage: "[ANSWER]", unavailable: mayNotAnswer,
      action: { (pane, context) throws(CacheError) in
        guard let reading = pane.reading, let question = reading.currentQuestion else { return [] }
        let words = QuestionWords(question, context.tr)
        guard !context.arguments.isEmpty else { return [ask(question, words, context)] }
        let typed = context.arguments.joined(separator: " ")
        guard !typed.allSatisfy(\.isWhitespace) else { return [] }
        do throws(QuestionWords.Problem) {
          return [
            .enqueue([
              CourseProgress.answer(
                reading.course.key, reading.key, question.fingerprint, try words.answer(typed).json)
            ])
          ]
        } catch { return [.notice(Notice(.warning, error.reason))] }
      }),
    PaneCommand(
      name: "courses.question", label: msgid("question"), summary: msgid("Go to the next question without an answer"),
      unavailable: { pane, context in
        pane.reading?.questions.isEmpty == false ? nil : context.tr("There is no question here")
      },
      action: { (pane, context) throws(CacheError) in
        _ = pane.goToQuestion()
        return pane.told(context)
      }),
    PaneCommand(
      name: "courses.next", label: msgid("next lesson"), summary: msgid("Open the next lesson"), unavailable: noLesson,
      action: { (pane, context) throws(CacheError) in try pane.step(by: 1, context) }),
    PaneCommand(
      name: "courses.previous", label: msgid("previous lesson"), summary: msgid("Open the lesson before"),
      unavailable: noLesson,
      action: { (pane, context) throws(CacheError) in try pane.step(by: -1, context) }),
    PaneCommand(
      name: "courses.open-link", label: msgid("open link"), summary: msgid("Open a link of the lesson by its number"),
      usage: "[NUMBER]",
      unavailable: { pane, context in
        pane.reading?.links.isEmpty == false ? nil : context.tr("There is no link in this lesson")
      },
      action: { (pane, context) throws(CacheError) in
        let links = pane.reading?.links ?? []
        guard let number = context.number ?? (links.count == 1 ? 1 : nil) else {
          if let typed = context.arguments.first {
            return [.notice(Notice(.warning, context.tr("There is no link %1 here", SafeText(typed))))]
          }
          let label = context.tr("Link (1 to %1): ", links.count)
          return [.prompt(Input(label: label, line: CommandLine("courses.open-link")))]
        }
        guard links.indices.contains(number - 1) else {
          return [.notice(Notice(.warning, context.tr("There is no link %1 here", number)))]
        }
        return [.open(link: links[number - 1])]
      }),
  ]

  private static let noLesson: Available = { pane, context in
    pane.reading == nil ? context.tr("First open a lesson") : nil
  }

  private static let mayNotAnswer: Available = { pane, context in
    if let reason = noLesson(pane, context) { return reason }
    if pane.reading?.course.key.id.isLocal == true {
      return context.tr("This course is still on its way to the server")
    }
    return pane.reading?.currentQuestion == nil ? context.tr("There is no question here") : nil
  }

  private static func ask(_ question: QuizQuestion, _ words: QuestionWords, _ context: Context) -> Effect {
    let tr = context.tr
    var choices: [(String, String)] = []
    if case .trueFalse = question.kind { choices = [(tr("true"), "true"), (tr("false"), "false")] }
    if case .choice(true) = question.kind, question.options.count <= 9 {
      choices = question.options.enumerated().map { place, option in
        (QuestionWords.line(option.text).clipped(to: 24).string, String(place + 1))
      }
    }
    guard !choices.isEmpty else {
      return .prompt(Input(label: tr("Answer%1: ", words.hint), line: CommandLine("courses.answer")))
    }
    return .ask(
      Question(
        QuestionWords.line(question.text).clipped(to: 60),
        choices.enumerated().map { place, choice in
          Question.Choice(
            key: Character(String(place + 1)), label: choice.0, line: CommandLine("courses.answer", [choice.1]))
        }))
  }

  // MARK: Keeping

  private static let keeping: [PaneCommand<CoursesPane>] = [
    PaneCommand(
      name: "courses.fetch", label: msgid("fetch"), summary: msgid("Fetch the text of this lesson"), needsNetwork: true,
      cost: .told,
      unavailable: { pane, context in
        noLesson(pane, context) ?? (pane.reading?.isHere == true ? context.tr("It is already here") : nil)
      },
      action: { (pane, context) throws(CacheError) in
        try pane.reading.map { (reading) throws(CacheError) in try pane.fetching([reading.row], context, .key) } ?? []
      }),
    PaneCommand(
      name: "courses.pin", label: msgid("keep offline"),
      summary: msgid("Keep the course offline, with its new editions, or keep it so no more"), cost: .told,
      unavailable: { pane, context in
        noCourse(pane, context)
          ?? (pane.course?.key.id.isLocal == true ? context.tr("This course is still on its way to the server") : nil)
      },
      action: { (pane, context) throws(CacheError) in
        try pane.course.map { (row) throws(CacheError) in try pane.keep(row, context) } ?? []
      }),
    PaneCommand(
      name: "courses.certificate", label: msgid("save certificate"),
      summary: msgid("Save the certificate of a course that is done, as text"), usage: "[PATH]",
      unavailable: { pane, context in
        noCourse(pane, context) ?? pane.course.flatMap { CourseResult.objection(to: $0, context.cache, context.tr) }
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.course else { return [] }
        guard let path = context.arguments.first else {
          let name = FileName.safe(row.course.title) + ".txt"
          return [.prompt(Input(label: context.tr("Save as: "), text: name, line: CommandLine("courses.certificate")))]
        }
        guard !path.isEmpty else { return [] }
        let result = try CourseResult(row, context.cache)
        return [.writeFile(path: path, text: result.certificate(context.now, context.zone, context.tr))]
      }),
    PaneCommand(
      name: "courses.forget", label: msgid("begin anew"),
      summary: msgid("Forget what was read and answered in the course"), cost: .change,
      unavailable: { pane, context in
        noCourse(pane, context) ?? (pane.course?.progress == nil ? context.tr("This course is not begun") : nil)
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.course else { return [] }
        guard context.isAgreed else {
          let again = CommandLine("courses.forget", [CostQuestion.agreed])
          let tr = context.tr
          return [
            .ask(
              Question(
                SafeText(tr("Forget what you read and answered in this course?")),
                [.yes(tr, again), .no(tr)]))
          ]
        }
        return [.enqueue([CourseProgress.forget(row.key)])]
      }),
  ]

  private static let noCourse: Available = { pane, context in
    pane.course == nil ? context.tr("There is no course here") : nil
  }
}
