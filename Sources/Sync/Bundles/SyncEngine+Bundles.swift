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
    for account in accounts where account.capabilities.contains(Capability.bundles) {
      let made = try cached { () throws(CacheError) in try cache.reader.waitingBundles(account.id, .made) }
      for start in stride(from: 0, to: made.count, by: Self.bundlesAtOnce) {
        let some = made[start..<min(made.count, start + Self.bundlesAtOnce)]
        let answer = try await setBundles(account.jmapID, ["destroy": .array(some.map { .string($0.id) })])
        for bundle in some {
          // One that had come is told of.
          let hasCome = answer.updated[bundle.id]?["arrivedAt"]?.string != nil
          try settle(bundle, hasCome ? .accepted : .withdrawn)
        }
      }
    }
  }

  private static let bundlesAtOnce = 100

  private func settle(_ bundle: KeptBundle, _ state: KeptBundle.State, reason: String? = nil) throws(SyncError) {
    let now = clock.now()
    tell(try cached { () throws(CacheError) in try cache.settle(bundle, state, reason: reason, at: now) })
  }

  private func setBundles(_ account: String, _ changes: JSONObject) async throws(SyncError) -> SetResult {
    let arguments = changes.merging(["accountId": .string(account)]) { $1 }
    let response = try await call([Capability.bundles], [Invocation("Bundle/set", arguments, id: "0")])
    return try Self.result(response, "0") { arguments throws(WireError) in try SetResult(arguments) }
  }

  /// What cannot be handed in is told and kept, is in nobody's way, and costs its bytes once as long as this engine runs.
  private func handInParcels() async throws(SyncError) {
    for account in accounts where account.capabilities.contains(Capability.bundles) {
      let parcels = try cached { () throws(CacheError) in try cache.reader.waitingBundles(account.id, .carried) }
      for parcel in parcels where parcel.missing.isEmpty && !keptParcels.contains(parcel.id) {
        guard try await isDone(with: parcel, account) else {
          keptParcels.insert(parcel.id)
          refuse("bundle.kept")
          continue
        }
      }
    }
  }

  private func refuse(_ name: String) {
    report.refusedBundles.append(name)
    tell(.bundle(name))
  }

  private func isDone(with parcel: KeptBundle, _ account: Account) async throws(SyncError) -> Bool {
    do { return try await handIn(parcel, account) } catch {
      guard error.isOfOneParcel else { throw error }
      return false
    }
  }

  /// - Returns: whether the server has judged it; else it is to be tried again.
  private func handIn(_ parcel: KeptBundle, _ account: Account) async throws(SyncError) -> Bool {
    let spool = try cached { () throws(CacheError) in try cache.spool(of: parcel) }
    guard let session, !spool.isEmpty else { return false }
    let upload = ResumableUpload(
      connection: connection, url: try session.uploadURL(account: account.jmapID), file: cache.spoolPath(spool),
      key: cache.key, size: parcel.size, type: "application/octet-stream", id: String(spool.suffix(64)))
    let blob = try await upload.run(mayHaveBegun: true)["blobId"]?.string
    place(connection.takeSamples(), by: [.files: 1])
    let draft: JSONValue = ["b": ["blobId": blob.map(JSONValue.string) ?? .null]]
    let answer = try await setBundles(account.jmapID, ["create": draft])
    report.handedIn += answer.created.count
    guard let refusal = answer.notCreated["b"] else {
      try settle(parcel, .accepted)
      return true
    }
    // Any other is about the upload, or the moment.
    guard refusal.type.hasPrefix("bundle.") else { return false }
    refuse(refusal.type)
    try settle(parcel, .refused, reason: refusal.type)
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
