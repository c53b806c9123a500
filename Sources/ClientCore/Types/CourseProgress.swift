internal import GRDB
public import JSON
internal import Text

/// How far the member is in a course, seen by nobody else: docs/protocol.md, section 25. Its id is the course's.
public struct CourseProgress: Sendable, Hashable {
  public let id: ObjectID
  /// The key of the lesson read last; "": none.
  public let at: String
  /// By the lessons' keys: the paragraph read last.
  public let places: [String: Int]
  /// By the lessons' keys: when each was done, seconds since 1970.
  public let done: [String: Double]
  /// What was answered, by the lesson's key and the question's fingerprint: `key:fingerprint`.
  public let answers: [String: JSONValue]

  public func answer(_ lesson: String, _ fingerprint: String) -> JSONValue? { answers[lesson + ":" + fingerprint] }
}

extension CourseProgress: SyncedType {
  public static let name: TypeName = "CourseProgress"
  static let capability = "urn:ter1:courses"
  static let code: Int64 = 33
  static let table = "courseProgress"
  static let columns: [String] = []
  static let coalescesUpdates = true
  static let isSilent = true
  static let schema = [
    SchemaStep.table("courseProgress")
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    at = object["at"]?.string ?? ""
    places = (object["places"]?.object ?? [:]).compactMapValues { $0.int.map { max(0, $0) } }
    done = (object["done"]?.object ?? [:]).compactMapValues { $0.string.flatMap { UTCDate.seconds($0) } }
    answers = object["answers"]?.object ?? [:]
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [(Course.name, id)] }
  var searchText: SearchText? { nil }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] { [] }

  /// What is read first makes it.
  static func blank(_ id: ObjectID) -> JSONValue? {
    ["id": .string(id.rawValue), "at": "", "places": [:], "done": [:], "answers": [:]]
  }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil else { return nil }
    return .update((known.object ?? [:]).filter { ["at", "places", "done", "answers"].contains($0.key) })
  }
}

// MARK: - Intentions

extension CourseProgress {
  /// - Parameter place: the paragraph.
  public static func read(_ course: ObjectKey, _ lesson: String, place: Int) -> Mutation {
    update(course, ["at": .string(lesson), "places/\(lesson)": .int(Int64(place))])
  }

  /// - Parameter now: seconds since 1970.
  public static func finish(_ course: ObjectKey, _ lesson: String, at now: Double) -> Mutation {
    update(course, ["done/\(lesson)": .string(UTCDate.string(from: now))])
  }

  public static func answer(
    _ course: ObjectKey, _ lesson: String, _ fingerprint: String, _ answer: JSONValue
  ) -> Mutation {
    update(course, ["answers/\(lesson):\(fingerprint)": answer])
  }

  /// As if the course had never been opened.
  public static func forget(_ course: ObjectKey) -> Mutation {
    Mutation(account: course.account, type: name, id: course.id, action: .destroy)
  }

  private static func update(_ course: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: course.account, type: name, id: course.id, action: .update(patch))
  }
}
