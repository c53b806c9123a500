public import JSON
internal import Text

/// What a person types, before it is a message.
public struct MessageDraft: Sendable, Hashable {
  public var subject: String?
  public var body: String
  public var isMarkdown = true
  public var attachments: [Message.Attachment] = []
  public var mentions: [ObjectID] = []

  public init(
    subject: String? = nil, body: String, isMarkdown: Bool = true, attachments: [Message.Attachment] = [],
    mentions: [ObjectID] = []
  ) {
    (self.subject, self.body, self.isMarkdown) = (subject, body, isMarkdown)
    (self.attachments, self.mentions) = (attachments, mentions)
  }

  fileprivate func properties(clientID: String, channel: ObjectID, sentAt: Double) -> JSONObject {
    var object: JSONObject = [
      "clientId": .string(clientID), "channelId": .string(channel.rawValue), "body": .string(body),
      "bodyType": isMarkdown ? "text/markdown" : "text/plain", "sentAt": .string(UTCDate.string(from: sentAt)),
    ]
    if let subject { object["subject"] = .string(subject) }
    if !attachments.isEmpty { object["attachments"] = .array(attachments.map(\.json)) }
    if !mentions.isEmpty { object["mentions"] = .array(mentions.map { .string($0.rawValue) }) }
    return object
  }
}

extension Message {
  /// A new topic (with a subject) on a board, or a line (without) in a chat room.
  /// - Parameters:
  ///   - clientID: unique for ever, 1 to 128 characters of `A-Za-z0-9_-`: a UUID does.
  ///   - sentAt: seconds since 1970.
  public static func post(
    _ draft: MessageDraft, in channel: ObjectKey, clientID: String, sentAt: Double, expiresAt: Double? = nil
  ) -> Mutation {
    create(
      channel.account, draft.properties(clientID: clientID, channel: channel.id, sentAt: sentAt), clientID, expiresAt)
  }

  /// An answer to `parent`, in its topic or its room.
  public static func reply(
    _ draft: MessageDraft, to parent: Message, account: AccountID, clientID: String, sentAt: Double,
    expiresAt: Double? = nil
  ) -> Mutation {
    var object = draft.properties(clientID: clientID, channel: parent.channelID, sentAt: sentAt)
    object["subject"] = nil
    object["replyTo"] = .string(parent.id.rawValue)
    if !parent.isChat { object["threadRootId"] = .string(parent.conversationID.rawValue) }
    return create(account, object, clientID, expiresAt)
  }

  private static func create(
    _ account: AccountID, _ object: JSONObject, _ clientID: String, _ expiresAt: Double?
  ) -> Mutation {
    Mutation(
      account: account, type: name, id: ObjectID(clientID: clientID), action: .create(object), expiresAt: expiresAt)
  }

  /// Only what is given changes.
  /// - Parameter basis: of the message as it was when the editing began (`basis`); empty: as it is shown now.
  public static func edit(
    _ message: ObjectKey, subject: String? = nil, body: String? = nil, basis: JSONObject = [:]
  ) -> Mutation {
    var patch: JSONObject = [:]
    if let subject { patch["subject"] = .string(subject) }
    if let body { patch["body"] = .string(body) }
    var mutation = update(message, patch)
    mutation.basis = basis
    return mutation
  }

  /// What somebody sees who begins to edit it.
  public var basis: JSONObject {
    [
      "subject": subject.map { Basis.name(of: .string($0.raw)) } ?? .null,
      "body": Basis.name(of: .string(body.raw)),
    ]
  }

  /// The message stays, emptied, so that the thread holds together. It cannot be taken back.
  public static func delete(_ message: ObjectKey, at time: Double) -> Mutation {
    update(message, ["deletedAt": .string(UTCDate.string(from: time))])
  }

  /// - Parameter principal: the member's own.
  public static func react(
    _ message: ObjectKey, emoji: String, principal: ObjectID, isOn: Bool = true
  ) -> Mutation {
    update(message, ["reactions/\(JSONValue.escaped(emoji))/\(principal.rawValue)": isOn ? true : nil])
  }

  public static func pin(_ message: ObjectKey, _ isPinned: Bool = true) -> Mutation {
    update(message, ["pinned": .bool(isPinned)])
  }

  /// Moves a topic to another board; its replies follow on the server.
  public static func move(_ topic: ObjectKey, to board: ObjectID) -> Mutation {
    update(topic, ["channelId": .string(board.rawValue)])
  }

  static func update(_ message: ObjectKey, _ patch: JSONObject) -> Mutation {
    Mutation(account: message.account, type: name, id: message.id, action: .update(patch))
  }
}
