internal import GRDB
internal import JSON
public import Text

/// What moderators are asked to look at, and what they did: docs/protocol.md, section 26.
public struct Report: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case report
    /// Somebody who is no member asks to become one.
    case join
    // What a moderator did.
    case hide, show, delete, pin, unpin, move, close, reopen
  }

  public enum State: String, Sendable { case open, accepted, refused }

  public let id: ObjectID
  /// nil: something that this program does not know.
  public let kind: Kind?
  public let state: State
  public let messageID: ObjectID?
  public let channelID: ObjectID?
  /// Who reported, or who did it; nil: somebody who is no member.
  public let authorID: ObjectID?
  public let text: UntrustedText
  /// Of whoever asks to join: the name, and how to answer.
  public let name: UntrustedText
  public let reach: UntrustedText
  /// What was said, where moderators cannot read it themselves.
  public let quote: UntrustedText
  /// Seconds since 1970.
  public let at: Double?
  public let decidedBy: ObjectID?

  /// Whether somebody is to decide on it.
  public var isQuestion: Bool { kind == .report || kind == .join }
}

extension Report: SyncedType {
  public static let name: TypeName = "Report"
  static let capability = "urn:ter1:members"
  static let code: Int64 = 35
  static let table = "report"
  static let references: Set<String> = ["messageId"]
  static let columns = ["state", "at"]
  static let schema = [
    SchemaStep.table(
      "report", columns: ["state TEXT", "at INTEGER"],
      """
      CREATE INDEX report_at ON report (state, at);
      """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    kind = object["kind"]?.string.flatMap { Kind(rawValue: $0) }
    state = object["state"]?.string.flatMap { State(rawValue: $0) } ?? .accepted
    (messageID, channelID) = (object.reference("messageId"), object.reference("channelId"))
    (authorID, decidedBy) = (object.reference("authorId"), object.reference("decidedBy"))
    (text, name, reach, quote) = (object.text("text"), object.text("name"), object.text("reach"), object.text("quote"))
    at = object.instant("at")
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [] }
  var searchText: SearchText? { nil }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [state.rawValue.databaseValue, UTCDate.milliseconds(from: at ?? 0).databaseValue]
  }

  static func guardsProperty(_ path: String) -> Bool { path == "state" }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["kind"] = "report"
    object["state"] = "open"
    object["at"] = .string(UTCDate.string(from: viewer.now))
    object["authorId"] = viewer.principal.map { .string($0.rawValue) }
    return object
  }
}

// MARK: - Intentions

extension Report {
  /// Asks the moderators to look at a message.
  public static func of(_ message: ObjectKey, text: String, clientID: String) -> Mutation {
    Mutation(
      account: message.account, type: name, id: ObjectID(clientID: clientID),
      action: .create([
        "clientId": .string(clientID), "messageId": .string(message.id.rawValue), "text": .string(text),
      ]))
  }

  public static func decide(_ report: ObjectKey, _ state: State) -> Mutation {
    Mutation(
      account: report.account, type: name, id: report.id, action: .update(["state": .string(state.rawValue)]))
  }
}

extension Message {
  /// Takes a message out of others' sight, or shows it again; its author and moderators go on seeing it.
  public static func hide(_ message: ObjectKey, _ isHidden: Bool, at time: Double) -> Mutation {
    update(message, ["hiddenAt": isHidden ? .string(UTCDate.string(from: time)) : .null])
  }
}
