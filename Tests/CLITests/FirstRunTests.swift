import Foundation
import TestSupport
import Testing

/// The first minutes, at a real terminal: from the three choices into a cooperative, and back from whatever goes wrong.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(10))) struct FirstRunTests {
  /// Reads until a text is there; looks are counted, not seconds.
  private func wait(for text: String, times: Int = 1, _ terminal: PseudoTerminal) throws {
    for _ in 0..<1_200 {
      terminal.read(untilQuietFor: 0.1)
      if String(decoding: terminal.output, as: UTF8.self).ranges(of: text).count >= times { return }
      try #require(!terminal.hasEnded, "it ended: \(String(decoding: terminal.output, as: UTF8.self))")
    }
    Issue.record("“\(text)” never came: \(String(decoding: terminal.output, as: UTF8.self))")
    throw Missing()
  }

  private struct Missing: Error {}

  @Test func joiningIsAskedForAndLeadsIn() throws {
    let (village, person) = (try Village(), try Person())
    let terminal = try person.terminal(variables: ["TERM": "xterm-256color"])
    try wait(for: "Join a cooperative", terminal)
    terminal.type("\r")
    try wait(for: "An empty line goes back", terminal)
    try wait(for: "Address of your cooperative", terminal)
    // What goes wrong stays in sight, and leads back; nobody is asked more at an address where nothing is.
    terminal.type("no-such-host.invalid\n")
    try wait(for: "Enter goes back", terminal)
    #expect(!String(decoding: terminal.output, as: UTF8.self).contains("Your name there"))
    terminal.type("\n")
    try wait(for: "Join a cooperative", times: 2, terminal)
    terminal.type("\r")
    try wait(for: "Address of your cooperative", times: 2, terminal)
    terminal.type(village.url + "\n")
    try wait(for: "Your name there", terminal)
    terminal.type("camille\n")
    try wait(for: "Password of camille", terminal)
    terminal.type(Village.password + "\n")
    try wait(for: "Bureau", terminal)
    terminal.type("Q")
    #expect(terminal.readToEnd(within: 60))
    #expect(try person.ter1("account", "list").output.contains("camille"))
    let typed = String(decoding: terminal.output, as: UTF8.self)
    #expect(!typed.contains(Village.password), "a password is typed unseen")
  }

  /// Escape, too, is meant to lead back.
  @Test(arguments: ["", "\u{1B}"]) func joiningIsGivenUp(typed: String) throws {
    let terminal = try Person().terminal("--linear", variables: ["TERM": "dumb"])
    try wait(for: "1. Join a cooperative", terminal)
    terminal.type("1\n")
    try wait(for: "Address of your cooperative", terminal)
    terminal.type(typed + "\n")
    try wait(for: "Enter goes back", terminal)
    terminal.type("\n")
    try wait(for: "1. Join a cooperative", times: 2, terminal)
    terminal.type("quit\n")
    #expect(terminal.readToEnd(within: 60))
  }

  /// By lines each choice has its number, and the tour, which is read, none: it teaches what lines are worked with.
  @Test func byLinesEachChoiceHasItsNumber() throws {
    let outcome = try Person().ter1("--linear", input: "3\n")
    #expect(outcome.lines.contains { $0.hasPrefix("3. Read the tour") }, "\(outcome.output)")
    #expect(outcome.lines.contains { $0.hasPrefix("A number goes to the line") }, "\(outcome.output)")
    #expect(!outcome.output.contains("j and k move"))
    #expect(try Person().ter1("--linear", "tour").output.contains("A number goes to the line"))
  }

  /// The demonstration is one of lines where lines are told, and what is typed behind the choice is for it.
  @Test func byLinesTheDemonstrationIsOneOfLines() throws {
    let outcome = try Person().ter1("--linear", input: "2\n1\nquit\nquit\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.contains { $0.hasSuffix("Forums") }, "\(outcome.output)")
    #expect(outcome.lines.contains { $0.contains("Forums: Jeunes et précaires") }, "\(outcome.output)")
    #expect(outcome.output.ranges(of: "1. Join a cooperative").count == 2, "and leads back: \(outcome.output)")
    #expect(!outcome.output.contains("▌"))
  }

  @Test func withoutATerminalNothingIsAsked() throws {
    // Whoever runs the tests may well have a terminal.
    let outcome = try Programs.run(
      ["/usr/bin/setsid", "--wait", Programs.client, "account", "add"], environment: try Person().environment)
    #expect(outcome.status == 64 && outcome.errors.contains("--user"), "\(outcome.errors)")
  }
}
