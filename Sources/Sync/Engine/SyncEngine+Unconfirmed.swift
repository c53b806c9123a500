import ClientCore
import JSON
import Wire

/// Objects that we know from the answer to our own change alone. If somebody destroys one before the next `/changes`, that
/// tells nothing of it (RFC 8620, section 5.2), and neither does a server that was put back from a backup made between our state
/// and our change; so each must be met there once, or be asked for.
extension SyncEngine {
  /// To be called before the changes are settled, so that no crash lies between.
  func expect(_ changed: [(PullUnit.Key, ObjectID)]) throws(SyncError) {
    guard !changed.isEmpty else { return }
    try loadUnconfirmed()
    for (key, id) in changed { unconfirmed?[key, default: []].insert(id) }
    try storeUnconfirmed()
  }

  func met(_ delta: Delta) {
    let key = PullUnit.Key(account: delta.account, type: delta.type)
    guard unconfirmed?[key] != nil else { return }
    let ids = delta.upserts.compactMap { $0["id"]?.string }.map { ObjectID($0) } + delta.destroyed
    unconfirmed?[key]?.subtract(ids)
  }

  /// Asks for those that a complete pull of their type did not bring.
  func confirm(_ keys: Set<PullUnit.Key>?) async throws(SyncError) {
    try loadUnconfirmed()
    guard let waiting = unconfirmed, !waiting.isEmpty else { return }
    for (key, ids) in waiting where keys?.contains(key) ?? true && !unfinished.contains(key) {
      if !ids.isEmpty { try await ask(for: ids, key) }
      // Others may have come meanwhile.
      unconfirmed?[key]?.subtract(ids)
      if unconfirmed?[key]?.isEmpty == true { unconfirmed?[key] = nil }
    }
    try storeUnconfirmed()
  }

  func ask(for ids: Set<ObjectID>, _ key: PullUnit.Key) async throws(SyncError) {
    guard let account = account(key.account), let dialect = dialects[key.type, account] else { return }
    for portion in portions(Array(ids)) { try await ask(for: portion, dialect, account) }
  }

  /// As many at once as the server gives.
  func portions(_ ids: [ObjectID]) -> [[ObjectID]] {
    let size = max(1, session?.limits.maxObjectsInGet ?? 500)
    return stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
  }

  private func ask(for ids: [ObjectID], _ dialect: any Dialect, _ account: Account) async throws(SyncError) {
    let result = try await get(dialect, account, ids: .array(ids.map { .string($0.rawValue) }))
    var delta = Delta(
      account: account.id, type: dialect.type, upserts: result.list.map(JSONValue.object),
      destroyed: result.notFound.map { ObjectID($0) }, newState: nil)
    // A server that remembers for ever what was made takes again only what it has lost itself.
    delta.isRestored = session?.isTER1 ?? false
    do { tell(try await cache.apply([delta])) } catch { throw .cache(error) }
  }

  private var note: String { LoginNote.unconfirmed.name(login.name) }

  private func loadUnconfirmed() throws(SyncError) {
    guard unconfirmed == nil else { return }
    let note = note
    let kept = try cached { () throws(CacheError) in try cache.reader.note(note) }?.array ?? []
    unconfirmed = [:]
    for entry in kept {
      guard let account = entry[0]?.int, let type = entry[1]?.string, let id = entry[2]?.string else { continue }
      let key = PullUnit.Key(account: AccountID(rawValue: Int64(account)), type: TypeName(type))
      unconfirmed?[key, default: []].insert(ObjectID(id))
    }
  }

  private func storeUnconfirmed() throws(SyncError) {
    let entries: [JSONValue] = (unconfirmed ?? [:]).flatMap { key, ids in
      ids.map { [.int(key.account.rawValue), .string(key.type.rawValue), .string($0.rawValue)] }
    }
    let note = note
    try cached { () throws(CacheError) in try cache.setNote(note, entries.isEmpty ? nil : .array(entries)) }
  }
}
