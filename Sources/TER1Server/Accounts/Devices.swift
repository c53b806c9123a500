import Bundles
import Foundation
import GRDB
import JSON
import Wire

/// A member's own access tokens: docs/protocol.md, section 10. Only a digest of a token is kept.
struct Devices {
  private let member: Member
  private let db: Database

  init(_ member: Member, _ db: Database) {
    self.member = member
    self.db = db
  }

  static func digest(_ token: String) -> Data { Data(Secrets.digest(Array(token.utf8))) }

  /// The device's own for bundles: docs/protocol.md, section 29.
  static func bundleKey(_ token: String) -> Data? { BundleSecret(token: token).map { Data($0.key.bytes) } }

  static func id(_ sequence: Int64) -> String { "D" + String(sequence, radix: 36) }
  static func sequence(_ id: String) -> Int64? { id.hasPrefix("D") ? Int64(id.dropFirst(), radix: 36) : nil }

  private func all() throws -> [JSONObject] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT seq, name, created, lastUsed FROM device WHERE principalId = ? ORDER BY seq",
      arguments: [member.principalID])
    return rows.map { row in
      let id = Self.id(row["seq"])
      return [
        "id": .string(id), "name": .string(row["name"]),
        "created": .string(UTCDate(milliseconds: row["created"]).text),
        "lastUsed": .string(UTCDate(milliseconds: row["lastUsed"]).text), "isCurrent": .bool(id == member.deviceID),
      ]
    }
  }

  /// Devices have no /changes; the state only tells whether the list is still the same.
  private func state() throws -> String {
    Secrets.text(Secrets.digest(JSONValue.array(try all().map(JSONValue.object)).bytes, size: 16))
  }

  // MARK: Methods

  func get(_ arguments: JSONObject, _ accountID: String) throws -> MethodResult {
    let devices = try all()
    let wanted = arguments["ids"]?.array?.compactMap(\.string)
    let known = Set(devices.compactMap { $0["id"]?.string })
    let list = devices.filter { wanted?.contains($0["id"]?.string ?? "") ?? true }
    let notFound = (wanted ?? []).filter { !known.contains($0) }
    return .members([
      "accountId": .string(accountID), "state": .string(try state()),
      "list": .array(list.map { .object(Self.narrowed($0, to: arguments["properties"])) }),
      "notFound": .array(notFound.map(JSONValue.string)),
    ])
  }

  private static func narrowed(_ device: JSONObject, to properties: JSONValue?) -> JSONObject {
    guard let names = properties?.array?.compactMap(\.string) else { return device }
    return device.filter { $0.key == "id" || names.contains($0.key) }
  }

  func query(_ accountID: String) throws -> MethodResult {
    let ids = try all().compactMap { $0["id"] }
    return .members([
      "accountId": .string(accountID), "queryState": .string(try state()), "canCalculateChanges": false,
      "position": 0, "ids": .array(ids), "total": .int(Int64(ids.count)),
    ])
  }

  func set(_ arguments: JSONObject, _ accountID: String) throws -> SetResult {
    var result = SetResult(oldState: try state(), newState: "")
    if let expected = arguments["ifInState"], !expected.isNull, expected.string != result.oldState {
      throw MethodError(MethodError.stateMismatch)
    }
    let creates = arguments["create"]?.object ?? [:]
    let updates = arguments["update"]?.object ?? [:]
    let destroys = arguments["destroy"]?.array?.compactMap(\.string) ?? []
    guard creates.count + updates.count + destroys.count <= Limits.core.maxObjectsInSet else {
      throw MethodError(MethodError.requestTooLarge)
    }
    for (key, draft) in creates {
      do { result.created[key] = try create(draft) } catch let error as SetError { result.notCreated[key] = error }
    }
    for (id, patch) in updates {
      do {
        try update(id, patch)
        result.updated[id] = [:]
      } catch let error as SetError { result.notUpdated[id] = error }
    }
    for id in destroys {
      do {
        try destroy(id)
        result.destroyed.append(id)
      } catch let error as SetError { result.notDestroyed[id] = error }
    }
    result.newState = try state()
    return result
  }

  // MARK: One device

  private static let most = 64

  private func name(_ draft: JSONValue) throws(SetError) -> String {
    let unknown = (draft.object ?? [:]).keys.filter { $0 != "name" && $0 != "clientId" }
    guard unknown.isEmpty else {
      throw SetError(SetError.invalidProperties, "set by the server", properties: unknown.sorted())
    }
    guard let name = draft["name"]?.string, !name.isEmpty else { throw .invalid("name", "is required") }
    try Property("name", .text(bytes: 255)).check(.string(name))
    return name
  }

  private func create(_ draft: JSONValue) throws -> JSONObject {
    // Whoever finds a device must not be able to make himself another one that outlives the first.
    guard member.deviceID == nil else { throw SetError(SetError.forbidden, "a device is made with the password") }
    let name = try name(draft)
    let token = Secrets.text(Secrets.random(32))
    let now = UTCDate.now
    let count = try Int.fetchOne(
      db, sql: "SELECT count(*) FROM device WHERE principalId = ?", arguments: [member.principalID])
    guard (count ?? 0) < Self.most else { throw SetError(SetError.overQuota, "at most \(Self.most) devices") }
    try db.execute(
      sql: """
        INSERT INTO device (principalId, name, tokenHash, created, lastUsed, bundleKey) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        member.principalID, name, Self.digest(token), now.milliseconds, now.hour, Self.bundleKey(token),
      ])
    return [
      "id": .string(Self.id(db.lastInsertedRowID)), "token": .string(token), "created": .string(now.text),
    ]
  }

  private func update(_ id: String, _ patch: JSONValue) throws {
    let name = try name(patch)
    try db.execute(
      sql: "UPDATE device SET name = ? WHERE seq = ? AND principalId = ?",
      arguments: [name, Self.sequence(id), member.principalID])
    guard db.changesCount == 1 else { throw SetError(SetError.notFound) }
  }

  private func destroy(_ id: String) throws {
    try db.execute(
      sql: "DELETE FROM device WHERE seq = ? AND principalId = ?", arguments: [Self.sequence(id), member.principalID])
    guard db.changesCount == 1 else { throw SetError(SetError.notFound) }
  }
}

extension UTCDate {
  /// The beginning of the hour, in milliseconds.
  var hour: Int64 { milliseconds / 3_600_000 * 3_600_000 }
}
