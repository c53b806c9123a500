import ClientCore
import Foundation
import JSON
import Runtime
import Synchronization
import TER1TUI
import TestSupport
import Testing

/// Rules of docs/experience.md that no other suite tries.
@Suite struct ExperienceTests {
  private func scenario(
    _ adjust: @escaping (inout Configuration) -> Void = { _ in }
  ) async throws -> Scenario {
    try await Scenario(fill: { _ = try await Cooperative.fill($0) }, adjust: adjust)
  }

  // MARK: Keys

  /// While somebody writes to the cache, and however long, keys are answered: no key waits for a sync's transaction.
  @Test(.timeLimit(.minutes(2))) func noKeyWaitsForWhoeverWrites() async throws {
    let scenario = try await scenario()
    let holder = try Writer(holding: scenario.cache.path)
    let isWritten = Atomic(false)
    let cache = scenario.cache
    // In this process, too, a writer waits now, and whoever asks the writer anything waits behind it.
    DispatchQueue.global().async {
      try? cache.setNote("waits", .bool(true))  // It may give up: only that it took until then counts.
      isWritten.store(true, ordering: .releasing)
    }
    scenario.press("<Enter> j k <Enter> h h 2 3 4 1", after: 10)
    let isOver = isWritten.load(ordering: .acquiring)
    #expect(!isOver, "the keys were answered only once the cache was free")
    #expect(scenario.text.contains("[1 Forums"))
    holder.release()
  }

  /// News that come fast wait a little for each other, and none is lost: here every look at the clock takes ten milliseconds.
  @Test func newsAreReadAgainAfterARest() async throws {
    let clock = Mutex(Scenario.startOfTime)
    let scenario = try await Scenario(
      firstPane: "chat", fill: { _ = try await Cooperative.fill($0) },
      adjust: {
        $0.now = {
          clock.withLock { now in
            now += 0.01
            return now
          }
        }
      })
    scenario.type("<Enter>")
    let account = try #require(try scenario.cache.reader.accounts().first).id
    for number in 0..<20 {
      let line = Cooperative.post("n\(number)", "ligne \(number)", in: "salon", by: "jo", ago: 0)
      try await scenario.receive([Cooperative.delta(account, Message.name, [line])])
    }
    for _ in 0..<200 where !scenario.text.contains("ligne 19") { scenario.settle() }
    #expect(scenario.text.contains("ligne 19"))
  }

  /// Another process in the middle of a write.
  private final class Writer {
    private let child: ChildProcess

    init(holding path: String) throws {
      let program = """
        import sqlite3, sys, time
        c = sqlite3.connect(sys.argv[1], isolation_level=None)
        c.execute('BEGIN IMMEDIATE')
        print('holding', flush=True)
        time.sleep(3600)
        """
      let folder = try TemporaryFolder()
      child = try ChildProcess(["/usr/bin/python3", "-c", program, path], output: folder.file("output"))
      for _ in 0..<3_000 where read(folder.file("output"))?.isEmpty != false && child.isRunning { usleep(20_000) }
      #expect(read(folder.file("output")) == Array("holding\n".utf8))
    }

    func release() { child.end(SIGKILL) }
  }

  // MARK: The cursor

  /// Whatever the window does, what one is on stays in sight, and the cursor on it: `checkCursor` looks after every size.
  @Test(arguments: [
    "<Enter> <Enter> n n", "<Enter> <Enter> G", "<Enter> j", "2 <Enter>", "3 j", "3 m", "3 w", "4",
    "5",
    "7", "8", "9", "0", "g w", "g j", "6 \"sono\" <Enter>",
  ]) func aResizedWindowShowsWhatOneIsOn(keys: String) async throws {
    let scenario = try await scenario()
    scenario.type(keys)
    let row = marked(scenario)
    for (columns, rows) in [(300, 80), (40, 12), (200, 50), (60, 16), (80, 24), (300, 80), (40, 12), (80, 24)] {
      scenario.resize(columns, rows)
    }
    #expect(marked(scenario) == row, "\(scenario.text)")
  }

  private func marked(_ scenario: Scenario) -> String {
    String(scenario.screen.text(row: scenario.screen.cursor.row).prefix(16))
  }

  @Test func themesWithoutColoursSayWhy() async throws {
    let scenario = try await scenario { $0.settings.hasColours = false }
    scenario.type("T")
    #expect(scenario.text.contains("NO_COLOR"), "\(scenario.text)")
  }

  // MARK: Discovery

  /// Three to five of what one can do here, and where the rest is found, on every pane and at its first level.
  @Test func everyPaneSaysWhatOneCanDo() async throws {
    let scenario = try await scenario()
    var number = 0
    while number < 99 {
      number += 1
      scenario.type(": \"pane \(number)\" <Enter>")
      guard scenario.text.contains("[\(number) ") else { break }
      let pane = scenario.screen.text(row: 0)
      let hints = Self.keys(inRow: 23, of: scenario.screen)
      #expect((3...6).contains(hints.count), "\(pane): \(scenario.screen.text(row: 23))")
      #expect(hints.first == "?", "\(pane): \(scenario.screen.text(row: 23))")
    }
    #expect(number > 16, "there are panes enough")
  }

  /// The words of a row that are set as keys.
  private static func keys(inRow row: Int, of screen: Screen) -> [String] {
    screen[row].split { $0.style.role != .key }.map {
      String($0.compactMap(\.character)).trimmingCharacters(in: .whitespaces)
    }
    .filter { !$0.isEmpty }
  }

  @Test func everyThemeIsFoundByOneKey() async throws {
    let scenario = try await scenario()
    var seen: [String] = []
    for _ in Theme.all {
      scenario.type("T")
      seen.append(scenario.terminal.theme.name)
      #expect(scenario.text.contains(scenario.terminal.theme.name))
    }
    #expect(Set(seen) == Set(Theme.all.map(\.name)))
    scenario.type(": \"theme sun\" <Enter>")
    #expect(scenario.text.contains("sun (plein soleil)"))
  }

  // MARK: Links

  private static let link = "https://union.example/a?b=$(touch%20x);c='d'&e=`f`"

  /// Over SSH nothing is opened on a machine where nobody sits, even where it has a desktop; it is said what was done instead.
  @Test func overSSHALinkIsCopiedAndItIsSaid() async throws {
    let program = try Opener()
    let scenario = try await scenario {
      $0.environment = ["SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "DISPLAY": ":0"]
      $0.opener = program.command
    }
    scenario.type(": \"link.open \(Self.link)\" <Enter>")
    #expect(scenario.terminal.clipboard == [Self.link])
    #expect(scenario.text.contains("Pas ouvert, copié"))
    scenario.type(": \"link.copy \(Self.link)\" <Enter>")
    #expect(scenario.text.contains("votre propre terminal, pas de cette machine"))
    #expect(program.arguments == nil)
  }

  /// No shell reads it: the program gets the link as it is, as one argument.
  @Test func theDesktopsProgramGetsALinkAsOneArgument() async throws {
    let program = try Opener()
    let scenario = try await scenario {
      $0.environment = ["DISPLAY": ":0"]
      $0.opener = program.command
    }
    scenario.type(": \"link.open \(Self.link)\" <Enter>")
    for _ in 0..<600 where program.arguments == nil { try await Task.sleep(for: .milliseconds(50)) }
    #expect(program.arguments == ["1", Self.link])
    #expect(scenario.terminal.clipboard.isEmpty)
  }

  @Test(arguments: ["javascript:alert(1)", "file:///etc/passwd", "ssh://-oProxyCommand=x", "-x", "vbscript:x", "HTTPS"])
  func otherLinksAreNeverOpened(link: String) async throws {
    let program = try Opener()
    let scenario = try await scenario {
      $0.environment = ["DISPLAY": ":0"]
      $0.opener = program.command
    }
    scenario.type(": \"link.open \(link)\" <Enter>")
    #expect(scenario.terminal.clipboard == [link])
    #expect(program.arguments == nil)
  }

  /// A program that writes down how many arguments it got, and which.
  private final class Opener {
    private let folder = NSTemporaryDirectory() + "ter1-opener-" + UUID().uuidString
    let command: [String]

    init() throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = folder + "/open"
      let script = "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" >'\(folder)/new' && mv '\(folder)/new' '\(folder)/seen'\n"
      try script.write(toFile: path, atomically: false, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
      command = [path]
    }

    /// nil: it was not started.
    var arguments: [String]? {
      guard let text = try? String(contentsOfFile: folder + "/seen", encoding: .utf8) else { return nil }
      return text.split(separator: "\n").map(String.init)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  // MARK: Files

  /// What is written for a person is never put in the place of another file, and never a program.
  @Test func aFileIsNeverOverwrittenNorExecutable() async throws {
    let folder = NSTemporaryDirectory() + "ter1-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let scenario = try await scenario()
    scenario.type("g q a j k g q : \"macro.export a \(folder)/un\" <Enter>")
    scenario.settle()
    let mode = try FileManager.default.attributesOfItem(atPath: folder + "/un")[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try "autre".write(toFile: folder + "/deux", atomically: true, encoding: .utf8)
    scenario.type(": \"macro.export a \(folder)/deux\" <Enter>")
    scenario.settle()
    #expect(try String(contentsOfFile: folder + "/deux", encoding: .utf8) == "autre")
    #expect(scenario.text.contains("/deux n’a pas pu"))
  }

  /// Nothing to do is nothing done: each turn takes time, and none is rested from when nothing came.
  @Test func anIdleInterfaceSleeps() async throws {
    let clock = Mutex(Scenario.startOfTime)
    let now: @Sendable () -> Double = {
      clock.withLock {
        $0 += 0.001
        return $0
      }
    }
    let scenario = try await Scenario(adjust: { $0.now = now })
    // What came at the start is taken in, and rested from.
    for _ in 1...2 {
      clock.withLock { $0 += 1 }
      _ = scenario.idle()
    }
    clock.withLock { $0 += 1 }
    for _ in 1...5 { #expect(scenario.idle() > 1_000) }
  }
}
