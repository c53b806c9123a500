public import Bundles
public import ClientCore
import JSON
import Wire

/// What became of a bundle that was brought here.
public enum BundleIntake: Sendable {
  /// Its objects are here now; `carrier`: the member whose word they are, nil where the server signed them.
  case merged(MergeReport, carrier: ObjectID?)
  /// It is for the server: it is handed in at the next sync; not before its missing parts are here.
  case parcel(missing: [Int], of: Int)
}

extension BundleDesk {
  /// Whether this desk has anything to do with it.
  public func concerns(_ bundle: SealedBundle) -> Bool {
    bundle.isFor(server: serverKey) || bundle.isFor(secret)
  }

  /// By the one of several desks that has to do with it.
  public static func take(
    _ bundle: Result<SealedBundle, BundleRefusal>, at desks: [BundleDesk], now: Double
  ) throws(BundleFailure) -> (intake: BundleIntake, bundle: SealedBundle, desk: BundleDesk) {
    let sealed: SealedBundle
    do { sealed = try bundle.get() } catch { throw .refused(error) }
    guard let desk = desks.first(where: { $0.concerns(sealed) }) else { throw .refused(.notForUs) }
    return (try desk.take(sealed, now: now), sealed, desk)
  }

  /// - Parameter now: seconds since 1970.
  public func take(_ bundle: SealedBundle, now: Double) throws(BundleFailure) -> BundleIntake {
    let isParcel = bundle.isFor(server: serverKey)
    guard bundle.isFor(secret) || !isParcel else { return try keep(bundle, now) }
    let opened: OpenedBundle
    do { opened = try bundle.open(with: [secret]) } catch { throw .refused(error) }
    let carrier = try carrier(of: opened)
    if isParcel { _ = try keep(bundle, now) }
    let records = try records(opened.content, carrier)
    do {
      let report = try cache.merge(records)
      var kept = KeptBundle(account: account.id, id: bundle.id, role: .taken, at: now, state: .done)
      kept.note(opened.content)
      kept.note(bundle)
      (kept.people, kept.taken) = (carrier.map { [$0] } ?? [], report.taken)
      // What came before counts: the same bundle again brings nothing new.
      if let before = try cache.reader.bundles(account.id).first(where: { $0.key == kept.key }) {
        (kept.at, kept.taken) = (before.at, before.taken + report.taken)
      }
      _ = try cache.keep(kept)
      return .merged(report, carrier: carrier)
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
    let known = try carrier == nil ? nil : knownPlaces(with: content.records[Course.name.rawValue]?.list)
    // In the order in which types depend on one another.
    return Cache.syncedTypes.compactMap { type in
      guard carrier == nil || BundlePlaces.shared.contains(type.name), let given = content.records[type.name.rawValue]
      else {
        return nil
      }
      var records = CarriedRecords(
        account: account.id, type: type.name, list: given.list, state: given.state, carrier: carrier)
      if let known { records.isTaken = { known.hold($0, type.name) } }
      (records.since, records.destroyed) = (given.since, given.destroyed.map { ObjectID($0) })
      return records
    }
  }

  /// Keeps a bundle of somebody else to be handed in; parts that came before are put together with these.
  private func keep(_ bundle: SealedBundle, _ now: Double) throws(BundleFailure) -> BundleIntake {
    var kept = KeptBundle(account: account.id, id: bundle.id, role: .carried, at: now, state: .waiting)
    let before = try Self.cached { () throws(CacheError) in try cache.reader.bundles(account.id) }
      .first { $0.key == kept.key && $0.state == .waiting }
    if let before, before.missing.isEmpty { return .parcel(missing: [], of: before.parts) }
    let whole = try before.map { (before) throws(BundleFailure) in try together(bundle, before) } ?? bundle
    kept.note(whole)
    do {
      let old = try before.map { (before) throws(CacheError) in try cache.spool(of: before) }
      _ = try cache.keep(kept, spool: try cache.spool(whole.bytes))
      if let old { cache.removeSpool(old) }
    } catch { throw .cache(error) }
    return .parcel(missing: whole.missing, of: whole.count)
  }

  private func together(_ bundle: SealedBundle, _ before: KeptBundle) throws(BundleFailure) -> SealedBundle {
    let spool = try Self.cached { () throws(CacheError) in try cache.spool(of: before) }
    let bytes = try file(spool, before.size)
    do {
      return try SealedBundle.gather(try BundlePart.read(bytes) + bundle.parts)[0].get()
    } catch { throw .refused(error) }
  }
}
