internal import ArgumentParser
internal import Localization

struct RootCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ter1",
      abstract: tr("A cooperative's forums, chat, events and files, in a terminal, online and offline."),
      discussion: tr("Without a command it opens the interface. Settings, keys, exit codes: man ter1."),
      version: Version.text,
      subcommands: [
        AccountCommand.self, DevicesCommand.self, SyncCommand.self, ListCommand.self, ShowCommand.self,
        SearchCommand.self, PostCommand.self, EventCommand.self, ProposalCommand.self, FeedCommand.self,
        CourseCommand.self, FileCommand.self, KitCommand.self, NearCommand.self, SheetCommand.self, ICSCommand.self,
        MemberCommand.self, InviteCommand.self, JoinCommand.self, ReportCommand.self,
        OutboxCommand.self, BundleCommand.self, DigestCommand.self, CostCommand.self, DoctorCommand.self,
        CacheCommand.self,
        VaultCommand.self, PanicCommand.self, CommandsCommand.self, RunCommand.self, NotifyCommand.self,
        DemoCommand.self, TourCommand.self,
      ])
  }

  static var linearHelp: String {
    tr("Line after line instead of screens: for screen readers, braille, any terminal, a pipe.")
  }
  @Flag(help: ArgumentHelp(linearHelp)) var linear = false

  func run() throws { try Self.open(isLinear: linear) }

  static func open(isLinear: Bool) throws {
    let status = try Interface(desk: try Desk(), isLinear: isLinear || Interface.hasLinesOnly()).open()
    guard status == 0 else { throw ExitCode(status) }
  }
}
