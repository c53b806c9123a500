import Foundation
import JSON
import TestSupport
import Testing

/// The programs on a home that is encrypted, as every home is unless its owner wants it otherwise.
@Suite(.ownThreads) struct EncryptionTests {
  private let village: Village
  private let person: Person

  init() throws {
    village = try Village()
    person = try Person()
    try person.join(village)
  }

  private var cacheFile: String { person.home + "/state/ter1.sqlite" }
  private var vaultFile: String { person.home + "/config/vault.toml" }

  /// Every byte below the home.
  private func bytes() throws -> Data {
    try FileManager.default.subpathsOfDirectory(atPath: person.home).reduce(into: Data()) { all, name in
      all += FileManager.default.contents(atPath: "\(person.home)/\(name)") ?? Data()
    }
  }

  private func contains(_ text: String) throws -> Bool { try bytes().range(of: Data(text.utf8)) != nil }

  private func protection() throws -> String? {
    try JSONValue(parsing: person.ter1("vault", "status", "--json").lines.first ?? "")["protection"]?.string
  }

  @Test func afterAWorkloadNothingLiesInTheClear() throws {
    let file = try person.folder.write("tract.txt", String(repeating: "secret-du-tract ", count: 3_000))
    #expect(try person.ter1("post", "chat", "salon", "--queue", input: "secret-du-salon").status == 0)
    #expect(try person.ter1("file", "put", file, "--in", "Docs", "--queue").status == 0)
    #expect(try person.ter1("search", "grève").lines.count == 1)
    for word in [
      "secret-du-tract", "secret-du-salon", "La grève commence", "Ordre du jour", "Assemblée générale", "CREATE TABLE",
      Village.password, "token\n",
    ] { #expect(try !contains(word), "“\(word)”") }
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("list", "files", "--in", "Docs").output.contains("tract.txt"))
    #expect(try person.ter1("cache", "verify").status == 0)
    #expect(try person.ter1("vault", "status").output.contains("encrypted"))
  }

  @Test func whatAnEarlierVersionLeftInTheClearIsEncrypted() throws {
    #expect(try person.ter1("vault", "off").status == 0)
    #expect(try contains("La grève commence") && contains("token\n") && protection() == "none")
    let file = try person.folder.write("tract.txt", "secret-du-tract")
    #expect(try person.ter1("file", "put", file, "--in", "Docs", "--queue").status == 0)
    #expect(try contains("secret-du-tract"))
    // As before there was a vault.
    try FileManager.default.removeItem(atPath: vaultFile)
    let first = try person.ter1("list", "topics")
    #expect(first.status == 0 && first.lines.count == 1)
    #expect(first.errors.contains("being encrypted"))
    #expect(try !contains("La grève commence") && !contains("secret-du-tract"))
    #expect(try person.ter1("list", "topics").errors.isEmpty)
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("list", "files", "--in", "Docs").output.contains("tract.txt"))
    #expect(try !contains("token\n") || protection() == "file")
  }

  @Test func aPassphraseLocksAndUnlocks() throws {
    let secret = try person.folder.write("secret", "cinq mots sans rapport aucun\n")
    let wrong = try person.folder.write("wrong", "cinq autres mots sans rapport\n")
    #expect(try person.ter1("vault", "passphrase", "--passphrase-file", secret).status == 0)
    #expect(try protection() == "passphrase")
    let locked = try person.ter1("list", "topics")
    #expect(locked.status == 77 && locked.output.isEmpty && locked.errors.contains("locked"))
    #expect(try person.ter1("sync").status == 77)
    #expect(try person.ter1("vault", "unlock", "--passphrase-file", wrong).status == 77)
    let unlocked = try person.ter1("vault", "unlock", "--hours", "1", "--passphrase-file", secret)
    guard unlocked.status == 0 else {
      // Some containers have no kernel keyring: that is said, and nothing else works then.
      #expect(unlocked.status == 73 && unlocked.errors.contains("keyring"))
      return
    }
    #expect(try person.ter1("list", "topics").lines.count == 1)
    #expect(try person.ter1("sync", "--quiet").status == 0)
    #expect(try person.ter1("vault", "rekey", "--passphrase-file", secret).status == 0)
    #expect(try person.ter1("list", "topics").status == 77)
    #expect(try person.ter1("vault", "unlock", "--passphrase-file", secret).status == 0)
    #expect(try person.ter1("list", "topics").lines.count == 1)
    #expect(try person.ter1("vault", "lock").status == 0)
    #expect(try person.ter1("list", "topics").status == 77)
  }

  @Test func severalWrongPassphrasesMakeTheNextOneWaitAlsoInAnotherProcess() throws {
    let secret = try person.folder.write("secret", "cinq mots sans rapport aucun\n")
    let wrong = try person.folder.write("wrong", "cinq autres mots sans rapport\n")
    #expect(try person.ter1("vault", "passphrase", "--passphrase-file", secret).status == 0)
    for _ in 0..<2 {
      #expect(try person.ter1("vault", "unlock", "--passphrase-file", wrong).errors.contains("is wrong"))
    }
    // As if many had been wrong, just now: the longest wait.
    _ = try person.folder.write("home/state/vault-tries", "20 \(Int(Date.now.timeIntervalSince1970))\n")
    let refused = try person.ter1("vault", "unlock", "--passphrase-file", secret)
    #expect(refused.status == 77 && refused.errors.contains("the next try"))
  }

  @Test func aNewKeyMakesTheOldOneUseless() throws {
    let old = try String(contentsOfFile: vaultFile, encoding: .utf8)
    let file = try person.folder.write("tract.txt", "secret-du-tract")
    #expect(try person.ter1("file", "put", file, "--in", "Docs", "--queue").status == 0)
    #expect(try person.ter1("vault", "rekey").status == 0)
    #expect(try person.ter1("list", "topics").lines.count == 1)
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("list", "files", "--in", "Docs").output.contains("tract.txt"))
    let new = try String(contentsOfFile: vaultFile, encoding: .utf8)
    #expect(!new.contains("previous"))
    try old.write(toFile: vaultFile, atomically: false, encoding: .utf8)
    let outcome = try person.ter1("list", "topics")
    #expect(outcome.status == 77 && outcome.errors.contains("another key"))
    try new.write(toFile: vaultFile, atomically: false, encoding: .utf8)
    #expect(try person.ter1("list", "topics").lines.count == 1)
    // Without its key nothing is made anew over an encrypted cache.
    try FileManager.default.removeItem(atPath: vaultFile)
    #expect(try person.ter1("list", "topics").status == 77)
    #expect(!FileManager.default.fileExists(atPath: vaultFile))
  }

  @Test func whatOthersMayReadOrWriteIsRefused() throws {
    func mode(_ path: String, _ mode: Int) throws {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    for (path, open, closed) in [
      (person.home + "/state", 0o750, 0o700), (cacheFile, 0o640, 0o600), (person.home + "/config", 0o777, 0o700),
      (vaultFile, 0o644, 0o600),
    ] {
      try mode(path, open)
      let outcome = try person.ter1("list", "topics")
      #expect(outcome.status == 78 && outcome.errors.contains("chmod"), "\(path): \(outcome.errors)")
      try mode(path, closed)
      #expect(try person.ter1("list", "topics").status == 0)
    }
  }

  /// Somebody else's file behind a name of ours is neither read nor written.
  @Test func linksInThePlaceOfOurFilesAreNotFollowed() throws {
    let target = try person.folder.write("victim", "untouched")
    for name in ["config/vault.toml", "state/ter1.lock", "config/credentials/ul"] {
      let path = person.home + "/" + name
      let kept = FileManager.default.contents(atPath: path) ?? Data()
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
      _ = try person.ter1("sync")
      _ = try person.ter1("vault", "rekey")
      #expect(try String(contentsOfFile: target, encoding: .utf8) == "untouched", "\(name)")
      try FileManager.default.removeItem(atPath: path)
      _ = FileManager.default.createFile(atPath: path, contents: kept, attributes: [.posixPermissions: 0o600])
    }
  }
}
