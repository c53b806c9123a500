import ArgumentParser

/// The command line. A further subcommand is a file and a line in the list.
@main
struct ServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ter1-server", abstract: "Serve a TER1 cooperative.",
    subcommands: [
      InitCommand.self, ServeCommand.self, UserCommand.self, DeviceCommand.self, RightsCommand.self, ImportCommand.self,
      BundleCommand.self, BackupCommand.self, RestoreCommand.self, DemoCommand.self,
    ])
}
