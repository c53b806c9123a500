import GRDB
import JSON

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
