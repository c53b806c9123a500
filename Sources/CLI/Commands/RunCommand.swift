internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import Runtime
internal import TER1TUI
internal import Text

/// What the interface does, without one looking: the lines of a script.
struct RunCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "run", abstract: tr("Run the commands of a script, as if they were typed after “:”."),
      discussion: tr(
        "One command a line, as in “ter1 commands” and as a macro is exported; # begins a remark. What is written waits in the outbox: “ter1 sync” sends it."
      ))
  }

  @Argument(help: ArgumentHelp(tr("The file; - is standard input."), valueName: "file")) var file: String
  @Flag(help: ArgumentHelp(tr("Print the screen as it is in the end."))) var screen = false

  func run() throws {
    let lines = Script.lines(try Self.text(file))
    if let wrong = lines.first(where: { $0.line == nil }) {
      throw Failure(.data, tr("Line %1: a quotation mark is not closed.", wrong.number), remedy: nil)
    }
    let terminal = TextTerminal(environment: Speech.environment)
    let end = try Interface(desk: try Desk()).play(lines.compactMap(\.line), on: terminal)
    if screen { try terminal.write() }
    guard let refusal = end.refusal else { return }
    throw Failure(
      .data, tr("Line %1: %2", lines[end.count].number, refusal),
      remedy: tr("The lines before it were run; those after it were not."))
  }

  private static func text(_ file: String) throws -> String {
    let data = file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let data else { throw Failure(.notFound, tr("%1 cannot be read.", file), remedy: nil) }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Failure(.data, tr("%1 is not UTF-8.", file), remedy: nil)
    }
    return text
  }
}
