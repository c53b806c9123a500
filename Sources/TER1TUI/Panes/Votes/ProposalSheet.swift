import ClientCore
import JSON
import Localization
import Text
import Voting

/// All about one proposal, as sections of text.
struct ProposalSheet {
  enum Section: Hashable, Sendable { case title, standing, ballot, counts, facts, text, change, amendments, published }

  private let detail: ProposalDetail
  private let isOnline: Bool
  private let context: DrawContext
  private let page: SheetText
  private let words: VoteWords

  private var row: ProposalRow { detail.row }
  private var proposal: Proposal { row.proposal }
  private var tr: Catalog { context.tr }
  private var state: Tally.State { row.state(at: context.now) }

  init(_ detail: ProposalDetail, columns: Int, isOnline: Bool, _ context: DrawContext) {
    (self.detail, self.isOnline, self.context) = (detail, isOnline, context)
    (page, words) = (SheetText(columns: columns, tr: context.tr), VoteWords(context.tr))
  }

  var blocks: [PagerBlock<Section>] {
    [title, ballot, counts, change, text, facts, amendments, published].compactMap { $0 }
  }

  private var title: PagerBlock<Section>? {
    var lines = [Line(proposal.title.line, Style(.title))]
    if let mark = row.mark.words(tr) {
      lines.append(Line(mark, row.mark == .failed ? Style(.error) : Style(.pending)))
    }
    if state == .closed || state == .withdrawn { lines.append(Line(words.outcome(row), .bold)) }
    lines.append(VoteBar(row: row, now: context.now, tr: tr).line(columns: page.columns))
    return PagerBlock(id: .title, lines + [Line()])
  }

  // MARK: One's own ballot

  private var ballot: PagerBlock<Section>? {
    var lines: [Line] = []
    if let ballot = row.ballot {
      lines.append(own(ballot.choice, style: row.ballotMark == .none ? Style(.own) : Style(.pending)))
    } else if row.awaitsBallot(at: context.now) {
      let keys = context.keys("votes.cast")
      lines.append(
        Line(keys.map { tr("you have not voted; %1 votes", $0) } ?? tr("you have not voted"), Style(.unread)))
    }
    if row.isClosedHereOnly(at: context.now), row.proposal.mayVote {
      lines.append(Line(tr("closed by this machine's clock; the server's decides"), Style(.warning)))
    }
    if row.ballotMark == .failed { lines.append(Line(tr("refused by the server; the outbox says why"), Style(.error))) }
    if let warning = words.deadline(row, isOnline: isOnline, now: context.now, words: context.words) {
      lines.append(Line(warning, Style(.warning)))
    }
    lines += receipt
    return lines.isEmpty ? nil : page.block(.ballot, tr("My vote"), lines)
  }

  private func own(_ choice: JSONValue, style: Style) -> Line {
    let named = proposal.paper?.choice(choice).map { words.named($0, proposal) }
    return Line(named ?? SafeText("?"), style)
  }

  private var receipt: [Line] {
    guard let receipt = detail.receipt, row.ballot != nil || row.tally?.state == .closed else { return [] }
    let code = UntrustedText(BallotCode.grouped(receipt.code)).line
    var lines = [Line([Span(tr("receipt "), .dim), Span(code, .dim)])]
    let verdict = receipt.verdict(in: row.tally, voter: viewer)
    lines += found(verdict).map { [$0] } ?? []
    if row.ballot == nil, !verdict.isSuperseded { lines.insert(own(receipt.choice, style: Style(.own)), at: 0) }
    return lines
  }

  private func found(_ verdict: Receipt.Verdict) -> Line? {
    switch verdict {
    case .unpublished: nil
    case .counted: Line(tr("✓ it is among the published ballots"), Style(.success))
    case .altered: Line(tr("⚠ under its code stands another ballot"), Style(.error))
    case .missing: Line(tr("⚠ it is not among the published ballots"), Style(.error))
    case .replaced(let time):
      Line(tr("a newer one of yours was counted, of %1", context.words.moment(time)), Style(.warning))
    case .takenBack: Line(tr("taken back before the closing, says the server"), Style(.warning))
    case .notEntitled: Line(tr("not counted: no right to vote any more at the closing"), Style(.warning))
    case .unlisted: Line(tr("so many ballots are not published one by one"), .dim)
    }
  }

  private var viewer: ObjectID? { context.accounts.first { $0.id == row.key.account }?.principalID }

  // MARK: The result

  private var counts: PagerBlock<Section>? {
    let bars = VoteBar(row: row, now: context.now, tr: tr).counts(columns: page.columns)
    var lines = bars
    if bars.isEmpty {
      lines = words.options(proposal).enumerated().map { Line([Span("\($0.offset + 1) ", .dim), Span($0.element)]) }
      if state == .open, proposal.isSecret || proposal.method == .ranked {
        lines.append(
          Line(
            proposal.isSecret ? tr("counted at the closing; nobody sees who voted what") : tr("counted at the closing"),
            .dim))
      }
    }
    if let tally = row.tally, tally.ranking.count > 1, proposal.method == .ranked {
      lines.append(Line(tr("ranking: %1", words.choice(.order(tally.ranking), of: .ranked))))
    }
    return PagerBlock(id: .counts, lines + [Line()])
  }

  // MARK: The text

  private var text: PagerBlock<Section>? {
    guard detail.amended == nil, !proposal.body.isEmpty else { return nil }
    let text = RichText(proposal.body, isMarkdown: true, RichText.Options(tr, columns: page.columns))
    return PagerBlock(id: .text, indented: text.rows + [(Line(), Line())])
  }

  /// What an amendment would make of the text.
  private var change: PagerBlock<Section>? {
    guard let amended = detail.amended else { return nil }
    let head = Line([Span(tr("would change: "), .dim), Span(amended.proposal.title.line, .bold)])
    return PagerBlock(
      id: .change, [head, Line()] + WordDiff.lines(from: amended.proposal.body, to: proposal.body) + [Line()])
  }

  private var amendments: PagerBlock<Section>? {
    guard !detail.amendments.isEmpty else { return nil }
    let lines = detail.amendments.map { row in
      Line([
        Span(row.proposal.title.line), Span("  "),
        Span(row.tally?.isOver == true ? words.outcome(row) : SafeText(words.state(row.state(at: context.now))), .dim),
      ])
    }
    return page.block(.amendments, tr("Amendments"), lines)
  }

  // MARK: Facts

  private var facts: PagerBlock<Section>? {
    var rows = page.indented(tr("How"), [Line(how)])
    if let channel = row.channel { rows += page.indented(tr("In"), [Line(channel.name.line)]) }
    if let author = row.author { rows += page.indented(tr("By"), [Line(author.name.line, Style(.author))]) }
    if let opens = proposal.opensAt { rows += page.indented(tr("Opens"), [Line(context.words.moment(opens))]) }
    rows += page.indented(tr("Closes"), [Line(context.words.moment(proposal.closesAt))])
    if proposal.topicID != nil, let keys = context.keys("votes.discuss") {
      rows += page.indented(tr("Discussion"), [Line(tr("%1 opens it", keys), .dim)])
    }
    return PagerBlock(id: .facts, indented: rows + [(Line(), Line())])
  }

  private var how: String {
    let kind = proposal.isSecret ? tr("secret ballot") : tr("open ballot")
    return words.method(proposal.method) + ", " + kind
  }

  // MARK: What was published

  private static let mostShown = 400

  private var published: PagerBlock<Section>? {
    guard let ballots = row.tally?.ballots, !ballots.isEmpty else { return nil }
    let lines = ballots.prefix(Self.mostShown).map { ballot in
      let choice =
        (ballot["choice"].flatMap { proposal.paper?.choice($0) })
        .map { words.named($0, proposal) } ?? SafeText("?")
      return RowLayout().adding(Line(whose(ballot), .dim), .fixed(24)).adding(Line(choice)).line(columns: page.columns)
    }
    let more = ballots.count - lines.count
    let rest = more > 0 ? [Line(tr(more, "… and %1 more", "… and %1 more"), .dim)] : []
    return PagerBlock(id: .published, [Line(tr("Published ballots"), .dim)] + lines + rest)
  }

  private func whose(_ ballot: JSONValue) -> SafeText {
    if let code = ballot["code"]?.string { return UntrustedText(BallotCode.grouped(String(code.prefix(32)))).line }
    return ballot["voterId"]?.string.flatMap { detail.voters[ObjectID($0)]?.name.line } ?? SafeText("?")
  }
}
