public import Text

/// What a cooperative's server has for people; a pane says so where it has none of its own.
public enum Offer: String, Sendable, CaseIterable { case forums, chat, events, files, members, votes, news }

/// An account (one cooperative) of a session, as a server describes it: RFC 8620, section 2.
public struct AccountDescription: Sendable, Hashable {
  public let jmapID: String
  public let name: String
  public let capabilities: Set<String>
  /// The member's own principal there.
  public let principalID: String?
  public let isReadOnly: Bool
  public let offers: Set<Offer>

  public init(
    jmapID: String, name: String, capabilities: Set<String>, principalID: String?, isReadOnly: Bool = false,
    offers: Set<Offer> = Set(Offer.allCases)
  ) {
    (self.jmapID, self.name, self.capabilities) = (jmapID, name, capabilities)
    (self.principalID, self.isReadOnly, self.offers) = (principalID, isReadOnly, offers)
  }
}

/// An account as the cache knows it.
public struct Account: Sendable, Hashable, Identifiable {
  public let id: AccountID
  /// The name, in the settings, of the server connection it is reached by.
  public let login: String
  public let jmapID: String
  public let name: UntrustedText
  public let capabilities: Set<String>
  /// The member's own principal; nil where the server tells none.
  public let principalID: ObjectID?
  public let isReadOnly: Bool
  public let offers: Set<Offer>
}
