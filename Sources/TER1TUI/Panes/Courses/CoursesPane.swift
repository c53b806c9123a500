import ClientCore
import Courses
import Foundation
import Localization
import Text

/// Courses: which there are, the lessons of one, and a lesson with its quiz.
struct CoursesPane: Pane {
  static let name = "courses"
  static let title = msgid("Courses")
  static let sections = ["courses.lessons", "courses.lesson"]
  static var commands: [PaneCommand<CoursesPane>] { CoursesCommands.all }

  enum Level: Int, Sendable { case list, lessons, lesson }

  private(set) var level = Level.list
  private(set) var list = ListBox<CourseItem>()
  private(set) var lessons = ListBox<LessonItem>()
  private(set) var reading: LessonReading?
  private var rows: [CourseRow] = []
  /// The course that is open, or under the cursor.
  private(set) var course: CourseRow?
  private var isPlaced = false
  /// Courses that are kept offline.
  private(set) var kept = Pins(nil)
  /// Lessons of these that were asked for, or told of.
  private var renewed: Set<ObjectKey> = []

  init() {}

  var keyContexts: [String] {
    switch level {
    case .list: [Self.name]
    case .lessons: ["courses.lessons", Self.name]
    case .lesson: ["courses.lesson", Self.name]
    }
  }

  var isEmpty: Bool {
    switch level {
    case .list: list.isEmpty
    case .lessons: lessons.isEmpty
    case .lesson: false
    }
  }

  var hints: [String] {
    switch level {
    case .list: ["open", "courses.pin", "courses.certificate"]
    case .lessons: ["open", "courses.pin", "courses.certificate"]
    case .lesson: ["courses.answer", "courses.question", "courses.next", "courses.open-link"]
    }
  }

  var place: PanePlace {
    switch level {
    case .list: PanePlace(row: list.current?.id)
    case .lessons: PanePlace(container: course?.key, row: lessons.current?.id, title: course?.course.title)
    case .lesson:
      PanePlace(container: reading?.row.key, spot: course?.key, title: reading?.row.lesson.title)
    }
  }

  func columns(in size: Size) -> Columns { Columns(levels: 3, focus: level.rawValue, in: size) }

  private var courseFetch: ListBox<CourseItem>.Fetch<Never> {
    let items = rows.map { CourseItem(row: $0) }
    return { _, _ in ListPage(items) }
  }

  private var lessonFetch: ListBox<LessonItem>.Fetch<Never> {
    let items = (course?.lessons ?? []).map { LessonItem(row: $0) }
    return { _, _ in ListPage(items) }
  }

  // MARK: Reading

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    isPlaced = true
    rows = try context.cache.courses(context.account)
    kept = Pins(try context.cache.note(Pins.courses))
    layout(context)
    list.reload(courseFetch)
    try follow(context)
    return []
  }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size)
    if let rect = columns.rects[Level.list.rawValue] {
      list.layout(rows: rect.size.rows, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.lessons.rawValue] {
      lessons.layout(rows: max(1, rect.size.rows - CoursesView.headRows), fillsLines: false)
    }
    if let rect = columns.rects[Level.lesson.rawValue] {
      var drawing = context.drawing
      drawing.keys = context.keys
      reading?.show(Size(columns: rect.size.columns - 2, rows: rect.size.rows), drawing)
    }
  }

  /// The course under the cursor, or the one that is open, as the cache has it now.
  private mutating func follow(_ context: Context) throws(CacheError) {
    let key = level == .list ? list.current?.id : course?.key
    course = key.flatMap { key in rows.first { $0.key == key } }
    if course == nil { (level, reading) = (.list, nil) }
    lessons.reload(lessonFetch)
    if let open = reading, let course {
      let fresh = try context.cache.lesson(open.row.key)
      if let fresh, fresh.text != nil, !open.isHere || isOther(fresh, open) {
        guard let row = course.lessons.first(where: { $0.key == open.row.key }) else { return }
        reading = LessonReading(fresh, row, in: course)
      } else {
        reading?.follow(course)
      }
    }
    layout(context)
  }

  private func isOther(_ lesson: Lesson, _ open: LessonReading) -> Bool {
    lesson.size != open.row.lesson.size || lesson.title != open.row.lesson.title
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    let types = [Course.name, Lesson.name, CourseProgress.name]
    let renewed = changes.touches(Lesson.name) ? try renewKept(context) : []
    guard isPlaced, types.contains(where: { changes.touches($0) }) else { return renewed }
    if let key = course?.key, let id = changes.renamed[key] {
      rows = try context.cache.courses(context.account)
      course = rows.first { $0.key == key.renamed(to: id) }
    }
    return try refresh(context) + renewed
  }

  /// New editions of what is kept offline come at once where things come by themselves and it costs little; else it is said.
  private mutating func renewKept(_ context: Context) throws(CacheError) -> [Effect] {
    kept = Pins(try context.cache.note(Pins.courses))
    guard !kept.isEmpty else { return [] }
    var effects: [Effect] = []
    for row in try context.cache.courses() where kept.contains(course: row.key) {
      renewed.subtract(row.lessons.filter(\.isHere).map(\.key))
      let missing = row.missing.map(\.key).filter { !renewed.contains($0) }
      guard !missing.isEmpty else { continue }
      renewed.formUnion(missing)
      let name = context.tr("the new edition of “%1”", row.course.title.line)
      effects += try OlderThings([.lessons(row.key.account, missing.map(\.id))], name).effects(.kept, context)
    }
    return effects
  }

  /// Keeps a course offline, with the editions to come; once it is all here, keeps it no more.
  mutating func keep(_ row: CourseRow, _ context: Context) throws(CacheError) -> [Effect] {
    let isKept = kept.contains(course: row.key)
    let fetched = try fetching(row.missing, context, .key)
    guard !isKept || row.missing.isEmpty else { return fetched }
    _ = kept.toggle(course: row.key)
    let words =
      isKept
      ? context.tr("New editions of “%1” come no more by themselves", row.course.title.line)
      : context.tr("“%1” is kept offline, with its new editions", row.course.title.line)
    return [.saveNote(name: Pins.courses, kept.json), .notice(Notice(.success, words))] + fetched
  }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .list:
      _ = list.navigate(motion, courseFetch)
      try follow(context)
    case .lessons: _ = lessons.navigate(motion, lessonFetch)
    case .lesson: _ = reading?.navigate(motion)
    }
    return told(context)
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    switch level {
    case .list, .lessons: return nil
    case .lesson:
      if reading?.navigate(.pages(1)) == true { return told(context) }
      guard reading?.isDone == true else { return nil }
      return try step(by: 1, context)
    }
  }

  /// Where one is, for the member's other devices.
  mutating func told(_ context: Context) -> [Effect] {
    let mutations = level == .lesson ? reading?.noteSeen(context.now) ?? [] : []
    return mutations.isEmpty ? [] : [.enqueue(mutations)]
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .list:
      guard course != nil else { return [] }
      level = .lessons
      lessons.reload(lessonFetch)
      if let next = course?.next { _ = lessons.select(next.key) }
      layout(context)
      return []
    case .lessons: return try lessons.current.map { (item) throws(CacheError) in try open(item.row, context) } ?? []
    case .lesson: return reading?.currentQuestion == nil ? [] : [.run(CommandLine("courses.answer"))]
    }
  }

  /// Opens a lesson; its text is fetched where it is not here, its cost said.
  mutating func open(_ row: LessonRow, _ context: Context) throws(CacheError) -> [Effect] {
    guard let course, let lesson = try context.cache.lesson(row.key) else { return [] }
    level = .lesson
    _ = lessons.select(row.key)
    reading = LessonReading(lesson, row, in: course)
    layout(context)
    guard !row.isHere else { return told(context) }
    return try fetching([row], context, .opening)
  }

  func fetching(
    _ rows: [LessonRow], _ context: Context, _ cause: OlderThings.Cause
  ) throws(CacheError) -> [Effect] {
    guard let first = rows.first else { return [] }
    let name = rows.count == 1 ? context.tr("the lesson") : context.tr(rows.count, "%1 lesson", "%1 lessons")
    return try OlderThings([.lessons(first.key.account, rows.map(\.key.id))], name).effects(cause, context)
  }

  func olderThings(_ context: Context) throws(CacheError) -> OlderThings? {
    let missing = level == .lesson ? reading.map { $0.isHere ? [] : [$0.row] } ?? [] : course?.missing ?? []
    guard let first = missing.first else { return nil }
    return OlderThings([.lessons(first.key.account, missing.map(\.key.id))], context.tr("the lesson"))
  }

  /// The next lesson, or an earlier one.
  mutating func step(by distance: Int, _ context: Context) throws(CacheError) -> [Effect] {
    guard let course, let place = course.lessons.firstIndex(where: { $0.key == reading?.row.key }),
      course.lessons.indices.contains(place + distance)
    else {
      let words =
        distance > 0 ? context.tr("This is the last lesson") : context.tr("This is the first lesson")
      return [.notice(Notice(.information, words))]
    }
    return try told(context) + open(course.lessons[place + distance], context)
  }

  mutating func goToQuestion() -> Bool { reading?.goToQuestion() ?? false }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    let told = told(context)
    switch level {
    case .list: return nil
    case .lessons: (level, reading) = (.list, nil)
    case .lesson: (level, reading) = (.lessons, nil)
    }
    _ = try refresh(context)
    return told
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    level = .list
    reading = nil
    _ = try refresh(context)
    let owner = key.type == Lesson.name ? try context.cache.lesson(key)?.courseID : key.id
    guard let owner, let row = rows.first(where: { $0.key.account == key.account && $0.key.id == owner }) else {
      return [.notice(Notice(.information, context.tr("This course is not there any more")))]
    }
    _ = list.select(row.key)
    try follow(context)
    let effects = try open(context)
    guard let lesson = row.lessons.first(where: { $0.key == key }) else { return effects }
    return try open(lesson, context)
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    if level == .list, list.select(row) { try follow(context) } else if level == .lessons { _ = lessons.select(row) }
    return []
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { CoursesView(pane: self, context).draw(on: &canvas) }
}

struct CourseItem: ListRow {
  let row: CourseRow
  var id: ObjectKey { row.key }
}

struct LessonItem: ListRow {
  let row: LessonRow
  var id: ObjectKey { row.key }
}
