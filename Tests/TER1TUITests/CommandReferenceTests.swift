import Foundation
import Localization
import Testing

@testable import TER1TUI

/// The documents are made from the table. RECORD=1 writes them.
@Suite struct CommandReferenceTests {
  private static let docs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs")
    .standardizedFileURL

  private static let documents = [
    "commands.md": CommandReference.markdown, "man/ter1-commands.7": CommandReference.manual(.english),
    "man/fr/ter1-commands.7": CommandReference.manual(.french),
  ]

  @Test(arguments: documents.keys.sorted()) func documentsAreFresh(name: String) throws {
    let text = try #require(Self.documents[name])
    let file = Self.docs.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "ter1 commands writes it")
  }

  @Test func everyCommandStandsInIt() {
    let names = Set(CommandReference.rows(Keymap(name: "default"), .english).map { $0[1].split(separator: " ")[0] })
    for name in CommandTable.all.keys { #expect(names.contains(Substring(name)), "\(name)") }
  }

  /// What is sent costs something; what only looks costs nothing and works offline.
  @Test func whatNeedsTheNetworkSaysWhatItCosts() {
    for command in CommandTable.ordered where command.needsNetwork {
      #expect(command.cost != .nothing, "\(command.name)")
    }
    for name in ["move.down", "open", "search.query", "help"] { #expect(CommandTable.all[name]?.cost == .nothing) }
  }

  @Test func thePromptCompletesNamesAndWords() {
    func offered(_ text: String) -> [String] {
      Prompt(Input(label: ":", text: text, line: CommandLine("prompt")), isCommandLine: true).candidates
    }
    #expect(offered("forums.repl") == ["forums.reply"])
    #expect(offered("repondre").contains("forums.reply"))
    #expect(offered("resume").first == "digest", "what is called so stands before what has the word somewhere")
    #expect(offered("quitter").first == "quit")
  }

  @Test func commandsAreCalledByTheirWords() {
    func called(_ line: CommandLine, in pane: String = "forums") -> String? {
      CommandTable.called(by: line, in: pane)?.description
    }
    #expect(called(CommandLine("sourdine")) == "forums.mute")
    #expect(called(CommandLine("sourdine"), in: "chat") == "chat.mute")
    #expect(called(CommandLine("Thème", ["light"])) == "theme light")
    #expect(called(CommandLine("retour")) == "back")
    #expect(called(CommandLine("zzzz")) == nil)
  }

  @Test func whatIsUnknownIsGuessedFromWordsAndNames() {
    #expect(CommandTable.suggestion(for: "sourdi", in: "chat") == "chat.mute")
    #expect(CommandTable.suggestion(for: "forums.repyl", in: "chat") == "forums.reply")
    #expect(CommandTable.suggestion(for: "12", in: "chat") == nil)
  }

  /// What stands for what is to be typed is said in the reader's words: every such word is in the catalogue.
  @Test func usagesAreTranslated() {
    let words = Set(CommandTable.ordered.flatMap { $0.usage.matches(of: /[A-Z]{2,}/).map { String($0.output) } })
    #expect(words == Set(Command.placeholders))
    #expect(CommandTable.all["files.rename"]?.synopsis(Catalog(.french)) == "files.rename [NOM]")
  }
}
