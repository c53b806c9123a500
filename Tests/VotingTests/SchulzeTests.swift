import Testing
import Voting

/// The published examples of the method: M. Schulze, "The Schulze Method of Voting" (arXiv:1804.02973), section 3, and what he gives
/// as the strengths of the strongest paths.
struct SchulzeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    /// How many voters, and their order: `acdb`, with `=` between equals.
    let ballots: [(Int, String)]
    let ranking: String
    var paths: [[Int]]?
    var testDescription: String { name }
  }

  static let examples = [
    Example(
      name: "example 1", ballots: [(8, "acdb"), (2, "badc"), (4, "cdba"), (4, "dbac"), (3, "dcba")], ranking: "d>a>c>b",
      paths: [[0, 14, 14, 12], [13, 0, 13, 12], [13, 15, 0, 12], [13, 19, 13, 0]]),
    Example(
      name: "the 45 voters of Wikipedia's article",
      ballots: [
        (5, "acbed"), (5, "adecb"), (8, "bedac"), (3, "cabed"), (7, "caebd"), (2, "cbade"), (7, "dceba"), (8, "ebadc"),
      ], ranking: "e>a>c>b>d",
      paths: [
        [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
      ]),
    Example(
      name: "a cycle of three that nothing breaks", ballots: [(1, "abc"), (1, "bca"), (1, "cab")], ranking: "a=b=c"),
    Example(name: "who beats everybody wins", ballots: [(3, "abc"), (2, "cab"), (2, "bac")], ranking: "a>b>c"),
  ]

  @Test(arguments: examples) func publishedExample(_ example: Example) {
    let options = example.ballots[0].1.count
    var schulze = Schulze(options: options)
    for (voters, order) in example.ballots { for _ in 0..<voters { schulze.count(Self.groups(order)) } }
    #expect(Self.text(schulze.ranking) == example.ranking)
    if let paths = example.paths { #expect(schulze.paths == paths) }
  }

  private static func groups(_ order: String) -> [[Int]] { order.map { [Int($0.asciiValue ?? 97) - 97] } }

  private static func text(_ ranking: [[Int]]) -> String {
    ranking.map { $0.map { String(UnicodeScalar(UInt8(97 + $0))) }.joined(separator: "=") }.joined(separator: ">")
  }

  /// Whatever is voted: no option is put before one that beats it on every path, everybody stands once, and a Condorcet winner is first.
  @Test func theRankingKeepsWhatItPromises() {
    var generator = Seeded(state: 17)
    for _ in 0..<300 {
      let options = Int.random(in: 2...7, using: &generator)
      var schulze = Schulze(options: options)
      for _ in 0..<Int.random(in: 1...30, using: &generator) {
        let order = (0..<options).shuffled(using: &generator)
        let shown = Int.random(in: 1...options, using: &generator)
        schulze.count(order.prefix(shown).map { [$0] })
      }
      let (ranking, preferences) = (schulze.ranking, schulze.preferences)
      #expect(ranking.flatMap(\.self).sorted() == Array(0..<options))
      let winner = (0..<options).first { one in
        (0..<options).allSatisfy { $0 == one || preferences[one][$0] > preferences[$0][one] }
      }
      if let winner { #expect(ranking[0] == [winner]) }
      for (place, group) in ranking.enumerated() {
        for worse in ranking.dropFirst(place + 1).joined() {
          for better in group { #expect(schulze.paths[better][worse] >= schulze.paths[worse][better]) }
        }
      }
    }
  }

  @Test func whatIsNamedNowhereIsLast() {
    var schulze = Schulze(options: 3)
    schulze.count([[1]])
    #expect(schulze.preferences == [[0, 0, 0], [1, 0, 1], [0, 0, 0]])
    #expect(schulze.ranking == [[1], [0, 2]])
  }
}

private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
