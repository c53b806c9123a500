internal import GRDB
internal import JSON
internal import Text

/// A course, as a list shows it.
public struct CourseRow: Sendable, Hashable {
  public let key: ObjectKey
  public let course: Course
  /// The member's own; nil: not begun.
  public let progress: CourseProgress?
  public let channel: Channel?
  public let author: Author?
  public let mark: Mark
  /// Of the progress.
  public let progressMark: Mark
  public let lessons: [LessonRow]

  public var done: Int { lessons.count { progress?.done[$0.lesson.key] != nil } }
  public var isDone: Bool { !lessons.isEmpty && done == lessons.count }
  public var questions: Int { lessons.reduce(0) { $0 + $1.lesson.questions } }
  /// The lessons whose texts are on the server only.
  public var missing: [LessonRow] { lessons.filter { !$0.isHere } }
  /// Where to go on: the lesson read last, then the first that is not done.
  public var next: LessonRow? {
    lessons.first { $0.lesson.key == progress?.at && progress?.done[$0.lesson.key] == nil }
      ?? lessons.first { progress?.done[$0.lesson.key] == nil } ?? lessons.first
  }
  /// When the last of its lessons was done: seconds since 1970.
  public var doneAt: Double? { isDone ? lessons.compactMap { progress?.done[$0.lesson.key] }.max() : nil }
}

/// A lesson without its text.
public struct LessonRow: Sendable, Hashable {
  public let key: ObjectKey
  public let lesson: Lesson
  /// Whether its text is.
  public let isHere: Bool
  public let mark: Mark
}

extension CacheReader {
  /// By their titles.
  public func courses(_ account: AccountID? = nil, limit: Int = 1_000) throws(CacheError) -> [CourseRow] {
    try read { db in
      let lookup = Lookup(db)
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: Self.courseList), arguments: [account?.rawValue, bounded(limit)])
      return try rows.map { try Self.courseRow($0, lookup) }
    }
  }

  public func course(_ key: ObjectKey) throws(CacheError) -> CourseRow? {
    try read { db in
      try Row.fetchOne(
        db.cachedStatement(sql: Self.courseByID), arguments: [key.account.rawValue, key.id.rawValue]
      ).map { try Self.courseRow($0, Lookup(db)) }
    }
  }

  /// A lesson with its text, as far as it is here.
  public func lesson(_ key: ObjectKey) throws(CacheError) -> Lesson? {
    try read { try Lookup($0).object(Lesson.self, key.account, key.id)?.object }
  }

  private static let courseColumns = """
    SELECT c.account, c.json, c.mark, p.json, p.mark FROM course c
    JOIN account a ON a.id = c.account AND a.isPresent
    LEFT JOIN courseProgress p ON p.account = c.account AND p.id = c.id
    """
  static let courseList = "\(courseColumns) WHERE ?1 IS NULL OR c.account = ?1 ORDER BY c.sortName, c.row LIMIT ?2"
  static let courseByID = "\(courseColumns) WHERE c.account = ? AND c.id = ?"
  /// The texts stay where they are.
  static let lessonList = """
    SELECT json_remove(json, '$.text'), isHere, mark FROM lesson WHERE account = ? AND courseId = ?
    ORDER BY number, row LIMIT 1000
    """

  private static func courseRow(_ row: Row, _ lookup: Lookup) throws -> CourseRow {
    let account = AccountID(rawValue: row[0])
    let course = try Course.stored(row[1])
    let lessons = try Row.fetchAll(
      lookup.db.cachedStatement(sql: lessonList), arguments: [account.rawValue, course.id.rawValue])
    return CourseRow(
      key: ObjectKey(account, Course.name, course.id), course: course,
      progress: try (row[3] as String?).map { try CourseProgress.stored($0) },
      channel: try lookup.object(Channel.self, account, course.channelID)?.object,
      author: try course.createdBy.map { try lookup.author(account, $0) }, mark: Mark(rawValue: row[2]) ?? .none,
      progressMark: (row[4] as Int?).flatMap { Mark(rawValue: $0) } ?? .none,
      lessons: try lessons.map { try lessonRow($0, account) })
  }

  private static func lessonRow(_ row: Row, _ account: AccountID) throws -> LessonRow {
    let lesson = try Lesson.stored(row[0])
    return LessonRow(
      key: ObjectKey(account, Lesson.name, lesson.id), lesson: lesson, isHere: row[1],
      mark: Mark(rawValue: row[2]) ?? .none)
  }
}
