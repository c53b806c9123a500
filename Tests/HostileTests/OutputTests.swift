import ClientCore
import Foundation
import JSON
import TestSupport
import Testing

/// The program itself on a cache full of hostile text: every byte that it writes to a terminal, or into a pipe, is text or one of the few
/// sequences of its own.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(30))) struct OutputTests {
  /// Opens every pane and goes through it, with a notice, a question, a yank and a search on the way.
  private static let keys = [
    "1", down, down, "G", "\r", down, "\r", "J", "J", "Z", "v", down, "o", escape, "y", escape,
    "2", down, "\r", "k", "k", up, up, "y", escape,
    "3", down, down, "\r", "o", escape, "yi", escape, "c", escape, "m", "M", escape,
    "4", down, down, "\r", "j", "\r", escape, "5", down, "j", "\r", escape, "/e\r", down, "j", "\r", escape,
    "6", "W", escape, ":pane digest\r", down, ":pane cost\r", "?", escape, "gj", down,
  ]
  private static let (down, up, escape) = ("\u{06}", "\u{02}", "\u{1B}")
  private static let terminals = [
    "xterm-256color", "tmux-256color", "screen-256color", "xterm", "linux", "vt100", "vt220", "ansi", "rxvt", "dumb",
  ]
  private static let sizes = [(40, 12), (80, 24)]
  private static let locales = [
    ["LANG": "fr_FR.UTF-8", "LC_CTYPE": "C.UTF-8"], ["LANG": "en_GB.UTF-8", "LC_CTYPE": "C.UTF-8"], ["LC_ALL": "C"],
  ]
  private static let chunk = 110

  /// - Parameter body: is also told which of the homes it is.
  private static func homes(_ body: (Int, HostileHome) async throws -> Void) async throws {
    let count = HostileStrings.all.count
    for (index, first) in stride(from: 0, to: count, by: chunk).enumerated() {
      try await body(index, try await HostileHome(from: first, count: min(chunk, count - first)))
    }
  }

  @Test func everyByteOnATerminal() async throws {
    var (bytes, sequences, runs, last) = (0, 0, 0, "")
    try await Self.homes { home, person in
      // The first home on all terminals, the others in turn.
      for (index, terminal) in Self.terminals.enumerated() where home == 0 || index == home % Self.terminals.count {
        for (number, size) in Self.sizes.enumerated() {
          let locale = Self.locales[(index + number) % Self.locales.count]
          let written = try Self.session(person, terminal, size, locale)
          let output = TerminalOutput(written, .interface)
          last = output.text
          let what = "\(terminal) \(size) \(locale)"
          #expect(output.violations.isEmpty, "\(what): \(output.violations.prefix(3))")
          for text in output.clipboard { Self.checkClipboard(text, what) }
          (bytes, sequences, runs) = (bytes + output.text.utf8.count, sequences + output.sequences, runs + 1)
        }
      }
    }
    #expect(bytes > 50_000, "little was shown: \(last)")
    print("hostile output: \(runs) sessions on terminals, \(bytes) bytes of text, \(sequences) sequences, all known")
  }

  /// What is put on the clipboard is text, and pastes nothing but text.
  private static func checkClipboard(_ base64: String, _ what: String) {
    let bytes = Data(base64Encoded: base64).map(Array.init) ?? [0]
    #expect(TerminalOutput(bytes, .calendar).violations.isEmpty, "\(what): the clipboard")
  }

  private static func session(
    _ home: HostileHome, _ name: String, _ size: (Int, Int), _ locale: [String: String]
  ) throws -> [UInt8] {
    var environment = home.environment
    environment["LANG"] = nil
    environment.merge(locale) { $1 }
    environment["TERM"] = name
    let terminal = try PseudoTerminal([HostileHome.ter1], environment: environment, columns: size.0, rows: size.1)
    // The first screen: what is typed before the program reads would be thrown away.
    terminal.read(untilQuietFor: 0.5)
    for key in Self.keys {
      terminal.type(key)
      // Quietness only spares waiting: what comes later is read as well.
      terminal.read(untilQuietFor: 0.02)
    }
    terminal.type("\u{1B}\u{1B}ZQ")
    terminal.read(untilQuietFor: 0.05)
    // Where lines are read, what was typed before is one.
    terminal.type(name == "dumb" ? "\r:quit\r" : ":quit\r")
    try #require(terminal.readToEnd(within: 60), "\(name): it did not end")
    return terminal.output
  }

  @Test func everyByteInAPipe() async throws {
    var (outputs, bytes) = (0, 0)
    try await Self.homes { home, person in
      let commands = try Self.commands(person, withWrongOnes: home == 0)
      for (number, (arguments, kind)) in commands.enumerated() {
        let locale = number.isMultiple(of: 2) ? "fr_FR.UTF-8" : "C"
        let output = try person.run(arguments, locale: locale).output
        let parsed = TerminalOutput(output, kind)
        #expect(parsed.violations.isEmpty, "\(arguments) \(locale): \(parsed.violations.prefix(3))")
        if arguments.contains("--json") { Self.checkJSON(output, arguments) }
        (outputs, bytes) = (outputs + 1, bytes + output.count)
      }
    }
    #expect(bytes > 100_000, "little was written")
    print("hostile output: \(outputs) outputs of commands, \(bytes) bytes, all text")
  }

  /// Every pane, the first things in it opened and read on, line by line.
  private static let lines =
    (1...9).flatMap { pane in [":pane \(pane)"] + (1...4).flatMap { ["\($0)", "", "", "h"] } } + ["/e", "1", "h", "?"]

  @Test func everyByteOfLines() async throws {
    var bytes = 0
    try await Self.homes { home, person in
      for locale in home == 0 ? ["fr_FR.UTF-8", "C"] : [home.isMultiple(of: 2) ? "C" : "fr_FR.UTF-8"] {
        let output = try person.run(["--linear"], locale: locale, lines: Self.lines).output
        let parsed = TerminalOutput(output, .plain)
        #expect(parsed.violations.isEmpty, "\(locale): \(parsed.violations.prefix(3))")
        bytes += output.count
      }
    }
    #expect(bytes > 20_000, "little was written")
    print("hostile output: \(bytes) bytes of lines, all text")
  }

  private static func checkJSON(_ output: [UInt8], _ arguments: [String]) {
    for line in output.split(separator: 0x0A) where line.first == UInt8(ascii: "{") {
      #expect(throws: Never.self, "\(arguments)") { try JSONValue(parsing: Array(line)) }
    }
  }

  /// Everything that reads, what fails with hostile words in it, and the interface in a pipe: its first screen as text.
  private static func commands(
    _ home: HostileHome, withWrongOnes: Bool
  ) throws -> [([String], TerminalOutput.Kind)] {
    let kinds = [
      "accounts", "forums", "topics", "messages", "rooms", "chat", "calendars", "events", "files", "kits", "proposals",
    ]
    var plain =
      kinds.map { ["list", $0, "--limit", "300"] } + [
        ["outbox"], ["cost"], ["account", "list"], ["cache", "verify"], ["--linear"], [],
      ]
    plain += [["search", "e"], ["search", "type:message a"]]
    let shown = try ["topics", "messages", "events", "files"].flatMap { kind in
      try home.keys(of: kind).prefix(12).map { ["show", $0] }
    }
    plain += shown
    let json = plain.filter { ["list", "outbox", "search", "show"].contains($0.first ?? "") }.map { $0 + ["--json"] }
    let wrong = HostileStrings.kept.prefix(withWrongOnes ? 60 : 0).filter { !$0.contains("\0") }.flatMap { text in
      [
        ["show", text], ["list", text], ["list", "topics", "--in", text], ["search", text], ["file", "get", text],
        [text],
      ]
    }
    return (plain + json + wrong).map { ($0, .plain) } + [(["ics"], .calendar), (["ics"], .calendar)]
  }
}
