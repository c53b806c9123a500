internal import GRDB
internal import JSON

extension Transaction {
  /// The server has taken a create, or an upload: its id takes the place of the local one everywhere.
  /// - Parameter object: what the server says of it, whole.
  func adopt(_ local: ObjectKey, as server: ObjectID, _ object: JSONValue?) throws {
    noteRename(local, to: server)
    let key = ObjectKey(local.account, local.type, server)
    if let clientID = local.id.clientID, local.type == Message.name { try notePosted(clientID, local.account) }
    if local.type != Blob.name {
      try remove(TypeRegistry.type(local.type), local.account, local.id)
      try deleteShadow(local)
      if let object { try setShadow(key, object) }
    }
    let conversation = try object.flatMap { try TypeRegistry.type(local.type).conversation(begunBy: $0) } ?? server
    for changed in try rewriteOutbox(local, server, conversation) { try rebase(changed) }
    try db.execute(
      sql: "UPDATE draft SET targetId = ? WHERE account = ? AND targetId = ?",
      arguments: [server.rawValue, local.account.rawValue, local.id.rawValue])
    try rewriteNotes(local.id, server)
    try rebase(key)
  }

  /// What the person keeps of it here: marks, kits, the place where he was.
  private func rewriteNotes(_ local: ObjectID, _ server: ObjectID) throws {
    let (old, new) = (JSONValue.string(local.rawValue).text, JSONValue.string(server.rawValue).text)
    try db.cachedStatement(sql: "UPDATE note SET value = replace(value, ?1, ?2) WHERE instr(value, ?1) > 0")
      .execute(arguments: [old, new])
  }

  /// - Returns: the objects whose entries changed.
  func rewriteOutbox(
    _ local: ObjectKey, _ server: ObjectID, _ conversation: ObjectID
  ) throws -> Set<ObjectKey> {
    var changed: Set<ObjectKey> = []
    let quoted = JSONValue.string(local.id.rawValue).text
    let entries = try OutboxTable.fetch(
      db, where: "account = ? AND (objectId = ? OR instr(content, ?) OR instr(basis, ?))",
      [local.account.rawValue, local.id.rawValue, quoted, quoted])
    for entry in entries {
      let mutation = entry.mutation
      let type = try mutation.type == Blob.name ? nil : TypeRegistry.type(mutation.type)
      let (names, begun) = (type?.references ?? [], type?.conversationReferences ?? [])
      let isSame = mutation.id == local.id
      let id = !isSame ? mutation.id : mutation.type == local.type ? server : conversation
      let action = mutation.action.replacing(local.id, with: server, names.subtracting(begun))
      try OutboxTable.replace(db, entry.id, id, action.replacing(local.id, with: conversation, begun))
      let basis = References.replacing(local.id, with: server, in: .object(entry.basis), names).object ?? [:]
      if basis != entry.basis { try OutboxTable.setBasis(db, entry.id, basis) }
      noteChange(of: entry.id, mutation.account)
      let key = ObjectKey(mutation.account, mutation.type, id)
      if isSame && mutation.type != local.type { try renamePending(mutation, to: key) }
      changed.insert(key)
    }
    return changed
  }

  /// An object of another type that has the same id: a read position, which is named as its topic.
  private func renamePending(_ mutation: Mutation, to key: ObjectKey) throws {
    let old = ObjectKey(mutation.account, mutation.type, mutation.id)
    try remove(TypeRegistry.type(mutation.type), old.account, old.id)
    let known = try shadow(key) ?? shown(TypeRegistry.type(key.type), key.account, key.id) ?? .null
    try deleteShadow(old)
    try setShadow(key, known)
  }
}
