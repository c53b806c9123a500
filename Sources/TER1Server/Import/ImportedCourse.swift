import GRDB
public import JSON

// Courses of a folder: docs/protocol.md, section 25.
extension ImportBatch {
  func place(course: inout StoredObject) throws {
    guard let channel = course.json["channelId"]?.string, try transaction.db.object("Channel", channel) != nil else {
      throw ImportRefusal("channelId names no channel")
    }
    course.container = channel
    course.name = Folding.key(course.json["title"]?.string ?? "")
    course.json["created"] = course.json["created"] ?? .string(transaction.now.text)
    course.json["createdBy"] = course.json["createdBy"] ?? .null
    course.creator = course.json["createdBy"]?.string ?? ""
  }

  func place(lesson: inout StoredObject) throws {
    guard let id = lesson.json["courseId"]?.string, let course = try transaction.db.object("Course", id) else {
      throw ImportRefusal("courseId names no course")
    }
    guard let key = lesson.json["key"]?.string, LessonKey.isOne(key) else { throw ImportRefusal("key is none") }
    (lesson.container, lesson.parent, lesson.name) = (course.container, course.id, key)
    lesson.creator = course.creator
    try Types.lesson.fill(&lesson)
  }
}

// A new edition of a course that is there.
extension ImportBatch {
  /// The course of a channel that bears this title, or that was imported under this key.
  public func course(titled title: String, in channel: String, importKey: String) throws -> String? {
    let standing = try transaction.db.objects(
      where: "type = 'Course' AND container = ? AND (name = ? OR importKey = ?)",
      [channel, Folding.key(title), importKey])
    return standing.first?.id
  }

  /// Ids by keys.
  public func lessons(of course: String) throws -> [String: String] {
    let lessons = try transaction.db.objects(where: "type = 'Lesson' AND parent = ?", [course])
    return Dictionary(lessons.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Returns: whether anything differed.
  public mutating func change(course id: String, _ patch: JSONObject) throws -> Bool {
    try change(Types.course, id, patch) { $0.name = Folding.key($0.json["title"]?.string ?? "") }
  }

  /// - Returns: whether anything differed.
  public mutating func change(lesson id: String, _ patch: JSONObject) throws -> Bool {
    try change(Types.lesson, id, patch) { try Types.lesson.fill(&$0) }
  }

  public mutating func destroy(lesson id: String) throws {
    guard let lesson = try transaction.db.object(Types.lesson.name, id) else { return }
    try transaction.destroy(lesson, as: Types.lesson)
  }

  private func change(
    _ type: any ObjectType, _ id: String, _ patch: JSONObject, _ settle: (inout StoredObject) throws -> Void
  ) throws -> Bool {
    guard let old = try transaction.db.object(type.name, id) else {
      throw ImportRefusal("there is no \(type.name) \(id)")
    }
    var new = old
    new.json.merge(patch) { _, value in value }
    try settle(&new)
    guard new.json != old.json else { return false }
    try Draft.checkSize(new.json)
    try transaction.update(new, from: old, as: type)
    return true
  }
}
