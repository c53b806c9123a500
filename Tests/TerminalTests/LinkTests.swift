import CursesTerminal
import Foundation
import TestSupport
import Testing

/// Links that can be clicked (OSC 8).
@Suite struct LinkTests {
  @Test(arguments: [
    (["TERM": "xterm-256color"], true), (["TERM": "vt100"], false), (["TERM": "linux"], false),
    (["TERM": "dumb"], false),
    (["TERM": "screen"], false), (["TERM": "tmux-256color"], true),
    (["TERM": "tmux-256color", "TMUX": "s", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a"], false),
    (["TERM": "screen-256color", "TMUX": "s", "TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"], true),
    (["TERM": "tmux-256color", "TMUX": "s"], false),
  ]) func onlyWhoTakesThemIsTold(environment: [String: String], takes: Bool) {
    #expect(TerminalMessage(environment).takesLinks == takes)
  }

  /// Wrapped over lines each piece leads there, and what comes in their place leads nowhere.
  @Test(arguments: ["xterm-256color", "vt100"]) func everyPieceOfAWrappedLinkLeadsThere(type: String) throws {
    let folder = try TestSupport.TemporaryFolder()
    let environment = [
      "TER1_HOME": folder.file("home"), "HOME": folder.path, "LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8", "TERM": type,
      "PATH": "/usr/bin:/bin",
    ]
    let terminal = try PseudoTerminal([TmuxSession.program], environment: environment, columns: 40, rows: 12)
    terminal.read(untilQuietFor: 2)
    let address = "https://coop.example/" + (1...12).map { "partie\($0)/" }.joined()
    terminal.type(":link.show \(address)\r")
    terminal.read(untilQuietFor: 1)
    let shown = TerminalOutput(terminal.output, .interface)
    #expect(shown.violations.isEmpty, "\(shown.violations)")
    #expect(shown.links == (type == "vt100" ? [] : [address]))
    guard type != "vt100" else { return }
    let parts = String(decoding: terminal.output, as: UTF8.self).components(separatedBy: "\u{1B}]8;")
    let linked = parts[1].replacing(/\u{1B}[\[(][0-9;]*[A-Za-z]/, with: "").filter { !$0.isWhitespace }
    #expect(linked.contains("partie12/"), "\(linked.debugDescription)")
    terminal.type("j")
    terminal.read(untilQuietFor: 1)
    #expect(TerminalOutput(terminal.output, .interface).links == [address])
  }
}
