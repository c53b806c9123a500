internal import GRDB
public import JSON
public import Text

/// A course, without its lessons: docs/protocol.md, section 25.
public struct Course: Sendable, Hashable {
  public let id: ObjectID
  public let channelID: ObjectID
  public let title: UntrustedText
  /// Markdown.
  public let summary: UntrustedText
  /// A tag of BCP 47.
  public let language: UntrustedText
  public let authors: UntrustedText
  public let licence: UntrustedText
  /// Percentage of right answers that a certificate needs.
  public let pass: Int
  /// Seconds since 1970.
  public let created: Double?
  public let createdBy: ObjectID?
  public let mayModerate: Bool
}

extension Course: SyncedType {
  public static let name: TypeName = "Course"
  static let capability = "urn:ter1:courses"
  static let code: Int64 = 14
  static let table = "course"
  static let references: Set<String> = ["channelId"]
  static let columns = ["sortName"]
  static let schema = [
    SchemaStep.table("course", columns: ["sortName TEXT"])
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    channelID = ObjectID(try object.required("channelId"))
    title = UntrustedText(try object.required("title"))
    (summary, language) = (object.text("summary"), object.text("language"))
    (authors, licence) = (object.text("authors"), object.text("licence"))
    pass = min(100, max(0, object["pass"]?.int ?? 0))
    created = object.instant("created")
    createdBy = object.reference("createdBy")
    mayModerate = object["myRights"]?.flag("mayModerate") ?? false
  }

  var time: Int64 { max(0, UTCDate.milliseconds(from: created ?? 0)) }
  var containers: [(type: TypeName, id: ObjectID)] { [(Channel.name, channelID)] }
  var searchText: SearchText? {
    SearchText(title: title.raw, body: summary.raw, author: createdBy, container: (Channel.name, channelID))
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [NaturalOrder.key(of: title.raw).databaseValue]
  }

  static func guardsProperty(_ path: String) -> Bool { ["title", "summary"].contains(path) }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, known["clientId"]?.string != nil else { return nil }
    let names = ["clientId", "channelId", "title", "summary", "language", "authors", "licence", "pass"]
    return .create((known.object ?? [:]).filter { names.contains($0.key) && !$0.value.isNull })
  }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["created"] = .string(UTCDate.string(from: viewer.now))
    object["createdBy"] = viewer.principal.map { .string($0.rawValue) }
    object["myRights"] = ["mayRead": true, "mayModerate": false]
    return object
  }
}

// MARK: - Intentions

extension Course {
  /// - Parameters:
  ///   - properties: title, summary, language, authors, licence, pass.
  ///   - clientID: unique for ever: a UUID does.
  public static func create(_ properties: JSONObject, in channel: ObjectKey, clientID: String) -> Mutation {
    var object = properties
    object["clientId"] = .string(clientID)
    object["channelId"] = .string(channel.id.rawValue)
    return Mutation(account: channel.account, type: name, id: ObjectID(clientID: clientID), action: .create(object))
  }

  public static func change(_ course: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: course.account, type: name, id: course.id, action: .update(patch))
  }

  public static func delete(_ course: ObjectKey) -> Mutation {
    Mutation(account: course.account, type: name, id: course.id, action: .destroy)
  }
}
