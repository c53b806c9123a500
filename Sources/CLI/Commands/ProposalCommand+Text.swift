internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI

/// What may be done to a proposal's text until it opens.
extension ProposalCommand {
  struct Change: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "change", abstract: tr("Change a proposal until it opens; only what is given changes."))
    }
    @Argument(help: ArgumentHelp(tr("The proposal's key or id."))) var proposal: String
    @Option(help: ArgumentHelp(tr("What it is called."), valueName: "text")) var title: String?
    @Option(
      help: ArgumentHelp(tr("When the vote closes: 2026-05-01T14:00; a date alone is its end."), valueName: "time"))
    var closes: String?
    @Option(help: ArgumentHelp(tr("When it opens."), valueName: "time")) var opens: String?
    @Option(help: ArgumentHelp(tr("How many ballots there have to be."), valueName: "number")) var quorum: Int?
    @Flag(help: ArgumentHelp(tr("Its text is read from standard input."))) var text = false
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let row = try ProposalCommand.find(proposal, options.account, cache.reader).row
      try ProposalCommand.isOnes(row)
      try ProposalCommand.mayChangeText(row)
      let patch = try patch(desk.zone)
      guard !patch.isEmpty else { throw Failure(.usage, tr("Nothing to change was given.")) }
      let mutation = Proposal.change(row.key, patch)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    private func patch(_ zone: TimeZone) throws(Failure) -> JSONObject {
      var patch: JSONObject = [:]
      if let title { patch["title"] = .string(title) }
      if let quorum { patch["quorum"] = .int(Int64(max(0, quorum))) }
      if let closes { patch["closesAt"] = .time(try ProposalCommand.closing(closes, zone)) }
      if let opens { patch["opensAt"] = .time(try EventCommand.start(opens).start.instant(in: zone)) }
      if text { patch["body"] = .string(try Input.body(limit: 65_536)) }
      return patch
    }
  }

  struct Adopt: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "adopt", abstract: tr("Put an amendment's text in the place of the proposal's, until that opens."))
    }
    @Argument(help: ArgumentHelp(tr("The amendment's key or id."))) var amendment: String
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let detail = try ProposalCommand.find(amendment, options.account, cache.reader)
      guard let amended = detail.amended else { throw Failure(.data, tr("This is no amendment")) }
      try ProposalCommand.isOnes(amended)
      try ProposalCommand.mayChangeText(amended)
      let body = try reading { () throws(CacheError) in try cache.reader.json(detail.row.key)?["body"] }
      let mutation = Proposal.change(amended.key, ["body": body ?? ""])
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }
  }

  static func isOnes(_ row: ProposalRow) throws(Failure) {
    guard row.proposal.mayModerate || row.author?.isViewer == true else {
      throw Failure(.denied, tr("Only who proposed this, or a moderator, may do that"))
    }
  }

  static func mayChangeText(_ row: ProposalRow) throws(Failure) {
    switch row.state(at: Sender.now()) {
    case .waiting: return
    case .open: throw Failure(.data, tr("The vote has been opened: its text stays"))
    case .closed: throw Failure(.data, tr("The vote is closed"))
    case .withdrawn: throw Failure(.data, tr("The proposal was withdrawn"))
    }
  }
}
