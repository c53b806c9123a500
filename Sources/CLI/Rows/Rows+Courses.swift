internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Text

extension Row {
  static func course(_ row: CourseRow, in account: UntrustedText) -> Row {
    let line =
      row.course.title.line
      + SafeText("  (" + tr(row.lessons.count, "%2/%1 lesson", "%2/%1 lessons", row.done))
      + SafeText(", " + tr(row.questions, "%1 question", "%1 questions") + ")") + row.progressMark.suffix
      + row.mark.suffix
    return Row(json: json(row, account), line: line)
  }

  private static func json(_ row: CourseRow, _ account: UntrustedText) -> JSONValue {
    let course = row.course
    return [
      "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account),
      "channel": .text(row.channel?.name), "channelId": .id(course.channelID), "title": .text(course.title),
      "summary": .text(course.summary), "language": .text(course.language), "authors": .text(course.authors),
      "licence": .text(course.licence), "pass": .number(course.pass), "author": .text(row.author?.name),
      "lessons": .array(row.lessons.map { lesson(row, $0) }), "done": .number(row.done), "doneAt": .time(row.doneAt),
      "myProgressState": row.progressMark.json, "state": row.mark.json,
    ]
  }

  private static func lesson(_ row: CourseRow, _ lesson: LessonRow) -> JSONValue {
    [
      "key": .string(lesson.key.text), "id": .id(lesson.key.id), "name": .string(lesson.lesson.key),
      "title": .text(lesson.lesson.title), "number": .number(lesson.lesson.number),
      "size": .number(lesson.lesson.size), "questions": .number(lesson.lesson.questions),
      "isHere": .bool(lesson.isHere), "paragraph": .number(row.progress?.places[lesson.lesson.key]),
      "doneAt": .time(row.progress?.done[lesson.lesson.key]), "state": lesson.mark.json,
    ]
  }
}
