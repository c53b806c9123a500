internal import GRDB
internal import JSON

extension Cache {
  /// Entries to send now, in the order in which they were made; they become `.sending`.
  ///
  /// One entry at most for each object; an entry waits for what it refers to, for earlier ones of its object, and a message for the earlier
  /// ones of its channel. What has expired fails instead.
  /// - Parameters:
  ///   - now: seconds since 1970, by the clock of this machine.
  ///   - trueNow: by a better one, where the clock of this machine is known to be wrong; it decides what has expired.
  public func takeReady(
    _ accounts: [AccountID], now: Double, trueNow: Double? = nil, limit: Int
  ) throws(CacheError) -> [OutboxEntry] {
    try write { db in
      let transaction = Transaction(db, now: now)
      var queue = OutboxQueue(now: now, trueNow: trueNow)
      var taken: [OutboxEntry] = []
      for entry in try OutboxTable.fetch(db, where: "1", []) where accounts.contains(entry.mutation.account) {
        guard taken.count < limit else { break }
        switch queue.next(entry) {
        case .wait: continue
        case .expire: try transaction.fail(entry, OutboxEntry.Failure(type: "expired", description: nil))
        case .send: taken.append(try transaction.startSending(entry))
        }
      }
      _ = try transaction.finish()
      return taken
    }
  }

  /// Fails what has expired by `now`, as `takeReady` does, but tells what changed: also for when there is no network.
  /// - Parameter now: seconds since 1970, by the best clock there is.
  public func expire(_ account: AccountID, now: Double) throws(CacheError) -> ChangeSet {
    try write { db in
      let transaction = Transaction(db, now: now)
      let late = try OutboxTable.fetch(
        db, where: "account = ? AND state = 'queued' AND expiresAt > 0 AND expiresAt <= ?", [account.rawValue, now])
      for entry in late { try transaction.fail(entry, OutboxEntry.Failure(type: "expired", description: nil)) }
      return try transaction.finish()
    }
  }

  /// When the earliest queued entry may be sent or expires (seconds since 1970 by the clock of this machine; the past for at once); nil
  /// when nothing waits. What waits for another entry is not counted.
  /// - Parameter clockOff: by how many seconds that clock is fast.
  public func nextAttempt(_ accounts: [AccountID], clockOff: Double = 0) throws(CacheError) -> Double? {
    try read { db in
      var queue = OutboxQueue(now: .infinity)
      var lanes: [ObjectKey: Double] = [:]
      let entries = try OutboxTable.fetch(db, where: "1", []).filter { accounts.contains($0.mutation.account) }
      return entries.filter { queue.next($0) == .send && !$0.isPaused }.map { entry in
        let own = OutboxQueue.lanes(of: entry.mutation)
        let time = own.reduce(entry.nextAttemptAt ?? 0) { max($0, lanes[$1] ?? 0) }
        for lane in own { lanes[lane] = time }
        return min(time, entry.mutation.expiresAt.map { $0 + clockOff } ?? .infinity)
      }.min()
    }
  }

  /// At start, and when a person asks for a try now: what was being sent is sent again, since nobody knows what became of it, and what
  /// waited for a later try waits no longer. What is held back before its first one, or stopped, stays so.
  public func requeueSending() throws(CacheError) {
    try write { db in
      try db.execute(
        sql: """
          UPDATE outbox SET state = 'queued', nextAttemptAt = CASE WHEN nextAttemptAt >= ?1 THEN ?1 ELSE 0 END
          WHERE state = 'sending' OR state = 'queued' AND attempts > 0
          """,
        arguments: [OutboxEntry.never])
    }
  }

  /// What became of entries. One that is gone meanwhile (its object came back by a delta) is passed over.
  public func settle(_ outcomes: [(entry: Int64, outcome: Outcome)]) throws(CacheError) -> ChangeSet {
    var spools: [String] = []
    let changes = try write { db in
      let transaction = Transaction(db, now: clock())
      for (id, outcome) in outcomes {
        guard let entry = try OutboxTable.fetch(db, id) else { continue }
        try transaction.settle(entry, outcome)
        if case .delivered = outcome, let spool = entry.spool { spools.append(spool) }
      }
      return try transaction.finish()
    }
    for spool in spools { Spool(cache: path).remove(spool) }
    return changes
  }
}

// MARK: - What the person does with an entry

extension Cache {
  /// Sends a failed entry again, or one that waits for a later time or is held back, at once. What somebody else's change came before is
  /// put over that change as the cache knows it now; what has expired goes all the same.
  public func retry(_ entry: Int64) throws(CacheError) -> ChangeSet {
    try change(entry) { transaction, entry in
      for file in try transaction.files(of: entry) where file.state == .failed || file.isPaused {
        try transaction.goOn(file)
      }
      guard entry.state != .sending || entry.isPaused else { return }
      if entry.isSuperseded { try transaction.renewBasis(entry) }
      try transaction.goOn(entry)
    }
  }

  /// Stops an upload until it is tried again; one that is on its way stops before its next part, or is broken off where it has none.
  public func pause(upload entry: Int64) throws(CacheError) -> ChangeSet {
    try change(entry) { transaction, entry in
      guard entry.spool != nil, entry.state != .failed else { return }
      try OutboxTable.setState(transaction.db, entry.id, entry.state, at: OutboxEntry.never)
    }
  }

  /// Gives an entry up, with the files that go with it: the object shows again what the server says.
  public func drop(_ entry: Int64) throws(CacheError) -> ChangeSet {
    var spools: [String] = []
    let changes = try change(entry) { transaction, entry in
      let dropped = [entry] + (try transaction.uploads(of: entry))
      for entry in dropped { try transaction.cancel(entry) }
      spools = dropped.compactMap(\.spool)
    }
    for spool in spools { Spool(cache: path).remove(spool) }
    return changes
  }

  /// Sends something else in an entry's place: the same object's, edited.
  public func replace(_ entry: Int64, with mutation: Mutation) throws(CacheError) -> ChangeSet {
    try change(entry) { transaction, entry in
      guard entry.state != .sending else { return }
      if entry.isSuperseded { try transaction.renewBasis(entry) }
      try OutboxTable.replace(transaction.db, entry.id, entry.mutation.id, mutation.action)
      try OutboxTable.setExpiry(transaction.db, entry.id, mutation.expiresAt)
      for file in try transaction.files(of: entry) {
        try OutboxTable.setExpiry(transaction.db, file.id, mutation.expiresAt)
        if file.state == .failed { try transaction.goOn(file) }
      }
      // What is held back before its first try stays so.
      let next = entry.state == .queued && entry.attempts == 0 ? entry.nextAttemptAt ?? 0 : 0
      try OutboxTable.setState(transaction.db, entry.id, .queued, at: next)
    }
  }

  private func change(
    _ id: Int64, _ body: (Transaction, OutboxEntry) throws -> Void
  ) throws(CacheError) -> ChangeSet {
    try writeDurably { db in
      let transaction = Transaction(db, now: clock())
      guard let entry = try OutboxTable.fetch(db, id) else { return ChangeSet() }
      try body(transaction, entry)
      transaction.noteChange(of: id, entry.mutation.account)
      try transaction.rebase(ObjectKey(entry.mutation.account, entry.mutation.type, entry.mutation.id))
      return try transaction.finish()
    }
  }
}

extension Transaction {
  /// The uploads that an entry cannot go without.
  fileprivate func files(of entry: OutboxEntry) throws -> [OutboxEntry] {
    try entry.mutation.localReferences.flatMap { id in
      try OutboxTable.fetch(db, of: ObjectKey(entry.mutation.account, Blob.name, id))
    }
  }

  /// Lets an entry go that failed, waits or is stopped. One that is on its way stays so.
  fileprivate func goOn(_ entry: OutboxEntry) throws {
    if entry.failure?.type == "expired" { try OutboxTable.setExpiry(db, entry.id, nil) }
    try OutboxTable.setState(db, entry.id, entry.state == .sending ? .sending : .queued)
  }
}

extension OutboxEntry {
  var spool: String? { if case .upload(let spool, _, _, _) = mutation.action { spool } else { nil } }
}
