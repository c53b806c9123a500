import GRDB

/// To whom rights are given.
public enum RightsHolder: Hashable, Sendable {
  case everyone
  case member(handle: String)
  case group(name: String)
}

/// What has rights of its own.
public enum RightsContainer: Hashable, Sendable {
  case channel(name: String)
  case calendar(name: String)
  /// The names from the top down; none for all files that lie in no folder with rights of its own.
  case folder(path: [String])
}

extension Cooperative {
  /// From now on only those have rights in the container to whom they were granted, and administrators; empty rights: none
  /// for this holder. Before the first grant, everyone has the usual rights.
  public func grant(_ rights: Rights, on container: RightsContainer, to holder: RightsHolder) throws(CooperativeError) {
    try change(container) { db, id in
      try db.execute(
        sql: """
          INSERT INTO rightsGrant (container, holder, rights) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET rights = excluded.rights
          """, arguments: [id, try Self.holder(holder, db), rights.rawValue])
    }
  }

  /// Takes back all that was granted on the container: everyone has the usual rights there again.
  public func resetGrants(on container: RightsContainer) throws(CooperativeError) {
    try change(container) { db, id in
      try db.execute(sql: "DELETE FROM rightsGrant WHERE container = ?", arguments: [id])
    }
  }

  /// Holder and rights of each grant on the container.
  public func grants(on container: RightsContainer) throws(CooperativeError) -> [(holder: String, rights: Rights)] {
    try Self.storage {
      try pool.read { db in
        let id = try Self.object(container, db)?.id ?? FileNodeType.top
        return try Row.fetchAll(
          db,
          sql: """
            SELECT coalesce(handle, holder) AS holder, rights FROM rightsGrant
            LEFT JOIN member ON principalId = holder WHERE container = ? ORDER BY 1
            """, arguments: [id]
        ).map { (holder: $0["holder"], rights: Rights(rawValue: $0["rights"])) }
      }
    }
  }

  public func setGroup(_ group: String, has handle: String, isMember: Bool) throws(CooperativeError) {
    try Self.storage {
      try write { transaction in
        try transaction.keepingRights {
          guard let member = try transaction.db.member(handle: handle) else {
            throw CooperativeError.unknownMember(handle: handle)
          }
          let sql =
            isMember
            ? "INSERT OR IGNORE INTO membership (groupName, principalId) VALUES (?, ?)"
            : "DELETE FROM membership WHERE groupName = ? AND principalId = ?"
          try transaction.db.execute(sql: sql, arguments: [group, member.principalID])
        }
      }
    }
    audit.note(.act(isMember ? "put into a group" : "taken out of a group", about: handle))
  }

  // MARK: Steps

  private func change(
    _ container: RightsContainer, _ body: (Database, String) throws -> Void
  ) throws(CooperativeError) {
    var changed = ""
    try Self.storage {
      try write { transaction in
        try transaction.keepingRights {
          let object = try Self.object(container, transaction.db)
          try body(transaction.db, object?.id ?? FileNodeType.top)
          if let object { try transaction.rightsChanged(of: object) }
          changed = object?.id ?? FileNodeType.top
        }
      }
    }
    audit.note(.act("rights changed", about: changed))
  }

  private static func holder(_ holder: RightsHolder, _ db: Database) throws -> String {
    switch holder {
    case .everyone: return "everyone"
    case .group(let name): return "group:\(name)"
    case .member(let handle):
      guard let member = try db.member(handle: handle) else { throw CooperativeError.unknownMember(handle: handle) }
      return member.principalID
    }
  }

  private static func object(_ container: RightsContainer, _ db: Database) throws -> StoredObject? {
    let (type, path) =
      switch container {
      case .channel(let name): ("Channel", [name])
      case .calendar(let name): ("Calendar", [name])
      case .folder(let path): ("FileNode", path)
      }
    var found: StoredObject?
    for name in path {
      let parent = type == "FileNode" ? " AND parent = ?" : ""
      found =
        try db.objects(
          where: "type = ? AND name = ?" + parent,
          StatementArguments([type, Folding.key(name)] + (parent.isEmpty ? [] : [found?.id ?? ""]))
        ).first
      guard found != nil else { throw CooperativeError.unknownContainer(name: path.joined(separator: "/")) }
    }
    return found
  }
}

extension Transaction {
  /// Members who see more or less after `body` than before it must start their syncing anew.
  func keepingRights(_ body: () throws -> Void) throws {
    let before = try sights()
    try body()
    let after = try sights()
    for (id, sight) in after where before[id] != sight {
      // Not by one: a number that was lost with a restored backup shall not come again for other rights.
      try db.execute(
        sql: "UPDATE member SET rightsEpoch = rightsEpoch + 1 + (random() & 4095) WHERE principalId = ?",
        arguments: [id])
    }
  }

  private func sights() throws -> [String: Set<String>] {
    var sights: [String: Set<String>] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT principalId, isAdmin FROM member WHERE isRemoved = 0") {
      let id: String = row["principalId"]
      sights[id] = try Access(principalID: id, isAdmin: row["isAdmin"], db).sight
    }
    return sights
  }

  /// A folder becomes, or ceases to be, the container of itself and of all below; everything else only shows its new rights.
  fileprivate func rightsChanged(of object: StoredObject) throws {
    guard object.type == "FileNode" else { return try touch(object) }
    let granted = try Bool.fetchOne(
      db, sql: "SELECT 1 FROM rightsGrant WHERE container = ?", arguments: [object.id])
    var moved = object
    moved.container = object.id
    if granted != true {
      moved.container = try db.object("FileNode", object.parent)?.container ?? FileNodeType.top
    }
    guard moved != object else { return try touch(object) }
    try update(moved, from: object, as: Types.fileNode)
    try setContainer(below: object.id, to: moved.container)
  }
}
