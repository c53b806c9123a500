/// Where a place lies that somebody wrote in words, as far as the program knows.
public struct PlaceFinder: Sendable, Hashable {
  /// The words without the coordinates that stood among them.
  public let name: String
  public let point: Coordinates?
  /// Whether only the town is known.
  public let isTown: Bool

  /// "Place Graslin geo:47.2132,-1.5621", "3 rue de la Paix, 44000 Nantes", "Bourse du travail, Lyon".
  public init(_ text: String) {
    let words = text.split(separator: " ")
    if let index = words.lastIndex(where: { Self.coordinates($0) != nil }), let point = Self.coordinates(words[index]) {
      let rest = words.indices.filter { $0 != index }.map { words[$0] }.joined(separator: " ")
      (name, self.point, isTown) = (rest, point, false)
      return
    }
    let town = Self.town(text)
    (name, point, isTown) = (text, town?.coordinates, town != nil)
  }

  private static func coordinates(_ word: Substring) -> Coordinates? {
    let word = String(word)
    if let point = Coordinates(uri: word) { return point }
    // "12,5" is no point: both numbers need their decimals.
    return word.count(where: { $0 == "." }) == 2 ? Coordinates(typed: word) : nil
  }

  private static func town(_ text: String) -> Town? {
    let digits = text.split { !($0.isASCII && $0.isNumber) }.filter { $0.count == 5 }
    if let code = digits.last {
      let towns = France.find(String(code), limit: 30).same
      let folded = FoldedName(text).bytes
      return towns.first { PlaceLines.text(folded).contains(PlaceLines.text(FoldedName($0.name).bytes)) } ?? towns.first
    }
    guard let last = text.split(whereSeparator: { $0 == "," || $0 == "(" || $0 == ")" }).last else { return nil }
    let same = France.find(String(last), limit: 2).same
    // Of several with one name nobody knows which is meant.
    return same.count == 1 ? same[0] : nil
  }
}
