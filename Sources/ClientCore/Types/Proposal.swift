internal import Foundation
internal import GRDB
public import JSON
public import Text
public import Voting

/// What is put to a vote: docs/protocol.md, section 23.
public struct Proposal: Sendable, Hashable {
  public let id: ObjectID
  public let channelID: ObjectID
  /// Where it is discussed.
  public let topicID: ObjectID?
  /// The proposal whose text this one would replace.
  public let amends: ObjectID?
  public let title: UntrustedText
  public let body: UntrustedText
  public let method: VotingMethod
  public let options: [UntrustedText]
  public let dots: Int
  public let isSecret: Bool
  /// How many ballots there have to be.
  public let quorum: Int
  /// Seconds since 1970; by the server's clock. nil: at once.
  public let opensAt: Double?
  public let closesAt: Double
  public let withdrawnAt: Double?
  public let created: Double?
  public let createdBy: ObjectID?
  public let mayVote, mayModerate: Bool
  /// Whether a member brought it, and the server has not confirmed it.
  public let isCarried: Bool

  /// What a ballot answers; nil: nothing that this program knows of.
  public var paper: BallotPaper? { BallotPaper(method: method, options: options.count, dots: dots) }
}

extension Proposal: SyncedType {
  public static let name: TypeName = "Proposal"
  static let capability = "urn:ter1:proposals"
  static let code: Int64 = 8
  static let table = "proposal"
  static let references: Set<String> = ["channelId", "topicId", "amends"]
  static let columns = ["closesAt", "amends"]
  static let schema = [
    SchemaStep.table(
      "proposal", columns: ["closesAt INTEGER", "amends TEXT"],
      """
      CREATE INDEX proposal_closesAt ON proposal (closesAt);
      CREATE INDEX proposal_amends ON proposal (account, amends) WHERE amends <> '';
      """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    channelID = ObjectID(try object.required("channelId"))
    topicID = object.reference("topicId")
    amends = object.reference("amends")
    title = UntrustedText(try object.required("title"))
    body = object.text("body")
    guard let method = VotingMethod(rawValue: try object.required("method")) else {
      throw DecodingFailure(reason: "unknown method")
    }
    self.method = method
    options = (object["options"]?.array ?? []).prefix(BallotPaper.mostOptions).map { UntrustedText($0.string ?? "") }
    dots = min(max(0, object["dots"]?.int ?? 0), BallotPaper.mostDots)
    isSecret = object.flag("isSecret")
    quorum = max(0, object["quorum"]?.int ?? 0)
    guard let closesAt = object.instant("closesAt") else { throw DecodingFailure(reason: "closesAt is no date") }
    self.closesAt = closesAt
    opensAt = object.instant("opensAt")
    withdrawnAt = object.instant("withdrawnAt")
    created = object.instant("created")
    createdBy = object.reference("createdBy")
    isCarried = object.isCarried
    // Nobody votes on a text that the server may not have.
    mayVote = !object.isCarried && object["myRights"]?.flag("mayVote") ?? true
    mayModerate = object["myRights"]?.flag("mayModerate") ?? false
  }

  var time: Int64 { max(0, UTCDate.milliseconds(from: created ?? opensAt ?? 0)) }
  var containers: [(type: TypeName, id: ObjectID)] { [(Channel.name, channelID)] }
  var searchText: SearchText? {
    let words = ([body] + options).map(\.raw).joined(separator: "\n")
    return SearchText(title: title.raw, body: words, author: createdBy, container: (Channel.name, channelID))
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [UTCDate.milliseconds(from: closesAt).databaseValue, (amends?.rawValue ?? "").databaseValue]
  }

  static func guardsProperty(_ path: String) -> Bool { ["title", "body", "options"].contains(path) }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, known["clientId"]?.string != nil, known.instant("closesAt") ?? 0 > viewer.now else {
      return nil
    }
    let names = [
      "clientId", "channelId", "topicId", "amends", "title", "body", "method", "options", "dots", "isSecret", "quorum",
      "opensAt", "closesAt",
    ]
    return .create((known.object ?? [:]).filter { names.contains($0.key) && !$0.value.isNull })
  }

  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject {
    var object = properties
    object["created"] = .string(UTCDate.string(from: viewer.now))
    object["createdBy"] = viewer.principal.map { .string($0.rawValue) }
    object["myRights"] = ["mayVote": true, "mayModerate": false]
    return object
  }
}

// MARK: - Intentions

/// What a person types, before it is a proposal.
public struct ProposalDraft: Sendable, Hashable {
  public var title: String
  public var body = ""
  public var method: VotingMethod
  public var options: [String] = []
  public var dots = 0
  public var isSecret = false
  public var quorum = 0
  /// Seconds since 1970; nil: at once.
  public var opensAt: Double?
  public var closesAt: Double

  public init(title: String, method: VotingMethod, closesAt: Double) {
    (self.title, self.method, self.closesAt) = (title, method, closesAt)
  }

  /// The properties that may be changed until the vote opens.
  public var changeable: JSONObject {
    [
      "title": .string(title), "body": .string(body), "options": .array(options.map { .string($0) }),
      "dots": .int(Int64(dots)), "quorum": .int(Int64(quorum)),
      "opensAt": opensAt.map { .string(UTCDate.string(from: $0)) } ?? .null,
      "closesAt": .string(UTCDate.string(from: closesAt)),
    ]
  }
}

extension Proposal {
  /// - Parameters:
  ///   - topic: where it is discussed; one that waits to be sent too will do.
  ///   - clientID: unique for ever: a UUID does.
  public static func create(
    _ draft: ProposalDraft, in channel: ObjectKey, topic: ObjectID? = nil, amends: ObjectID? = nil, clientID: String
  ) -> Mutation {
    var object = draft.changeable.filter { !$0.value.isNull }
    object["clientId"] = .string(clientID)
    object["channelId"] = .string(channel.id.rawValue)
    object["method"] = .string(draft.method.rawValue)
    object["isSecret"] = .bool(draft.isSecret)
    if let topic { object["topicId"] = .string(topic.rawValue) }
    if let amends { object["amends"] = .string(amends.rawValue) }
    return Mutation(account: channel.account, type: name, id: ObjectID(clientID: clientID), action: .create(object))
  }

  public static func change(_ proposal: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: proposal.account, type: name, id: proposal.id, action: .update(patch))
  }

  /// Nothing will be counted. It stays visible.
  public static func withdraw(_ proposal: ObjectKey, at now: Double) -> Mutation {
    change(proposal, ["withdrawnAt": .string(UTCDate.string(from: now))])
  }
}
