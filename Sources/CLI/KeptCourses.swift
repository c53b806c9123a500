internal import ClientCore
internal import Localization
internal import Settings
internal import Sync
internal import Text

/// What is on the server only of the courses that are kept offline: lessons of new editions.
struct KeptCourses {
  private let rows: [CourseRow]
  private let login: Login

  init(_ reader: CacheReader, of login: Login) throws(Failure) {
    self.login = login
    rows = try reading { () throws(CacheError) in
      let pins = Pins(try reader.note(Pins.courses))
      guard !pins.isEmpty else { return [] }
      let accounts = Set(try reader.accounts().filter { $0.login == login.name }.map(\.id))
      return try reader.courses().filter { row in
        pins.contains(course: row.key) && !row.missing.isEmpty && accounts.contains(row.key.account)
      }
    }
  }

  static func keep(_ course: ObjectKey, _ isKept: Bool, _ cache: Cache) throws(Failure) {
    try reading { () throws(CacheError) in
      var pins = Pins(try cache.reader.note(Pins.courses))
      guard pins.contains(course: course) != isKept else { return }
      _ = pins.toggle(course: course)
      try cache.setNote(Pins.courses, pins.json)
    }
  }

  /// Fetches them, or says how to where nothing comes that nobody asked for.
  func renew(_ engine: SyncEngine, isQuiet: Bool) async throws(Failure) {
    let comesByItself = await engine.policy == .full
    for row in rows {
      let words = comesByItself ? try await Self.fetch(row, engine, login) : hint(row)
      if !isQuiet { Desk.output.note(words) }
    }
  }

  /// - Returns: what came, in words.
  static func fetch(_ row: CourseRow, _ engine: SyncEngine, _ login: Login) async throws(Failure) -> String {
    do throws(SyncError) {
      let report = try await engine.fetch(.lessons(row.key.account, row.missing.map(\.key.id)))
      return tr(report.received, "%1 lesson of “%2” came", "%1 lessons of “%2” came", row.course.title.line)
    } catch { throw Failure(error, server: login.domain ?? login.name) }
  }

  private func hint(_ row: CourseRow) -> String {
    tr("New lessons of “%1” are on the server: ter1 course fetch %2", row.course.title.line, row.key.id.rawValue)
  }
}
