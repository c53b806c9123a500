import ClientCore
import JSON
import Wire

/// Servers whose states are plain numbers may be put back from a backup and go on past the state that is known here: then `/changes`
/// tells nothing of what was lost, and not all of what is new (docs/protocol.md, section 19). So once a day, after a sync, what is here
/// is counted against what is there; where the two differ they are compared, by their ids.
extension SyncEngine {
  private static let auditSeconds = 86_400.0
  /// How many of the newest are looked at by their ids: what a backup loses and what comes after it are among them.
  private static let auditNewest = 30

  /// Those accounts that are due, or that give reason to doubt.
  func audit() async throws(SyncError) {
    guard session?.isTER1 == false, policy == .full || !Self.isUnasked else { return }
    let (now, doubted) = (clock.now(), doubtedAccounts)
    doubtedAccounts = []
    for account in accounts {
      let note = try auditNotes()[account.jmapID]
      guard let last = note?[0]?.double else {
        try keep(audit: now, [:], account)
        continue
      }
      guard doubted.contains(account.id) || abs(now - last) >= Self.auditSeconds else { continue }
      try await audit(account, known: note?[1]?.object ?? [:])
    }
  }

  /// - Parameter known: how the two differed the last time, and still did when they had been compared.
  private func audit(_ account: Account, known: JSONObject) async throws(SyncError) {
    var differing: JSONObject = [:]
    for dialect in dialects.all(account) {
      guard let here = try cached({ () throws(CacheError) in try cache.auditCount(account.id, dialect.type) }) else {
        continue
      }
      // Who cannot count is not asked.
      do { differing[dialect.type.rawValue] = try await difference(here, dialect, account) } catch .methodFailed {}
    }
    // Before anything is compared: what stays different is not compared again every day.
    try keep(audit: clock.now(), differing, account)
    guard differing.contains(where: { known[$0.key] != $0.value }) else { return }
    tell(.differed(account: account.id))
    try await compareAll(account)
  }

  /// How the two differ: by how many, and the newest that are not here; nil: they do not.
  private func difference(
    _ here: AuditCount, _ dialect: any Dialect, _ account: Account
  ) async throws(SyncError) -> JSONValue? {
    guard var arguments = dialect.countArguments(since: here.since) else { return nil }
    arguments["accountId"] = .string(account.jmapID)
    (arguments["calculateTotal"], arguments["limit"]) = (true, .int(Int64(Self.auditNewest)))
    let query = Invocation("\(dialect.serverType)/query", arguments, id: "0")
    let response = try await call(dialect.capabilities.sorted(), [query])
    let answer = try Self.result(response, "0") { arguments throws(WireError) in arguments }
    guard let total = answer["total"]?.int, let ids = answer["ids"]?.array?.compactMap(\.string) else { return nil }
    let missing = Set(ids.map { ObjectID($0) }).subtracting(here.ids).map(\.rawValue).sorted()
    guard total != here.count || !missing.isEmpty else { return nil }
    return [.int(Int64(total - here.count)), .array(missing.map { .string($0) })]
  }

  /// What was lost was lost to all types at once.
  private func compareAll(_ account: Account) async throws(SyncError) {
    var whole: Set<PullUnit.Key> = []
    for dialect in dialects.all(account) {
      let (id, type) = (account.id, dialect.type)
      if try cached({ () throws(CacheError) in try cache.reader.isPartial(id, type) }) {
        try await beginReview(PullUnit(account: account, dialect: dialect, sinceState: "", pageSize: pageSize))
      } else {
        try cached { () throws(CacheError) in try cache.forgetStates(id, types: [type]) }
        whole.insert(PullUnit.Key(account: id, type: type))
      }
    }
    try await pull(whole)
  }

  // MARK: When it was, and how the two differed

  private var auditName: String { LoginNote.audit.name(login.name) }

  private func auditNotes() throws(SyncError) -> JSONObject {
    let name = auditName
    return try cached { () throws(CacheError) in try cache.reader.note(name) }?.object ?? [:]
  }

  private func keep(audit now: Double, _ differing: JSONObject, _ account: Account) throws(SyncError) {
    var notes = try auditNotes()
    notes[account.jmapID] = [.double(now), .object(differing)]
    let (name, value) = (auditName, JSONValue.object(notes))
    try cached { () throws(CacheError) in try cache.setNote(name, value) }
  }
}
