import ArgumentParser
import Localization
import TER1Server

struct BackupCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "backup",
      abstract: tr("Copy the cooperative, as it is at one moment, into a file; also while it is served."),
      discussion: tr(
        "The file is all of it: messages, files, names, digests of passwords and tokens. Only its owner may read it; encrypt it before it goes anywhere. It is complete when the command ends with 0, and gets its name only then."
      ))
  }
  @Argument(help: ArgumentHelp(tr("A file that is not there yet."))) var file: String
  @OptionGroup var options: DataOptions

  func run() throws {
    let cooperative = try options.open()
    try reporting { () throws(CooperativeError) in try cooperative.backUp(to: file) }
  }
}

struct RestoreCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "restore", abstract: tr("Make a cooperative of a backup, in a folder where none is."),
      discussion: tr(
        "The backup is looked through first. Clients find out by themselves that time went back, tell their people, and send again what these had written since."
      ))
  }
  @Argument(help: ArgumentHelp(tr("The file that `backup` wrote."))) var file: String
  @OptionGroup var options: DataOptions

  func run() throws {
    try reporting { () throws(CooperativeError) in try Cooperative.restore(file, to: options.directory) }
  }
}
