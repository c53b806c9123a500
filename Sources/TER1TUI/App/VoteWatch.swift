import ClientCore

/// When a person is told of votes that wait for his ballot and close within a day: of each once. What came into the quiet hours is told
/// after them, for the closing does not wait either.
struct VoteWatch: Sendable {
  /// In seconds since 1970; nil: there is nothing to look for.
  private(set) var deadline: Double?
  private var told: Set<ObjectKey> = []

  /// So many seconds before the closing.
  static let ahead = 86_400.0
  /// A burst of changes is over after so many seconds.
  private static let burst = 3.0
  /// While it is quiet, it is looked again after so many seconds.
  private static let pause = 300.0

  /// What closes soon already is seen on the screen.
  mutating func begin(_ surroundings: Surroundings) throws(CacheError) {
    _ = try votes(isQuiet: false, skipping: nil, surroundings)
  }

  mutating func noteChange(_ changes: ChangeSet, at now: Double) {
    let types = [Proposal.name, Tally.name, Ballot.name]
    guard types.contains(where: { changes.touches($0) }) else { return }
    deadline = min(deadline ?? .infinity, now + Self.burst)
  }

  /// What is to be told now, the first to close at the head.
  /// - Parameter skipping: the vote that one looks at.
  mutating func votes(
    isQuiet: Bool, skipping: ObjectKey?, _ surroundings: Surroundings
  ) throws(CacheError) -> [ProposalRow] {
    let now = surroundings.now
    let waiting = try surroundings.cache.votesThatClose(now: now).filter { !told.contains($0.key) }
    let due = waiting.filter { $0.proposal.closesAt - Self.ahead <= now }
    deadline = waiting.first { $0.proposal.closesAt - Self.ahead > now }.map { $0.proposal.closesAt - Self.ahead }
    guard !due.isEmpty else { return [] }
    guard !isQuiet else {
      deadline = min(deadline ?? .infinity, now + Self.pause)
      return []
    }
    told.formUnion(due.map(\.key))
    return due.filter { $0.key != skipping }
  }
}

extension App {
  /// Tells of votes that are about to close, whatever else one is to be told of.
  mutating func tellVotesWhenDue(_ surroundings: Surroundings) -> [Effect] {
    guard let due = voteWatch.deadline, due <= surroundings.now else { return [] }
    return guarded { (app) throws(CacheError) in
      let votes = try app.voteWatch.votes(
        isQuiet: app.settings.isQuiet(surroundings.now), skipping: app.inSight, surroundings)
      guard let first = votes.first, app.newsWatch.isLookedAt != true else { return [] }
      return [.notify(try app.sentence(News(place: UnreadPlace(first), count: votes.count), surroundings))]
    }
  }
}
