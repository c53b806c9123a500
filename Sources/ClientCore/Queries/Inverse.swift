internal import GRDB
internal import JSON

extension CacheReader {
  /// How a mutation that is about to be asked for will be taken back.
  public func undoing(_ mutation: Mutation) throws(CacheError) -> Undoing {
    try read { db in
      let waiting = try OutboxTable.fetch(db, of: mutation.key)
      let object = try TypeRegistry.types.first { $0.name == mutation.type }
        .flatMap { try Lookup(db).json($0, mutation.key)?.json }
      return Undoing(
        done: mutation, isAlone: waiting.isEmpty,
        inverse: Inverse(mutation: mutation, object: object, waiting: waiting).mutations)
    }
  }
}

/// What brings an object back to how it is now.
private struct Inverse {
  let mutation: Mutation
  /// The object as it is shown; nil: there is none.
  let object: JSONValue?
  /// What of it is in the outbox.
  let waiting: [OutboxEntry]

  var mutations: [Mutation] {
    switch mutation.action {
    case .create(let properties): mayTakeAway(properties) ? [self.mutation(.destroy)] : []
    case .upload: []
    case .destroy: mutation.type == ReadPosition.name ? position : mutation.type == Ballot.name ? ballot : taken
    case .update(let patch) where patch["readUpTo"] != nil: [self.mutation(.destroy)] + position
    case .update(let patch) where patch["articles"] != nil: [self.mutation(.update(["articles": unmarked(patch)]))]
    case .update(let patch) where patch["deletedAt"]?.isNull == false: taken
    case .update where object == nil: [self.mutation(.destroy)]
    case .update(let patch): [self.mutation(.update(before(patch)))]
    }
  }

  /// A message leaves its mark; what was reported, put to a vote or begun with others only those who moderate may take away.
  private func mayTakeAway(_ properties: JSONObject) -> Bool {
    ![Message.name, Report.name, Proposal.name].contains(mutation.type) && properties["members"] == nil
  }

  private func mutation(_ action: Mutation.Action) -> Mutation {
    Mutation(account: mutation.account, type: mutation.type, id: mutation.id, action: action)
  }

  /// What was never sent can be asked for again.
  private var taken: [Mutation] {
    guard let create = waiting.first(where: \.isCreate), create.isUnsent else { return [] }
    return [create.mutation]
  }

  /// How far one had read.
  private var position: [Mutation] {
    let kept = (object?.object ?? [:]).filter { ["readUpTo", "isMuted", "articles"].contains($0.key) }
    return kept.isEmpty ? [] : [mutation(.update(kept))]
  }

  /// Which articles were read: marks are put over those that stand, so that each is said again as it was.
  private func unmarked(_ patch: JSONObject) -> JSONValue {
    let before = object?["articles"]?.object ?? [:]
    let marks = patch["articles"]?.object ?? [:]
    return .object(JSONObject(uniqueKeysWithValues: marks.map { ($0.key, before[$0.key] ?? .bool($0.value != true)) }))
  }

  /// How one had voted.
  private var ballot: [Mutation] {
    let kept = (object?.object ?? [:]).filter { ["choice", "code"].contains($0.key) }
    return kept.isEmpty ? [] : [mutation(.update(kept))]
  }

  private func before(_ patch: JSONObject) -> JSONObject {
    patch.reduce(into: JSONObject()) { inverse, change in
      let before = before(at: change.key)
      // What is yes or no, and is not there, is no.
      let isFlag = change.value.bool != nil && !change.key.contains("/")
      inverse[change.key] = before.isNull && isFlag ? .bool(false) : before
    }
  }

  /// In patches, reactions read otherwise than in objects (docs/protocol.md, section 6).
  private func before(at path: String) -> JSONValue {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard mutation.type == Message.name, parts.count == 3, parts[0] == "reactions" else {
      return object?.value(at: path) ?? .null
    }
    let principals = object?.value(at: "reactions/\(parts[1])")?.array ?? []
    return principals.contains(.string(String(parts[2]))) ? true : .null
  }
}
