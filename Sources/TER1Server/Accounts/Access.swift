import GRDB

/// What one member may do, everywhere.
struct Access {
  let principalID: String
  let isAdmin: Bool
  /// The member's rights in the containers for which something was granted; elsewhere they are the usual ones.
  private let granted: [String: Rights]
  /// The channels between few members that are the member's.
  private let direct: Set<String>

  init(_ member: Member, _ db: Database) throws {
    try self.init(principalID: member.principalID, isAdmin: member.isAdmin, db)
  }

  init(principalID: String, isAdmin: Bool, _ db: Database) throws {
    self.principalID = principalID
    self.isAdmin = isAdmin
    direct = try String.fetchSet(
      db.cachedStatement(sql: "SELECT channel FROM directMember WHERE principalId = ?"), arguments: [principalID])
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
    if DirectChannel.isOne(container) { return direct.contains(container) ? .usual : [] }
    return isAdmin ? .all : granted[container] ?? .usual
  }

  func mayRead(_ container: String) -> Bool { rights(in: container).contains(.read) }

  /// Whether objects of the type that stand there exist for the member.
  func sees(_ type: any ObjectType, in container: String) -> Bool { rights(in: container).isSuperset(of: type.needs) }

  /// Whether there may be anything that only moderators see.
  var moderates: Bool { isAdmin || granted.values.contains { $0.isSuperset(of: [.read, .moderate]) } }

  /// Whose objects of the type are counted for the member's state of it: his own, all, or nobody's.
  func owner(of type: any ObjectType) -> String {
    if type.isPrivate { return principalID }
    return type.needs.contains(.moderate) && !moderates ? "-" : ""
  }

  /// The containers of which the member sees nothing.
  var hidden: Set<String> { Set(granted.filter { !$0.value.contains(.read) }.keys) }

  /// All on which it depends what exists for the member.
  var sight: Set<String> {
    let moderated = granted.filter { $0.value.isSuperset(of: [.read, .moderate]) }.keys
    return hidden.union(moderated.map { "moderates " + $0 }).union(isAdmin ? ["administers"] : [])
  }
}
