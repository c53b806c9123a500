internal import GRDB
public import Text

/// A message as a thread or a room shows it.
public struct MessageRow: Sendable, Hashable {
  /// What the member may do with it; the server decides in the end.
  public struct Abilities: Sendable, Hashable {
    public let mayReply, mayEdit, mayDelete, mayReact, mayPin: Bool
    /// Why not, where mail is all that the server knows.
    public let isMail: Bool
  }

  public let key: ObjectKey
  public let message: Message
  public let author: Author
  /// How many messages stand above it in its thread; 0 in chat.
  public let depth: Int
  public let isUnread: Bool
  public let mentionsViewer: Bool
  /// The message answered, where it is known.
  public let quoted: Quoted?
  public let abilities: Abilities
  public let mark: Mark

  /// It has not left yet, and no server has given it a time.
  public var waits: Bool { key.id.isLocal && mark == .pending }

  public struct Quoted: Sendable, Hashable {
    public let id: ObjectID
    public let author: Author
    /// Its beginning.
    public let text: UntrustedText
    public let isMarkdown: Bool
  }
}

extension CacheReader {
  public func message(_ key: ObjectKey) throws(CacheError) -> MessageRow? {
    try read { db in
      let statement = try db.cachedStatement(sql: "SELECT row FROM message WHERE account = ? AND id = ?")
      guard let row = try Int64.fetchOne(statement, arguments: [key.account.rawValue, key.id.rawValue]) else {
        return nil
      }
      let lookup = Lookup(db)
      return try MessageRows(lookup, key.account).rows([(row, 0)]).first
    }
  }

  public func channel(_ key: ObjectKey) throws(CacheError) -> Channel? {
    try read { try Lookup($0).object(Channel.self, key.account, key.id)?.object }
  }
}

/// Reads messages by their row numbers and puts beside each what a screen shows with it.
struct MessageRows {
  private let lookup: Lookup
  private let account: AccountID
  private let viewer: ObjectID?
  private let isReadOnly: Bool

  init(_ lookup: Lookup, _ account: AccountID) throws {
    (self.lookup, self.account) = (lookup, account)
    let known = try lookup.account(account)
    (viewer, isReadOnly) = (known?.principalID, known?.isReadOnly ?? true)
  }

  static let one = "SELECT json, mark, flags, address FROM message WHERE row = ?"
  static let position = "SELECT readRow FROM conversation WHERE account = ? AND id = ?"

  func rows(_ places: [(row: Int64, depth: Int)]) throws -> [MessageRow] {
    var channels: [ObjectID: Channel?] = [:]
    var positions: [ObjectID: Int64] = [:]
    let statement = try lookup.db.cachedStatement(sql: Self.one)
    return try places.compactMap { place in
      guard let row = try Row.fetchOne(statement, arguments: [place.row]) else { return nil }
      let message = try Message.stored(row[0])
      let channel =
        try channels[message.channelID] ?? lookup.object(Channel.self, account, message.channelID)?.object
      channels[message.channelID] = .some(channel)
      let read = try positions[message.conversationID] ?? position(message.conversationID)
      positions[message.conversationID] = read
      let isUnread = place.row > read && MessageFlags(rawValue: row[2]).isDisjoint(with: .readAnyway)
      return MessageRow(
        key: ObjectKey(account, Message.name, message.id), message: message,
        author: try lookup.author(of: message, account), depth: place.depth, isUnread: isUnread,
        mentionsViewer: row[3] == Address.mention.rawValue, quoted: try quoted(message),
        abilities: abilities(message, channel), mark: Mark(rawValue: row[1]) ?? .none)
    }
  }

  private func position(_ conversation: ObjectID) throws -> Int64 {
    try Int64.fetchOne(
      lookup.db.cachedStatement(sql: Self.position), arguments: [account.rawValue, conversation.rawValue]) ?? 0
  }

  private func quoted(_ message: Message) throws -> MessageRow.Quoted? {
    guard let id = message.replyTo, let answered = try lookup.message(id, account)?.object else {
      return nil
    }
    return MessageRow.Quoted(
      id: id, author: try lookup.author(of: answered, account),
      text: UntrustedText(String(answered.body.raw.prefix(200))), isMarkdown: answered.isMarkdown)
  }

  private func abilities(_ message: Message, _ channel: Channel?) -> MessageRow.Abilities {
    let isOpen = !isReadOnly && !(channel?.isArchived ?? true) && !message.isDeleted
    let isMail = channel?.isMail ?? false
    let isOwn = viewer != nil && message.senderID == viewer
    let mayPost = isOpen && channel?.rights.mayPost ?? false
    let mayModerate = isOpen && channel?.rights.mayModerate ?? false
    return MessageRow.Abilities(
      mayReply: !isReadOnly && !(channel?.isArchived ?? true) && channel?.rights.mayPost ?? false
        && message.isAnswerable,
      mayEdit: isOpen && isOwn && !isMail, mayDelete: isOpen && (isOwn && !isMail || mayModerate),
      mayReact: mayPost && viewer != nil && !isMail, mayPin: mayModerate && !isMail, isMail: isMail)
  }
}
