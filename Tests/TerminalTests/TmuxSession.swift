import Foundation
import Glibc
import TestSupport
import Testing

/// The real program on a real terminal: tmux, of fixed size, with a home of its own.
final class TmuxSession {
  /// Whether tests that need it run: in CI they must.
  static let isAvailable = run(["tmux", "-V"])?.status == 0 || ProcessInfo.processInfo.environment["CI"] == "true"

  /// The program as it was built beside the tests.
  static let program: String = {
    let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    return top + "/.build/debug/ter1"
  }()

  let home: String
  private let socket: String

  /// - Parameters:
  ///   - environment: added to a small fixed one.
  ///   - command: instead of the program alone.
  ///   - copying: a folder that the program's home is a copy of; nil: it has none yet.
  init(
    columns: Int, rows: Int, environment: [String: String] = [:], command: String? = nil, copying: String? = nil
  ) throws {
    home = NSTemporaryDirectory() + "ter1-tmux-" + UUID().uuidString
    socket = home + "/tmux"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    if let copying { try FileManager.default.copyItem(atPath: copying, toPath: home + "/ter1") }
    var variables = ["LANG": "fr_FR.UTF-8", "TZ": "Europe/Paris", "TER1_HOME": home + "/ter1"]
    variables.merge(environment) { _, new in new }
    let assignments = variables.sorted { $0.key < $1.key }.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
    let line = "env \(assignments) \(command ?? Self.program)"
    tmux(["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "sh"])
    // What is typed before the shell is ready for it is lost.
    for _ in 0..<3_000 where screen.allSatisfy(\.isWhitespace) { usleep(20_000) }
    tmux(["send-keys", "PS1='$ '; clear; \(line)", "Enter"])
  }

  deinit {
    tmux(["kill-server"])
    try? FileManager.default.removeItem(atPath: home)
  }

  @discardableResult
  func tmux(_ arguments: [String]) -> String { Self.run(["tmux", "-S", socket] + arguments)?.output ?? "" }

  func type(_ keys: String...) { tmux(["send-keys"] + keys) }
  func resize(_ columns: Int, _ rows: Int) { tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"]) }

  var screen: String { tmux(["capture-pane", "-p"]) }

  /// The text of the row that the terminal's cursor is in.
  var rowOfCursor: String {
    let row = Int(tmux(["display-message", "-p", "#{cursor_y}"]).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    let rows = screen.split(separator: "\n", omittingEmptySubsequences: false)
    return rows.indices.contains(row) ? String(rows[row]) : ""
  }

  /// What the terminal's cursor stands on, in whatever column that is; "": nothing.
  var underCursor: String {
    tmux(["display-message", "-p", "#{cursor_character}"]).trimmingCharacters(in: .whitespacesAndNewlines)
  }
  var cursorIsOnMarkedRow: Bool { rowOfCursor.hasPrefix("▌") }

  /// Waits until the screen shows a text.
  func wait(for text: String, seconds: Double = 60, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await wait(until: { $0.contains(text) }, "“\(text)”", seconds: seconds, sourceLocation: sourceLocation)
  }

  func wait(
    until holds: (String) -> Bool, _ what: String, seconds: Double = 60,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var seen = ""
    // Looks are counted, not seconds: on a busy machine a minute may pass between two.
    for _ in 0..<Int(seconds * 30) {
      seen = screen
      if holds(seen) { return }
      try await Task.sleep(for: .milliseconds(30))
    }
    Issue.record("the screen never showed \(what), but:\n\(seen)", sourceLocation: sourceLocation)
    throw Missing()
  }

  struct Missing: Error {}

  /// The process id of the program that runs in the shell.
  func programID() throws -> pid_t {
    let shell = tmux(["display-message", "-p", "#{pane_pid}"]).trimmingCharacters(in: .whitespacesAndNewlines)
    let children = Self.run(["pgrep", "-P", shell])?.output.split(separator: "\n").first
    return try #require(children.flatMap { pid_t($0) })
  }

  /// The output goes to a file: tmux's server would keep a pipe open for ever.
  private static func run(_ arguments: [String]) -> (status: Int32, output: String)? {
    let path = NSTemporaryDirectory() + "ter1-output-" + UUID().uuidString
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer {
      close(file)
      close(nothing)
      unlink(path)
    }
    guard let child = try? ChildProcess(arguments, redirecting: [0: nothing, 1: file, 2: file]) else { return nil }
    let status = child.wait()
    return (status, (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
  }
}
