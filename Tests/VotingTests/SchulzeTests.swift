import Testing
import Voting

/// The published examples of the method: the ten of M. Schulze, "The Schulze Method of Voting" (arXiv:1804.02973), section 3, as
/// they are tried by github.com/julien-boudry/Condorcet (Tests/src/Algo/Methods/Schulze/SchulzeTest.php), the two of Wikipedia's article as
/// github.com/bradbeattie/python-vote-core (test_functionality/test_schulze_method.py) has them. The strongest paths of the 45 voters are those
/// of Wikipedia's User:MarkusSchulze/Schulze_method_examples; those of example 1 follow from its ballots.
struct SchulzeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    /// How many voters, and their order: `8 acdb`, with `=` between equals; who is not named is last.
    let ballots: String
    let winners: String
    /// Of all, where it is published.
    var ranking: String?
    var paths: [[Int]]?
    var testDescription: String { name }
  }

  static let examples = [
    Example(
      name: "example 1", ballots: "8 acdb 2 badc 4 cdba 4 dbac 3 dcba", winners: "d",
      paths: [[0, 14, 14, 12], [13, 0, 13, 12], [13, 15, 0, 12], [13, 19, 13, 0]]),
    Example(name: "example 2", ballots: "3 abcd 2 cbda 2 dabc 2 dbca", winners: "bd", ranking: "b=d>a=c"),
    Example(name: "example 3", ballots: "12 abcd 6 adbc 9 bcda 15 cdab 21 dbac", winners: "d"),
    Example(name: "example 4", ballots: "6 acdb 1 badc 3 cbda 3 dbac 2 dcba", winners: "ad"),
    Example(
      name: "example 5", ballots: "3 adebcf 3 bfecda 4 cabfde 1 dbcefa 4 defabc 2 ecbdfa 2 facdbe", winners: "a"),
    Example(
      name: "example 5, with two voters more",
      ballots: "3 adebcf 3 bfecda 4 cabfde 1 dbcefa 4 defabc 2 ecbdfa 2 facdbe 2 aefcbd", winners: "d"),
    Example(
      name: "example 6", ballots: "3 abdc 5 adbc 1 adcb 2 badc 2 bdca 4 cabd 6 cbad 2 dbca 5 dcab", winners: "a"),
    Example(
      name: "example 6, with e",
      ballots: "3 abdec 5 adebc 1 adecb 2 badec 2 bdeca 4 cabde 6 cbade 2 dbeca 5 decab", winners: "b"),
    Example(
      name: "example 7, by winning votes",
      ballots: "6 abcd 8 a=b 8 a=c 18 a=cd 8 a=c=d 40 b 4 cbd 9 cda 8 c=d 14 dab 11 dbc 4 dca", winners: "d"),
    Example(
      name: "example 8", ballots: "9 adbec 6 bcade 5 bcdea 2 cdbea 6 decba 14 eacbd 2 ecabd 1 edacb", winners: "b"),
    Example(
      name: "example 9", ballots: "9 adbec 1 baced 6 cbade 2 cdbea 5 cdeab 6 decab 14 ebacd 2 ebcad", winners: "e"),
    Example(
      name: "example 10, the 45 voters of Wikipedia's article",
      ballots: "5 acbed 5 adecb 8 bedac 3 cabed 7 caebd 2 cbade 7 dceba 8 ebadc", winners: "e", ranking: "e>a>c>b>d",
      paths: [
        [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
      ]),
    Example(
      name: "Wikipedia's Schwartz set", ballots: "3 acdb 9 bacd 8 cdab 5 dabc 5 dbca", winners: "c"),
    Example(
      name: "a cycle of three that nothing breaks", ballots: "1 abc 1 bca 1 cab", winners: "abc", ranking: "a=b=c"),
    Example(name: "who beats everybody wins", ballots: "3 abc 2 cab 2 bac", winners: "a", ranking: "a>b>c"),
  ]

  @Test(arguments: examples) func publishedExample(_ example: Example) throws {
    let schulze = try Self.count(example.ballots)
    let ranking = Self.text(schulze.ranking)
    #expect(ranking.prefix { $0 != ">" }.filter { $0 != "=" } == example.winners, "\(ranking)")
    if let published = example.ranking { #expect(ranking == published) }
    if let paths = example.paths { #expect(schulze.paths == paths) }
  }

  private static func count(_ ballots: String) throws -> Schulze {
    let words = ballots.split(separator: " ")
    let options = Set(ballots.filter(\.isLetter)).count
    var schulze = Schulze(options: options)
    for index in stride(from: 0, to: words.count, by: 2) {
      for _ in 0..<(try #require(Int(words[index]))) { schulze.count(groups(words[index + 1])) }
    }
    return schulze
  }

  /// "a=cd": a and c are equals, d is behind them.
  private static func groups(_ order: Substring) -> [[Int]] {
    var groups: [[Int]] = []
    var isEqual = false
    for letter in order {
      if letter == "=" {
        isEqual = true
        continue
      }
      let option = Int(letter.asciiValue ?? 97) - 97
      if isEqual { groups[groups.count - 1].append(option) } else { groups.append([option]) }
      isEqual = false
    }
    return groups
  }

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
