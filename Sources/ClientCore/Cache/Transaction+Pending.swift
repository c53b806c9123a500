internal import GRDB
internal import JSON

/// What is shown of an object that has something in the outbox: what the server said of it, then what waits, in order.
extension Transaction {
  /// What the server says of an object while something waits: `.null` for nothing; nil when no shadow is kept.
  func shadow(_ key: ObjectKey) throws -> JSONValue? {
    let statement = try db.cachedStatement(sql: "SELECT json FROM shadow WHERE account = ? AND type = ? AND id = ?")
    return try String.fetchOne(statement, arguments: [key.account.rawValue, key.type.rawValue, key.id.rawValue])
      .map { try JSONValue(parsing: $0) }
  }

  func setShadow(_ key: ObjectKey, _ object: JSONValue) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO shadow (account, type, id, json) VALUES (?, ?, ?, ?)")
      .execute(arguments: [key.account.rawValue, key.type.rawValue, key.id.rawValue, object.text])
  }

  func deleteShadow(_ key: ObjectKey) throws {
    try db.cachedStatement(sql: "DELETE FROM shadow WHERE account = ? AND type = ? AND id = ?")
      .execute(arguments: [key.account.rawValue, key.type.rawValue, key.id.rawValue])
  }

  /// Keeps what the server says before the first mutation changes what is shown.
  func keepShadow(_ key: ObjectKey, _ type: any SyncedType.Type) throws {
    guard try shadow(key) == nil else { return }
    try setShadow(key, shown(type, key.account, key.id) ?? .null)
  }

  /// Shows the server's object with the waiting mutations applied; afterwards nothing is kept that nothing needs.
  func rebase(_ key: ObjectKey) throws {
    guard key.type != Blob.name else { return }
    let type = try TypeRegistry.type(key.type)
    let entries = try OutboxTable.fetch(db, of: key)
    if entries.isEmpty {
      guard let known = try shadow(key) else { return }
      try deleteShadow(key)
      return try show(known.unlessNull, key, type, .none)
    }
    try show(replayed(key, type), key, type, entries.contains { $0.state == .failed } ? .failed : .pending)
  }

  /// What the server's object will be once what waits has been sent.
  func replayed(_ key: ObjectKey, _ type: any SyncedType.Type) throws -> JSONValue? {
    let viewer = try viewer(key.account)
    var object = try shadow(key).flatMap(\.unlessNull)
    for entry in try OutboxTable.fetch(db, of: key) { object = Self.replay(entry, on: object, type, viewer) }
    return object
  }

  private static func replay(
    _ entry: OutboxEntry, on object: JSONValue?, _ type: any SyncedType.Type, _ viewer: Viewer
  ) -> JSONValue? {
    switch entry.mutation.action {
    case .create(let properties):
      var preview = type.preview(properties, of: entry.mutation, for: viewer)
      preview["id"] = .string(entry.mutation.id.rawValue)
      return .object(preview)
    case .update(let patch) where entry.state != .failed:
      guard let object = object ?? type.blank(entry.mutation.id) else { return nil }
      return (try? type.patched(object, with: patch, for: viewer)) ?? object
    case .destroy where entry.state != .failed: return nil
    default: return object
    }
  }

  private func show(_ object: JSONValue?, _ key: ObjectKey, _ type: any SyncedType.Type, _ mark: Mark) throws {
    if let object {
      try put(type, key.account, object, mark: mark)
    } else {
      try remove(type, key.account, key.id)
    }
  }
}
