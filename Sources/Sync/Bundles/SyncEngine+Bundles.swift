import ClientCore
import JSON
import Wire

/// What bundles leave to be done when there is a network again: docs/protocol.md, section 29.
extension SyncEngine {
  /// To be done before anything of the outbox is sent: from then on a bundle that is still under way would bring what is old.
  func settleBundles() async throws(SyncError) {
    try await withdrawBundles()
    try await handInParcels()
  }

  private func withdrawBundles() async throws(SyncError) {
    let note = LoginNote.bundles.name(login.name)
    let made = try cached { () throws(CacheError) in try cache.reader.note(note) }?.array ?? []
    guard !made.isEmpty else { return }
    let accounts = Dictionary(grouping: made) { $0[0]?.string ?? "" }
    let calls = accounts.keys.sorted().enumerated().map { index, account in
      Invocation(
        "Bundle/set",
        ["accountId": .string(account), "destroy": .array((accounts[account] ?? []).compactMap { $0[1] })],
        id: String(index))
    }
    let response = try await call([Capability.bundles], calls)
    guard response.isWhole else { return }
    try cached { () throws(CacheError) in try cache.setNote(note, nil) }
  }

  private func handInParcels() async throws(SyncError) {
    let note = LoginNote.parcels.name(login.name)
    while let parcel = try cached({ () throws(CacheError) in try cache.reader.note(note) })?.array?.first {
      try await handIn(parcel)
      try cached { () throws(CacheError) in
        let rest = (try cache.reader.note(note)?.array ?? []).filter { $0["spool"] != parcel["spool"] }
        try cache.setNote(note, rest.isEmpty ? nil : .array(rest))
        cache.removeSpool(parcel["spool"]?.string ?? "")
      }
    }
  }

  private func handIn(_ parcel: JSONValue) async throws(SyncError) {
    guard let session, let account = parcel["account"]?.string, let spool = parcel["spool"]?.string,
      let size = parcel["size"]?.int
    else { return }
    let upload = ResumableUpload(
      connection: connection, url: try session.uploadURL(account: account), file: cache.spoolPath(spool),
      key: cache.key, size: size, type: "application/octet-stream", id: String(spool.suffix(64)))
    let blob = try await upload.run(mayHaveBegun: true)["blobId"]?.string
    place(connection.takeSamples(), by: [.files: 1])
    let draft: JSONValue = ["b": ["blobId": blob.map(JSONValue.string) ?? .null]]
    let response = try await call(
      [Capability.bundles], [Invocation("Bundle/set", ["accountId": .string(account), "create": draft], id: "0")])
    let answer = try Self.result(response, "0") { arguments throws(WireError) in try SetResult(arguments) }
    report.handedIn += answer.created.count
    if let refusal = answer.notCreated["b"] { report.refusedBundles.append(refusal.type) }
  }

  /// Asks for what members carried here: it is as the server says, or is gone.
  func confirmCarried() async throws(SyncError) {
    for account in accounts {
      let carried = try cached { () throws(CacheError) in try cache.unconfirmedCarried(account.id) }
      for (type, ids) in carried.sorted(by: { $0.key < $1.key }) {
        try await ask(for: Set(ids), PullUnit.Key(account: account.id, type: type))
      }
    }
  }
}
