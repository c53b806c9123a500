import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// Texts that are filled in line by line.
@Suite struct FormTests {
  private func events(_ size: (Int, Int) = (80, 24), _ language: Language = .french) async throws -> Scenario {
    try await Scenario(size: size, language: language, firstPane: "events", now: UnionWorld.autumn) {
      try await UnionWorld.fill($0)
    }
  }

  /// The first word of the line that the cursor is in.
  private func field(_ scenario: Scenario) -> String {
    let row = scenario.screen.text(row: scenario.screen.cursor.row)
    return row.dropFirst(scenario.screen.size.columns >= 160 ? scenario.screen.size.columns - 80 : 0)
      .split(whereSeparator: \.isWhitespace).first.map { String($0).replacing(":", with: "") } ?? ""
  }

  private func fields(_ scenario: Scenario, _ keys: String, _ count: Int) -> [String] {
    (0..<count).map { _ in
      scenario.type(keys)
      return field(scenario)
    }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], Language.allCases)
  func tabGoesFieldByFieldAndBack(size: (Int, Int), language: Language) async throws {
    let scenario = try await events(size, language)
    scenario.type("a")
    let isFrench = language == .french
    let names =
      isFrench
      ? ["Objet", "Quand", "Répétition", "Lieu", "Lien", "Calendrier", ""]
      : ["Subject", "When", "Repeat", "Place", "Link", "Calendar", ""]
    #expect(field(scenario) == names[0])
    #expect(fields(scenario, "<Tab>", 7) == Array(names.dropFirst()) + names.prefix(1))
    #expect(fields(scenario, "<BackTab>", 7) == names.reversed())
  }

  @Test func theArrowsGoFieldByFieldAndBack() async throws {
    let scenario = try await events()
    scenario.type("a")
    #expect(fields(scenario, "<Down>", 5) == ["Quand", "Répétition", "Lieu", "Lien", "Calendrier"])
    #expect(fields(scenario, "<Up>", 5) == ["Lien", "Lieu", "Répétition", "Quand", "Objet"])
    scenario.type("\"Bal\" <Enter>")
    #expect(field(scenario) == "Quand")
  }

  @Test func theProfileIsBegunAtItsFirstLine() async throws {
    let scenario = try await Scenario(firstPane: "members") { try await Directory.fill($0) }
    scenario.type("e")
    let first = field(scenario)
    let there = fields(scenario, "<Tab>", 5)
    #expect(Set(there).count == 5 && there.last == first, "\(there)")
  }

  @Test func aLineBeginsBehindItsNameAndEndsWithEnter() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <C-u> \"mardi 18h\" <C-a> \"le \"")
    let row = scenario.screen.text(row: scenario.screen.cursor.row)
    #expect(row.contains("Quand") && row.contains(": le mardi 18h"), "\(row)")
    scenario.type("<Enter>")
    #expect(field(scenario) == "Répétition")
    scenario.type("<C-k> <Del> <BS>")
    let next = scenario.screen.text(row: scenario.screen.cursor.row)
    #expect(next.contains("Répétition\u{A0}:") && !next.contains("Lieu"), "the lines stay apart: \(next)")
  }

  /// Whatever deletes, by characters, words or lines, forwards or backwards: the names stay.
  @Test(arguments: ["<C-w>", "<M-BS>", "<BS>", "<C-u>", "<C-k>", "<Del>", "<M-d>", "<Left> <BS>", "<C-a> <Left> <Del>"])
  func noKeyDeletesANameByTheWay(keys: String) async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <Tab> " + (0..<9).map { _ in keys }.joined(separator: " "))
    for name in ["Quand", "Répétition", "Lieu", "Lien", "Calendrier"] {
      #expect(scenario.text.contains("\n  \(name)\u{A0}:"), "\(name): \(scenario.text)")
    }
  }

  @Test func aBlankBehindANameIsDeleted() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <Tab> <Tab>")
    let column = scenario.screen.cursor.column
    scenario.type("<Space> <BS>")
    #expect(scenario.screen.cursor.column == column)
  }

  /// Below the form is a text: in it a colon is a colon.
  @Test func inTheDescriptionNoLineHasAName() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" " + (0..<6).map { _ in "<Tab>" }.joined(separator: " "))
    scenario.type("\"Lien : ici\" <Enter> \"suite\" <C-a> <BS> <C-s>")
    let key = try #require(try scenario.cache.reader.outbox().first?.entry.mutation)
    guard case .create(let properties) = key.action else { throw Unexpected() }
    #expect(properties["title"]?.string == "Bal" && properties["description"]?.string == "Lien : icisuite")
  }

  private struct Unexpected: Error {}

  /// What is below a name of a demonstration's sheet is more of it.
  @Test func theLinesOfASheetGoOnBelow() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <C-u> \"27/10/2026 14h30 2h\" <C-s> <Enter> E")
    let first = field(scenario)
    scenario.type("\"06 00 00 00 00\" <Enter> \"ou le 01\"")
    let row = scenario.screen.text(row: scenario.screen.cursor.row)
    #expect(row.hasPrefix("  ou le 01"), "\(scenario.text)")
    scenario.type("<C-a> <BS> <Up>")
    #expect(field(scenario) == first, "\(scenario.text)")
  }

  @Test func aDateOnAnotherDayIsNamedAndTheCursorIsThere() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Tab> <C-u> \"29/10/2026 14h30 2h\" <Tab> \"chaque mardi\" <C-s>")
    #expect(
      scenario.text.contains("La première date est le jeudi 29 octobre, mais cela se répète tous les"),
      "\(scenario.text)")
    #expect(field(scenario) == "Quand")
    scenario.type("<C-u> \"27/10/2026 14h30 2h\" <Tab> <C-u> \"parfois\" <C-s>")
    #expect(field(scenario) == "Répétition")
    scenario.type("<C-u> \"chaque mardi\" <C-s>")
    #expect(scenario.text.contains("«\u{A0}Bal\u{A0}» est annoncé"), "\(scenario.text)")
  }

  /// After a restart too it is known what the lines are.
  @Test func aDraftOfAFormIsGoneThroughLineByLine() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\"")
    scenario.wait(seconds: 3)
    scenario.restart()
    #expect(fields(scenario, "<Tab>", 3) == ["Quand", "Répétition", "Lieu"])
  }

  // MARK: Drafts

  @Test(arguments: [
    ("events", "a"), ("members", "e"), ("events", "a \"Bal\" <C-s> <Enter> e"), ("votes", "n"), ("forums", "<Enter> n"),
    ("forums", "<Enter> <Enter> r"), ("forums", "<Enter> <Enter> R"), ("chat", "<Enter> i"),
  ]) func whatWasNotTouchedLeavesNoDraft(pane: String, keys: String) async throws {
    let now = pane == "events" ? UnionWorld.autumn : Scenario.startOfTime
    let scenario = try await Scenario(firstPane: pane, now: now) { cache in
      switch pane {
      case "events": try await UnionWorld.fill(cache)
      case "members": try await Directory.fill(cache)
      default: try await Cooperative.fill(cache)
      }
    }
    scenario.type(keys)
    #expect(scenario.screen.isTyping, "\(scenario.text)")
    scenario.wait(seconds: 3)
    scenario.type("<Tab> <Down> <Esc>")
    #expect(!scenario.text.contains("Gardé en brouillon"), "\(scenario.text)")
    #expect(try scenario.cache.reader.drafts().isEmpty)
  }

  /// What was written once stays, also when it is only looked at again.
  @Test func aDraftThatIsLookedAtStays() async throws {
    let scenario = try await events()
    scenario.type("a \"Bal\" <Esc>")
    #expect(scenario.text.contains("brouillon"))
    scenario.type("a <Esc>")
    #expect(try scenario.cache.reader.drafts().first?.content["subject"]?.string == "Bal")
  }
}
