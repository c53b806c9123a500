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
    try wait(for: "Address of your cooperative", terminal)
    // What goes wrong stays in sight, and leads back.
    terminal.type("no-such-host.invalid\n")
    try wait(for: "Your name there", terminal)
    terminal.type("camille\n")
    try wait(for: "Enter goes back", terminal)
    terminal.type("\n")
    try wait(for: "Join a cooperative", times: 2, terminal)
    terminal.type("\r")
    try wait(for: "Address of your cooperative", times: 2, terminal)
    terminal.type(village.url + "\n")
    try wait(for: "Your name there", times: 2, terminal)
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

  @Test func byLinesEachChoiceHasItsNumber() throws {
    let outcome = try Person().ter1("--linear", input: "3\n")
    #expect(outcome.lines.contains { $0.hasPrefix("3. Read the tour") }, "\(outcome.output)")
    #expect(outcome.lines.contains { $0.contains("1. j and k move") || $0.contains("1. 1. j") }, "\(outcome.output)")
  }

  @Test func withoutATerminalNothingIsAsked() throws {
    // Whoever runs the tests may well have a terminal.
    let outcome = try Programs.run(
      ["/usr/bin/setsid", "--wait", Programs.client, "account", "add"], environment: try Person().environment)
    #expect(outcome.status == 64 && outcome.errors.contains("--user"), "\(outcome.errors)")
  }
}
