import ArgumentParser
import Glibc
import Localization

@main
enum ServerProgram {
  static func main() {
    do {
      var command = try ServerCommand.parseAsRoot()
      try command.run()
    } catch {
      let code = ServerCommand.exitCode(for: error)
      let text = ParserMessages(tr).localized(ServerCommand.fullMessage(for: error))
      if !text.isEmpty { write(line: text, to: code.isSuccess ? STDOUT_FILENO : STDERR_FILENO) }
      exit(code.rawValue)
    }
  }
}

/// The command line. A further subcommand is a file and a line in the list.
struct ServerCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ter1-server", abstract: tr("Serve a TER1 cooperative."),
      subcommands: [
        InitCommand.self, ServeCommand.self, UserCommand.self, DeviceCommand.self, RightsCommand.self,
        ImportCommand.self,
        BundleCommand.self, BackupCommand.self, RestoreCommand.self, DemoCommand.self,
      ])
  }
}
