import ArgumentParser
import Localization
import TER1Server

struct InitCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "init", abstract: tr("Make an empty cooperative in a folder."))
  }
  @OptionGroup var options: DataOptions
  @Option(help: ArgumentHelp(tr("What the cooperative is called."))) var name: String

  func run() throws {
    try reporting { () throws(CooperativeError) in try Cooperative.create(at: options.directory, name: name) }
  }
}
