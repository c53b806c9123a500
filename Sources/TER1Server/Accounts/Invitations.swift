import Foundation
import GRDB
import JSON
import Wire

/// Codes that each make one member once: docs/protocol.md, section 26. Only a digest of a code is kept.
struct Invitations {
  private let member: Member
  private let db: Database
  private let now: UTCDate

  init(_ member: Member, _ db: Database, now: UTCDate) throws {
    guard member.isAdmin else { throw MethodError(MethodError.forbidden) }
    (self.member, self.db, self.now) = (member, db, now)
  }

  private static let most = 200
  static let longestDays = 30

  static func id(_ sequence: Int64) -> String { "I" + String(sequence, radix: 36) }
  static func sequence(_ id: String) -> Int64? { id.hasPrefix("I") ? Int64(id.dropFirst(), radix: 36) : nil }
  static func digest(_ code: String) -> Data { Data(Secrets.digest(Array(code.utf8))) }

  /// All that can still be used, and what became of the others.
  func get(_ accountID: String) throws -> MethodResult {
    let rows = try Row.fetchAll(db, sql: "SELECT * FROM invitation ORDER BY seq DESC LIMIT 500")
    let list = rows.map { row -> JSONValue in
      let (created, expires): (Int64, Int64) = (row["created"], row["expires"])
      var json: JSONObject = [
        "id": .string(Self.id(row["seq"])), "note": .string(row["note"]), "createdBy": .string(row["createdBy"]),
        "created": .string(UTCDate(milliseconds: created).text),
        "expires": .string(UTCDate(milliseconds: expires).text),
      ]
      if let used = row["usedAt"] as Int64? { json["usedAt"] = .string(UTCDate(milliseconds: used).text) }
      if let by = row["usedBy"] as String? { json["usedBy"] = .string(by) }
      return .object(json)
    }
    return .members(["accountId": .string(accountID), "state": "", "list": .array(list), "notFound": []])
  }

  func set(_ arguments: JSONObject, _ accountID: String) throws -> MethodResult {
    var result = SetResult(oldState: "", newState: "")
    for (key, draft) in arguments["create"]?.object ?? [:] {
      do { result.created[key] = try create(draft) } catch let error as SetError { result.notCreated[key] = error }
    }
    for id in arguments["destroy"]?.array?.compactMap(\.string) ?? [] {
      try db.execute(
        sql: "DELETE FROM invitation WHERE seq = ? AND usedAt IS NULL", arguments: [Self.sequence(id)])
      if db.changesCount == 1 {
        result.destroyed.append(id)
      } else {
        result.notDestroyed[id] = SetError(SetError.notFound)
      }
    }
    return .members(result.arguments(accountID: accountID))
  }

  private func create(_ draft: JSONValue) throws -> JSONObject {
    let unknown = (draft.object ?? [:]).keys.filter { !["note", "days"].contains($0) }
    guard unknown.isEmpty else {
      throw SetError(SetError.invalidProperties, "set by the server", properties: unknown.sorted())
    }
    let note = draft["note"] ?? ""
    try Property("note", .text(bytes: 255)).check(note)
    let days = draft["days"]?.int ?? 7
    guard (1...Self.longestDays).contains(days) else { throw SetError.invalid("days", "are 1 to \(Self.longestDays)") }
    let open = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM invitation WHERE usedAt IS NULL AND expires > ?", arguments: [now.milliseconds])
    guard (open ?? 0) < Self.most else { throw SetError(SetError.overQuota, "at most \(Self.most) open invitations") }
    let code = Secrets.text(Secrets.random(32))
    let expires = now.milliseconds + Int64(days) * 86_400_000
    try db.execute(
      sql: "INSERT INTO invitation (codeHash, note, createdBy, created, expires) VALUES (?, ?, ?, ?, ?)",
      arguments: [Self.digest(code), note.string, member.principalID, now.milliseconds, expires])
    return [
      "id": .string(Self.id(db.lastInsertedRowID)), "code": .string(code),
      "expires": .string(UTCDate(milliseconds: expires).text),
    ]
  }
}

/// What comes of a try to become a member.
public enum JoinAnswer: Hashable, Sendable {
  case joined(handle: String)
  /// Those who administer will see that somebody asks.
  case asked
  /// No such invitation, or it was used, or its time is over: nobody is told which.
  case refused
  case taken
  /// What was sent is no name, password or text that would do.
  case invalid(String)
  /// Seconds to wait.
  case slowDown(Int64)
  case unavailable
}

extension Cooperative {
  /// Requests to join that nobody has looked at; more are not kept.
  static let mostJoinRequests = 50

  /// Makes a member of whoever shows the code of an invitation, or, without one, keeps his request.
  /// - Parameters:
  ///   - body: JSON, as docs/protocol.md, section 26, has it.
  ///   - address: where it comes from, for slowing tries down.
  public func join(_ body: [UInt8], from address: String) -> JoinAnswer {
    let key = "join " + Throttle.key(address: address)
    let wait = authentication.withLock { $0.throttle.wait(key, now: clock().milliseconds / 1_000) }
    guard wait == 0 else {
      audit.count("joining slowed down", by: nil)
      return .slowDown(wait)
    }
    guard body.count <= 16_384, let json = try? JSONValue(parsing: body) else { return .invalid("no JSON object") }
    do {
      let answer = try json["code"]?.string.map { try join(json, code: $0) } ?? ask(json)
      // A request counts as a failure does: few from one address.
      if answer == .refused || answer == .asked {
        authentication.withLock { $0.throttle.failed(key, free: 3, now: clock().milliseconds / 1_000) }
      }
      return answer
    } catch let error as SetError {
      return .invalid(error.description ?? error.type)
    } catch let error as CooperativeError {
      if case .badPassword(let reason) = error { return .invalid(reason) }
      _ = Failure(error, in: "joining")
      return .unavailable
    } catch {
      _ = Failure(error, in: "joining")
      return .unavailable
    }
  }

  private func join(_ json: JSONValue, code: String) throws -> JoinAnswer {
    let digest = Invitations.digest(code)
    guard try read({ try Self.invitation(digest, $0, clock()) }) != nil else {
      audit.count("invitation refused", by: nil)
      return .refused
    }
    guard let handle = json["handle"]?.string, Member.isHandle(handle) else {
      return .invalid("handle: 1 to 64 of a-z 0-9 . _ -")
    }
    let name = json["name"]?.string ?? handle
    try Property("name", .text(bytes: 255)).check(.string(name))
    guard name.contains(where: { !$0.isWhitespace }) else { return .invalid("name: is empty") }
    let hash = try Self.hash(json["password"]?.string ?? "")
    let answer = try write { transaction -> JoinAnswer in
      // Looked at again: of two who show the code at once, one is in time.
      guard let invitation = try Self.invitation(digest, transaction.db, transaction.now) else { return .refused }
      // Nor is a name taken that somebody of an archive has.
      guard try transaction.db.member(handle: handle) == nil else { return .taken }
      let principal = try transaction.principal(handle: handle, name: name)
      try transaction.db.execute(
        sql: "UPDATE member SET password = ? WHERE principalId = ?", arguments: [hash, principal])
      try transaction.db.execute(
        sql: "UPDATE invitation SET usedAt = ?, usedBy = ? WHERE seq = ?",
        arguments: [transaction.now.milliseconds, principal, invitation])
      return .joined(handle: handle)
    }
    if case .joined = answer { audit.note(.act("joined by an invitation", about: handle)) }
    return answer
  }

  private static func invitation(_ digest: Data, _ db: Database, _ now: UTCDate) throws -> Int64? {
    try Int64.fetchOne(
      db, sql: "SELECT seq FROM invitation WHERE codeHash = ? AND usedAt IS NULL AND expires > ?",
      arguments: [digest, now.milliseconds])
  }

  private func ask(_ json: JSONValue) throws -> JoinAnswer {
    let texts = try [("name", 255), ("reach", 255), ("text", 2_000)].map { name, bytes in
      let text = json[name]?.string ?? ""
      try Property(name, .text(bytes: bytes)).check(.string(text))
      return text
    }
    guard texts[0].contains(where: { !$0.isWhitespace }), !texts[1].isEmpty else {
      return .invalid("name and reach: are empty")
    }
    let isKept = try write { transaction in
      let open = try Int.fetchOne(
        transaction.db,
        sql: """
          SELECT count(*) FROM object
          WHERE type = 'Report' AND container = ? AND json ->> 'kind' = 'join' AND json ->> 'state' = 'open'
          """, arguments: [ReportType.everywhere])
      guard (open ?? 0) < Self.mostJoinRequests else { return false }
      try transaction.ask(name: texts[0], reach: texts[1], text: texts[2])
      return true
    }
    return isKept ? .asked : .slowDown(3_600)
  }
}
