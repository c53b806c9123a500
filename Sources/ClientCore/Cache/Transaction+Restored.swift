internal import GRDB
internal import JSON

/// What becomes of the member's own when the server was put back from a backup: docs/protocol.md, section 19.
extension Transaction {
  /// What the server had taken from the member and does not have any more, as what to send again. To be asked before the page is
  /// written.
  func lost(_ delta: Delta, _ type: any SyncedType.Type) throws -> [Mutation] {
    let viewer = try viewer(delta.account)
    let kept = delta.upserts.compactMap { object in object["id"]?.string.map { (ObjectID($0), Optional(object)) } }
    // What nobody typed may as well have been taken away by another device, unless everything was compared.
    let gone = type.isSilent && delta.newState == nil ? [] : delta.destroyed
    return try (kept + gone.map { ($0, nil) }).compactMap { id, object in
      let key = ObjectKey(delta.account, delta.type, id)
      guard let known = try shadow(key)?.unlessNull ?? shown(type, key.account, id), try !isUnwanted(key),
        let action = type.lost(known, now: object, for: viewer)
      else { return nil }
      return Mutation(account: key.account, type: key.type, id: id, action: action)
    }
  }

  /// The member himself waits to destroy it.
  private func isUnwanted(_ key: ObjectKey) throws -> Bool {
    try OutboxTable.fetch(db, of: key).contains { $0.mutation.action == .destroy }
  }

  /// Puts the creates under the ids that they had before the server knew them, wherever something refers to them.
  func offerAgain(_ mutations: [Mutation]) throws {
    var renamed: [(ObjectKey, ObjectKey)] = []
    for mutation in mutations {
      guard case .create(let properties) = mutation.action else {
        try enqueue(mutation)
        continue
      }
      let type = try TypeRegistry.type(mutation.type)
      let local = ObjectID(clientID: properties[type.clientIDProperty]?.string ?? "")
      try enqueue(Mutation(account: mutation.account, type: mutation.type, id: local, action: mutation.action))
      renamed.append((mutation.key, ObjectKey(mutation.account, mutation.type, local)))
    }
    for (lost, local) in renamed { try rename(lost, to: local) }
  }

  private func rename(_ lost: ObjectKey, to local: ObjectKey) throws {
    noteRename(lost, to: local.id)
    try deleteShadow(lost)
    try remove(TypeRegistry.type(lost.type), lost.account, lost.id)
    let changed = try rewriteOutbox(lost, local.id, local.id)
    try sendAgain(local)
    for key in changed { try rebase(key) }
    try db.execute(
      sql: "UPDATE draft SET targetId = ? WHERE account = ? AND targetId = ?",
      arguments: [local.id.rawValue, lost.account.rawValue, lost.id.rawValue])
    try rebase(local)
  }

  /// What the server refused because it had lost what it is about.
  private func sendAgain(_ local: ObjectKey) throws {
    let entries = try OutboxTable.fetch(db, where: "account = ? AND state = 'failed'", [local.account.rawValue])
    for entry in entries where entry.mutation.localReferences.contains(local.id) {
      try OutboxTable.setState(db, entry.id, .queued)
      noteChange(of: entry.id, local.account)
    }
  }
}
