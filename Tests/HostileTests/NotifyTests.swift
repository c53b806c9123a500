import ClientCore
import CursesTerminal
import Foundation
import JSON
import Runtime
import Settings
import TER1TUI
import TestSupport
import Testing
import Text

/// What a terminal is told of news, to the byte.
@Suite(.ownThreads, .timeLimit(.minutes(30))) struct NotifyTests {
  private static let text = "ter1: this is a test"
  private static let sequences = [
    "\u{1B}]9;\(text)\u{07}", "\u{1B}]99;;\(text)\u{07}", "\u{1B}]777;notify;ter1;\(text)\u{07}",
  ]
  private static let all = "notify = [\"bell\", \"osc9\", \"osc99\", \"osc777\"]\n"

  /// After everything that the demonstration has.
  private static let later = 2_000_000_000.0

  private func home(_ settings: String) throws -> (TemporaryFolder, [String: String]) {
    let folder = try TemporaryFolder()
    for name in ["home", "home/config"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }
    try #require(write(Array(settings.utf8), to: folder.file("home/config/config.toml")))
    let environment = [
      "TER1_HOME": folder.file("home"), "HOME": folder.path, "LANG": "en_GB.UTF-8", "TERM": "xterm-256color",
      "PATH": "/usr/bin:/bin",
    ]
    return (folder, environment)
  }

  private func output(_ arguments: [String], _ environment: [String: String]) throws -> String {
    let terminal = try PseudoTerminal(arguments, environment: environment, columns: 80, rows: 24)
    try #require(terminal.readToEnd(within: 120), "it did not end")
    return String(decoding: terminal.output, as: UTF8.self)
  }

  @Test func aTerminalGetsWhatIsSet() throws {
    let (folder, environment) = try home(Self.all)
    let test = [HostileHome.ter1, "notify", "--test"]
    let seen = try output(test, environment)
    #expect(seen.hasPrefix("\u{07}" + Self.sequences.joined()), "\(seen.debugDescription)")
    let screen = try output(test, environment.merging(["TERM": "screen"]) { $1 })
    #expect(screen.hasPrefix("\u{07}" + Self.sequences.map { "\u{1B}P\($0)\u{1B}\\" }.joined()))
    let console = try output(test, environment.merging(["TERM": "linux"]) { $1 })
    #expect(console.hasPrefix("\u{07}") && !console.contains("\u{1B}"))
    let one = try output(test + ["--by", "osc99"], environment)
    #expect(one.hasPrefix(Self.sequences[1]) && !one.contains("777"))
    withExtendedLifetime(folder) {}
  }

  @Test func tmuxLetsItThrough() throws {
    let (folder, environment) = try home(Self.all)
    let settings = folder.file("tmux.conf")
    try #require(write(Array("set -g allow-passthrough on\n".utf8), to: settings))
    let command = "sleep 1; \(HostileHome.ter1) notify --test; sleep 1"
    let tmux = ["/usr/bin/tmux", "-S", folder.file("tmux"), "-f", settings, "new-session", command]
    let seen = try output(tmux, environment)
    for sequence in Self.sequences { #expect(seen.contains(sequence), "\(sequence.debugDescription)") }
  }

  @Test func aProgramGetsTheSentenceAsOneArgument() throws {
    let (folder, environment) = try home("")
    let (script, result) = (folder.file("tell"), folder.file("told"))
    let lines = "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > \(result).new\nmv \(result).new \(result)\n"
    try #require(write(Array(lines.utf8), to: script))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
    // By the shell: what was just written cannot be run while a process begun meanwhile holds it open.
    let settings = "notify_command = [\"/bin/sh\", \"\(script)\", \"a; b\"]\n"
    try #require(write(Array(settings.utf8), to: folder.file("home/config/config.toml")))
    _ = try output([HostileHome.ter1, "notify", "--test"], environment)

    #expect(try String(contentsOfFile: result, encoding: .utf8) == "2\na; b\n\(Self.text)\n")
  }

  /// Whoever is named by a hostile message, with its text, on every kind of terminal.
  @Test func hostileTextStaysText() async throws {
    let strings = HostileStrings.all
    let scenario = try await Scenario(
      firstPane: "files", now: Self.later, fill: { _ = try await HostileCache(filling: $0, from: 0, count: 1) },
      adjust: {
        ($0.settings.newsOccasion, $0.settings.newsTellsText) = (.addressed, true)
        $0.notify.ways = NotifyPreferences.ways
      })
    let account = try #require(try scenario.cache.reader.accounts().first)
    let room = try #require(try scenario.cache.reader.rooms().first { !$0.isMuted })
    for (index, text) in strings.enumerated() {
      let message: JSONValue = [
        "id": .string("hostile\(index)"), "channelId": .string(room.key.id.rawValue), "body": .string(text),
        "author": ["name": .string(text)], "mentions": [.string(account.principalID?.rawValue ?? "")],
        "sentAt": .string(UTCDate.string(from: Self.later + Double(index) * 60)),
        "receivedAt": .string(UTCDate.string(from: Self.later + Double(index) * 60)),
      ]
      try await scenario.receive([Delta(account: account.id, type: Message.name, upserts: [message], newState: "h")])
      scenario.wait(seconds: 60)
    }
    let told = scenario.terminal.told
    #expect(told.count > strings.count / 2, "\(told.count) of \(strings.count) were told")
    for (text, signals) in told {
      for environment in [
        ["TERM": "xterm-256color"], ["TERM": "tmux-256color", "TMUX": "x"], ["TERM": "screen"], ["TERM": "vt100"],
      ] {
        let bytes = TerminalMessage(environment).notification(text, by: signals)
        let parsed = TerminalOutput(Array(bytes.utf8), .interface)
        #expect(parsed.violations.isEmpty, "\(environment) \(bytes.debugDescription): \(parsed.violations)")
        #expect(parsed.text.isEmpty, "a notification is printed: \(parsed.text.debugDescription)")
        #expect(parsed.notifications.count == (environment["TERM"] == "vt100" ? 0 : 3))
      }
    }
  }
}
