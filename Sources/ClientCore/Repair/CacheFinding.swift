/// Something that a look through the cache found.
public struct CacheFinding: Sendable, Hashable {
  public enum Kind: String, Sendable {
    /// SQLite's own structure: pages, indexes, constraints.
    case structure
    /// Found damaged while in use: the next start sets the file aside.
    case markedDamaged
    /// Rows whose JSON or whose extracted columns are not what they should be.
    case rows
    /// The counts of topics and rooms.
    case conversations
    /// When events take place.
    case occurrences
    /// The full-text index.
    case search
    /// Entries of the outbox that show nothing, or shown things that nothing waits for.
    case pending
    /// Uploads whose content is not in the spool any more.
    case spool
    /// Content in the spool that nothing refers to.
    case leftovers
    /// Rows or states of accounts that are not there.
    case orphans
    /// Objects that this program does not understand, kept aside: no damage.
    case quarantine
  }

  public let kind: Kind
  /// The type it is about; nil for all.
  public let type: TypeName?
  public let count: Int
  /// SQLite's own words, or a name.
  public let detail: String?

  public init(_ kind: Kind, type: TypeName? = nil, count: Int = 1, detail: String? = nil) {
    (self.kind, self.type, self.count, self.detail) = (kind, type, count, detail)
  }

  /// Whether something is wrong with the cache itself.
  public var isDamage: Bool { kind != .quarantine && kind != .leftovers }
}

/// What fetching everything anew will cost.
public struct RefetchCost: Sendable, Hashable {
  public let objects: Int
  /// Of JSON, as it lies in the cache; over the network it is compressed to a quarter or less.
  public let bytes: Int
}
