import Bundles
import GRDB
import JSON
import Wire

/// `Bundle/set`: a bundle that somebody carried, handed in; and one's own that are not to count any more.
extension Cooperative {
  func setBundles(_ arguments: JSONObject, as member: Member) throws -> SetResult {
    var result = SetResult(oldState: "", newState: "")
    let (drafts, withdrawn) = (arguments["create"]?.object ?? [:], arguments["destroy"]?.array ?? [])
    guard drafts.count + withdrawn.count <= Limits.core.maxObjectsInSet else {
      throw MethodError(MethodError.requestTooLarge)
    }
    for (key, draft) in drafts {
      do { result.created[key] = try handIn(draft, by: member) } catch let error as SetError {
        result.notCreated[key] = error
      }
    }
    for id in withdrawn.compactMap(\.string) {
      if let time = try withdraw(id, of: member) { result.updated[id] = ["arrivedAt": .string(time.text)] }
      result.destroyed.append(id)
    }
    return result
  }

  private func handIn(_ draft: JSONValue, by carrier: Member) throws -> JSONObject {
    guard let id = draft["blobId"]?.string, let blob = try blob(id, for: carrier) else {
      throw SetError(SetError.blobNotFound)
    }
    let bundles: [SealedBundle]
    do {
      guard blob.size <= BundlePart.mostBytes else { throw BundleRefusal.tooLarge }
      bundles = try SealedBundle.gather(BundlePart.read(try bytes(of: blob))).map { try $0.get() }
    } catch let refusal as BundleRefusal { throw SetError(refusal) }
    var report: JSONObject = ["id": .string(bundles.first?.id ?? id)]
    var (made, already, refused) = (0, 0, 0)
    for bundle in bundles {
      switch try take(bundle) {
      case .failure(let refusal): throw SetError(refusal)
      case .success(let one):
        (made, already, refused) = (made + one.made, already + one.already, refused + one.refused.count)
      }
    }
    for (name, count) in [("made", made), ("already", already), ("refused", refused)] {
      report[name] = .int(Int64(count))
    }
    return report
  }

  private func bytes(of blob: Blob) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < blob.size {
      let piece = try self.bytes(of: blob, from: Int64(bytes.count), count: Blob.chunkSize)
      guard !piece.isEmpty else { throw CooperativeError.storage("blob \(blob.id) ends too early") }
      bytes += piece
    }
    return bytes
  }

  /// Only bundles of the member's own are meant by it.
  /// - Returns: when it came, if it did.
  private func withdraw(_ id: String, of member: Member) throws -> UTCDate? {
    guard id.utf8.count <= 64 else { throw MethodError(MethodError.invalidArguments, "destroy") }
    return try write { transaction in
      let time = try Int64.fetchOne(
        transaction.db, sql: "SELECT at FROM bundle WHERE principalId = ? AND id = ? AND isWithdrawn = 0",
        arguments: [member.principalID, id])
      if let time { return UTCDate(milliseconds: time) }
      try transaction.db.execute(
        sql: "INSERT OR REPLACE INTO bundle VALUES (?, ?, 1, ?)",
        arguments: [member.principalID, id, transaction.now.milliseconds])
      return nil
    }
  }
}

extension SetError {
  fileprivate init(_ refusal: BundleRefusal) { self.init("bundle." + refusal.name, refusal.description) }
}
