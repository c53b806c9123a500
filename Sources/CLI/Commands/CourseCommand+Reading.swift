internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text

extension CourseCommand {
  /// Which lesson of a course is meant.
  struct Choice: ParsableArguments {
    @Argument(help: ArgumentHelp(tr("The course’s title, key or id."))) var course: String
    @Option(help: ArgumentHelp(tr("The lesson’s number or key; else where you are."), valueName: "lesson"))
    var lesson: String?
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func open(_ reader: CacheReader) throws(Failure) -> PlainLesson {
      let course = try CourseCommand.find(course, Places(reader: reader, account: account))
      guard !course.key.id.isLocal else {
        throw Failure(.data, tr("This course is still on its way to the server"), remedy: tr("Send it: ter1 sync"))
      }
      guard let row = try row(in: course) else { throw Failure(.data, tr("This course has no lesson yet")) }
      let lesson = try reading { () throws(CacheError) in try reader.lesson(row.key) }
      guard let lesson, let page = PlainLesson(lesson, row, in: course, Catalog(Speech.language)) else {
        throw Failure(
          .data,
          tr(
            "The text of this lesson is on the server (%1).", ByteCount.text(row.lesson.size, Catalog(Speech.language))),
          remedy: tr("Fetch it: ter1 course fetch %1", course.key.id.rawValue))
      }
      return page
    }

    private func row(in course: CourseRow) throws(Failure) -> LessonRow? {
      guard let lesson else { return course.next }
      let row = course.lessons.enumerated().first { index, row in
        row.lesson.key == lesson || String(index + 1) == lesson
      }?.element
      guard let row else { throw Failure(.notFound, tr("There is no lesson “%1” in this course.", lesson)) }
      return row
    }
  }

  struct Read: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "read", abstract: tr("Read the next lesson of a course; works offline."),
        discussion: tr("A lesson without a question that waits is done by that, and the next one is read next time."))
    }
    @OptionGroup var choice: Choice

    func run() throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let page = try choice.open(cache.reader)
      for line in page.lines { try Desk.output.line(line) }
      try reading { () throws(CacheError) in _ = try cache.enqueue(page.read(now: Sender.now())) }
      guard page.unanswered > 0 else { return }
      let waiting = tr(
        page.unanswered, "%1 question is not answered yet.", "%1 questions are not answered yet.")
      Desk.output.note(waiting + " " + tr("Answer: ter1 course answer COURSE NUMBER ANSWER"))
    }
  }

  struct Answer: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "answer", abstract: tr("Answer a question of a lesson, and be told; works offline."),
        discussion: tr(
          "An answer is a number of those listed (several: “1 3”), pairs (“1b 2a”), true or false, a number, or words.")
      )
    }
    @OptionGroup var choice: Choice
    @Argument(help: ArgumentHelp(tr("The question’s number."))) var question: Int
    @Argument(help: ArgumentHelp(tr("The answer."))) var answer: [String]

    func run() throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let page = try choice.open(cache.reader)
      let (mutation, lines): (Mutation, [SafeText])
      do throws(PlainLesson.Refusal) {
        (mutation, lines) = try page.answering(question, answer.joined(separator: " "))
      } catch {
        throw Failure(.usage, error.reason)
      }
      for line in lines { try Desk.output.line(line) }
      try reading { () throws(CacheError) in _ = try cache.enqueue([mutation]) }
      // As it is now, with this answer.
      let after = try choice.open(cache.reader)
      if after.unanswered == 0 {
        try reading { () throws(CacheError) in _ = try cache.enqueue(after.read(now: Sender.now())) }
      }
    }
  }
}
