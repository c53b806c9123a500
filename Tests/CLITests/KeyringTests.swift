import Foundation
import JSON
import TestSupport
import Testing

/// The key in the desktop's keyring: GNOME's, on a bus of its own, without any desktop.
@Suite(
  .ownThreads, .enabled(if: Keyring.isAvailable, "dbus, gnome-keyring or libsecret-tools are not installed: skipped"))
struct KeyringTests {
  private let village: Village
  private let person: Person

  init() throws {
    village = try Village()
    person = try Person()
    try person.join(village)
  }

  private var vaultFile: String { person.home + "/config/vault.toml" }

  /// Runs a script where a session is: its keyring is unlocked, and outlives the session.
  private func inASession(_ script: String) throws -> Outcome {
    let run = person.folder.path + "/run"
    try FileManager.default.createDirectory(
      atPath: run, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // Ended by us, and for sure: what tests start inherits blocked signals, and who waits for the script waits for all of it.
    let session = """
      dbus-daemon --session --nofork --print-address >\(run)/bus 2>/dev/null & bus=$!
      while [ ! -s \(run)/bus ]; do sleep 0.05; done
      export DBUS_SESSION_BUS_ADDRESS=$(head -1 \(run)/bus)
      printf 'du bureau' | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 & ring=$!
      owns='org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets'
      until dbus-send --session --print-reply --dest=org.freedesktop.DBus / $owns | grep -q true; do sleep 0.05; done
      ter1() { '\(Programs.client)' "$@"; echo "$1 $2: $?"; }
      """
    var environment = person.environment
    environment["XDG_DATA_HOME"] = person.folder.path + "/data"
    environment["XDG_RUNTIME_DIR"] = run
    environment["HOME"] = person.folder.path
    return try Programs.run(
      ["/bin/sh", "-c", [session, script, "kill -9 $ring $bus; rm \(run)/bus"].joined(separator: "\n")],
      environment: environment)
  }

  @Test func theKeyIsWhereTheSessionIs() throws {
    let moved = try inASession("ter1 vault keyring; ter1 vault status --json; ter1 list topics")
    #expect(moved.lines.contains("vault keyring: 0") && moved.lines.contains("list topics: 0"), "\(moved)")
    #expect(moved.output.contains("\"keyring\""))
    let file = try String(contentsOfFile: vaultFile, encoding: .utf8)
    #expect(file.contains("keyring") && !file.contains("key ="))
    // Where no session is, nothing opens it, and nothing is changed.
    let elsewhere = try person.ter1("list", "topics")
    #expect(elsewhere.status == 77 && elsewhere.output.isEmpty && elsewhere.errors.contains("keyring"))
    let renewed = try inASession(
      "ter1 vault rekey; ter1 list topics; ter1 sync --quiet; ter1 vault file; ter1 list topics")
    for step in ["vault rekey: 0", "sync --quiet: 0", "vault file: 0"] {
      #expect(renewed.lines.contains(step), "\(renewed)")
    }
    #expect(renewed.lines.filter { $0 == "list topics: 0" }.count == 2)
    #expect(try person.ter1("list", "topics").lines.count == 1)
    // Of the keys that were, the keyring has none any more.
    #expect(try inASession("secret-tool search --all application ter1").output.isEmpty)
  }

  @Test func panicTakesTheKeyOutFirst() throws {
    _ = try person.folder.write("home/config/config.toml", "panic = true\n")
    let outcome = try inASession("ter1 vault keyring; ter1 panic; secret-tool search --all application ter1")
    #expect(outcome.lines == ["vault keyring: 0", "panic : 0"], "\(outcome)")
    #expect(!FileManager.default.fileExists(atPath: vaultFile))
  }

  @Test func whereThereIsNoKeyringNothingChanges() throws {
    let before = try String(contentsOfFile: vaultFile, encoding: .utf8)
    #expect(try person.ter1("vault", "keyring").status == 77)
    #expect(try String(contentsOfFile: vaultFile, encoding: .utf8) == before)
    #expect(try person.ter1("list", "topics").lines.count == 1)
  }
}

private enum Keyring {
  static let isAvailable = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
  }
}
