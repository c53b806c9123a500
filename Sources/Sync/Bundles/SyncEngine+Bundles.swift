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

  /// What cannot be handed in is told and kept, is in nobody's way, and costs its bytes once as long as this engine runs.
  private func handInParcels() async throws(SyncError) {
    guard let session else { return }
    let note = LoginNote.parcels.name(login.name)
    let parcels = try cached({ () throws(CacheError) in try cache.reader.note(note) })?.array ?? []
    for parcel in parcels where !keptParcels.contains(parcel["spool"]?.string ?? "") {
      guard try await isDone(with: parcel, session) else {
        keptParcels.insert(parcel["spool"]?.string ?? "")
        refuse("bundle.kept")
        continue
      }
      try cached { () throws(CacheError) in
        let rest = (try cache.reader.note(note)?.array ?? []).filter { $0["spool"] != parcel["spool"] }
        try cache.setNote(note, rest.isEmpty ? nil : .array(rest))
        cache.removeSpool(parcel["spool"]?.string ?? "")
      }
    }
  }

  private func refuse(_ name: String) {
    report.refusedBundles.append(name)
    tell(.bundle(name))
  }

  private func isDone(with parcel: JSONValue, _ session: ServerSession) async throws(SyncError) -> Bool {
    do { return try await handIn(parcel, session) } catch {
      guard error.isOfOneParcel else { throw error }
      return false
    }
  }

  /// - Returns: whether the server has judged it; else it is to be tried again.
  private func handIn(_ parcel: JSONValue, _ session: ServerSession) async throws(SyncError) -> Bool {
    guard let account = parcel["account"]?.string, let spool = parcel["spool"]?.string, let size = parcel["size"]?.int
    else { return false }
    let upload = ResumableUpload(
      connection: connection, url: try session.uploadURL(account: account), file: cache.spoolPath(spool),
      key: cache.key, size: size, type: "application/octet-stream", id: String(spool.suffix(64)))
    let blob = try await upload.run(mayHaveBegun: true)["blobId"]?.string
    place(connection.takeSamples(), by: [.files: 1])
    let answer = try await setBundles(account, ["create": ["b": ["blobId": blob.map(JSONValue.string) ?? .null]]])
    report.handedIn += answer.created.count
    guard let refusal = answer.notCreated["b"] else { return true }
    // Any other is about the upload, or the moment.
    guard refusal.type.hasPrefix("bundle.") else { return false }
    refuse(refusal.type)
    return true
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
