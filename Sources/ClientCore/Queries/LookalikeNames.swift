internal import GRDB
public import Text

/// Members whose names a person takes for one another: each with the handle by which it is told from the others.
public struct LookalikeNames: Sendable, Hashable {
  private let handles: [ObjectKey: UntrustedText]

  public init() { handles = [:] }

  /// The member's handle; nil: nobody else's name looks like the member's.
  public subscript(account: AccountID, principal: ObjectID?) -> UntrustedText? {
    principal.flatMap { handles[ObjectKey(account, Principal.name, $0)] }
  }

  fileprivate init(_ handles: [(ObjectKey, UntrustedText)]) {
    self.handles = Dictionary(handles, uniquingKeysWith: { first, _ in first })
  }
}

extension CacheReader {
  /// Of all accounts. Former members count too: their messages are still there.
  public func lookalikeNames() throws(CacheError) -> LookalikeNames {
    try read { db in
      let rows = try Row.fetchAll(db.cachedStatement(sql: Self.lookalikes))
      return LookalikeNames(
        rows.map { row in
          (ObjectKey(AccountID(rawValue: row[0]), Principal.name, ObjectID(row[1])), UntrustedText(row[2]))
        })
    }
  }

  static let lookalikes = """
    SELECT account, id, handle FROM principal
    WHERE (account, looks) IN (
      SELECT account, looks FROM principal WHERE looks <> '' GROUP BY account, looks HAVING count(*) > 1)
    LIMIT 5000
    """
}
