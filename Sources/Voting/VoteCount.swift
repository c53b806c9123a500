public import JSON

/// What came of a vote.
public enum VoteOutcome: String, Sendable, CaseIterable {
  case adopted, rejected
  /// Somebody blocked; for `consent`.
  case blocked
  /// One option won.
  case decided
  /// Several options share the first place.
  case tie
  /// Fewer ballots than had to be, or none.
  case noQuorum
}

/// Ballots, counted.
public struct VoteCount: Sendable {
  public let question: BallotPaper
  public private(set) var ballots = 0
  /// For each of the method's words, or each option, what it got; for `ranked`, how many put it first, alone or with others.
  public private(set) var counts: [Int]
  private var pairs: Schulze?

  public init(_ question: BallotPaper) {
    self.question = question
    counts = Array(repeating: 0, count: question.options)
    pairs = question.method == .ranked ? Schulze(options: question.options) : nil
  }

  public mutating func add(_ choice: Choice) {
    ballots += 1
    for (index, worth) in question.worth(of: choice) { counts[index] += worth }
    if case .order(let groups) = choice { pairs?.count(groups) }
  }

  /// How many ballots put the row's option before the column's; nil: nothing is ranked.
  public var preferences: [[Int]]? { pairs?.preferences }

  /// Groups of equals, the best first; empty where there are no options.
  public var ranking: [[Int]] {
    if let pairs { return pairs.ranking }
    guard question.method.words == nil else { return [] }
    let places = Dictionary(grouping: counts.indices) { counts[$0] }
    return places.sorted { $0.key > $1.key }.map { $0.value.sorted() }
  }

  /// - Parameter quorum: how many ballots there have to be.
  public func outcome(quorum: Int) -> VoteOutcome {
    guard ballots >= max(1, quorum) else { return .noQuorum }
    switch question.method {
    case .consent: return counts[3] > 0 ? .blocked : counts[0] > 0 ? .adopted : .rejected
    case .yesNo: return counts[0] > counts[1] ? .adopted : .rejected
    case .choice, .approval, .dots, .ranked: return ranking.first?.count == 1 ? .decided : .tie
    }
  }
}

extension BallotPaper {
  /// What a ballot adds to the counts.
  public func worth(of choice: Choice) -> [(index: Int, worth: Int)] {
    switch choice {
    case .one(let index): [(index, 1)]
    case .some(let indexes): indexes.map { ($0, 1) }
    case .order(let groups): (groups.first ?? []).map { ($0, 1) }
    case .dots(let dots): dots.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
    }
  }

  /// Counts published ballots, to see whether the published result is theirs. One that is no answer counts as none.
  /// - Parameter ballots: `{choice}` each.
  public func count(_ ballots: [JSONValue]) -> VoteCount {
    var count = VoteCount(self)
    for ballot in ballots { if let choice = ballot["choice"].flatMap(choice) { count.add(choice) } }
    return count
  }
}
