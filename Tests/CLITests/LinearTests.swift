import TestSupport
import Testing

/// `ter1 --linear` on terminals that can do nothing, and through a pipe: what is written is text and line feeds alone.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(10))) struct LinearTests {
  /// Every pane, what is first in it, reading on, and back.
  private static let lines =
    ["?", "1", "", "1", "", "h", "h"] + (2...15).flatMap { [":pane \($0)", "1", "", "h"] } + ["quit"]

  @Test(arguments: ["dumb", "no-such-terminal", "xterm-256color"])
  func aTerminalGetsTextAlone(type: String) async throws {
    let person = try Person()
    try person.join(try Village())
    let terminal = try person.terminal("--linear", variables: ["TERM": type])
    for line in Self.lines { terminal.type(line + "\n") }
    #expect(terminal.readToEnd(within: 120), "it ends where it is told to")
    let bytes = terminal.output
    let isAppended = zip(bytes, bytes.dropFirst()).allSatisfy { $0 != 0x0D || $1 == 0x0A }
    #expect(isAppended, "no line is written over")
    check(bytes.filter { $0 != 0x0D })
  }

  @Test(arguments: ["fr_FR.UTF-8", "C"]) func aPipeGetsTheSame(locale: String) throws {
    let person = try Person(language: locale)
    try person.join(try Village())
    let outcome = try person.ter1("--linear", input: Self.lines.dropLast().joined(separator: "\n"))
    #expect(outcome.status == 0, "the end of its input ends it: \(outcome.errors)")
    check(Array(outcome.output.utf8))
    let isASCII = outcome.output.utf8.allSatisfy { $0 < 0x80 }
    #expect(isASCII == (locale == "C"))
  }

  /// What a person with a screen reader hears: whole sentences, one numbering, and what was not found.
  @Test func sentencesAreWholeAndNumberedOnce() throws {
    let person = try Person(language: "fr_FR.UTF-8")
    let village = try Village()
    try person.join(village)
    let text = String(repeating: "Une phrase qui ne tient pas sur une ligne de terminal. ", count: 12)
    let posted = try person.ter1("post", "forum", "Bureau", "--subject", "Longue", input: text)
    #expect(posted.status == 0, "\(posted.errors)")
    let typed = ["pane 1", "1", "1", "pane 2", "1", "pane 3", "m", "pane 4", "pane 7", "tour", "help zzzz"]
    let outcome = try person.ter1("--linear", input: typed.joined(separator: "\n"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(text.dropLast()), "a paragraph is a line: \(outcome.output)")
    #expect(outcome.output.contains("Forums\u{A0}: Bureau"), "\(outcome.output)")
    #expect(outcome.output.contains("Aucune commande ne contient ces mots"), "\(outcome.output)")
    for line in outcome.lines {
      #expect(!line.contains("  "), "nothing is padded: \(line)")
      #expect(!line.contains(/^(> )?\d+\. \d+[. ]/), "numbered twice: \(line)")
    }
  }

  /// A letter alone is a key, as the tour has it; a colon makes a command of it.
  @Test func aKeyIsAKey() throws {
    let person = try Person()
    try person.join(try Village())
    let outcome = try person.ter1("--linear", input: "pane 1\n1\nq\npane 2\nquit\n")
    #expect(outcome.lines.contains { $0.hasSuffix("> Chat") || $0 == "Chat" }, "q went back: \(outcome.output)")
  }

  /// What is chosen in the interface is chosen at the next start too, unless the settings name another.
  @Test func choicesAreKept() throws {
    let person = try Person()
    let first = try person.ter1("--linear", input: "language fr\ntheme sun\nkeymap vim\n")
    #expect(first.output.contains("Touches\u{A0}: vim"), "\(first.output)")
    let next = try person.ter1("--linear", input: "theme\n").output
    #expect(next.contains("Bienvenue") && next.contains("colour-blind"), "the next after sun: \(next)")
    _ = try person.folder.write("home/config/config.toml", "language = \"en\"\ntheme = \"dark\"\n")
    let named = try person.ter1("--linear", input: "theme\n").output
    #expect(named.contains("Welcome") && named.contains("light"), "the next after dark: \(named)")
  }

  private func check(_ bytes: [UInt8]) {
    let seen = TerminalOutput(bytes, .plain)
    #expect(seen.violations.isEmpty, "\(seen.violations.prefix(5))")
    #expect(seen.sequences == 0)
    let boxes = seen.text.unicodeScalars.filter { (0x2500...0x259F).contains($0.value) }
    #expect(boxes.isEmpty)
    #expect(seen.text.contains("La gr"), "a message was read")
    #expect(seen.text.split(separator: "\n").count > 60, "\(seen.text)")
  }
}
