public import Bundles
public import ClientCore
import JSON
import Wire

/// What became of a bundle that was brought here.
public enum BundleIntake: Sendable {
  /// Its objects are here now; `carrier`: the member whose word they are, nil where the server signed them.
  case merged(MergeReport, carrier: ObjectID?)
  /// It is for the server: it is handed in at the next sync.
  case parcel
}

extension BundleDesk {
  /// Whether this desk has anything to do with it.
  public func concerns(_ bundle: SealedBundle) -> Bool {
    bundle.isFor(server: serverKey) || bundle.isFor(secret)
  }

  public func take(_ bundle: SealedBundle) async throws(BundleFailure) -> BundleIntake {
    let isParcel = bundle.isFor(server: serverKey)
    guard bundle.isFor(secret) || !isParcel else {
      try keep(bundle)
      return .parcel
    }
    let opened: OpenedBundle
    do { opened = try bundle.open(with: [secret]) } catch { throw .refused(error) }
    let carrier = try carrier(of: opened)
    if isParcel { try keep(bundle) }
    let records = try records(opened.content, carrier)
    do {
      return .merged(try await cache.merge(records), carrier: carrier)
    } catch { throw .cache(error) }
  }

  /// - Returns: nil for the server.
  private func carrier(of bundle: OpenedBundle) throws(BundleFailure) -> ObjectID? {
    guard bundle.content.cooperative == account.jmapID else { throw .refused(.otherCooperative) }
    if bundle.signer == serverKey { return nil }
    let author = ObjectID(bundle.content.author)
    do throws(BundleFailure) {
      guard try keys(of: author).contains(bundle.signer) else { throw .refused(.stranger) }
    } catch .unreachable { throw .refused(.stranger) }
    return author
  }

  private func records(
    _ content: BundleContent, _ carrier: ObjectID?
  ) throws(BundleFailure) -> [CarriedRecords] {
    let known = try carrier == nil ? nil : channels()
    // In the order in which types depend on one another.
    return Cache.syncedTypes.compactMap { type in
      guard carrier == nil || Self.shared.contains(type.name), let given = content.records[type.name.rawValue] else {
        return nil
      }
      let list = given.list.filter { object in
        known.map { $0.contains(ObjectID(object["channelId"]?.string ?? "")) } ?? true
      }
      var records = CarriedRecords(
        account: account.id, type: type.name, list: list, state: given.state, carrier: carrier)
      (records.since, records.destroyed) = (given.since, given.destroyed.map { ObjectID($0) })
      return records
    }
  }

  /// The channels that the server has told of: a member cannot carry anybody into another.
  private func channels() throws(BundleFailure) -> Set<ObjectID> {
    try Self.cached { () throws(CacheError) in try cache.ids(account.id, Channel.name) }
  }

  private func keep(_ bundle: SealedBundle) throws(BundleFailure) {
    let note = LoginNote.parcels.name(login)
    try Self.cached { () throws(CacheError) in
      let kept = try cache.reader.note(note)?.array ?? []
      guard !kept.contains(where: { $0["bundle"]?.string == bundle.id && bundle.missing.isEmpty }) else { return }
      let bytes = bundle.bytes
      let spool = try cache.spool(bytes)
      let parcel: JSONValue = [
        "account": .string(account.jmapID), "bundle": .string(bundle.id), "spool": .string(spool),
        "size": .int(Int64(bytes.count)),
      ]
      try cache.setNote(note, .array(kept + [parcel]))
    }
  }
}
