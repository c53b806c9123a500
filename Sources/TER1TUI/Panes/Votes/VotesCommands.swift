import ClientCore
import Foundation
import JSON
import Localization
import Text
import Voting

enum VotesCommands {
  typealias Available = @Sendable (VotesPane, Context) -> String?

  static let all: [PaneCommand<VotesPane>] = voting + writing + outside

  // MARK: Voting

  private static let voting: [PaneCommand<VotesPane>] = [
    PaneCommand(
      name: "votes.cast", label: msgid("vote"), summary: msgid("Vote, or change one's ballot until the closing"),
      usage: "[BALLOT]", cost: .change, unavailable: mayNotVote,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let text = BallotText(row.proposal, context.tr) else { return [] }
        guard !context.arguments.isEmpty else { return [ask(row, text, context)] }
        return cast(context.arguments.joined(separator: " "), row, text, context)
      }),
    PaneCommand(
      name: "votes.take-back", label: msgid("take back"),
      summary: msgid("Take one's ballot back, as if one had not voted"),
      cost: .change,
      unavailable: { pane, context in
        mayNotVote(pane, context) ?? (pane.current?.ballot == nil ? context.tr("You have not voted here") : nil)
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        return [.enqueue([Ballot.takeBack(on: row.key)]), .notice(takenBack(row, context))]
      }),
    PaneCommand(
      name: "votes.check", label: msgid("my receipt"),
      summary: msgid("Check that one's ballot is in the published tally"),
      unavailable: noReceipt,
      action: { (pane, context) throws(CacheError) in
        guard let detail = try receipt(pane, context) else { return [] }
        return [.notice(verdict(detail, context))]
      }),
    PaneCommand(
      name: "votes.copy-receipt", label: msgid("copy the receipt"), summary: msgid("Copy the code of one's ballot"),
      unavailable: noReceipt,
      action: { (pane, context) throws(CacheError) in
        try receipt(pane, context)?.receipt.map { [.copy(UntrustedText(BallotCode.grouped($0.code)).line.string)] }
          ?? []
      }),
  ]

  static let noProposal: Available = { pane, context in
    pane.current == nil ? context.tr("There is no proposal here") : nil
  }

  private static let mayNotVote: Available = { pane, context in
    if let reason = noProposal(pane, context) { return reason }
    guard let row = pane.current else { return nil }
    if row.key.id.isLocal { return context.tr("This proposal is still on its way to the server") }
    if row.proposal.isCarried { return context.tr("A member brought this: vote when the server has confirmed it") }
    if !row.proposal.mayVote { return context.tr("You may not vote here") }
    switch row.state(at: context.now) {
    case .closed where row.tally?.isOver == true: return context.tr("The vote is closed")
    // By this machine's clock alone: the server answers whether it comes in time.
    case .open, .closed: return row.proposal.paper == nil ? context.tr("This way of voting is not known here") : nil
    case .waiting: return context.tr("The vote is not open yet")
    case .withdrawn: return context.tr("The proposal was withdrawn")
    }
  }

  private static func ask(_ row: ProposalRow, _ text: BallotText, _ context: Context) -> Effect {
    let options = VoteWords(context.tr).words(row.proposal.method)
    guard options.isEmpty else {
      let choices = options.enumerated().map { index, label in
        Question.Choice(
          key: Character(String(index + 1)), label: label, line: CommandLine("votes.cast", [String(index + 1)]))
      }
      return .ask(Question(row.proposal.title.line, choices))
    }
    let standing = row.ballot.flatMap { row.proposal.paper?.choice($0.choice) }
      .map { VoteWords(context.tr).choice($0, of: row.proposal.method) }
    return .prompt(
      Input(
        label: context.tr("Ballot (%1): ", text.hint), text: standing ?? "", note: numbered(row.proposal, context),
        line: CommandLine("votes.cast"), isSelected: true))
  }

  /// The options with the numbers by which one votes.
  private static func numbered(_ proposal: Proposal, _ context: Context) -> SafeText {
    let options = VoteWords(context.tr).options(proposal).enumerated().map { SafeText("\($0 + 1)\u{A0}") + $1 }
    return options.dropFirst().reduce(options.first ?? "") { $0 + "   " + $1 }
  }

  private static func cast(_ typed: String, _ row: ProposalRow, _ text: BallotText, _ context: Context) -> [Effect] {
    guard !typed.allSatisfy(\.isWhitespace) else { return [] }
    let choice: Choice
    do throws(BallotText.Problem) { choice = try text.parse(typed) } catch {
      return [.notice(Notice(.warning, error.reason))]
    }
    guard let paper = row.proposal.paper else { return [] }
    let said = VoteWords(context.tr).named(choice, row.proposal)
    return [
      .enqueue([Ballot.cast(paper.json(choice), on: row.key, instead: row.ballot)]), .notice(cast(row, said, context)),
    ]
  }

  private static func cast(_ row: ProposalRow, _ said: SafeText, _ context: Context) -> Notice {
    let tr = context.tr
    if row.isClosedHereOnly(at: context.now) {
      return Notice(.warning, tr("Closed by this machine's clock: the server's decides. Your ballot: %1", said))
    }
    // Nobody can be reached now, and the closing does not wait.
    guard context.isOnline(row.key.account) else {
      return Notice(.warning, tr("Offline, and the vote closes in %1. Your ballot waits: %2", left(row, context), said))
    }
    return Notice(.success, tr("Your ballot: %1", said))
  }

  private static func takenBack(_ row: ProposalRow, _ context: Context) -> Notice {
    let tr = context.tr
    if row.isClosedHereOnly(at: context.now) {
      return Notice(.warning, tr("Closed by this machine's clock: the server says whether it comes in time"))
    }
    guard context.isOnline(row.key.account) else {
      return Notice(
        .warning, tr("Offline, and the vote closes in %1: until this is sent, your ballot stands", left(row, context)))
    }
    return Notice(.success, tr("Your ballot is taken back"))
  }

  private static func left(_ row: ProposalRow, _ context: Context) -> String {
    VoteWords(context.tr).left(row.proposal.closesAt - context.now)
  }

  // MARK: Receipts

  private static let noReceipt: Available = { pane, context in
    if let reason = noProposal(pane, context) { return reason }
    return context.reason { () throws(CacheError) in
      try receipt(pane, context)?.receipt == nil
        ? context.tr("There is no receipt here: no ballot of yours has reached the server") : nil
    }
  }

  private static func receipt(_ pane: VotesPane, _ context: Context) throws(CacheError) -> ProposalDetail? {
    guard let row = pane.current else { return nil }
    return try context.cache.proposal(row.key)
  }

  private static func verdict(_ detail: ProposalDetail, _ context: Context) -> Notice {
    let words = CheckWords(context.tr, dates: context.words)
    if let finding = TallyCheck(detail.row)?.findings.first { return Notice(.error, words.text(finding)) }
    let viewer = context.accounts.first { $0.id == detail.row.key.account }?.principalID
    let verdict = detail.receipt?.verdict(in: detail.row.tally, voter: viewer) ?? .unpublished
    return Notice(words.severity(verdict), words.text(verdict))
  }

  // MARK: Writing

  private static let writing: [PaneCommand<VotesPane>] = [
    PaneCommand(
      name: "votes.propose", label: msgid("propose"), summary: msgid("Put something to the vote"),
      unavailable: { pane, context in
        context.reason { () throws(CacheError) in
          try pane.board(context) == nil ? context.tr("You may not propose anything on these boards") : nil
        }
      },
      action: { (pane, context) throws(CacheError) in
        try pane.board(context).map { [.compose(ProposalForm.create(in: $0, context))] } ?? []
      }),
    PaneCommand(
      name: "votes.change", label: msgid("change"), summary: msgid("Change the proposal, until it opens"),
      unavailable: mayNotChange,
      action: { (pane, context) throws(CacheError) in
        pane.current.map { [.compose(ProposalForm.change($0, context))] } ?? []
      }),
    PaneCommand(
      name: "votes.amend", label: msgid("amend"), summary: msgid("Propose another text in the place of this one"),
      unavailable: mayNotAmend,
      action: { (pane, context) throws(CacheError) in
        pane.current.map { [.compose(ProposalForm.amend($0, context))] } ?? []
      }),
    PaneCommand(
      name: "votes.adopt", label: msgid("adopt"),
      summary: msgid("Put the amendment's text in the place of the proposal's"),
      cost: .text, unavailable: mayNotAdopt,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let amended = try context.cache.proposal(row.key)?.amended,
          let body = try context.cache.json(row.key)?["body"]
        else { return [] }
        let said = context.tr("“%1” has the amendment’s text now", amended.proposal.title.line)
        return [.enqueue([Proposal.change(amended.key, ["body": body])]), .notice(Notice(.success, said))]
      }),
    PaneCommand(
      name: "votes.withdraw", label: msgid("withdraw"),
      summary: msgid("Withdraw the proposal: nothing will be counted"),
      usage: "[--now]", cost: .change, unavailable: mayNotWithdraw,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        guard context.arguments.first == "--now" else { return [.ask(question(row, context.tr))] }
        return [
          .enqueue([Proposal.withdraw(row.key, at: context.now)]),
          .notice(Notice(.success, context.tr("“%1” is withdrawn", row.proposal.title.line))),
        ]
      }),
  ]

  private static func question(_ row: ProposalRow, _ tr: Catalog) -> Question {
    Question(
      SafeText(tr("Withdraw “%1” for good?", row.proposal.title.line)),
      [.yes(tr, CommandLine("votes.withdraw", ["--now"])), .no(tr)])
  }

  private static let isNotOnes: Available = { pane, context in
    if let reason = noProposal(pane, context) { return reason }
    guard let row = pane.current, !row.proposal.mayModerate, row.author?.isViewer != true else { return nil }
    return context.tr("Only who proposed this, or a moderator, may do that")
  }

  private static let mayNotChange: Available = { pane, context in
    if let reason = isNotOnes(pane, context) { return reason }
    guard let row = pane.current else { return nil }
    return row.state(at: context.now) == .open
      ? context.tr("What has been opened stays as it is: withdraw it and propose anew") : textStays(row, context)
  }

  private static let mayNotAmend: Available = { pane, context in
    if let reason = noProposal(pane, context) { return reason }
    guard let row = pane.current else { return nil }
    if row.proposal.amends != nil { return context.tr("An amendment is not amended: propose another one") }
    if row.key.id.isLocal { return context.tr("This proposal is still on its way to the server") }
    return textStays(row, context)
  }

  /// Why nothing of what a ballot rests on can be changed; nil: the vote is still to open.
  private static func textStays(_ row: ProposalRow, _ context: Context) -> String? {
    switch row.state(at: context.now) {
    case .waiting: nil
    case .open: context.tr("The vote has been opened: its text stays")
    case .closed: context.tr("The vote is closed")
    case .withdrawn: context.tr("The proposal was withdrawn")
    }
  }

  private static let mayNotAdopt: Available = { pane, context in
    if let reason = noProposal(pane, context) { return reason }
    return context.reason { () throws(CacheError) in
      guard let row = pane.current, let amended = try context.cache.proposal(row.key)?.amended else {
        return context.tr("This is no amendment")
      }
      guard amended.proposal.mayModerate || amended.author?.isViewer == true else {
        return context.tr("Only who proposed this, or a moderator, may do that")
      }
      return textStays(amended, context)
    }
  }

  private static let mayNotWithdraw: Available = { pane, context in
    if let reason = isNotOnes(pane, context) { return reason }
    guard let state = pane.current?.state(at: context.now), state == .open || state == .waiting else {
      return context.tr("The vote is closed")
    }
    return nil
  }

  // MARK: Outside

  private static let outside: [PaneCommand<VotesPane>] = [
    PaneCommand(
      name: "votes.discuss", label: msgid("discuss"), summary: msgid("Discuss the proposal: its topic, or a new one"),
      cost: .text,
      unavailable: { pane, context in
        noProposal(pane, context) ?? pane.current.flatMap { ProposalTopic.missing($0, context) }
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        guard let topic = row.proposal.topicID else { return try ProposalTopic.begin(row, context) }
        return [.show(pane: ForumsPane.name, at: ObjectKey(row.key.account, Message.name, topic))]
      }),
    PaneCommand(
      name: "votes.export", label: msgid("save minutes"),
      summary: msgid("Save outcome and minutes: .md, .csv or .json"), usage: "[PATH]", unavailable: noProposal,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let detail = try context.cache.proposal(row.key) else { return [] }
        guard let path = context.arguments.first else {
          let name = FileName.safe(row.proposal.title) + ".md"
          return [.prompt(Input(label: context.tr("Save as: "), text: name, line: CommandLine("votes.export")))]
        }
        guard !path.isEmpty else { return [] }
        let minutes = Minutes(detail, now: context.now, zone: context.zone, context.tr)
        return [.writeFile(path: path, text: minutes.text(Minutes.Format(path: path)))]
      }),
  ]
}

extension VotesPane {
  /// Where something new is proposed: the board of the proposal at hand, or the first that may be written on.
  func board(_ context: Context) throws(CacheError) -> BoardRow? {
    let boards = try context.cache.boards(context.account).filter {
      $0.channel.rights.mayPost && !$0.channel.isArchived && !$0.channel.isMail
    }
    let near = current.flatMap { row in boards.first { $0.key.id == row.proposal.channelID } }
    return near ?? boards.first
  }
}
