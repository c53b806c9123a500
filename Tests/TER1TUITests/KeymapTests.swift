import Testing

@testable import TER1TUI

@Suite struct KeymapTests {
  @Test(arguments: Keymap.builtIn) func builtInMapsAreSound(name: String) {
    let problems = Keymap(name: name).problems
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test(arguments: Keymap.builtIn) func everyCommandHasAKeyOrIsUnboundOnPurpose(name: String) {
    let keymap = Keymap(name: name)
    let bound = Set(keymap.sections.flatMap { keymap.bindings(in: $0).map(\.line.name) })
    for command in CommandTable.all.keys.sorted() where !bound.contains(command) {
      #expect(keymap.unbound.contains(command), "\(command) has no key in \(name) and does not stand in [unbound]")
    }
  }

  /// On AZERTY and BÉPO, a telephone's keyboard or a tired hand does without AltGr.
  @Test func noDefaultKeyNeedsAltGr() {
    let keymap = Keymap(name: "default")
    for section in keymap.sections {
      for (strokes, line) in keymap.bindings(in: section) {
        #expect(Self.isTyped(strokes), "[\(section)] \(strokes.notation) = \(line)")
      }
    }
  }

  /// Hands that know vim or emacs find the keys they know, and no command hangs on one that needs AltGr.
  @Test(arguments: ["vim", "emacs"]) func otherMapsHaveAWayWithoutAltGr(name: String) {
    let keymap = Keymap(name: name)
    for section in keymap.sections {
      for (strokes, line) in keymap.bindings(in: section) where !Self.isTyped(strokes) {
        let others = [section, "global"].flatMap { keymap.bindings(in: $0) }.filter { $0.line == line }
        #expect(others.contains { Self.isTyped($0.strokes) }, "[\(section)] \(strokes.notation) = \(line)")
      }
    }
  }

  private static func isTyped(_ strokes: [KeyStroke]) -> Bool {
    strokes.allSatisfy {
      guard case .character(let character) = $0.key else { return true }
      return KeyLayouts.reachable.contains(character)
    }
  }

  /// In every place, each command of it and of the interface as a whole is reached by some key that no nearer section hides.
  @Test(arguments: Keymap.builtIn) func noSectionHidesACommand(name: String) {
    let keymap = Keymap(name: name)
    for pane in PaneRegistry.all {
      for contexts in ([[pane.name]] + pane.sections.map { [$0, pane.name] }).map({ $0 + ["global"] }) {
        let bound = contexts.flatMap { keymap.bindings(in: $0) }
        for line in Set(bound.map(\.line)) where !Self.mayHide(line, in: contexts) {
          let isReachable = bound.contains {
            $0.line == line && keymap.match($0.strokes, contexts: contexts) == .found(line)
          }
          #expect(isReachable, "\(line) cannot be reached in \(contexts) of \(name)")
        }
      }
    }
  }

  /// In the grid of a month the arrows go day by day and week by week, and a map has neither days nor lines to choose.
  private static func mayHide(_ line: CommandLine, in contexts: [String]) -> Bool {
    let weeks = ["events.next-week", "events.previous-week"]
    let days = ["today", "next-day", "previous-day", "calendar"].map { "events." + $0 }
    return switch contexts[0] {
    case "events.month": (["open", "back"] + weeks).contains(line.name)
    case "events.near": line.name == "events.today"
    case "events.map": (["open", "back"] + days + weeks).contains(line.name)
    default: false
    }
  }

  @Test func everySectionHasATitle() {
    for section in CommandTable.shownSections where !PaneRegistry.all.contains(where: { $0.name == section }) {
      #expect(CommandTable.sectionTitles[section] != nil, "[\(section)]")
    }
  }

  @Test func problemsNameLineAndRemedy() {
    let text = """
      [forumz]
      a = quit
      [global]
      <Nope> = quit
      x = quitt
      y
      zz = quit
      z = back
      """
    let problems = Keymap(name: "default", own: (path: "/k", text: text)).problems
    #expect(
      problems == [
        KeymapProblem(source: "/k", line: 4, reason: .notAKey("<Nope>")),
        KeymapProblem(source: "/k", line: 6, reason: .notABinding),
        KeymapProblem(source: "/k", line: 2, reason: .unknownSection("forumz")),
        KeymapProblem(source: "/k", line: 5, reason: .unknownCommand("quitt", nearest: "quit")),
        KeymapProblem(source: "/k", line: 8, reason: .shadows(CommandLine("quit"))),
      ])
  }

  @Test func ownFileOverridesKeyByKey() {
    let keymap = Keymap(name: "default", own: (path: "/k", text: "[global]\nj = quit\n? = none\n"))
    #expect(keymap.problems.isEmpty)
    #expect(keymap.match([KeyStroke("j")], contexts: ["global"]) == .found(CommandLine("quit")))
    #expect(keymap.match([KeyStroke("?")], contexts: ["global"]) == .none)
    #expect(keymap.match([KeyStroke("k")], contexts: ["global"]) == .found(CommandLine("move.up")))
  }

  @Test func aWayOutRemainsWhateverAFileSays() {
    let text = "[global]\nQ = none\n<C-q> = none\nq = none\n"
    let keymap = Keymap(name: "default", own: (path: "/k", text: text))
    #expect(keymap.keys(for: "quit", contexts: ["global"]) == [KeyStroke(.character("q"), control: true)])
  }

  @Test func prefixesTellWhatMayFollow() throws {
    let keymap = Keymap(name: "default")
    guard case .incomplete(let next) = keymap.match([KeyStroke("g")], contexts: ["global"]) else {
      Issue.record("g is no prefix")
      return
    }
    #expect(next.contains { $0.stroke == KeyStroke("g") && $0.line == CommandLine("move.first") })
  }

  /// No hint names a key that means something else here.
  @Test(arguments: Keymap.builtIn) func keysAreToldThatLeadThere(name: String) {
    let keymap = Keymap(name: name)
    for contexts in [
      ["insert", "line", "edit"], ["normal", "composer", "edit"], ["forums.thread", "forums", "global"],
    ] {
      for command in CommandTable.all.keys {
        guard let keys = keymap.keys(for: command, contexts: contexts),
          case .found(let line) = keymap.match(keys, contexts: contexts)
        else { continue }
        #expect(line.name == command, "\(keys.notation) in \(contexts)")
      }
    }
    #expect(Keymap(name: "vim").keys(for: "composer.close", contexts: ["insert", "line", "edit"]) == nil)
  }

  @Test(arguments: ["j", "gg", "<C-x><C-s>", "<M-lt>", "<Space>", "<F1>", "<lt>", "<C-Space>", "é"])
  func notationRoundTrips(keys: String) throws {
    let strokes = try #require(KeyStroke.sequence(keys))
    #expect(strokes.notation == keys)
  }

  @Test(arguments: ["<", "<Nope>", "<X-a>", ""]) func malformedKeysAreRefused(keys: String) {
    #expect(KeyStroke.sequence(keys) == nil)
  }

  @Test(arguments: [["a"], ["a", "two words"], ["a", "say \"hi\""], ["a", ""], ["a", "\"x"]])
  func commandLinesRoundTrip(words: [String]) throws {
    let line = CommandLine(words[0], Array(words.dropFirst()))
    #expect(CommandLine(parsing: line.description) == line)
  }

  @Test func aNumberBeforeTheNameIsACount() throws {
    #expect(CommandLine(parsing: "5 move.down") == CommandLine("move.down", count: 5))
    #expect(CommandLine(parsing: "pane 5") == CommandLine("pane", ["5"]))
    #expect(CommandLine("move.down", count: 5).description == "5 move.down")
  }

  @Test func anyLetterBecomesTheLastArgument() {
    let keymap = Keymap(name: "default")
    let strokes = [KeyStroke("'"), KeyStroke("é")]
    #expect(keymap.match(strokes, contexts: ["global"]) == .found(CommandLine("mark.go", ["é"])))
    #expect(keymap.match([KeyStroke("'"), KeyStroke(.enter)], contexts: ["global"]) == .none)
  }

  @Test func bytesThatAreNoTextAreNoKeys() {
    let text = String(decoding: [0xFF, 0x20, 0x3D, 0x20] + Array("quit\n".utf8), as: UTF8.self)
    let problems = Keymap(name: "default", own: (path: "/k", text: text)).problems
    #expect(problems == [KeymapProblem(source: "/k", line: 1, reason: .notAKey("\u{FFFD}"))])
  }

  @Test func openQuotationIsNoCommandLine() { #expect(CommandLine(parsing: "a \"b") == nil) }
}
