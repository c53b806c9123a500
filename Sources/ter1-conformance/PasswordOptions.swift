import ArgumentParser
import Foundation
import Glibc
import Settings

/// Where a password comes from: a file, a command or the terminal; never the command line.
struct PasswordOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Read the password from the first line of FILE.", valueName: "file"))
  var passwordFile: String?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("A program and its arguments that print the password.", valueName: "command"))
  var passwordCommand: [String] = []

  func read(for user: String) throws -> String {
    guard passwordCommand.isEmpty else {
      do { return try PasswordCommand(passwordCommand).run() } catch {
        throw ValidationError("The password command failed: \(error)")
      }
    }
    return try Self.read(passwordFile, for: user)
  }

  static func read(_ file: String?, for user: String) throws -> String {
    if let file {
      guard let line = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).first else {
        throw ValidationError("\(file) holds no password.")
      }
      return String(line)
    }
    guard let typed = getpass("Password of \(user): ") else {
      throw ValidationError("There is no terminal to ask the password at: use --password-file or --password-command.")
    }
    return String(cString: typed)
  }
}
