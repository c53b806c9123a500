public import ClientCore
import Courses
public import Foundation
public import Localization
import Text

/// What came of a course: how many answers are right, and the certificate.
public struct CourseResult: Sendable {
  private let row: CourseRow
  private let member: UntrustedText
  private let cooperative: UntrustedText
  public private(set) var right = 0
  public private(set) var questions = 0

  public init(_ row: CourseRow, _ cache: CacheReader) throws(CacheError) {
    self.row = row
    let account = try cache.account(row.key.account)
    cooperative = account?.name ?? UntrustedText("")
    let me = account?.principalID.map { ObjectKey(row.key.account, Principal.name, $0) }
    member = try me.flatMap { (key) throws(CacheError) in try cache.person(key) }?.principal.name ?? UntrustedText("")
    for lesson in row.lessons { try count(lesson, cache) }
  }

  private mutating func count(_ lesson: LessonRow, _ cache: CacheReader) throws(CacheError) {
    guard let text = try cache.lesson(lesson.key)?.text else { return }
    for question in LessonText(text.raw).questions where question.kind != .essay {
      questions += 1
      let answer = row.progress?.answer(lesson.lesson.key, question.fingerprint).flatMap { Answer($0) }
      if answer.flatMap({ question.grade($0) })?.isRight == true { right += 1 }
    }
  }

  public var percentage: Int { questions == 0 ? 100 : right * 100 / questions }

  /// Why there is no certificate yet; nil when there is one.
  public static func objection(to row: CourseRow, _ cache: CacheReader, _ tr: Catalog) -> String? {
    guard !row.lessons.isEmpty else { return tr("This course has no lesson yet") }
    guard row.isDone else {
      return tr("The certificate comes when all lessons are done: %1 of %2 are", row.done, row.lessons.count)
    }
    guard row.missing.isEmpty else { return tr("Not all lessons are here: fetch them first") }
    guard row.course.pass > 0 else { return nil }
    do throws(CacheError) {
      let result = try CourseResult(row, cache)
      guard result.percentage < row.course.pass else { return nil }
      return tr(
        "%1 % of your answers are right; the certificate asks for %2 %: answer again what was wrong", result.percentage,
        row.course.pass)
    } catch { return tr("The cache cannot be read now") }
  }

  /// - Parameter now: seconds since 1970.
  public func certificate(_ now: Double, _ zone: TimeZone, _ tr: Catalog) -> String {
    var certificate = Certificate()
    certificate.member = member.isEmpty ? tr("A member") : member.line.string
    certificate.course = row.course.title.line.string
    certificate.cooperative = cooperative.line.string
    certificate.authors = row.course.authors.line.string
    let day = LocalTime(at: row.doneAt ?? now, in: zone).day
    certificate.date = DateWords(tr, now: now, zone: zone).date(day)
    certificate.lessons = row.lessons.map(\.lesson.title.line.string)
    (certificate.rightAnswers, certificate.questions, certificate.pass) = (right, questions, row.course.pass)
    return certificate.text(tr)
  }
}
