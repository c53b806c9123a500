import ClientCore
import JSON
import Wire

/// How each account of a session is spoken to: decided by its capabilities, for the life of the session.
struct Dialects: Sendable {
  enum Speech: Sendable {
    case server(any Dialect)
    /// The server has no such type; the person's own objects of it are kept in the cache, and nothing is sent.
    case kept
  }

  static let none = Dialects(speeches: [:])

  private let speeches: [String: [TypeName: Speech]]

  private init(speeches: [String: [TypeName: Speech]]) { self.speeches = speeches }

  init(_ session: Session, types: [SyncedTypeDescription] = Cache.syncedTypes) {
    var speeches: [String: [TypeName: Speech]] = [:]
    for (id, account) in session.accounts {
      let pairs = types.compactMap { type in Self.speech(type, id, account, session).map { (type.name, $0) } }
      speeches[id] = Dictionary(uniqueKeysWithValues: pairs)
    }
    self.speeches = speeches
  }

  /// nil: the account does not offer the type.
  func speech(_ type: TypeName, _ account: Account) -> Speech? { speeches[account.jmapID]?[type] }

  /// nil: there is nothing to ask the account's server about the type.
  subscript(_ type: TypeName, _ account: Account) -> (any Dialect)? {
    if case .server(let dialect)? = speech(type, account) { dialect } else { nil }
  }

  /// All that are spoken to an account, in the order in which the types depend on one another.
  func all(_ account: Account) -> [any Dialect] { Cache.syncedTypes.compactMap { self[$0.name, account] } }

  /// What an account has for people.
  func offers(jmapID: String) -> Set<Offer> {
    (speeches[jmapID] ?? [:]).values.reduce(into: []) { offers, speech in
      if case .server(let dialect) = speech { offers.formUnion(dialect.offers) }
    }
  }

  /// Which of our types an account's server calls `serverType`.
  func dialect(serverType: String, _ account: Account) -> (any Dialect)? {
    all(account).first { $0.serverType == serverType }
  }

  private static func speech(
    _ type: SyncedTypeDescription, _ id: String, _ account: Session.Account, _ session: Session
  ) -> Speech? {
    let isOurs = account.accountCapabilities[Capability.discussion] != nil
    let calendars = isOurs ? nil : CalendarDialect(account: account.accountCapabilities)
    if let dialect = calendars?.speech(type.name, id, in: session) { return .server(dialect) }
    // Cyrus has principals, but neither a list of them nor changes.
    if calendars == .b, type.capability == Capability.principals { return nil }
    if account.accountCapabilities[type.capability] != nil { return .server(OwnDialect(type)) }
    return mail(type.name, account, session)
  }

  /// The mailboxes of an account that is shared; nobody's own letters are a forum.
  private static func mail(_ type: TypeName, _ account: Session.Account, _ session: Session) -> Speech? {
    let offered = account.accountCapabilities
    guard offered[Capability.mail] != nil, offered[Capability.discussion] == nil, !account.isPersonal else {
      return nil
    }
    switch type {
    case Channel.name: return .server(MailboxDialect())
    case Message.name: return .server(EmailDialect(sender: EmailDialect.Sender(session)))
    case ReadPosition.name: return .kept
    default: return nil
    }
  }
}
