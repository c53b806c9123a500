internal import GRDB
internal import JSON
internal import Text

/// One read transaction: single objects by id, remembered, since the rows of a page often share them.
final class Lookup {
  let db: Database
  private var principals: [ObjectKey: Principal?] = [:]
  private var accounts: [AccountID: Account?] = [:]

  init(_ db: Database) { self.db = db }

  func json(_ type: any SyncedType.Type, _ key: ObjectKey) throws -> (json: JSONValue, mark: Mark)? {
    let statement = try db.cachedStatement(sql: "SELECT json, mark FROM \(type.table) WHERE account = ? AND id = ?")
    guard let row = try Row.fetchOne(statement, arguments: [key.account.rawValue, key.id.rawValue]) else { return nil }
    return (try JSONValue(parsing: row[0] as String), Mark(rawValue: row[1]) ?? .none)
  }

  func object<T: SyncedType>(_ type: T.Type, _ account: AccountID, _ id: ObjectID) throws -> (object: T, mark: Mark)? {
    try json(type, ObjectKey(account, T.name, id)).map { (try T($0.json), $0.mark) }
  }

  /// What the server says of an object that has something in the outbox.
  func shadow(_ key: ObjectKey) throws -> JSONValue? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT json FROM shadow WHERE account = ? AND type = ? AND id = ?"),
      arguments: [key.account.rawValue, key.type.rawValue, key.id.rawValue]
    ).flatMap { try JSONValue(parsing: $0).unlessNull }
  }

  /// The message that a reference means: by its id, or for a mail by its key; of several with that key the oldest.
  func message(_ reference: ObjectID, _ account: AccountID) throws -> (object: Message, mark: Mark)? {
    if let found = try object(Message.self, account, reference) { return found }
    return try mail(reference, account).map { (try Message($0.json), $0.mark) }
  }

  func mail(_ key: ObjectID, _ account: AccountID) throws -> (json: JSONValue, mark: Mark)? {
    let row = try Row.fetchOne(db.cachedStatement(sql: Self.mail), arguments: [account.rawValue, key.rawValue])
    return try row.map { (try JSONValue(parsing: $0[0] as String), Mark(rawValue: $0[1]) ?? .none) }
  }

  static let mail = """
    SELECT json, mark FROM message WHERE account = ? AND mailKey = ? AND mailKey <> '' ORDER BY row LIMIT 1
    """

  func account(_ id: AccountID) throws -> Account? {
    if let known = accounts[id] { return known }
    let account = try AccountTable.fetch(db, where: "id = ?", [id.rawValue]).first
    accounts[id] = .some(account)
    return account
  }

  func principal(_ account: AccountID, _ id: ObjectID) throws -> Principal? {
    let key = ObjectKey(account, Principal.name, id)
    if let known = principals[key] { return known }
    let principal = try object(Principal.self, account, id)?.object
    principals[key] = .some(principal)
    return principal
  }

  /// What is between few is called by the others' names.
  func called(_ channel: Channel, _ account: AccountID) throws -> Channel {
    guard channel.isDirect else { return channel }
    let viewer = try viewer(account)
    let names = try channel.members.filter { $0 != viewer }.map { try principal(account, $0)?.name.raw ?? $0.rawValue }
    return channel.called(UntrustedText(names.joined(separator: ", ")))
  }

  func viewer(_ account: AccountID) throws -> ObjectID? { try self.account(account)?.principalID }

  /// A principal as an author; one that is not known yet has an empty name.
  func author(_ account: AccountID, _ id: ObjectID) throws -> Author {
    let principal = try principal(account, id)
    return Author(
      principal: id, name: principal?.name ?? UntrustedText(""), isVerified: true,
      isViewer: try viewer(account) == id, isRemoved: principal?.isRemoved ?? false)
  }

  func author(of message: Message, _ account: AccountID) throws -> Author {
    if let sender = message.senderID { return try author(account, sender) }
    let signed = message.importedAuthor
    let name = signed.flatMap { $0.name.isEmpty ? $0.address : $0.name } ?? UntrustedText("")
    return Author(principal: nil, name: name, isVerified: false, isViewer: false, isRemoved: false)
  }
}

/// A limit somebody asked for, kept within what a screen can hold.
func bounded(_ limit: Int) -> Int { min(max(limit, 1), 1_000) }
