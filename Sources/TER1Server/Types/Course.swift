import Courses
import GRDB
import JSON
import Wire

/// docs/protocol.md, section 25: a course; its lessons are objects of their own.
struct CourseType: ObjectType {
  let name = "Course"
  let letter = "J"
  let capability = Capability.courses
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("channelId", .id).immutable,
    Property("title", .text(bytes: 255)),
    Property("summary", .text(bytes: 4096), initial: ""),
    Property("language", .text(bytes: 35), initial: ""),
    Property("authors", .text(bytes: 1024), initial: ""),
    Property("licence", .text(bytes: 255), initial: ""),
    Property("pass", .unsigned, initial: 0),
    .serverSet("created"),
    .serverSet("createdBy"),
    .serverSet("myRights"),
  ]

  func myRights(_ rights: Rights) -> JSONValue? {
    ["mayRead": .bool(rights.contains(.read)), "mayModerate": .bool(rights.contains(.moderate))]
  }

  func searchText(_ json: JSONObject) -> String {
    [json["title"], json["summary"]].compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  func create(_ new: inout StoredObject, in change: Change) throws {
    guard let channel = try change.readable("Channel", new.json["channelId"]?.string ?? "") else {
      throw SetError.invalid("channelId", "is no channel")
    }
    guard channel.json["isArchived"] != true else { throw SetError(SetError.forbidden, "the channel is archived") }
    try change.require(.post, in: channel.id)
    new.container = channel.id
    new.json["created"] = .string(change.transaction.now.text)
    new.json["createdBy"] = .string(change.me)
    try check(&new)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    try change.requireTeaching(old)
    try check(&new)
  }

  private func check(_ new: inout StoredObject) throws {
    guard new.json["title"]?.string?.contains(where: { !$0.isWhitespace }) == true else {
      throw SetError.invalid("title", "is empty")
    }
    guard (0...100).contains(new.json["pass"]?.int ?? 0) else { throw SetError.invalid("pass", "is 0 to 100") }
    new.name = Folding.key(new.json["title"]?.string ?? "")
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.requireTeaching(old)
    try change.destroyAll(Types.lesson, where: "parent = ?", [old.id])
    try change.destroyAll(Types.courseProgress, where: "id = ?", [old.id])
  }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("channelId", .string(let id)): SQLCondition("container = ?", [id])
    case ("text", .string(let text)): .text(text)
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "title" ? "name" : nil }
}

/// A lesson of a course. Its text travels only when it is asked for by name.
struct LessonType: ObjectType {
  let name = "Lesson"
  let letter = "L"
  let capability = Capability.courses
  let heavy: Set<String> = ["text"]
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("courseId", .id).immutable,
    Property("key", .text(bytes: 64)).immutable,
    Property("title", .text(bytes: 255)),
    Property("number", .unsigned),
    Property("text", .text(bytes: CourseFolder.longest)),
    .serverSet("size"),
    .serverSet("digest"),
    .serverSet("questions"),
  ]

  func searchText(_ json: JSONObject) -> String {
    [json["title"], json["text"]].compactMap { $0?.string }.joined(separator: "\n")
  }

  func create(_ new: inout StoredObject, in change: Change) throws {
    guard let course = try change.readable("Course", new.json["courseId"]?.string ?? "") else {
      throw SetError.invalid("courseId", "is no course")
    }
    try change.requireTeaching(course)
    guard LessonKey.isOne(new.json["key"]?.string ?? "") else {
      throw SetError.invalid("key", "is 1 to 64 of a to z, digits and hyphens")
    }
    (new.container, new.parent, new.name) = (course.container, course.id, new.json["key"]?.string ?? "")
    let others = try change.db.objects(where: "type = 'Lesson' AND parent = ?", [course.id])
    if let taken = others.first(where: { $0.name == new.name }) {
      throw SetError(SetError.alreadyExists, "the course has a lesson of this key", existingId: taken.id)
    }
    guard others.count < CourseFolder.mostLessons else { throw SetError(SetError.overQuota, "too many lessons") }
    try fill(&new)
  }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    guard let course = try change.db.object("Course", old.parent) else { throw SetError(SetError.notFound) }
    try change.requireTeaching(course)
    try fill(&new)
  }

  /// What the server tells of a text that it does not send.
  func fill(_ new: inout StoredObject) throws {
    guard new.json["title"]?.string?.contains(where: { !$0.isWhitespace }) == true else {
      throw SetError.invalid("title", "is empty")
    }
    let text = new.json["text"]?.string ?? ""
    new.json["size"] = .int(Int64(text.utf8.count))
    new.json["digest"] = .string(String(Secrets.sha256(Array(text.utf8)).prefix(16)))
    new.json["questions"] = .int(Int64(LessonText(text).questions.count))
    new.sortKey = Int64(new.json["number"]?.int ?? 0)
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    guard let course = try change.db.object("Course", old.parent) else { return }
    try change.requireTeaching(course)
  }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("courseId", .string(let id)): SQLCondition("parent = ?", [id])
    case ("text", .string(let text)): .text(text)
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "number" ? "sortKey" : nil }
}

/// How far a member is in a course: his alone. Its id is the course's.
struct CourseProgressType: ObjectType {
  let name = "CourseProgress"
  let letter = "Z"
  let capability = Capability.courses
  let isPrivate = true
  let properties: [Property] = [
    .serverSet("id"),
    Property("at", .text(bytes: 64), initial: ""),
    Property("places", .other, initial: [:]),
    Property("done", .other, initial: [:]),
    Property("answers", .other, initial: [:]),
  ]

  /// How many answers are kept, and how long each may be.
  private static let most = 4_000
  private static let longestAnswer = 8_192

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.singleton) }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let at = new.json["at"]?.string ?? ""
    guard at.isEmpty || LessonKey.isOne(at) else { throw SetError.invalid("at", "is a lesson's key") }
    try check("places", new) { key, value in LessonKey.isOne(key) && (value.int ?? -1) >= 0 }
    try check("done", new) { key, value in
      LessonKey.isOne(key) && value.string.flatMap(UTCDate.init) != nil
    }
    try check("answers", new) { key, value in
      let parts = key.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      return parts.count == 2 && LessonKey.isOne(parts[0]) && LessonKey.isOne(parts[1])
        && value.text.utf8.count <= Self.longestAnswer
    }
  }

  private func check(
    _ property: String, _ new: StoredObject, _ isRight: (String, JSONValue) -> Bool
  ) throws {
    guard let members = new.json[property]?.object, members.count <= Self.most, members.allSatisfy(isRight) else {
      throw SetError.invalid(property, "is no map as section 25 has it")
    }
  }

  func destroy(_ old: StoredObject, in change: Change) throws {}

  func absent(_ id: String, in change: Change) throws -> StoredObject? {
    guard let course = try change.readable("Course", id) else { return nil }
    var progress = StoredObject(
      type: name, json: ["id": .string(id), "at": "", "places": [:], "done": [:], "answers": [:]])
    progress.id = id
    progress.owner = change.me
    progress.creator = change.me
    progress.container = course.container
    return progress
  }
}

enum LessonKey {
  static func isOne(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}

extension Change {
  /// Who made a course teaches it, and moderators of its channel.
  fileprivate func requireTeaching(_ course: StoredObject) throws {
    let rights = access.rights(in: course.container)
    guard rights.contains(.moderate) || course.creator == me && rights.contains(.post) else {
      throw SetError(SetError.forbidden, "only who made the course and moderators may change it")
    }
  }
}
