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
