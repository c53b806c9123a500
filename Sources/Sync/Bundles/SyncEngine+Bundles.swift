import ClientCore
import JSON
import Wire

extension SyncError {
  /// Whether all that is not about a bundle can go on.
  fileprivate var isOfOneParcel: Bool {
    switch self {
    case .refused, .methodFailed, .tooLarge, .file: true
    default: false
    }
  }
}

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
    for (account, bundles) in accounts.sorted(by: { $0.key < $1.key }) {
      for start in stride(from: 0, to: bundles.count, by: Self.bundlesAtOnce) {
        let ids = bundles[start..<min(bundles.count, start + Self.bundlesAtOnce)].compactMap { $0[1] }
        _ = try await setBundles(account, ["destroy": .array(ids)])
      }
    }
    try cached { () throws(CacheError) in try cache.setNote(note, nil) }
  }

  private static let bundlesAtOnce = 100

  private func setBundles(_ account: String, _ changes: JSONObject) async throws(SyncError) -> SetResult {
    let arguments = changes.merging(["accountId": .string(account)]) { $1 }
    let response = try await call([Capability.bundles], [Invocation("Bundle/set", arguments, id: "0")])
    return try Self.result(response, "0") { arguments throws(WireError) in try SetResult(arguments) }
  }

  /// What the server does not take, or cannot be read, is told, kept, and in nobody's way.
  private func handInParcels() async throws(SyncError) {
    guard session != nil else { return }
    let note = LoginNote.parcels.name(login.name)
    for parcel in try cached({ () throws(CacheError) in try cache.reader.note(note) })?.array ?? [] {
      do throws(SyncError) { try await handIn(parcel) } catch {
        guard error.isOfOneParcel else { throw error }
        report.refusedBundles.append("bundle.kept")
        continue
      }
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
    let answer = try await setBundles(account, ["create": ["b": ["blobId": blob.map(JSONValue.string) ?? .null]]])
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
