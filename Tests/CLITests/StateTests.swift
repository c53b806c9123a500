import Foundation
import TestSupport
import Testing

/// The real program on a terminal of its own, ended in the ways that nobody plans for.
@Suite(.ownThreads, .serialized, .timeLimit(.minutes(10))) struct StateTests {
  /// SIGHUP is what a lost SSH connection sends.
  @Test(arguments: [SIGKILL, SIGHUP, SIGTERM]) func topicAndDraftAreBack(signal: Int32) async throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let first = try person.terminal()
    try await first.wait(for: "Bureau")
    first.type("1\r")
    try await first.wait(for: "Ordre du jour")
    first.type("\rr")
    try await first.wait(for: "Re")
    first.type("Ma réponse inachevée")
    try await first.wait(for: "inachev")
    if signal == SIGKILL { try await first.wait(seconds: 5) }
    first.end(by: signal)
    let second = try person.terminal()
    try await second.wait(for: "Ma réponse inachevée")
    second.type("\u{1B}")
    try await second.wait(for: "La grève commence")
    second.end(by: SIGKILL)
  }
}

extension Person {
  /// The interface, on a terminal of 80 by 24.
  func terminal(_ arguments: String..., variables: [String: String] = [:]) throws -> PseudoTerminal {
    let own = ["TERM": "xterm-256color", "PATH": "/usr/bin:/bin"].merging(variables) { _, new in new }
    return try PseudoTerminal(
      [Programs.client] + arguments, environment: environment.merging(own) { _, new in new }, columns: 80, rows: 24)
  }
}

extension PseudoTerminal {
  /// Waits until the program has written a text.
  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    for _ in 0..<1_500 {
      read(untilQuietFor: 0.001)
      if String(decoding: output, as: UTF8.self).contains(text) { return }
      try await Task.sleep(for: .milliseconds(40))
    }
    Issue.record("never written: “\(text)”, but:\n\(printed)", sourceLocation: sourceLocation)
  }

  /// Lets the program go on by itself.
  func wait(seconds: Int) async throws {
    for _ in 0..<(seconds * 10) {
      read(untilQuietFor: 0.001)
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private var printed: String { TerminalOutput(output, .interface).text }
}
