internal import GRDB
internal import JSON

extension Transaction {
  func startSending(_ entry: OutboxEntry) throws -> OutboxEntry {
    try db.cachedStatement(sql: "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ?")
      .execute(arguments: [entry.id])
    return OutboxEntry(
      id: entry.id, mutation: entry.mutation, state: .sending, createdAt: entry.createdAt,
      attempts: entry.attempts + 1, nextAttemptAt: nil, failure: nil, basis: entry.basis)
  }

  func settle(_ entry: OutboxEntry, _ outcome: Outcome) throws {
    noteChange(of: entry.id, entry.mutation.account)
    switch outcome {
    case .delivered(let id, let properties): try deliver(entry, id, properties)
    case .refused(let failure): try refuse(entry, failure)
    case .retry(let time):
      try OutboxTable.setState(db, entry.id, .queued, at: entry.isPaused ? OutboxEntry.never : time)
    case .interrupted: try OutboxTable.interrupt(db, entry.id, at: entry.isPaused ? OutboxEntry.never : 0)
    }
  }

  private func refuse(_ entry: OutboxEntry, _ failure: OutboxEntry.Failure) throws {
    guard try entry.mutation.type == Blob.name || !TypeRegistry.type(entry.mutation.type).isSilent else {
      return try cancel(entry)
    }
    try fail(entry, failure)
  }

  private func deliver(_ entry: OutboxEntry, _ id: ObjectID?, _ properties: JSONObject) throws {
    try OutboxTable.delete(db, entry.id)
    let key = entry.mutation.key
    switch entry.mutation.action {
    case .create(let created):
      guard let id else { return try rebase(key) }
      try adopt(key, as: id, known(entry.mutation, created, id, properties))
    case .upload:
      if let id { try adopt(key, as: id, nil) }
    case .update(let patch): try delivered(key, patch, properties)
    case .destroy:
      try setShadow(key, .null)
      try rebase(key)
    }
  }

  /// What the server knows of an object it has just made: what a delta has brought already, else what was sent and what it answered.
  private func known(
    _ mutation: Mutation, _ created: JSONObject, _ id: ObjectID, _ properties: JSONObject
  ) throws -> JSONValue {
    let type = try TypeRegistry.type(mutation.type)
    if let brought = try shown(type, mutation.account, id) { return brought }
    var object = type.preview(created, of: mutation, for: try viewer(mutation.account))
    object.merge(properties) { _, answered in answered }
    object["id"] = .string(id.rawValue)
    return .object(object)
  }

  /// Where the member has a principal, the server tells which messages are his.
  func notePosted(_ clientID: String, _ account: AccountID) throws {
    guard try viewer(account).principal == nil else { return }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO posted (account, clientId) VALUES (?, ?)")
      .execute(arguments: [account.rawValue, clientID])
  }

  func hasPosted(_ clientID: String, _ account: AccountID) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM posted WHERE account = ? AND clientId = ?)")
    return try Bool.fetchOne(statement, arguments: [account.rawValue, clientID]) ?? false
  }

  private func delivered(_ key: ObjectKey, _ patch: JSONObject, _ properties: JSONObject) throws {
    let type = try TypeRegistry.type(key.type)
    let known = try shadow(key).flatMap(\.unlessNull) ?? type.blank(key.id)
    if let known {
      let patched = (try? type.patched(known, with: patch, for: viewer(key.account))) ?? known
      try setShadow(key, .object((patched.object ?? [:]).merging(properties) { _, answered in answered }))
    }
    try rebase(key)
  }
}
