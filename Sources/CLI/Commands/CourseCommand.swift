internal import ArgumentParser
internal import ClientCore
internal import Courses
internal import Foundation
internal import JSON
internal import Localization
internal import Runtime
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text

struct CourseCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "course",
      abstract: tr("Read a course and answer its quizzes, make one of a folder, keep what came of one."),
      subcommands: [Read.self, Answer.self, Import.self, Check.self, List.self, Fetch.self, Certificate.self])
  }

  struct Import: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "import", abstract: tr("Make a course of a folder of Markdown lessons and quizzes in GIFT."),
        discussion: tr("A course of the same title in the same forum is changed: its lessons are known by their files.")
      )
    }
    @Argument(help: ArgumentHelp(tr("The folder."))) var folder: String
    @Option(name: .customLong("in"), help: ArgumentHelp(tr("The forum that it belongs to."), valueName: "name"))
    var board: String
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let course = try CourseCommand.read(folder)
      let desk = try Desk()
      let cache = try desk.openCache()
      let board = try Places(reader: cache.reader, account: options.account).board(named: board)
      try PostCommand.Forum.check(board.channel)
      let mutations = try CourseCommand.mutations(course, on: board, cache.reader)
      guard !mutations.isEmpty else {
        return Desk.output.note(tr("This course is there already, as it is in the folder."))
      }
      try await Sender(desk: desk, cache: cache).sendAndTell(mutations, isQueueOnly: options.queue)
    }
  }

  struct Check: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "check", abstract: tr("Say what is wrong in the folder of a course: file, line and remedy."))
    }
    @Argument(help: ArgumentHelp(tr("The folder."))) var folder: String

    func run() throws {
      let course = try CourseCommand.read(folder)
      let questions = course.lessons.reduce(0) { $0 + LessonText($1.text).questions.count }
      try Desk.output.line(UntrustedText(course.manifest.title).line)
      for lesson in course.lessons {
        try Desk.output.line(SafeText("  ") + UntrustedText(lesson.key).line + colon + UntrustedText(lesson.title).line)
      }
      try Desk.output.line(
        tr(course.lessons.count, "%1 lesson", "%1 lessons") + ", " + tr(questions, "%1 question", "%1 questions"))
    }
  }

  struct List: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "list", abstract: tr("List the courses; works offline."))
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      var list = ListCommand()
      (list.kind, list.json, list.account) = (.courses, json, account)
      (list.place, list.limit, list.upcoming) = (nil, nil, false)
      try list.run()
    }
  }

  struct Fetch: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "fetch", abstract: tr("Fetch all lessons of a course, to read them without a network."))
    }
    @Argument(help: ArgumentHelp(tr("The course’s title, key or id."))) var course: String
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(inversion: .prefixedNo, help: ArgumentHelp(tr("Its new editions come by themselves, too."))) var keep: Bool?

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let places = Places(reader: cache.reader, account: account)
      let row = try CourseCommand.find(course, places)
      if let keep { try KeptCourses.keep(row.key, keep, cache) }
      guard !row.missing.isEmpty else { return Desk.output.note(tr("All lessons are here")) }
      let owner = try reading { () throws(CacheError) in try cache.reader.account(row.key.account) }
      for login in try desk.logins(only: owner?.login).prefix(1) {
        let engine = try Connection(login: login, desk: desk, engine: CurlEngine()).syncEngine(cache)
        Desk.output.note(try await KeptCourses.fetch(row, engine, login))
      }
    }
  }

  struct Certificate: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "certificate", abstract: tr("Write the certificate of a course that is done; works offline."))
    }
    @Argument(help: ArgumentHelp(tr("The course’s title, key or id."))) var course: String
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      let desk = try Desk()
      try desk.read { (reader) throws(Failure) in
        let row = try CourseCommand.find(course, Places(reader: reader, account: account))
        if let objection = CourseResult.objection(to: row, reader, tr) { throw Failure(.data, objection) }
        let result = try reading { () throws(CacheError) in try CourseResult(row, reader) }
        try Desk.output.encoded(result.certificate(Sender.now(), desk.zone, tr))
      }
    }
  }
}

extension CourseCommand {
  /// Reads the folder, and tells what is wrong in it on standard error.
  /// - Throws: where no course can be made of it.
  fileprivate static func read(_ folder: String) throws(Failure) -> CourseFolder {
    let top = URL(filePath: folder).standardizedFileURL
    let files: CourseFiles
    do throws(CourseFiles.Problem) { files = try CourseFiles(in: top.path) } catch {
      switch error {
      case .missing: throw Failure(.notFound, tr("There is no folder “%1”.", folder))
      case .noFolder:
        throw Failure(
          .usage, tr("“%1” is a file; a course is a folder.", folder), remedy: tr("Give the folder that it lies in."))
      }
    }
    let course = CourseFolder(files, name: top.lastPathComponent)
    for fault in course.faults { Desk.output.note(UntrustedText(fault.line(tr)).line.string) }
    guard course.isUsable else {
      throw Failure(.data, tr("No course can be made of this folder yet."), safe: tr("Nothing was queued."))
    }
    return course
  }

  static func find(_ name: String, _ places: Places) throws(Failure) -> CourseRow {
    var rows: [CourseRow] = []
    for account in try places.accounts() {
      rows += try reading { () throws(CacheError) in try places.reader.courses(account.id) }
    }
    return try places.one(rows, named: name, kind: tr("course"), list: "courses") { ($0.key, $0.course.title) }
  }

  /// What makes the course, or changes the one of the same title into it.
  fileprivate static func mutations(
    _ folder: CourseFolder, on board: BoardRow, _ reader: CacheReader
  ) throws(Failure) -> [Mutation] {
    let manifest = folder.manifest
    let properties: JSONObject = [
      "title": .string(manifest.title), "summary": .string(manifest.summary), "language": .string(manifest.language),
      "authors": .string(manifest.authors), "licence": .string(manifest.licence), "pass": .int(Int64(manifest.pass)),
    ]
    let rows = try reading { () throws(CacheError) in try reader.courses(board.key.account) }
    let standing = rows.first { row in
      row.course.channelID == board.key.id
        && Places.folded(row.course.title.line.string) == Places.folded(manifest.title)
    }
    guard let standing else {
      let course = Course.create(properties, in: board.key, clientID: Sender.newID())
      return [course] + folder.lessons.enumerated().map { create($0.element, $0.offset + 1, in: course.key) }
    }
    guard standing.course.mayModerate || standing.author?.isViewer == true else {
      throw Failure(.denied, tr("Only who made this course, or a moderator, may change it"))
    }
    return try changes(standing, properties, folder, reader)
  }

  private static func create(_ lesson: CourseFolder.Lesson, _ number: Int, in course: ObjectKey) -> Mutation {
    Lesson.create(
      lesson.key, title: lesson.title, text: lesson.text, number: number, in: course, clientID: Sender.newID())
  }

  private static func changes(
    _ row: CourseRow, _ properties: JSONObject, _ folder: CourseFolder, _ reader: CacheReader
  ) throws(Failure) -> [Mutation] {
    let known = try reading { () throws(CacheError) in try reader.json(row.key) } ?? .null
    let differing = properties.filter { known[$0.key] ?? .null != $0.value }
    var mutations = differing.isEmpty ? [] : [Course.change(row.key, differing)]
    for (index, lesson) in folder.lessons.enumerated() {
      guard let standing = row.lessons.first(where: { $0.lesson.key == lesson.key }) else {
        mutations.append(create(lesson, index + 1, in: row.key))
        continue
      }
      let object = try reading { () throws(CacheError) in try reader.json(standing.key) } ?? .null
      let wanted: JSONObject = [
        "title": .string(lesson.title), "number": .int(Int64(index + 1)), "text": .string(lesson.text),
      ]
      let patch = wanted.filter { object[$0.key] ?? .null != $0.value }
      if !patch.isEmpty { mutations.append(Lesson.change(standing.key, patch)) }
    }
    let keys = Set(folder.lessons.map(\.key))
    return mutations + row.lessons.filter { !keys.contains($0.lesson.key) }.map { Lesson.delete($0.key) }
  }
}
