/// The name somebody probably meant.
public enum NearestName {
  /// The known name that is the fewest changes of a letter away from `name`; nil when all are too far to be meant.
  public static func find(_ name: String, in known: some Sequence<String>) -> String? {
    known.map { (name: $0, distance: distance(name, $0)) }
      .filter { $0.distance <= max(1, $0.name.count / 3) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
  }

  /// Levenshtein's distance.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substitution = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substitution, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
