internal import GRDB
public import JSON
public import Text

/// A lesson of a course. Its text comes when it is opened, or its course pinned: docs/protocol.md, section 25.
public struct Lesson: Sendable, Hashable {
  public let id: ObjectID
  public let courseID: ObjectID
  /// Names it for ever within its course.
  public let key: String
  public let title: UntrustedText
  /// Its place in the course.
  public let number: Int
  /// Markdown, with quizzes in blocks of GIFT; nil: it is on the server.
  public let text: UntrustedText?
  /// Of the text, in bytes.
  public let size: Int
  /// How many questions it asks.
  public let questions: Int
}

extension Lesson: SyncedType {
  public static let name: TypeName = "Lesson"
  static let capability = "urn:ter1:courses"
  static let code: Int64 = 15
  static let table = "lesson"
  static let references: Set<String> = ["courseId"]
  static let columns = ["courseId", "number", "isHere"]
  static let schema = [
    SchemaStep.table(
      "lesson", columns: ["courseId TEXT", "number INTEGER", "isHere INTEGER"],
      """
      CREATE INDEX lesson_course ON lesson (account, courseId, number);
      """)
  ]
  /// All properties: `text` is told to who names it.
  static let wholeProperties = [
    "clientId", "courseId", "key", "title", "number", "text", "size", "digest", "questions",
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    courseID = ObjectID(try object.required("courseId"))
    key = try object.required("key")
    guard key.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }), !key.isEmpty
    else { throw DecodingFailure(reason: "key is none") }
    title = UntrustedText(try object.required("title"))
    number = min(1_000_000, max(0, object["number"]?.int ?? 0))
    text = object["text"]?.string.map { UntrustedText($0) }
    size = max(0, object["size"]?.int ?? text?.raw.utf8.count ?? 0)
    questions = max(0, object["questions"]?.int ?? 0)
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [(Course.name, courseID)] }
  var searchText: SearchText? {
    SearchText(title: title.raw, body: text?.raw ?? "", container: (Course.name, courseID))
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [courseID.rawValue.databaseValue, number.databaseValue, (text != nil).databaseValue]
  }

  static let hasHeavyProperties = true
  static func isWhole(_ object: JSONValue) -> Bool { object["text"] != nil }

  /// The text that is here stays while it is the one that the server has.
  static func completed(_ object: JSONValue, from known: JSONValue) -> JSONValue {
    guard let text = known["text"], let digest = known["digest"], digest == object["digest"] else { return object }
    var object = object
    object["text"] = text
    return object
  }

  /// By its digest.
  static func isRight(_ object: JSONValue, by known: JSONValue) -> Bool {
    guard let text = object["text"]?.string, let digest = known["digest"]?.string else { return false }
    return object["digest"]?.string == digest && Basis.digest(text) == digest
  }

  static func guardsProperty(_ path: String) -> Bool { ["title", "text"].contains(path) }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, known["clientId"]?.string != nil, known["text"] != nil else { return nil }
    let names = ["clientId", "courseId", "key", "title", "number", "text"]
    return .create((known.object ?? [:]).filter { names.contains($0.key) })
  }
}

// MARK: - Intentions

extension Lesson {
  /// - Parameters:
  ///   - course: one that waits to be sent too will do.
  ///   - clientID: unique for ever: a UUID does.
  public static func create(
    _ key: String, title: String, text: String, number: Int, in course: ObjectKey, clientID: String
  ) -> Mutation {
    let object: JSONObject = [
      "clientId": .string(clientID), "courseId": .string(course.id.rawValue), "key": .string(key),
      "title": .string(title), "text": .string(text), "number": .int(Int64(number)),
    ]
    return Mutation(account: course.account, type: name, id: ObjectID(clientID: clientID), action: .create(object))
  }

  public static func change(_ lesson: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: lesson.account, type: name, id: lesson.id, action: .update(patch))
  }

  public static func delete(_ lesson: ObjectKey) -> Mutation {
    Mutation(account: lesson.account, type: name, id: lesson.id, action: .destroy)
  }
}
