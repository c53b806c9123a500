internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text
internal import Voting

struct ProposalCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "proposal", abstract: tr("Put something to the vote, vote, and keep what came of it."),
      subcommands: [New.self, Vote.self, Check.self, Change.self, Adopt.self, Withdraw.self, Export.self])
  }

  struct New: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "new", abstract: tr("Put something to the vote; its text is read from standard input."),
        discussion: tr(
          "With --amends it is the text that the other proposal would have; ter1 show --json tells the present one."))
    }
    @Argument(help: ArgumentHelp(tr("What it is called."))) var title: String
    @Option(name: .customLong("in"), help: ArgumentHelp(tr("The forum where it stands."), valueName: "name"))
    var board: String?
    @Option(help: ArgumentHelp(tr("The proposal, not open yet, whose text this one would replace."), valueName: "id"))
    var amends: String?
    @Option(help: ArgumentHelp(tr("The topic of that forum where it is discussed."), valueName: "id"))
    var topic: String?
    @Option(
      help: ArgumentHelp(tr("When the vote closes: 2026-05-01T14:00; a date alone is its end."), valueName: "time"))
    var closes: String
    @Option(help: ArgumentHelp(tr("When it opens; else at once."), valueName: "time")) var opens: String?
    @Option(help: ArgumentHelp(tr("How is voted."))) var method = Method(method: .yesNo)
    @Option(
      name: .customLong("option"), help: ArgumentHelp(tr("What can be chosen (again for each)."), valueName: "text"))
    var choices: [String] = []
    @Option(help: ArgumentHelp(tr("How many dots a ballot has; for dots."), valueName: "number")) var dots = 0
    @Option(help: ArgumentHelp(tr("How many ballots there have to be."), valueName: "number")) var quorum = 0
    @Flag(help: ArgumentHelp(tr("Nobody sees who votes what."))) var secret = false
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let places = Places(reader: cache.reader, account: options.account)
      let (board, amended) = try place(places, cache.reader)
      let topic = try topic(on: board, places, cache.reader)
      var draft = ProposalDraft(
        title: title, method: method.method, closesAt: try ProposalCommand.closing(closes, desk.zone))
      draft.opensAt = try opens.map { (text) throws(Failure) in
        try EventCommand.start(text).start.instant(in: desk.zone)
      }
      (draft.options, draft.dots, draft.quorum, draft.isSecret) = (choices, dots, max(0, quorum), secret)
      guard BallotPaper(method: draft.method, options: choices.count, dots: dots) != nil else {
        throw Failure(
          .usage, tr("These options do not fit the way of voting."),
          remedy: tr("choice, approval, ranked and dots have 2 to 32 --option; dots also --dots 1 to 100."))
      }
      draft.body = try Input.body(limit: 65_536)
      guard draft.body != amended?.proposal.body.lines.map(\.string).joined(separator: "\n") else {
        throw Failure(.data, tr("The text is as it was: change it"))
      }
      let mutation = Proposal.create(
        draft, in: board, topic: topic, amends: amended?.key.id, clientID: Sender.newID())
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    /// The board, and what is amended: an amendment stands beside it.
    private func place(
      _ places: Places, _ reader: CacheReader
    ) throws(Failure) -> (board: ObjectKey, amended: ProposalRow?) {
      guard let amends else {
        guard let board else { throw Failure(.usage, tr("Say on which forum: --in NAME")) }
        return (try places.board(named: board).key, nil)
      }
      let row = try ProposalCommand.find(amends, options.account, reader).row
      guard row.proposal.amends == nil else {
        throw Failure(.data, tr("An amendment is not amended: propose another one"))
      }
      try ProposalCommand.mayChangeText(row)
      return (ObjectKey(row.key.account, Channel.name, row.proposal.channelID), row)
    }

    private func topic(on board: ObjectKey, _ places: Places, _ reader: CacheReader) throws(Failure) -> ObjectID? {
      guard let topic else { return nil }
      let key = try places.object(topic)
      let row = try reading { () throws(CacheError) in try reader.topic(key) }
      guard let row, key.account == board.account, row.channelID == board.id else {
        throw Failure(.notFound, tr("That forum has no topic “%1”.", topic), remedy: tr("See: ter1 list topics"))
      }
      return row.key.id
    }
  }

  struct Method: ExpressibleByArgument {
    let method: VotingMethod
    init(method: VotingMethod) { self.method = method }
    init?(argument: String) {
      guard let method = VotingMethod(rawValue: argument) else { return nil }
      self.method = method
    }
    var defaultValueDescription: String { method.rawValue }
    static var allValueStrings: [String] { VotingMethod.allCases.map(\.rawValue) }
  }

  struct Vote: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "vote", abstract: tr("Vote, or change one's ballot until the closing."),
        discussion: tr("yes, no, abstain; agree, abstain, standAside, block; 2; “1 3”; “2 > 1 = 3”; “1:4 3:2”."))
    }
    @Argument(help: ArgumentHelp(tr("The proposal's key or id."))) var proposal: String
    @Argument(help: ArgumentHelp(tr("The ballot."))) var ballot: [String] = []
    @Flag(help: ArgumentHelp(tr("Take one's ballot back instead."))) var takeBack = false
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let row = try ProposalCommand.find(proposal, options.account, cache.reader).row
      try ProposalCommand.mayVote(row)
      let mutation = try takeBack ? Ballot.takeBack(on: row.key) : mutation(row)
      if options.queue || row.isClosedHereOnly(at: Sender.now()) { ProposalCommand.warn(row, desk.zone) }
      do throws(Failure) {
        try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
      } catch {
        if error.status == .queued { ProposalCommand.warn(row, desk.zone) }
        throw error
      }
    }

    private func mutation(_ row: ProposalRow) throws(Failure) -> Mutation {
      guard let text = BallotText(row.proposal, tr), let paper = row.proposal.paper else {
        throw Failure(.data, tr("This way of voting is not known here"))
      }
      // A shell takes an unquoted > for itself: what is left would be another ranking.
      guard row.proposal.method != .ranked || ballot.count == 1 else {
        throw Failure(.usage, tr("A ranking is one argument: put it into quotes"))
      }
      do throws(BallotText.Problem) {
        return Ballot.cast(
          paper.json(try text.parse(ballot.joined(separator: " "))), on: row.key, instead: row.ballot)
      } catch { throw Failure(.usage, error.reason) }
    }
  }

  struct Check: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "check",
        abstract: tr("Check that one's ballot is in the published tally, and the tally right; works offline."))
    }
    @Argument(help: ArgumentHelp(tr("The proposal's key or id."))) var proposal: String
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      let desk = try Desk()
      try desk.read { (reader) throws(Failure) in
        let detail = try ProposalCommand.find(proposal, account, reader)
        let viewer = try reading { () throws(CacheError) in try reader.account(detail.row.key.account) }?.principalID
        let words = CheckWords(tr, dates: DateWords(tr, now: Sender.now(), zone: desk.zone))
        guard detail.row.tally?.state == .closed else { throw Failure(.notFound, words.text(.unpublished)) }
        let verdict = detail.receipt?.verdict(in: detail.row.tally, voter: viewer)
        let check = TallyCheck(detail.row)
        try tell(check, words)
        try tell(verdict, words)
        guard check?.findings.isEmpty ?? true else {
          throw Failure(.data, tr("The published tally does not hold together: tell the others"))
        }
      }
    }

    private func tell(_ check: TallyCheck?, _ words: CheckWords) throws(Failure) {
      guard let check else { return try Desk.output.line(words.text(.unlisted)) }
      for finding in check.findings { try Desk.output.line(SafeText("! ") + words.text(finding)) }
      guard check.findings.isEmpty else { return }
      try Desk.output.line(
        tr(
          check.ballots, "The published result is what the %1 published ballot gives.",
          "The published result is what the %1 published ballots give."))
      if let electors = check.electors {
        try Desk.output.line(
          tr("They are as many as were counted, and no more than the %1 members who could vote.", electors))
      }
      try Desk.output.line(tr("No code and no voter stands twice among them."))
    }

    private func tell(_ verdict: Receipt.Verdict?, _ words: CheckWords) throws(Failure) {
      guard let verdict else {
        return try Desk.output.line(tr("There is no receipt here: no ballot of yours has reached the server"))
      }
      guard !words.isWrong(verdict) else { throw Failure(.data, words.text(verdict)) }
      if verdict != .unlisted { try Desk.output.line(words.text(verdict)) }
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "withdraw", abstract: tr("Withdraw a proposal: nothing will be counted."))
    }
    @Argument(help: ArgumentHelp(tr("The proposal's key or id."))) var proposal: String
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let row = try ProposalCommand.find(proposal, options.account, cache.reader).row
      try ProposalCommand.isOnes(row)
      let mutation = Proposal.withdraw(row.key, at: Sender.now())
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }
  }

  struct Export: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument { case md, csv, json }

    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "export", abstract: tr("Write outcome and minutes as Markdown, CSV or JSON; works offline."))
    }
    @Argument(help: ArgumentHelp(tr("The proposal's key or id."))) var proposal: String
    @Option(help: ArgumentHelp(tr("As what."))) var format = Format.md
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      let desk = try Desk()
      try desk.read { (reader) throws(Failure) in
        let detail = try ProposalCommand.find(proposal, account, reader)
        let minutes = Minutes(detail, now: Sender.now(), zone: desk.zone, tr)
        if format == .json { return try Desk.output.json(minutes.json) }
        try Desk.output.encoded(minutes.text(Minutes.Format(path: "." + format.rawValue)))
      }
    }
  }
}

extension ProposalCommand {
  static func find(_ id: String, _ account: String?, _ reader: CacheReader) throws(Failure) -> ProposalDetail {
    let accounts = try Places(reader: reader, account: account).accounts()
    let keys = ObjectKey(text: id).map { [$0] } ?? accounts.map { ObjectKey($0.id, Proposal.name, ObjectID(id)) }
    for key in keys where key.type == Proposal.name {
      if let detail = try reading({ () throws(CacheError) in try reader.proposal(key) }) { return detail }
    }
    throw Failure(.notFound, tr("There is no proposal “%1”.", id), remedy: tr("See: ter1 list proposals"))
  }

  /// What the clock of this machine makes of it is no reason to keep a ballot: the server's decides.
  static func mayVote(_ row: ProposalRow) throws(Failure) {
    guard !row.proposal.isCarried else {
      throw Failure(.denied, tr("A member brought this: vote when the server has confirmed it"))
    }
    guard row.proposal.mayVote else { throw Failure(.denied, tr("You may not vote here")) }
    guard row.tally?.isOver != true else { throw Failure(.data, tr("The vote is closed")) }
  }

  /// The ballot waits, and the closing does not.
  static func warn(_ row: ProposalRow, _ zone: TimeZone) {
    Desk.output.note(
      tr("It counts only if the server has it before the closing: %1.", RowTime.local(row.proposal.closesAt, zone)))
  }

  static func closing(_ typed: String, _ zone: TimeZone) throws(Failure) -> Double {
    let typed = try EventCommand.start(typed)
    return (typed.isAllDay ? typed.start.endOfDay : typed.start).instant(in: zone)
  }
}
