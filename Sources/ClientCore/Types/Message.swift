internal import GRDB
internal import JSON
public import Text

/// A topic, a reply or a line of chat: docs/protocol.md, section 6.
public struct Message: Sendable, Hashable {
  public struct Attachment: Sendable, Hashable {
    public let blobID: ObjectID
    public let name: UntrustedText
    public let type: UntrustedText
    /// In bytes.
    public let size: Int
    public init(blobID: ObjectID, name: UntrustedText, type: UntrustedText, size: Int) {
      (self.blobID, self.name, self.type, self.size) = (blobID, name, type, size)
    }
  }

  public struct Reaction: Sendable, Hashable {
    public let emoji: UntrustedText
    public let principals: [ObjectID]
  }

  /// Who an imported message says wrote it; nobody vouches for it.
  public struct ImportedAuthor: Sendable, Hashable {
    public let name: UntrustedText
    public let address: UntrustedText
  }

  public let id: ObjectID
  /// For a mail: what its topic and its answers are told by instead of its id (docs/protocol.md, section 20). A topic's is its
  /// conversation's id, known before the mail itself has come.
  public let mailKey: ObjectID?
  /// False for a mail without Message-ID: nothing could refer to it.
  public let isAnswerable: Bool
  /// For what a member has written: names it before the server's id does.
  let clientID: String?
  public let channelID: ObjectID
  public let threadRootID: ObjectID?
  public let replyTo: ObjectID?
  /// nil in chat and for replies.
  public let subject: UntrustedText?
  public let body: UntrustedText
  /// Whether more is there than lists show; else `body` and `attachments` are empty until they are fetched, or `body` is its
  /// beginning.
  public let isWhole: Bool
  /// How long the text is on the server, in bytes, when only its beginning is here.
  public let bodySize: Int?
  /// There is more than `body`: the whole is attached.
  public let isCut: Bool
  public let isMarkdown: Bool
  public let attachments: [Attachment]
  public let mentions: [ObjectID]
  /// Sorted by emoji.
  public let reactions: [Reaction]
  public let isPinned: Bool
  public let senderID: ObjectID?
  public let importedAuthor: ImportedAuthor?
  /// Seconds since 1970; so are the others.
  public let sentAt: Double
  public let receivedAt: Double
  public let editedAt: Double?
  public let deletedAt: Double?
  /// When moderators took it out of others' sight; its text is here for its author and for them.
  public let hiddenAt: Double?

  public var isDeleted: Bool { deletedAt != nil || isTakenAway }
  /// Whether it is hidden from the reader.
  public var isTakenAway: Bool { hiddenAt != nil && body.isEmpty && attachments.isEmpty }
  /// How much of the text is on the server only; nil: nothing, or all of it.
  public var missingBytes: Int? { bodySize.map { max(1, $0 - body.raw.utf8.count) } }
  /// Whether there is something to read: the whole text, or its beginning.
  public var hasText: Bool { isWhole || bodySize != nil || isDeleted }
  public var isMail: Bool { mailKey != nil }
  public var isTopic: Bool { subject != nil && threadRootID == nil }
  public var isChat: Bool { subject == nil && threadRootID == nil }
  /// What it is read in: its topic's id, or in chat its channel's.
  public var conversationID: ObjectID { threadRootID ?? (isTopic ? mailKey ?? id : channelID) }
}

extension Message: SyncedType {
  public static let name: TypeName = "Message"
  static let capability = "urn:ter1:discussion"
  static let code: Int64 = 3
  static let table = "message"
  static let references: Set<String> = ["channelId", "threadRootId", "replyTo", "blobId"]
  static let conversationReferences: Set<String> = ["threadRootId"]
  static let columns = ["channelId", "conversation", "replyTo", "senderId", "flags", "address", "mailKey"]
  static let schema = [
    SchemaStep(
      name: "message",
      sql: """
        CREATE TABLE message (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          channelId TEXT NOT NULL,
          conversation TEXT NOT NULL,
          replyTo TEXT NOT NULL,
          senderId TEXT NOT NULL,
          flags INTEGER NOT NULL,
          address INTEGER NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        CREATE INDEX message_conversation ON message (account, conversation, row, flags, address, id, replyTo);
        -- Derived from messages and read positions, in the same transactions.
        CREATE TABLE conversation (
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          channelId TEXT NOT NULL,
          isChat INTEGER NOT NULL,
          isPinned INTEGER NOT NULL,
          isMuted INTEGER NOT NULL,
          total INTEGER NOT NULL,
          unread INTEGER NOT NULL,
          mentions INTEGER NOT NULL,
          replies INTEGER NOT NULL,
          lastRow INTEGER NOT NULL,
          readRow INTEGER NOT NULL,
          PRIMARY KEY (account, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX conversation_channel ON conversation (account, channelId, isChat, isPinned, lastRow);
        CREATE INDEX conversation_unread ON conversation (account, channelId, isChat, isMuted, unread, mentions, replies, lastRow)
          WHERE unread > 0;
        CREATE INDEX conversation_unread_latest ON conversation (lastRow, isMuted, mentions, replies, isChat, readRow)
          WHERE unread > 0;
        """),
    SchemaStep(
      name: "message titles",
      sql: "CREATE INDEX message_titles ON message (account, conversation, row, id) WHERE flags & 32"),
    SchemaStep(
      name: "message.mail",
      sql: """
        ALTER TABLE message ADD COLUMN mailKey TEXT NOT NULL DEFAULT '';
        CREATE INDEX message_mailKey ON message (account, mailKey) WHERE mailKey <> '';
        -- What this cache has sent to servers that tell nobody who wrote what.
        CREATE TABLE posted (
          account INTEGER NOT NULL,
          clientId TEXT NOT NULL,
          PRIMARY KEY (account, clientId)
        ) STRICT, WITHOUT ROWID;
        """),
    EarlierText.step,
    TopicHead.step,
    ChannelCounts.step,
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    isAnswerable = object["mailKey"]?.string == nil || object["messageId"]?.string != nil
    (mailKey, clientID) = (object.reference("mailKey"), object["clientId"]?.string)
    channelID = ObjectID(try object.required("channelId"))
    threadRootID = object.reference("threadRootId")
    replyTo = object.reference("replyTo")
    subject = object["subject"]?.string.map { UntrustedText($0) }
    (body, isCut) = (object.text("body"), object.flag("isCut"))
    (isWhole, bodySize) = (Self.isWhole(object), object["bodySize"]?.int.map { Int($0) })
    isMarkdown = object["bodyType"]?.string != "text/plain"
    attachments = (object["attachments"]?.array ?? []).compactMap { Attachment($0) }
    mentions = (object["mentions"]?.array ?? []).compactMap { $0.string.map { ObjectID($0) } }
    reactions = Self.reactions(object["reactions"])
    isPinned = object.flag("pinned")
    senderID = object.reference("senderId")
    importedAuthor = object["author"].flatMap { ImportedAuthor($0) }
    guard let received = object.instant("receivedAt") else { throw DecodingFailure(reason: "no date receivedAt") }
    receivedAt = received
    sentAt = object.instant("sentAt") ?? received
    editedAt = object.instant("editedAt")
    (deletedAt, hiddenAt) = (object.instant("deletedAt"), object.instant("hiddenAt"))
  }

  private static func reactions(_ map: JSONValue?) -> [Reaction] {
    guard let map = map?.object, !map.isEmpty else { return [] }
    return map.keys.sorted().map { emoji in
      let principals = (map[emoji]?.array ?? []).compactMap { $0.string.map { ObjectID($0) } }
      return Reaction(emoji: UntrustedText(emoji), principals: principals)
    }
  }

  var time: Int64 { UTCDate.milliseconds(from: receivedAt) }
  var containers: [(type: TypeName, id: ObjectID)] {
    let channel = (Channel.name, channelID)
    return isChat ? [channel] : [channel, (Self.name, conversationID)]
  }
  var searchText: SearchText? {
    guard !isDeleted else { return nil }
    return SearchText(
      title: isTopic ? subject?.raw ?? "" : "", body: ([body.raw] + attachments.map(\.name.raw)).joined(separator: " "),
      authorName: importedAuthor.map { $0.name.raw + " " + $0.address.raw } ?? "", author: senderID,
      container: (Channel.name, channelID), hasAttachment: !attachments.isEmpty)
  }

  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [
      channelID.rawValue.databaseValue, conversationID.rawValue.databaseValue,
      (replyTo?.rawValue ?? "").databaseValue, (senderID?.rawValue ?? "").databaseValue,
      try flags(viewer, transaction).rawValue.databaseValue,
      try address(viewer, transaction).rawValue.databaseValue, (mailKey?.rawValue ?? "").databaseValue,
    ]
  }

  /// A mail is one's own when it was sent from here, whatever it says of its author.
  private func flags(_ viewer: Viewer, _ transaction: Transaction) throws -> MessageFlags {
    let flags = flags(viewer)
    guard let clientID, isMail, try transaction.hasPosted(clientID, viewer.account) else { return flags }
    return flags.union(.own)
  }

  private func address(_ viewer: Viewer, _ transaction: Transaction) throws -> Address {
    guard let principal = viewer.principal, senderID != principal else { return .none }
    if mentions.contains(principal) { return .mention }
    guard let replyTo else { return .none }
    let answered = try String.fetchOne(
      transaction.db.cachedStatement(sql: "SELECT senderId FROM message WHERE account = ? AND id = ?"),
      arguments: [viewer.account.rawValue, replyTo.rawValue])
    return answered == principal.rawValue ? .reply : .none
  }

  func flags(_ viewer: Viewer) -> MessageFlags {
    var flags: MessageFlags = []
    if id.isLocal || senderID != nil && senderID == viewer.principal { flags.insert(.own) }
    if isDeleted { flags.insert(.deleted) }
    if isTopic { flags.insert(.topic) }
    if isPinned { flags.insert(.pinned) }
    if isChat { flags.insert(.chat) }
    if !isWhole { flags.insert(.title) }
    return flags
  }

  static func derive(_ changes: [RowChange], _ transaction: Transaction) throws {
    for change in changes {
      try transaction.conversations.messageChanged(change)
      try EarlierText.follow(change, transaction.db)
    }
  }
}

/// What the derived tables ask of a message, in one column.
struct MessageFlags: OptionSet, Sendable {
  let rawValue: Int
  static let own = MessageFlags(rawValue: 1)
  static let deleted = MessageFlags(rawValue: 2)
  static let topic = MessageFlags(rawValue: 4)
  static let pinned = MessageFlags(rawValue: 8)
  static let chat = MessageFlags(rawValue: 16)
  /// Only what lists show is there.
  static let title = MessageFlags(rawValue: 32)
  /// Neither is ever unread.
  static let readAnyway: MessageFlags = [.own, .deleted]
}

/// How directly a message speaks to the member.
enum Address: Int, Sendable { case none, reply, mention }

extension Message.Attachment {
  init?(_ object: JSONValue) {
    guard let blob = object.reference("blobId") else { return nil }
    self.init(
      blobID: blob, name: object.text("name"), type: object.text("type"), size: max(0, object["size"]?.int ?? 0))
  }

  var json: JSONValue {
    ["blobId": .string(blobID.rawValue), "name": .string(name.raw), "type": .string(type.raw)]
  }
}

extension Message.ImportedAuthor {
  init?(_ object: JSONValue) {
    guard object.object != nil else { return nil }
    (name, address) = (object.text("name"), object.text("address"))
  }
}
