import ClientCore
import Localization
import Text

/// How far a vote is, on one line of 38 cells and more: `[#####|---] 7/14  quorum 8  2 d`. No colour and no sign says more than the words.
struct VoteBar {
  let row: ProposalRow
  /// Seconds since 1970.
  let now: Double
  let tr: Catalog

  func line(columns: Int) -> Line {
    guard columns < Size.told else { return Line.told([Line(tr("ballots: %1", count)), quorum, time]) }
    guard share(1) != nil else { return text([quorum, time]).clipped(to: columns) }
    // The words are shortened before the bar is given up, which holds the quorum too.
    for words in [[quorum, time], [shortQuorum, shortTime], [shortTime]] {
      let text = text(words)
      let cells = min(24, columns - text.width - 3)
      if cells >= 6 { return bar(cells) + Line(" ") + text }
    }
    return text([quorum, time]).clipped(to: columns)
  }

  private var ballots: Int { row.tally?.ballotCount ?? 0 }
  private var hasQuorum: Bool { ballots >= row.proposal.quorum }

  /// What part of all members so many are; nil: nobody knows how many there are.
  private func share(_ count: Int) -> Double? {
    row.tally?.electors.flatMap { $0 > 0 ? min(1, Double(count) / Double($0)) : nil }
  }

  /// Filled as far as members have voted, with a mark where the quorum is.
  private func bar(_ cells: Int) -> Line {
    let filled = Int((share(ballots) ?? 0) * Double(cells))
    let mark =
      row.proposal.quorum > 0 ? share(row.proposal.quorum).map { min(cells - 1, Int($0 * Double(cells))) } : nil
    let inner = (0..<cells).map { $0 == mark ? "|" : $0 < filled ? "#" : "-" }.joined()
    return Line([
      Span("[", .dim), Span(inner, row.proposal.quorum > 0 && hasQuorum ? Style(.success) : .text), Span("]", .dim),
    ])
  }

  /// The count, then these, as far as they say anything.
  private func text(_ words: [Line]) -> Line {
    words.filter { $0.width > 0 }.reduce(Line(count)) { $0 + Line("  ") + $1 }
  }

  private var quorum: Line {
    guard row.proposal.quorum > 0 else { return Line() }
    return Line(
      hasQuorum ? tr("quorum %1 reached", row.proposal.quorum) : tr("quorum %1", row.proposal.quorum), .dim)
  }

  private var shortQuorum: Line { row.proposal.quorum > 0 && hasQuorum ? Line(tr("quorum reached"), .dim) : quorum }

  private var shortTime: Line {
    row.state(at: now) == .open
      ? Line(VoteWords(tr).left(row.proposal.closesAt - now), Style(.date)) : time
  }

  /// "7/14", or "6+/14" (6 or more) while a secret vote tells by threes.
  var count: String {
    let isRounded = row.proposal.isSecret && row.tally?.isOver == false
    let told = String(ballots) + (isRounded ? "+" : "")
    return row.tally?.electors.map { "\(told)/\($0)" } ?? told
  }

  private var time: Line { Line(timeLeft, Style(.date)) }

  /// "2 d left", "opens in 5 h".
  var timeLeft: String {
    switch row.state(at: now) {
    case .waiting: row.proposal.opensAt.map { tr("opens in %1", VoteWords(tr).left($0 - now)) } ?? ""
    case .open: tr("%1 left", VoteWords(tr).left(row.proposal.closesAt - now))
    case .closed, .withdrawn: ""
    }
  }

  /// What each option got, as bars that can be compared; empty: nothing is told yet.
  func counts(columns: Int) -> [Line] {
    guard let counts = row.tally?.counts else { return [] }
    let options = VoteWords(tr).options(row.proposal)
    guard columns < Size.told else {
      return zip(options, counts).map { Line($0) + Line(tr(": ") + String($1)) }
    }
    let most = max(1, counts.max() ?? 1)
    let digits = String(most).count
    let label = min(max(8, columns / 2), options.map(\.width).max() ?? 8)
    let room = max(0, min(20, columns - label - digits - 2))
    return zip(options, counts).map { option, count in
      let cells = count == 0 ? 0 : max(1, room * count / most)
      let bar = String(repeating: "#", count: room > 3 ? cells : 0)
      return RowLayout().adding(Line(option), .fixed(label)).adding(Line(String(count)), .fixed(digits), isRight: true)
        .adding(Line(bar, Style(.accent))).line(columns: columns)
    }
  }
}
