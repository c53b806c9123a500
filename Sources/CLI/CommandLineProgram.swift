internal import ArgumentParser
internal import Glibc
internal import Localization
internal import Vault

/// The program `ter1`: reads the command line, runs what it says, and ends with the documented exit code.
public enum CommandLineProgram {
  /// - Parameter arguments: without the program's own name.
  public static func run(_ arguments: [String]) -> Never {
    // A pipe that closes early is told by write(2): see Output.
    signal(SIGPIPE, SIG_IGN)
    do {
      try ProcessSecrecy.begin()
      try openAlone(arguments)
      var command = try RootCommand.parseAsRoot(arguments)
      guard !(command is any AsyncParsableCommand) else { runAsync(arguments) }
      try command.run()
      exit(ExitStatus.done.rawValue)
    } catch {
      exit(report(error))
    }
  }

  /// As most people start it there is nothing to read, and getting all commands ready for it is a sixth of the time to the first
  /// screen.
  private static func openAlone(_ arguments: [String]) throws {
    guard arguments.isEmpty else { return }
    try RootCommand.open(isLinear: false)
    exit(ExitStatus.done.rawValue)
  }

  private static func runAsync(_ arguments: [String]) -> Never {
    Task.detached {
      do {
        guard var command = try RootCommand.parseAsRoot(arguments) as? any AsyncParsableCommand else { return }
        try await command.run()
        exit(ExitStatus.done.rawValue)
      } catch {
        exit(report(error))
      }
    }
    while true { pause() }
  }

  /// - Returns: the exit code.
  private static func report(_ error: any Error) -> Int32 {
    if let failure = error as? Failure {
      Desk.output.report(failure)
      return failure.status.rawValue
    }
    let code = RootCommand.exitCode(for: error)
    let text = ParserMessages(tr).localized(RootCommand.fullMessage(for: error))
    guard code == .success else {
      Desk.output.note(text)
      return code == .validationFailure ? ExitStatus.usage.rawValue : code.rawValue
    }
    do throws(Failure) {
      try Desk.output.text(text)
      return ExitStatus.done.rawValue
    } catch {
      Desk.output.report(error)
      return error.status.rawValue
    }
  }
}
