import JSON
import Wire

/// docs/protocol.md, section 25: courses, lessons, and how far a member is in them.
enum CourseChecks {
  static let all: [Check] = [
    check("Lesson.heavy", "a lesson's text is given to who names it, and told of by its size and digest", heavy),
    check("Lesson.keys", "a key names one lesson of a course, for ever", keys),
    check("CourseProgress.own", "progress comes into being by an update and is seen by nobody else", own),
    check("Course.destroy", "a course takes its lessons and everybody's progress along", destroy),
  ]

  private static func check(
    _ name: String, _ promise: String, _ examine: @escaping @Sendable (School) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 25", levels: [.l2], need: .writing) { examinee async throws(Finding) in
      let courses = try ExaminedType.named("Course", examinee)
      try await examine(School(board: try await Board.make(examinee), courses: courses))
    }
  }

  /// A board with courses.
  struct School: Sendable {
    let board: Board
    let courses: Collection

    func of(_ type: String) -> Collection {
      Collection(examinee: courses.examinee, type: type, account: courses.account, using: courses.using)
    }

    /// - Returns: its id. It goes with the board.
    func create(_ type: String, _ properties: JSONObject) async throws(Finding) -> String {
      let own: JSONObject = ["clientId": .string(Unique.word())]
      let result = try await of(type).set(["create": ["n": .object(properties.merging(own) { $1 })]])
      return try want(
        result.created["n"]?["id"]?.string, "a \(type) is created", result.notCreated["n"]?.words ?? "nothing")
    }

    func course() async throws(Finding) -> String {
      try await create("Course", ["channelId": .string(board.id), "title": "Essai"])
    }

    func lesson(_ key: String, in course: String, text: String = "Texte") async throws(Finding) -> String {
      try await create("Lesson", properties(key, in: course, text: text))
    }

    func properties(_ key: String, in course: String, text: String = "Texte") -> JSONObject {
      [
        "courseId": .string(course), "key": .string(key), "title": "Leçon", "number": 1, "text": .string(text),
      ]
    }
  }

  private static func heavy(_ school: School) async throws(Finding) {
    let id = try await school.lesson("un", in: try await school.course(), text: "# Un\n\n```gift\nOui ?{T}\n```\n")
    let light = try await school.of("Lesson").object(id)
    let seen = JSONValue.object(light).short
    try expect(light["text"] == nil, "no text unasked", seen)
    try expect(light["size"] == 27 && light["questions"] == 1, "size 27 and 1 question", seen)
    try expect(light["digest"]?.string?.utf8.count == 16, "a digest of 16 digits", seen)
    let whole = try await school.of("Lesson").object(id, ["text"])
    try expect(
      whole["text"]?.string?.hasPrefix("# Un") == true, "the text that was asked for", JSONValue.object(whole).short)
  }

  private static func keys(_ school: School) async throws(Finding) {
    let course = try await school.course()
    let id = try await school.lesson("un", in: course)
    var again = school.properties("un", in: course)
    again["clientId"] = .string(Unique.word())
    let second = try await school.of("Lesson").set(["create": ["n": .object(again)]]).notCreated["n"]
    try expect(second?.type == SetError.alreadyExists, "alreadyExists", second?.words ?? "created")
    let renamed = try await school.of("Lesson").update(id, ["key": "deux"]).notUpdated[id]
    try expect(renamed?.type == SetError.invalidProperties, "invalidProperties", renamed?.words ?? "updated")
  }

  private static func own(_ school: School) async throws(Finding) {
    let course = try await school.course()
    let patch: JSONObject = [
      "at": "un", "places/un": 3, "done/un": "2026-01-01T00:00:00Z", "answers/un:0123456789abcdef": [1],
    ]
    let result = try await school.of("CourseProgress").update(course, patch)
    try expect(
      result.updated[course] != nil, "updated", result.notUpdated[course]?.words ?? "neither updated nor refused")
    let seen = try await school.of("CourseProgress").object(course)
    try expect(seen["places"] == ["un": 3] && seen["at"] == "un", "what was written", JSONValue.object(seen).short)
    let wrong = try await school.of("CourseProgress").update(course, ["places/un": -1]).notUpdated[course]
    try expect(wrong?.type == SetError.invalidProperties, "invalidProperties", wrong?.words ?? "updated")
    let other = try await school.board.messages.examinee.second()
    let others = try await ExaminedType.named("CourseProgress", other).get(["ids": [.string(course)]])
    try expect(others.list.isEmpty, "nothing for another member", "\(others.list)")
  }

  private static func destroy(_ school: School) async throws(Finding) {
    let course = try await school.course()
    let lesson = try await school.lesson("un", in: course)
    _ = try await school.of("CourseProgress").update(course, ["at": "un"])
    _ = try await school.courses.set(["destroy": [.string(course)]])
    let lessons = try await school.of("Lesson").get(["ids": [.string(lesson)]])
    let progress = try await school.of("CourseProgress").get(["ids": [.string(course)]])
    try expect(lessons.list.isEmpty && progress.list.isEmpty, "nothing of it", "\(lessons.list)\(progress.list)")
  }
}
