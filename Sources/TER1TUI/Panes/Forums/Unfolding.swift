import ClientCore

/// Which messages of a topic are shown whole; every other one is its heading.
struct Unfolding: Sendable {
  /// Whether a message that nothing is said of is whole.
  let isAll: Bool
  /// Those that are not as the others.
  private var exceptions: Set<ObjectID> = []

  init(isAll: Bool, _ unfolded: [ObjectID] = []) {
    self.isAll = isAll
    if !isAll { exceptions = Set(unfolded) }
  }

  func contains(_ id: ObjectID) -> Bool { isAll != exceptions.contains(id) }

  mutating func unfold(_ ids: some Sequence<ObjectID>) {
    if isAll { exceptions.subtract(ids) } else { exceptions.formUnion(ids) }
  }

  mutating func fold(_ ids: some Sequence<ObjectID>) {
    if isAll { exceptions.formUnion(ids) } else { exceptions.subtract(ids) }
  }

  /// A message of one's own has another id once it is sent.
  mutating func follow(_ changes: ChangeSet) {
    exceptions.formUnion(changes.renamed.filter { exceptions.contains($0.key.id) }.values)
  }
}
