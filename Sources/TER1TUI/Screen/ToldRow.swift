import Text

/// What stands in a row, to be told: the texts that were put into it, from left to right.
struct ToldRow: Equatable, Sendable {
  private struct Piece: Equatable, Sendable {
    let start: Int
    let end: Int
    let text: String
  }

  private var pieces: [Piece] = []

  mutating func add(_ text: SafeText, at column: Int) {
    guard text.string.contains(where: { $0 != " " }) else { return }
    pieces.append(Piece(start: column, end: column + text.width, text: text.string))
  }

  /// A gap of more than a blank parts two things.
  var words: String {
    var (things, end) = ([""], 0)
    for piece in pieces.sorted(by: { $0.start < $1.start }) {
      if piece.start > end + 1 { things.append("") } else if piece.start > end { things[things.count - 1] += " " }
      things[things.count - 1] += piece.text
      end = piece.end
    }
    return Line.told(things.map { Line($0) }).text
  }
}

extension Line {
  /// Things that stand in columns of their own, one after the other; a sign belongs to what follows it.
  static func told(_ things: [Line]) -> Line {
    let said = things.filter { !$0.text.allSatisfy { $0 == " " } }
    return said.dropFirst().reduce(said.first ?? Line()) { told, thing in
      let last = told.text.last { $0 != " " } ?? ":"
      return told + Line(last.isLetter || last.isNumber || ")»”".contains(last) ? ", " : " ") + thing
    }
  }
}
