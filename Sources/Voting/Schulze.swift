/// The Schulze method (M. Schulze, "The Schulze Method of Voting", arXiv:1804.02973), with winning votes as the strength of a link.
public struct Schulze: Sendable {
  /// How many ballots put the row's option before the column's.
  public private(set) var preferences: [[Int]]

  /// - Parameter options: how many there are.
  public init(options: Int) { preferences = Array(repeating: Array(repeating: 0, count: options), count: options) }

  private var options: Range<Int> { preferences.indices }

  /// - Parameter groups: groups of equals, the best first; what is named nowhere is last.
  public mutating func count(_ groups: [[Int]]) {
    var rank = Array(repeating: groups.count, count: preferences.count)
    for (place, group) in groups.enumerated() { for option in group { rank[option] = place } }
    for better in options {
      for worse in options where rank[better] < rank[worse] { preferences[better][worse] += 1 }
    }
  }

  /// The strength of the strongest path from the row's option to the column's.
  public var paths: [[Int]] {
    var paths = preferences
    for one in options {
      for other in options where preferences[one][other] <= preferences[other][one] { paths[one][other] = 0 }
    }
    for middle in options {
      for from in options where from != middle {
        for to in options where to != from && to != middle {
          paths[from][to] = max(paths[from][to], min(paths[from][middle], paths[middle][to]))
        }
      }
    }
    return paths
  }

  /// Groups of options that none of the method's rules puts one before another, the best first.
  public var ranking: [[Int]] {
    let paths = paths
    var ranking: [[Int]] = []
    var left = Array(options)
    while !left.isEmpty {
      // The relation is transitive (the paper's 4.1), so that somebody is always beaten by nobody.
      let best = left.filter { one in left.allSatisfy { paths[$0][one] <= paths[one][$0] } }
      ranking.append(best)
      left.removeAll { best.contains($0) }
    }
    return ranking
  }
}
