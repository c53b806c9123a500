import Foundation
import Glibc
import TestSupport
import Testing

/// Few: what only a real terminal can show.
@Suite(
  .ownThreads, .serialized, .enabled(if: TmuxSession.isAvailable, "tmux is not installed: these tests are skipped"))
struct TerminalTests {
  /// Prints `modes=2` on a terminal that echoes what is typed and reads by lines, as a shell wants it.
  private static let askModes = "echo modes=$(stty -a | tr ' ' '\\n' | grep -cx -e echo -e icanon)"

  @Test func startsTypesAndLeavesTheTerminalAsItWas() async throws {
    let session = try TmuxSession(columns: 80, rows: 24)
    try await session.wait(for: "? aide")
    session.type("?")
    try await session.wait(for: "Chercher une commande")
    session.type("quitter")
    try await session.wait(for: "Quitter le programme")
    session.type("Escape")
    try await session.wait(for: "? aide")
    session.type("Q")
    try await session.wait(until: { !$0.contains("aide") }, "the shell")
    session.type(Self.askModes, "Enter")
    try await session.wait(for: "modes=2")
  }

  @Test func followsTheWindow() async throws {
    let session = try TmuxSession(columns: 80, rows: 24)
    try await session.wait(for: "? aide")
    session.resize(40, 12)
    try await session.wait(
      until: { $0.split(separator: "\n", omittingEmptySubsequences: false).count <= 13 && $0.contains("? aide") },
      "12 rows")
    session.resize(10, 3)
    try await session.wait(for: "agrandir")
    session.resize(200, 50)
    try await session.wait(for: "? aide")
  }

  /// The demonstration is a job of several processes.
  @Test(arguments: ["", " demo"]) func stopsForTheShellAndComesBack(command: String) async throws {
    let session = try TmuxSession(columns: 80, rows: 24, command: TmuxSession.program + command)
    try await session.wait(for: "? aide")
    session.type("C-z")
    try await session.wait(until: { !$0.contains("? aide") }, "the shell")
    session.type("echo $((6*7))", "Enter")
    try await session.wait(for: "42")
    session.type("fg", "Enter")
    try await session.wait(for: "? aide")
    // Key by key, as before: nothing is kept for an Enter, nothing is echoed.
    session.type("?")
    try await session.wait(for: "Chercher une commande")
  }

  /// The editor has the terminal to itself, and gives it back as it was, whatever it did to it.
  @Test func theEditorGivesTheTerminalBack() async throws {
    let script =
      "e=$(mktemp); echo \"stty sane; echo ailleurs >>\\$1\" >$e; chmod +x $e; EDITOR=\"sh $e\" \(TmuxSession.program) demo"
    let session = try TmuxSession(columns: 80, rows: 24, command: "sh -c '\(script)'")
    try await session.wait(for: "? aide", seconds: 60)
    session.type("Enter", "n", "Sujet", "Enter", "texte", "C-o")
    try await session.wait(for: "ailleurs", seconds: 60)
    session.type("BSpace")
    try await session.wait(until: { $0.contains("ailleur") && !$0.contains("ailleurs") }, "the key")
  }

  /// Typed, the passphrase opens the program and the lock; of what was on the screen nothing is left to scroll back to.
  @Test func locksAndLeavesNothingToScrollBackTo() async throws {
    let (secret, program) = ("cinq mots sans rapport", TmuxSession.program)
    let script =
      "seq 3000 3300; f=$(mktemp); echo \"\(secret)\" >$f; \(program) vault passphrase --passphrase-file $f; rm $f; \(program)"
    let session = try TmuxSession(columns: 80, rows: 24, command: "sh -c '\(script)'")
    try await session.wait(for: "Phrase secrète de ter1", seconds: 60)
    session.type(secret, "Enter")
    try await session.wait(for: "? aide", seconds: 60)
    #expect(session.tmux(["capture-pane", "-p", "-S", "-"]).contains("3123"))
    session.type("F9")
    try await session.wait(for: "ter1 est verrouillé", seconds: 60)
    try await session.wait(
      until: { _ in !session.tmux(["capture-pane", "-p", "-S", "-"]).contains("3123") }, "no history")
    session.type("faux", "Enter")
    try await session.wait(for: "Ce n’est pas la phrase secrète", seconds: 60)
    #expect(!session.screen.contains("? aide"))
    session.type(secret, "Enter")
    try await session.wait(for: "? aide", seconds: 60)
  }

  /// By the setting, one key destroys all that is kept; what could not be done is said where the person looks then.
  @Test func panicTellsWhatItCouldNotDo() async throws {
    let config = "$TER1_HOME/config"
    let steps = [
      "umask 077", "mkdir -p \(config)/credentials", "echo \"panic = true\" >\(config)/config.toml",
      "printf \"[ul]\\nurl = \\\"http://127.0.0.1:1\\\"\\nuser = \\\"bert\\\"\\n\" >\(config)/accounts.toml",
      "printf \"token\\nabc\\n\" >\(config)/credentials/ul", TmuxSession.program, "echo status=$?",
    ]
    let session = try TmuxSession(columns: 80, rows: 24, command: "sh -c '\(steps.joined(separator: "; "))'")
    try await session.wait(for: "? aide")
    session.type("F4")
    try await session.wait(for: "status=74")
    #expect(session.screen.contains("L’accès de cet appareil n’a pas pu être révoqué chez"))
    #expect(session.screen.contains("ul.") && !session.screen.contains("? aide"))
    let left = try FileManager.default.subpathsOfDirectory(atPath: session.home + "/ter1").filter { $0.contains(".") }
    #expect(left == ["config/config.toml"])
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGSEGV, SIGABRT]) func aSignalLeavesTheTerminalSane(signal: Int32) async throws {
    let session = try TmuxSession(columns: 80, rows: 24)
    try await session.wait(for: "? aide")
    kill(try session.programID(), signal)
    try await session.wait(until: { !$0.contains("? aide") }, "the shell")
    session.type(Self.askModes, "Enter")
    try await session.wait(for: "modes=2")
  }

  @Test func speaksASCIIWhereTheLocaleHasNothingElse() async throws {
    let session = try TmuxSession(columns: 80, rows: 24, environment: ["LANG": "C", "TERM": "vt100"])
    try await session.wait(for: "? help")
    session.type(":language fr", "Enter")
    session.type("?")
    try await session.wait(for: "Chercher une commande")
    session.type("descendre")
    try await session.wait(for: "Descendre d'une page")
    let isASCII = session.screen.unicodeScalars.allSatisfy { $0.isASCII }
    #expect(isASCII, "\(session.screen)")
  }

  @Test func aTerminalWithoutADescriptionIsToldWhatHelps() async throws {
    let session = try TmuxSession(columns: 80, rows: 24, environment: ["TERM": "no-such-terminal"])
    try await session.wait(for: "ncurses-term")
    try await session.wait(until: { $0.hasSuffix("$ ") || $0.contains("\n$") }, "the shell again")
  }

  @Test func aTerminalWithoutACursorWorksByLines() async throws {
    let session = try TmuxSession(columns: 80, rows: 24, environment: ["TERM": "dumb"])
    try await session.wait(for: "--linear")
    session.type(":pane 3", "Enter")
    try await session.wait(for: "Agenda")
    session.type("quit", "Enter")
    try await session.wait(until: { $0.hasSuffix("$ ") || $0.contains("\n$") }, "the shell again")
  }

  /// The terminal's own cursor, which screen readers and braille follow, after every key: on the marked row, or where one types.
  @Test(arguments: ["tmux-256color", "vt100"]) func theCursorIsOnTheFocusedRow(type: String) async throws {
    let command = "\(TmuxSession.program) demo"
    let session = try TmuxSession(columns: 80, rows: 24, environment: ["TERM": type], command: command)
    try await session.wait(for: "? aide", seconds: 300)
    for keys in ["j", "j", "k", "Enter", "j", "PageDown", "Enter", "n", "Escape", "2", "Enter", "3", "j", "4", "j"] {
      session.type(keys)
      try await session.wait(until: { _ in session.cursorIsOnMarkedRow }, "the cursor on the marked row after \(keys)")
    }
    session.type("/")
    session.type("tract")
    try await session.wait(until: { $0.contains("tract") && session.rowOfCursor.contains("tract") }, "where one types")
  }

  /// The server's machine takes connections and says nothing.
  @Test func theFirstPaintWaitsForNobody() async throws {
    let silent = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(silent) }
    try #require(listen(silent, 9) == 0)
    var (address, size) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
    let named = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(silent, $0, &size) }
    }
    try #require(named == 0)
    let folder = try TestSupport.TemporaryFolder()
    let home = folder.file("home")
    try FileManager.default.copyItem(atPath: try FilledHome.usual(), toPath: home)
    let accounts = home + "/config/accounts.toml"
    let text = try String(contentsOfFile: accounts, encoding: .utf8)
    let port = UInt16(bigEndian: address.sin_port)
    let led = text.replacing(/127\.0\.0\.1:\d+/, with: "127.0.0.1:\(port)").replacing("manual", with: "full")
    try #require(led.contains(":\(port)") && led.contains("full"), "\(led)")
    try Data(led.utf8).write(to: URL(fileURLWithPath: accounts))
    let session = try TmuxSession(columns: 80, rows: 24, copying: home)
    try await session.wait(until: { $0.contains("60 sujets") && $0.contains("connexion") }, "boards, still connecting")
    session.type("Enter")
    try await session.wait(until: { $0.contains("nouveau sujet") && $0.contains("connexion") }, "what a key asks for")
  }

  /// An idle screen writes nothing: no clock, no spinner.
  @Test func idleWritesNothing() async throws {
    let session = try TmuxSession(columns: 80, rows: 24)
    try await session.wait(for: "? aide")
    session.tmux(["pipe-pane", "cat >> '\(session.home)/out'"])
    try await Task.sleep(for: .seconds(5))
    session.tmux(["pipe-pane"])
    let written = try? Data(contentsOf: URL(fileURLWithPath: session.home + "/out"))
    #expect(written?.count ?? 0 == 0)
  }
}
