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

  /// On AZERTY and BÉPO these characters need AltGr, which a telephone's keyboard or a tired hand does without.
  @Test(arguments: Keymap.builtIn) func noKeyNeedsAltGr(name: String) {
    let keymap = Keymap(name: name)
    let forbidden = Set<Character>("[]{}#@\\`~|")
    for section in keymap.sections {
      for (strokes, line) in keymap.bindings(in: section) {
        for case .character(let character) in strokes.map(\.key) {
          #expect(!forbidden.contains(character), "[\(section)] \(strokes.notation) = \(line)")
        }
      }
    }
  }

  /// A sequence that a nearer section's shorter one hides could never be typed.
  @Test(arguments: Keymap.builtIn) func noPaneHidesAWayOut(name: String) {
    let keymap = Keymap(name: name)
    for pane in PaneRegistry.all {
      for contexts in ([pane.name] + pane.sections).map({ [$0, "global"] }) {
        for command in ["help", "prompt", "quit", "back"] {
          let keys =
            keymap.bindings(in: "global").filter { $0.line.name == command }
            + keymap.bindings(in: contexts[0]).filter { $0.line.name == command }
          let reachable = keys.contains { keymap.match($0.strokes, contexts: contexts) == .found($0.line) }
          #expect(reachable, "\(command) cannot be reached in \(contexts) of \(name)")
        }
      }
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

  @Test func openQuotationIsNoCommandLine() { #expect(CommandLine(parsing: "a \"b") == nil) }
}
