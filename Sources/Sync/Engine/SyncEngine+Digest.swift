import ClientCore
import JSON
import Wire

/// What is new since a time, in one request: docs/protocol.md, section 21.
extension SyncEngine {
  /// Fetches a digest of each account and keeps it in the cache. For an account whose server makes none, everything new is
  /// fetched, and the digest is made from the cache.
  /// - Parameter since: seconds since 1970.
  public func digest(since: Double) async throws(SyncError) {
    try await connect()
    let (able, others) = (accounts.filter(makesDigests), accounts.filter { !makesDigests($0) })
    if !able.isEmpty { try await fetchDigests(of: able, since) }
    if !others.isEmpty {
      try await syncForPerson()
      for account in others { try makeDigest(of: account, since) }
    }
    try settleUse()
  }

  /// Digests from the cache alone: there is no link, or none is wanted.
  public func digestFromCache(since: Double) throws(SyncError) {
    let known = try cached { () throws(CacheError) in try cache.accounts(login: login.name) }
    for account in known { try makeDigest(of: account, since) }
  }

  private func makesDigests(_ account: Account) -> Bool { account.capabilities.contains(Capability.digest) }

  private func fetchDigests(of accounts: [Account], _ since: Double) async throws(SyncError) {
    let calls = accounts.enumerated().map { index, account in
      Invocation(
        "Digest/get", ["accountId": .string(account.jmapID), "since": .string(UTCDate.string(from: since))],
        id: String(index))
    }
    let response = try await call([Capability.digest], calls)
    for (index, account) in accounts.enumerated() {
      let answer = try Self.result(response, String(index)) { arguments throws(WireError) in arguments }
      try keep(.object(answer), of: account)
    }
  }

  private func makeDigest(of account: Account, _ since: Double) throws(SyncError) {
    let now = clock.now()
    let made = try cached { () throws(CacheError) in
      try cache.reader.madeDigest(account.id, since: since, now: now)
    }
    try keep(made, of: account)
  }

  private func keep(_ digest: JSONValue, of account: Account) throws(SyncError) {
    tell(try cached { () throws(CacheError) in try cache.keep(digest: digest, of: account.id) })
  }
}
