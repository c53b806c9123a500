import ClientCore
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing

/// The editor under vim's keys: its modes are said by a word and by the cursor.
@Suite struct ViScenarios {
  private func writing(
    _ size: (Int, Int) = (80, 24), _ language: Language = .french, keymap: String = "vim", pane: String = "forums"
  ) async throws -> Scenario {
    let scenario = try await Scenario(
      size: size, language: language, keymap: keymap, firstPane: pane, fill: { try await Cooperative.fill($0) })
    scenario.type(pane == "forums" ? "<Enter> <Enter> r" : "<Enter> i")
    return scenario
  }

  private func draft(_ scenario: Scenario) throws -> String? {
    try scenario.cache.reader.drafts().first?.content["body"]?.string
  }

  @Test(arguments: sizes, Language.allCases) func theModeIsSaidByAWordAndTheCursor(size: (Int, Int), language: Language)
    async throws
  {
    let scenario = try await writing(size, language)
    #expect(scenario.screen.caret == .bar)
    scenario.type("\"Bonjour à toutes, \" <Enter> \"la réunion est à 18 h\" <Esc>")
    #expect(scenario.screen.caret == .block)
    scenario.check("vi-normal-\(size.0)x\(size.1)-\(language.rawValue)")
    scenario.type("b b v e")
    scenario.check("vi-visual-\(size.0)x\(size.1)-\(language.rawValue)")
    scenario.type("<Esc> V")
    #expect(scenario.text.contains(language == .french ? "VISUEL LIGNES" : "VISUAL LINES"))
  }

  @Test func operatorsAndCountsChangeTheText() async throws {
    let scenario = try await writing()
    scenario.type("\"un deux trois\" <Enter> \"quatre\" <Esc> g g d 2 w A \" cinq\" <Esc> j \"p\" : w <Enter>")
    #expect(try draft(scenario) == "trois cinq\nquatreun deux ")
    #expect(scenario.text.contains("Gardé en brouillon"))
    scenario.type("u u :w<Enter>")
    #expect(try draft(scenario) == "trois\nquatre")
    scenario.type("<C-r> : q <Enter>")
    #expect(try draft(scenario) == "trois cinq\nquatre")
    #expect(scenario.screen.caret == .usual)
  }

  @Test func twoCapitalsSend() async throws {
    let scenario = try await writing()
    scenario.type("\"d’accord\" <Esc> Z Z")
    #expect(try scenario.cache.reader.outbox().contains { $0.entry.mutation.type == Message.name })
    #expect(scenario.screen.caret == .usual)
  }

  /// In chat a line is sent and left by the same keys in every mode.
  @Test func aLineOfChatHasModesToo() async throws {
    let scenario = try await writing(pane: "chat")
    scenario.type("\"on y vas\" <Esc>")
    scenario.check("vi-chat-80x24")
    scenario.type("x <Enter>")
    #expect(scenario.text.contains("on y va"))
    scenario.type("\"demain\" <Esc> <Esc>")
    #expect(scenario.screen.caret == .usual)
  }

  /// What is written stays with its room, and is kept, when another pane is shown by its name.
  @Test func anotherPaneTakesTheLineAway() async throws {
    let scenario = try await writing(pane: "chat")
    scenario.type("<Esc> : \"pane outbox\" <Enter>")
    #expect(scenario.screen.caret == .usual && !scenario.text.contains("NORMAL"), "\(scenario.text)")
    scenario.type(": \"pane chat\" <Enter> i \"on y vas\" <Esc> : \"pane outbox\" <Enter>")
    #expect(!scenario.text.contains("NORMAL") && scenario.text.contains("Gardé en brouillon"), "\(scenario.text)")
    #expect(try draft(scenario) == "on y vas")
  }

  /// Hands that know emacs save by these keys: that sends nothing.
  @Test func savingALineTheWayOfEmacsKeepsIt() async throws {
    let scenario = try await writing(keymap: "emacs", pane: "chat")
    scenario.type("\"on y vas\" <C-x> <C-s>")
    #expect(try draft(scenario) == "on y vas")
    #expect(try !scenario.cache.reader.outbox().contains { $0.entry.mutation.type == Message.name })
  }

  /// Under the other maps no key is lost to modes.
  @Test(arguments: ["default", "emacs"]) func otherMapsHaveNone(keymap: String) async throws {
    let scenario = try await writing(keymap: keymap)
    scenario.type("\"dd\"")
    #expect(scenario.screen.caret == .usual && scenario.text.contains("dd"))
  }

  /// A live switch of the map is one of the modes, too.
  @Test func anotherMapEndsTheModes() async throws {
    let scenario = try await writing()
    scenario.type("\"un\" <Esc> : \"keymap default\" <Enter> \"x\"")
    #expect(scenario.screen.caret == .usual)
    scenario.wait(seconds: 3)
    #expect(try draft(scenario) == "uxn")
  }

  @Test func aMacroHoldsWhatVimsKeysSaid() async throws {
    let scenario = try await writing()
    scenario.type(
      "\"un deux trois quatre\" <Esc> 0 : macro.record <Enter> d w : macro.record <Enter> : macro.play <Enter>")
    scenario.type(":w<Enter>")
    #expect(try draft(scenario) == "trois quatre")
  }

  @Test func aRectangleIsTypedIntoEachOfItsLines() async throws {
    let scenario = try await writing()
    scenario.type("\"rouge\" <Enter> \"vert\" <Enter> \"noir\" <Esc> g g l <C-v> G l")
    #expect(scenario.text.contains("VISUEL BLOC"))
    scenario.check("vi-block-80x24")
    scenario.type("I \"--\" <Esc> :w<Enter>")
    #expect(try draft(scenario) == "r--ouge\nv--ert\nn--oir")
    scenario.type("u :w<Enter>")
    #expect(try draft(scenario) == "rouge\nvert\nnoir")
  }

  @Test func whatIsFoundIsReplacedOrItIsSaidWhyNot() async throws {
    let scenario = try await writing()
    scenario.type("\"lundi 9 h, lundi 14 h\" <Enter> \"lundi\" <Esc> :%s/lundi/mardi/g<Enter>")
    #expect(scenario.text.contains("3 remplacements dans 2 lignes"))
    scenario.type(":s/(/x/<Enter>")
    #expect(scenario.text.contains("Ce n’est pas une expression"))
    scenario.type(":w<Enter>")
    #expect(try draft(scenario) == "mardi 9 h, mardi 14 h\nmardi")
    scenario.type("V :s/a/e/<Enter> :w<Enter>")
    #expect(try draft(scenario) == "mardi 9 h, mardi 14 h\nmerdi")
    scenario.type("u u :w<Enter>")
    #expect(try draft(scenario) == "lundi 9 h, lundi 14 h\nlundi")
  }

  @Test func anOldHandFindsTheWayOut() async throws {
    let scenario = try await writing()
    scenario.type("<Esc> <Esc>")
    #expect(scenario.text.contains("ZZ envoie\u{A0};\u{A0}:q ferme, et le texte reste en brouillon"))
    scenario.type(": q <Enter> : q <Enter>")
    #expect(scenario.terminal.screen.caret == .usual)
  }
}
