import GRDB

/// What one member may do, everywhere.
struct Access {
  let principalID: String
  let isAdmin: Bool
  /// The member's rights in the containers for which something was granted; elsewhere they are the usual ones.
  private let granted: [String: Rights]

  init(_ member: Member, _ db: Database) throws {
    try self.init(principalID: member.principalID, isAdmin: member.isAdmin, db)
  }

  init(principalID: String, isAdmin: Bool, _ db: Database) throws {
    self.principalID = principalID
    self.isAdmin = isAdmin
    guard !isAdmin else {
      granted = [:]
      return
    }
    let statement = try db.cachedStatement(
      sql: """
        SELECT container, holder IN ('everyone', ?1)
          OR holder IN (SELECT 'group:' || groupName FROM membership WHERE principalId = ?1) AS counts, rights
        FROM rightsGrant
        """)
    var granted: [String: Rights] = [:]
    for row in try Row.fetchAll(statement, arguments: [principalID]) {
      let rights = Rights(rawValue: row["counts"] ? row["rights"] : 0)
      granted[row["container"], default: []].formUnion(rights)
    }
    self.granted = granted
  }

  func rights(in container: String) -> Rights {
    isAdmin ? .all : granted[container] ?? .usual
  }

  func mayRead(_ container: String) -> Bool { rights(in: container).contains(.read) }

  /// The containers of which the member sees nothing.
  var hidden: Set<String> { Set(granted.filter { !$0.value.contains(.read) }.keys) }
}
