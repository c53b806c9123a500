internal import GRDB
internal import JSON

/// Something a person has asked for, and how it is taken back.
public struct Undoing: Sendable {
  /// What was asked for.
  public let done: Mutation
  /// Whether it can leave the outbox unseen: nothing earlier was waiting for the same object, with which it may have become one.
  public let isAlone: Bool
  /// What brings about the state before, once a server knows of it; empty: nothing does.
  public let inverse: [Mutation]

  public init(done: Mutation, isAlone: Bool, inverse: [Mutation]) {
    (self.done, self.isAlone, self.inverse) = (done, isAlone, inverse)
  }

  /// The same, once an object has the server's id.
  public func following(_ changes: ChangeSet) -> Undoing {
    guard !changes.renamed.isEmpty else { return self }
    return Undoing(
      done: done.following(changes), isAlone: isAlone, inverse: inverse.map { $0.following(changes) })
  }
}

extension Mutation {
  fileprivate func following(_ changes: ChangeSet) -> Mutation {
    guard let id = changes.renamed[ObjectKey(account, type, id)] else { return self }
    var renamed = Mutation(account: account, type: type, id: id, action: action, expiresAt: expiresAt)
    (renamed.basis, renamed.notBefore) = (basis, notBefore)
    return renamed
  }
}

extension Cache {
  /// Takes back what no server has seen yet; for the rest, asks for its inverse. All of it or nothing: what went together is not parted.
  /// - Returns: also how many of them nothing takes back any more.
  public func takeBack(_ undoings: [Undoing]) throws(CacheError) -> (changes: ChangeSet, lost: Int) {
    var spools: [String] = []
    let result: (changes: ChangeSet, lost: Int) = try writeDurably { db in
      let transaction = Transaction(db, now: clock())
      var lost = 0
      try db.inSavepoint {
        for undoing in undoings.reversed() {
          if try !transaction.takeBack(undoing, &spools) { lost += 1 }
        }
        return lost == 0 ? .commit : .rollback
      }
      return (lost == 0 ? try transaction.finish() : ChangeSet(), lost)
    }
    guard result.lost == 0 else { return result }
    for spool in spools { Spool(cache: path).remove(spool) }
    return result
  }
}

extension Transaction {
  /// False: it is too late.
  fileprivate func takeBack(_ undoing: Undoing, _ spools: inout [String]) throws -> Bool {
    let key = undoing.done.key
    // What was refused is nowhere but here.
    let entry = try OutboxTable.fetch(db, of: key).last {
      ($0.isUnsent || $0.state == .failed) && $0.carries(undoing.done.action)
    }
    if undoing.isAlone, let entry {
      let uploads = try uploads(of: entry)
      try cancel(entry)
      for upload in uploads {
        try cancel(upload)
        if let spool = upload.spool { spools.append(spool) }
      }
      return true
    }
    // Of what was given up before a server knew of it nothing is left.
    if case .create = undoing.done.action, key.id.isLocal, try OutboxTable.fetch(db, of: key).isEmpty { return false }
    for mutation in undoing.inverse { try enqueue(mutation) }
    return !undoing.inverse.isEmpty
  }

  /// The files that go with what is taken back, as far as nothing else refers to them.
  func uploads(of entry: OutboxEntry) throws -> [OutboxEntry] {
    let references = entry.mutation.localReferences
    guard !references.isEmpty else { return [] }
    let others = try OutboxTable.fetch(db, where: "account = ?", [entry.mutation.account.rawValue])
    return others.filter { upload in
      upload.mutation.type == Blob.name && (upload.state != .sending || upload.isPaused)
        && references.contains(upload.mutation.id)
        && !others.contains { $0.id != entry.id && $0.mutation.localReferences.contains(upload.mutation.id) }
    }
  }
}

extension OutboxEntry {
  /// A create stays the same when what it refers to gets its id, or when it is edited.
  fileprivate func carries(_ action: Mutation.Action) -> Bool {
    if case .create = action { return isCreate }
    return mutation.action == action
  }
}
