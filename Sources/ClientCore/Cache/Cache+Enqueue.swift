internal import GRDB
internal import JSON

extension Cache {
  /// Takes what a person wants: in the outbox, shown at once, and safe on the disk when this returns.
  ///
  /// An update of an object that waits to be created, and was never sent, becomes part of the create; updates that touch the same properties
  /// become one. An update of an object that waits to be destroyed is refused with `beingDestroyed`, and nothing is taken.
  @discardableResult
  public func enqueue(_ mutations: [Mutation]) throws(CacheError) -> ChangeSet {
    try writeDurably { db in
      let transaction = Transaction(db, now: clock())
      for mutation in mutations { try transaction.enqueue(mutation) }
      return try transaction.finish()
    }
  }
}

extension Transaction {
  func enqueue(_ mutation: Mutation) throws {
    if mutation.account == .own { return try keepOwn(mutation) }
    let key = ObjectKey(mutation.account, mutation.type, mutation.id)
    guard mutation.type != Blob.name else { return try append(mutation) }
    try keepShadow(key, TypeRegistry.type(mutation.type))
    switch mutation.action {
    case .create, .upload: try append(mutation)
    case .update(let patch): try update(key, patch, mutation)
    case .destroy: try destroy(key, mutation)
    }
    try rebase(key)
  }

  private func append(_ mutation: Mutation) throws {
    let shown = try mutation.type == Blob.name ? [:] : shownBasis(mutation)
    let id = try OutboxTable.insert(db, mutation, now: now)
    noteChange(of: id, mutation.account)
    let basis = shown.merging(mutation.basis.filter { shown[$0.key] != nil }) { _, seen in seen }
    if !basis.isEmpty { try OutboxTable.setBasis(db, id, basis) }
  }

  private func shownBasis(_ mutation: Mutation) throws -> JSONObject {
    let type = try TypeRegistry.type(mutation.type)
    switch mutation.action {
    case .update(let patch): return try type.basis(of: patch, on: shown(type, mutation.account, mutation.id))
    // What had not left yet is shown, and was taken out of the outbox just now.
    case .destroy where !type.guardedWhenDestroyed.isEmpty:
      return try type.basis(ofDestroying: replayed(mutation.key, type))
    case .destroy, .create, .upload: return [:]
    }
  }

  private func update(_ key: ObjectKey, _ patch: JSONObject, _ mutation: Mutation) throws {
    let entries = try OutboxTable.fetch(db, of: key)
    // What an update makes where nothing is, is there again after it.
    let comesBack = try TypeRegistry.type(key.type).blank(key.id) != nil
    if !comesBack, entries.contains(where: { $0.mutation.action == .destroy && $0.state != .failed }) {
      throw CacheError.beingDestroyed(key)
    }
    guard let last = entries.last, last.isUnsent else { return try append(mutation) }
    switch last.mutation.action {
    case .create(let properties): try merge(patch, into: last, properties, mutation)
    case .update(let earlier): try coalesce(patch, with: last, earlier, mutation)
    case .destroy, .upload: try append(mutation)
    }
  }

  private func merge(
    _ patch: JSONObject, into create: OutboxEntry, _ properties: JSONObject, _ mutation: Mutation
  ) throws {
    switch try TypeRegistry.type(mutation.type).merge(patch, into: properties) {
    case .merged(let merged): try rewrite(create, .create(merged))
    case .cancelled: try cancel(create)
    case .separate: try append(mutation)
    }
  }

  private func coalesce(
    _ patch: JSONObject, with last: OutboxEntry, _ earlier: JSONObject, _ mutation: Mutation
  ) throws {
    let type = try TypeRegistry.type(mutation.type)
    let isSame = Set(earlier.keys) == Set(patch.keys) || type.coalescesUpdates
    guard isSame, last.state == .queued, last.mutation.expiresAt == mutation.expiresAt else {
      return try append(mutation)
    }
    try rewrite(last, .update(type.coalesced(earlier, patch)))
  }

  private func rewrite(_ entry: OutboxEntry, _ action: Mutation.Action) throws {
    try OutboxTable.replace(db, entry.id, entry.mutation.id, action)
    noteChange(of: entry.id, entry.mutation.account)
  }

  private func destroy(_ key: ObjectKey, _ mutation: Mutation) throws {
    let entries = try OutboxTable.fetch(db, of: key)
    if let create = entries.first(where: \.isCreate), create.isUnsent { return try cancel(create) }
    for entry in entries where entry.isUnsent {
      if entry.mutation.action == .destroy { return }
      try delete(entry)
    }
    // What an update would have made, and no server has seen, is gone with it.
    let isKnown = try shadow(key)?.isNull == false || !entries.allSatisfy(\.isUnsent)
    if !entries.isEmpty, !isKnown, try TypeRegistry.type(key.type).blank(key.id) != nil { return }
    try append(mutation)
  }

  /// Takes an entry out of the outbox, and with a create everything that cannot do without it.
  func cancel(_ entry: OutboxEntry) throws {
    try delete(entry)
    let mutation = entry.mutation
    let key = ObjectKey(mutation.account, mutation.type, mutation.id)
    if entry.isCreate || mutation.type == Blob.name {
      for other in try OutboxTable.fetch(db, of: key) { try delete(other) }
      for dependent in try dependents(of: key) where dependent.id != entry.id {
        try fail(dependent, OutboxEntry.Failure(type: "dependencyDropped", description: nil))
      }
    }
    try rebase(key)
  }

  func delete(_ entry: OutboxEntry) throws {
    try OutboxTable.delete(db, entry.id)
    noteChange(of: entry.id, entry.mutation.account)
  }

  func fail(_ entry: OutboxEntry, _ failure: OutboxEntry.Failure) throws {
    try OutboxTable.setState(db, entry.id, .failed, failure: failure)
    noteChange(of: entry.id, entry.mutation.account)
    try rebase(ObjectKey(entry.mutation.account, entry.mutation.type, entry.mutation.id))
  }

  private func dependents(of key: ObjectKey) throws -> [OutboxEntry] {
    try OutboxTable.fetch(
      db, where: "account = ? AND instr(content, ?)",
      [key.account.rawValue, JSONValue.string(key.id.rawValue).text]
    ).filter { $0.mutation.localReferences.contains(key.id) }
  }
}

extension OutboxEntry {
  /// No server can have seen it, so it can still be changed or taken back without a trace.
  var isUnsent: Bool { attempts == 0 && state != .sending }

  var isCreate: Bool { if case .create = mutation.action { true } else { false } }
}
