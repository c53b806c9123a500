import ClientCore
import Foundation
import JSON
import TestSupport
import Testing

/// Hostile text on its way out of the program as it is run: to a terminal, to a pipe, as JSON, as iCalendar.
@Suite(.timeLimit(.minutes(30))) struct OutputTests {
  private static let count = 40
  private static let kinds = [
    "accounts", "forums", "topics", "messages", "rooms", "chat", "calendars", "events", "files",
  ]

  @Test func everythingThatCanBePrinted() async throws {
    var commands = 0
    let step = HostileStrings.isFull ? Self.count : HostileStrings.all.count / 2
    for first in stride(from: 0, to: HostileStrings.all.count, by: max(step, Self.count)) {
      let home = try await HostileHome(from: first, count: Self.count)
      for arguments in Self.lists + (try shows(home)) { commands += try check(arguments, home) }
    }
    print("hostile text: \(commands) commands, each as text and as JSON")
  }

  private static let lists =
    kinds.map { ["list", $0] } + [
      ["list", "events", "--upcoming"], ["search", "type:message", "e"], ["search", "type:file", "e"], ["search", "a"],
      ["digest", "--offline", "--since", "3d"], ["outbox", "list"], ["cost"], ["doctor", "--offline"],
      ["cache", "verify"],
    ]

  /// One of each kind of every type.
  private func shows(_ home: HostileHome) throws -> [[String]] {
    try Self.kinds.dropFirst().flatMap { kind -> [[String]] in
      let keys = try lines(home.run(["list", kind, "--json"]).output).compactMap { $0["key"]?.string }
      let step = max(1, keys.count / 6)
      return stride(from: 0, to: keys.count, by: step).map { ["show", keys[$0]] }
    }
  }

  /// - Returns: how many runs there were.
  private func check(_ arguments: [String], _ home: HostileHome) throws -> Int {
    for json in [[], ["--json"]] {
      let (_, output) = try home.run(arguments + json)
      let violations = TerminalOutput(output, .plain).violations
      #expect(violations.isEmpty, "\(arguments + json): \(violations.prefix(3))")
      // There is no login here, and nothing was ever paid for.
      #expect(!output.isEmpty || ["accounts", "cost"].contains(arguments.last), "\(arguments)")
      if !json.isEmpty && arguments[0] != "doctor" {
        #expect(throws: Never.self, "\(arguments)") { try lines(output) }
      }
    }
    return 2
  }

  private func lines(_ output: [UInt8]) throws -> [JSONValue] {
    try output.split(separator: UInt8(ascii: "\n")).filter { $0.first == UInt8(ascii: "{") }
      .map { try JSONValue(parsing: $0) }
  }

  @Test func calendarsHoldNoControls() async throws {
    let home = try await HostileHome(count: Self.count)
    let (_, output) = try home.run(["ics"])
    #expect(output.count > 1_000)
    let violations = TerminalOutput(output, .calendar).violations
    #expect(violations.isEmpty, "\(violations.prefix(3))")
  }

  /// The real bytes of curses on a pseudo-terminal: nothing but the sequences that ter1 writes.
  @Test(arguments: [
    ("xterm-256color", 80, 24), ("xterm-256color", 200, 50), ("tmux-256color", 40, 12), ("screen", 80, 24),
    ("linux", 80, 24), ("vt100", 80, 24),
  ])
  func theTerminalIsToldNothingElse(type: String, columns: Int, rows: Int) async throws {
    let home = try await HostileHome(count: 30)
    var environment = home.environment
    environment["TERM"] = type
    let terminal = try PseudoTerminal([HostileHome.ter1], environment: environment, columns: columns, rows: rows)
    terminal.read(untilQuietFor: 2)
    for key in Self.keys {
      terminal.type(key)
      terminal.read(untilQuietFor: 0.15)
    }
    terminal.type("\u{1B}\u{1B}Q")
    #expect(terminal.readToEnd(within: 60), "it did not end")
    let output = TerminalOutput(terminal.output, .interface)
    #expect(output.violations.isEmpty, "\(type): \(output.violations.prefix(5))")
    #expect(output.sequences > 100)
    print("hostile text: \(terminal.output.count) bytes, \(output.sequences) sequences on \(type) \(columns)x\(rows)")
  }

  private static let keys = [
    "1", "j", "\r", "\r", "y", "\u{1B}[6~", "\u{1B}", "G", "\r", "2", "\r", "k", "k", "y", "\u{1B}", "3", "\r", "yi",
    "\u{1B}",
    "m", "4", "\r", "\u{1B}[6~", "5", "j", "\r", "\u{1B}", "6", "/type:message e\r", "j", "\r", "7", ":pane cost\r",
    "gj",
  ]
}
