import GRDB
import JSON
import Localization

/// A line of `ter1-server user list`.
public struct MemberEntry: Hashable, Sendable {
  public let handle: String
  public let name: String
  public let isAdmin: Bool
  public let isRemoved: Bool
  /// False for somebody whom an import brought and who has no password.
  public let maySignIn: Bool
}

extension Cooperative {
  /// - Parameters:
  ///   - handle: the login name.
  ///   - name: how others see the member; nil: as the login name.
  public func addMember(_ handle: String, name: String? = nil, password: String, isAdmin: Bool) throws(CooperativeError)
  {
    let hash = try Self.hash(password)
    try Self.storage {
      try write { transaction in
        let standing = try transaction.db.member(handle: handle)
        guard standing == nil || standing?.password == nil && standing?.isRemoved == false else {
          throw CooperativeError.memberExists(handle: handle)
        }
        let principal = try transaction.principal(handle: handle, name: name ?? handle)
        try transaction.db.execute(
          sql: "UPDATE member SET password = ? WHERE principalId = ?", arguments: [hash, principal])
        try transaction.setAdmin(isAdmin, principal)
      }
    }
    audit.note(.act(isAdmin ? "administrator added" : "member added", about: handle))
  }

  public func setAdmin(_ handle: String, _ isAdmin: Bool = true) throws(CooperativeError) {
    try Self.storage {
      try write { transaction in
        guard let member = try transaction.db.member(handle: handle), !member.isRemoved else {
          throw CooperativeError.unknownMember(handle: handle)
        }
        try transaction.setAdmin(isAdmin, member.principalID)
      }
    }
    audit.note(.act(isAdmin ? "made administrator" : "administrator no more", about: handle))
  }

  /// The member of this login name, unless he was removed.
  public func member(handle: String) throws(CooperativeError) -> Member? {
    try Self.storage {
      try pool.read { db in
        guard let row = try db.member(handle: handle), !row.isRemoved else { return nil }
        return row.member(handle)
      }
    }
  }

  public func setPassword(of handle: String, to password: String) throws(CooperativeError) {
    let hash = try Self.hash(password)
    try Self.storage {
      try pool.write { db in
        try db.execute(
          sql: "UPDATE member SET password = ? WHERE handle = ? AND isRemoved = 0", arguments: [hash, handle])
        guard db.changesCount == 1 else { throw CooperativeError.unknownMember(handle: handle) }
      }
    }
    audit.note(.act("password set", about: handle))
  }

  static func hash(_ password: String) throws(CooperativeError) -> String {
    guard password.utf8.count >= 8 else { throw .badPassword(reason: msgid("a password has at least 8 bytes")) }
    guard password.utf8.count <= 1024 else { throw .badPassword(reason: msgid("a password has at most 1,024 bytes")) }
    return try Secrets.passwordHash(password)
  }

  public func members() throws(CooperativeError) -> [MemberEntry] {
    try Self.storage {
      try pool.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT handle, json ->> 'name' AS name, isAdmin, isRemoved, password IS NOT NULL AS maySignIn
            FROM member JOIN object ON id = principalId AND type = 'Principal' ORDER BY handle
            """
        ).map { row in
          MemberEntry(
            handle: row["handle"], name: row["name"], isAdmin: row["isAdmin"], isRemoved: row["isRemoved"],
            maySignIn: row["maySignIn"])
        }
      }
    }
  }

  /// Takes the member's password, devices, rights and profile; what he wrote stays, with his name.
  public func removeMember(_ handle: String) throws(CooperativeError) {
    try Self.storage {
      try write { transaction in
        let db = transaction.db
        guard let member = try db.member(handle: handle), !member.isRemoved else {
          throw CooperativeError.unknownMember(handle: handle)
        }
        let id = member.principalID
        for table in ["device", "membership"] {
          try db.execute(sql: "DELETE FROM \(table) WHERE principalId = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM rightsGrant WHERE holder = ?", arguments: [id])
        try db.execute(
          sql: "UPDATE member SET isRemoved = 1, isAdmin = 0, password = NULL WHERE principalId = ?", arguments: [id])
        try transaction.changePrincipal(id) {
          $0["isRemoved"] = true
          $0["isAdmin"] = false
          $0["profile"] = nil
        }
        try transaction.publishBundleKeys(of: id)
        try transaction.forgetProfile(of: id)
      }
    }
    audit.note(.act("member removed", about: handle))
    try Self.storage { try forgetDeletedWords() }
  }

  /// Id, name, and the hour of last use of each device of a member.
  public func devices(of handle: String) throws(CooperativeError) -> [(id: String, name: String, lastUsed: String)] {
    try Self.storage {
      try pool.read { db in
        guard let member = try db.member(handle: handle) else { throw CooperativeError.unknownMember(handle: handle) }
        let rows = try Row.fetchAll(
          db, sql: "SELECT seq, name, lastUsed FROM device WHERE principalId = ? ORDER BY seq",
          arguments: [member.principalID])
        return rows.map { row in
          let sequence: Int64 = row["seq"]
          return (Devices.id(sequence), row["name"], UTCDate(milliseconds: row["lastUsed"]).text)
        }
      }
    }
  }

  public func revokeDevice(_ id: String) throws(CooperativeError) {
    try Self.storage {
      try write { transaction in
        let owner = try String.fetchOne(
          transaction.db, sql: "DELETE FROM device WHERE seq = ? RETURNING principalId",
          arguments: [Devices.sequence(id)])
        guard let owner else { throw CooperativeError.unknownDevice(id: id) }
        try transaction.publishBundleKeys(of: owner)
      }
    }
    audit.note(.act("device revoked", about: id))
  }
}

// MARK: - Rows

/// A row of `member`.
struct MemberRow {
  let principalID: String
  let password: String?
  let isAdmin: Bool
  let isRemoved: Bool

  init(_ row: Row) {
    principalID = row["principalId"]
    password = row["password"]
    isAdmin = row["isAdmin"]
    isRemoved = row["isRemoved"]
  }

  func member(_ handle: String, device: String? = nil) -> Member {
    Member(
      handle: handle, principalID: principalID, isAdmin: isAdmin, deviceID: device, passwordMark: passwordMark)
  }

  var passwordMark: String? { password.map { Secrets.text(Secrets.digest(Array($0.utf8), size: 16)) } }
}

extension Database {
  func member(handle: String) throws -> MemberRow? {
    let statement = try cachedStatement(
      sql: "SELECT principalId, password, isAdmin, isRemoved FROM member WHERE handle = ?")
    return try Row.fetchOne(statement, arguments: [handle]).map(MemberRow.init)
  }
}

extension Transaction {
  /// The principal with this login name, made when there is none; without password and rights of its own.
  func principal(handle: String, name: String) throws -> String {
    if let standing = try db.member(handle: handle) { return standing.principalID }
    guard Member.isHandle(handle) else { throw CooperativeError.badHandle(handle: handle) }
    try Property("name", .text(bytes: 255)).check(.string(name))
    var principal = StoredObject(
      type: "Principal",
      json: [
        "type": "individual", "name": .string(name), "description": nil, "email": nil, "timeZone": nil,
        "handle": .string(handle), "isAdmin": false, "isRemoved": false,
      ])
    principal.json["calendarAddress"] = .string("urn:ter1:member:\(handle)")
    principal.name = Folding.key(name)
    try insert(&principal, as: Types.principal)
    try db.execute(
      sql: "INSERT INTO member (principalId, handle, isAdmin) VALUES (?, ?, 0)", arguments: [principal.id, handle])
    return principal.id
  }

  func setAdmin(_ isAdmin: Bool, _ principal: String) throws {
    try keepingRights {
      try db.execute(sql: "UPDATE member SET isAdmin = ? WHERE principalId = ?", arguments: [isAdmin, principal])
    }
    try changePrincipal(principal) { $0["isAdmin"] = .bool(isAdmin) }
  }

  func changePrincipal(_ id: String, _ body: (inout JSONObject) -> Void) throws {
    guard let old = try db.object("Principal", id) else { return }
    var new = old
    body(&new.json)
    if new != old { try update(new, from: old, as: Types.principal) }
  }
}
