import ClientCore
import JSON

/// How much of the window is still on the server: said where a person decides whether it may come.
extension SyncEngine {
  func keep(windowTotal total: Int?, _ account: Account) throws(SyncError) {
    guard let total else { return }
    let note = LoginNote.windowTotals.name(login.name)
    try cached { () throws(CacheError) in
      var totals = try cache.reader.note(note)?.object ?? [:]
      totals[String(account.id.rawValue)] = .int(Int64(total))
      try cache.setNote(note, .object(totals))
    }
  }

  /// How many messages the window of each account has, where its server counts.
  func windowTotals() throws(SyncError) -> [AccountID: Int] {
    let totals = try cached { () throws(CacheError) in try cache.reader.note(LoginNote.windowTotals.name(login.name)) }
    return (totals?.object ?? [:]).reduce(into: [:]) { counts, total in
      guard let id = Int64(total.key), let count = total.value.int else { return }
      counts[AccountID(rawValue: id)] = Int(count)
    }
  }

  /// What a round leaves to be said: what it cost, and what is still to come.
  func settleRound() throws(SyncError) {
    let before = standing.lacking
    standing.lacking = try bytesLacking()
    try settleUse()
    if standing.lacking != before { showAgain() }
  }

  /// About how many bytes; 0: nothing, or nobody knows.
  func bytesLacking() throws(SyncError) -> Int {
    guard let window = login.history, policy != .full else { return 0 }
    let (totals, now) = (try windowTotals(), clock.now())
    let (known, login) = (accounts, login.name)
    return try cached { () throws(CacheError) in
      let accounts = known.isEmpty ? try cache.accounts(login: login) : known
      var bytes = 0
      for account in accounts {
        guard let total = totals[account.id],
          try cache.reader.nextFill(account.id, window, types: [Message.name], limit: 1, now: now) != nil
        else { continue }
        bytes += try cache.reader.expectedSize(
          lackingOf: total, in: account.id, from: window.start(now: now))
      }
      return bytes
    }
  }
}
