import ClientCore
import JSON
import Wire

/// For servers without `ifMatch` (docs/protocol.md, section 4): what an update would overwrite, or a destruction take away, is looked at just before it is sent.
/// What somebody changes in that moment is still overwritten; more cannot be done there.
extension SyncEngine {
  /// The batch without the updates whose object was changed by somebody else meanwhile; those are settled as superseded.
  func sparing(_ batch: SetBatch, _ open: inout [OutboxEntry]) async throws(SyncError) -> SetBatch {
    let asked = batch.calls.filter { call in !call.offersIfMatch && call.items.contains { !$0.entry.basis.isEmpty } }
    guard !asked.isEmpty else { return batch }
    let standing = try await self.standing(asked)
    var superseded: [(OutboxEntry, Outcome)] = []
    for call in asked {
      for entry in call.items.map(\.entry) {
        guard let object = standing[entry.id], let failure = Self.conflict(entry, object) else { continue }
        superseded.append((entry, .refused(failure)))
      }
    }
    try settle(superseded, &open)
    return batch.removing(Set(superseded.map(\.0.id)))
  }

  /// The objects that the entries update, as they are now, by the entries' numbers.
  private func standing(_ calls: [SetBatch.Call]) async throws(SyncError) -> [Int64: JSONObject] {
    var standing: [Int64: JSONObject] = [:]
    for call in calls {
      let entries = call.items.map(\.entry).filter { !$0.basis.isEmpty }
      let ids = entries.map { JSONValue.string($0.mutation.id.rawValue) }
      let result = try await get(call.dialect, call.account, ids: .array(ids))
      for object in result.list {
        guard let entry = entries.first(where: { $0.mutation.id.rawValue == object["id"]?.string }) else { continue }
        standing[entry.id] = object
      }
    }
    return standing
  }

  private static func conflict(_ entry: OutboxEntry, _ object: JSONObject) -> OutboxEntry.Failure? {
    let differing = Basis.differing(entry.basis, from: object)
    guard !differing.isEmpty else { return nil }
    // Done already, by a request whose answer was lost.
    if case .update(let patch) = entry.mutation.action, differing.allSatisfy({ object[$0] == patch[$0]?.nonNull }) {
      return nil
    }
    return OutboxEntry.Failure(type: OutboxEntry.Failure.superseded, description: nil, properties: differing)
  }
}

extension JSONValue {
  fileprivate var nonNull: JSONValue? { isNull ? Optional.none : .some(self) }
}
