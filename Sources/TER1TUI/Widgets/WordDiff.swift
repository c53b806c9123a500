import Text

/// How one text became another, word by word.
enum WordDiff {
  enum Change: Hashable, Sendable { case kept, removed, added }
  struct Run: Hashable, Sendable {
    let change: Change
    var text: String
  }

  /// The texts in turn as runs: what was removed stands before what came in its place.
  static func runs(from old: String, to new: String) -> [Run] {
    let (old, new) = (words(old), words(new))
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    var runs = Runs()
    runs.add(.kept, new.prefix(head))
    compare(old.dropFirst(head).dropLast(tail), new.dropFirst(head).dropLast(tail), &runs)
    runs.add(.kept, new.suffix(tail))
    return runs.runs
  }

  /// Beyond this, what is between is said to be another text: finding the shortest way costs the product.
  private static let mostPairs = 250_000

  private static func compare(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>, _ runs: inout Runs) {
    guard old.count * new.count <= mostPairs else {
      runs.add(.removed, old)
      return runs.add(.added, new)
    }
    let (old, new) = (Array(old), Array(new))
    let difference = new.difference(from: old)
    let (removed, added) = (Set(difference.removals.map(\.place)), Set(difference.insertions.map(\.place)))
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if removed.contains(left) {
        runs.add(.removed, old[left...left])
        left += 1
      } else if added.contains(right) {
        runs.add(.added, new[right...right])
        right += 1
      } else {
        runs.add(.kept, new[right...right])
        (left, right) = (left + 1, right + 1)
      }
    }
  }

  /// Words, each with the spaces behind it.
  private static func words(_ text: String) -> [Substring] {
    var words: [Substring] = []
    var start = text.startIndex
    var isSpace = false
    for index in text.indices {
      let space = text[index].isWhitespace
      if isSpace && !space {
        words.append(text[start..<index])
        start = index
      }
      isSpace = space
    }
    return start < text.endIndex ? words + [text[start...]] : words
  }

  private struct Runs {
    private(set) var runs: [Run] = []

    mutating func add(_ change: Change, _ words: some Sequence<Substring>) {
      for word in words {
        if runs.last?.change == change {
          runs[runs.count - 1].text += word
        } else {
          runs.append(Run(change: change, text: String(word)))
        }
      }
    }
  }
}

extension CollectionDifference.Change {
  fileprivate var place: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}

extension WordDiff.Run {
  private var marks: (before: String, after: String) {
    switch change {
    case .kept: ("", "")
    case .removed: ("[-", "-]")
    case .added: ("[+", "+]")
    }
  }

  private var style: Style {
    switch change {
    case .kept: .text
    case .removed: .dim
    case .added: Style(.accent, .bold)
    }
  }

  /// The run as pieces of lines, with marks that need no colour; the spaces at its end stand behind them.
  fileprivate var lines: [[Span]] {
    let inner = text.reversed().drop(while: \.isWhitespace).reversed()
    let spaces = text.suffix(text.count - inner.count)
    let marked = marks.before + String(inner) + marks.after + spaces
    return UntrustedText(marked).lines.map { [Span($0, style)] }
  }
}

extension WordDiff {
  /// Both texts in one, as lines.
  static func lines(from old: UntrustedText, to new: UntrustedText) -> [Line] {
    runs(from: old.raw, to: new.raw).reduce(into: [Line()]) { lines, run in
      for (index, spans) in run.lines.enumerated() {
        if index > 0 { lines.append(Line()) }
        lines[lines.count - 1].spans += spans
      }
    }
  }
}
