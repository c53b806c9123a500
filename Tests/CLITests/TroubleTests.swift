import Foundation
import TestSupport
import Testing

/// What goes wrong is said clearly, with its exit code, and loses nothing.
@Suite(.ownThreads) struct TroubleTests {
  @Test func aWrongPasswordIsRefusedAndNothingIsKept() throws {
    let village = try Village()
    let person = try Person()
    let file = try person.folder.write("wrong", "not it\n")
    let outcome = try person.ter1("account", "add", village.url, "--user", "camille", "--password-file", file)
    #expect(outcome.status == 77)
    #expect(outcome.errors.contains("refused the name or the password"))
    #expect(outcome.errors.contains("No account was added."))
    #expect(!outcome.errors.contains("outbox") && !outcome.errors.contains("account login"))
    #expect(try person.ter1("list", "accounts").lines.isEmpty)
  }

  @Test func aPasswordMayComeFromACommand() throws {
    let village = try Village()
    let person = try Person()
    let added = try person.ter1(
      "account", "add", village.url, "--user", "camille", "--name", "ul", "--password-command", "cat",
      village.passwordFile)
    #expect(added.status == 0, "\(added.errors)")
    #expect(try person.ter1("account", "test", "ul").status == 0)
    let files = try FileManager.default.subpathsOfDirectory(atPath: person.home)
    for file in files where !URL(filePath: "\(person.home)/\(file)").hasDirectoryPath {
      let data = FileManager.default.contents(atPath: "\(person.home)/\(file)") ?? Data()
      #expect(data.range(of: Data(Village.password.utf8)) == nil, "\(file) holds the password")
    }
  }

  @Test func aHostThatDoesNotExist() throws {
    let person = try Person()
    let file = try person.folder.write("password", "x\n")
    let outcome = try person.ter1("account", "add", "no-such-host.invalid", "--user", "a", "--password-file", file)
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("no-such-host.invalid"))
  }

  @Test(arguments: ["http://coop.example", "ftp://coop.example", "not a name"])
  func anAddressThatIsNotSpokenTo(address: String) throws {
    let person = try Person()
    let file = try person.folder.write("password", "x\n")
    #expect(try person.ter1("account", "add", address, "--user", "a", "--password-file", file).status == 64)
  }

  @Test func aCertificateThatDoesNotMatch() throws {
    let person = try Person()
    let server = try StrangeServer(certificateFor: "other.example")
    let file = try person.folder.write("password", "secret\n")
    let unknown = try person.ter1("account", "add", server.url, "--user", "a", "--password-file", file)
    #expect(unknown.status == 69)
    #expect(unknown.errors.contains("--ca-file"))
    let wrong = try person.ter1(
      "account", "add", server.url, "--user", "a", "--ca-file", server.certificate, "--password-file", file)
    #expect(wrong.status == 69)
    #expect(wrong.errors.contains("belongs to another name"))
    #expect(wrong.errors.contains("Nothing was sent"))
  }

  @Test(arguments: [
    ["--nonsense"], ["list"], ["list", "nonsense"], ["list", "chat", "--limit", "0"], ["post", "forum", "x"],
    ["post", "chat"],
    ["account", "add", "x", "--nonsense"], ["nonsense"],
  ])
  func aWrongCommandLine(arguments: [String]) throws {
    let person = try Person(language: "fr_FR.UTF-8")
    let outcome = try Programs.run([Programs.client] + arguments, environment: person.environment)
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("Erreur\u{A0}: "))
    #expect(!outcome.errors.contains("Error: ") && !outcome.errors.contains("Please"))
    #expect(!outcome.errors.replacing("...", with: "").contains(".."))
  }

  @Test(arguments: ["digest", "post", "list", "event", "file", "account"])
  func helpIsOfOneLanguage(command: String) throws {
    let person = try Person(language: "fr_FR.UTF-8")
    let help = try person.ter1(command, "--help").output
    for word in ["<name>", "<kind>", "<text>", "<file>", "<size>", "<account>", "OVERVIEW"] {
      #expect(!help.contains(word), "\(help)")
    }
  }

  @Test func aSlipInTheConfigurationIsNamedWithItsLine() throws {
    let person = try Person()
    _ = try person.folder.write("home/config/config.toml", "theme = \"default\"\nlangage = \"fr\"\nkeymap = 3\n")
    let outcome = try person.ter1("list", "accounts")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("config.toml:2: “langage” is unknown. Did you mean “language”?"))
    #expect(outcome.errors.contains("config.toml:3: “keymap” should be"))
  }

  @Test func brokenTOMLStopsNothing() throws {
    let person = try Person()
    _ = try person.folder.write("home/config/config.toml", "theme = \n")
    let outcome = try person.ter1("list", "accounts")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("config.toml:1:"))
  }

  @Test(arguments: ["poll = [}", "poll = [1,\u{2028} 2]", "[link]\r[link]", "poll = [\u{FEFF}]"])
  func whatTheReaderOfTOMLWouldEndAtIsNamed(text: String) throws {
    let person = try Person()
    _ = try person.folder.write("home/config/config.toml", "# \u{2028} }\nkeymap = \"vim\"\n\(text)\n")
    let outcome = try person.ter1("list", "accounts")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("config.toml:3:"))
  }

  @Test func aBrokenAccountsFileIsAnError() throws {
    let person = try Person()
    _ = try person.folder.write("home/config/accounts.toml", "[ul]\nuser = \"camille\"\n")
    let outcome = try person.ter1("sync")
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("accounts.toml"))
    #expect(outcome.errors.contains("url"))
  }

  @Test func aSecretThatOthersMayReadIsRefused() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let secret = person.home + "/config/credentials/ul"
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
    let outcome = try person.ter1("sync")
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("chmod 600"))
    try FileManager.default.moveItem(atPath: secret, toPath: secret + ".real")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret + ".real")
    try FileManager.default.createSymbolicLink(atPath: secret, withDestinationPath: secret + ".real")
    #expect(try person.ter1("sync").status == 78)
  }

  @Test func aClientsKeyThatOthersMayReadIsRefused() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let key = try village.folder.write("key.pem", "none", mode: 0o640)
    let file = person.home + "/config/accounts.toml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let certificate = try village.folder.write("cert.pem", "none")
    try "\(text)client_cert = \"\(certificate)\"\nclient_key = \"\(key)\"\n".write(
      toFile: file, atomically: false, encoding: .utf8)
    for command in [["sync"], ["devices"], ["account", "login", "ul", "--password-file", village.passwordFile]] {
      let outcome = try Programs.run([Programs.client] + command, environment: person.environment)
      #expect(outcome.status == 78 && outcome.errors.contains("chmod 600 " + key), "\(command): \(outcome.errors)")
    }
  }

  @Test func withoutAnAccountTheNextStepIsSaid() throws {
    let person = try Person(language: "fr_FR.UTF-8")
    let outcome = try person.ter1("sync")
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("ter1 account add"))
  }

  @Test func withoutHomeTheCauseIsSaid() throws {
    let outcome = try Programs.run([Programs.client, "list", "accounts"], environment: ["LANG": "en_GB.UTF-8"])
    #expect(outcome.status == 78)
    #expect(outcome.errors.contains("HOME"))
  }

  @Test func aCacheThatIsNoDatabaseIsSetAside() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    for name in try FileManager.default.contentsOfDirectory(atPath: person.home + "/state")
    where name.hasPrefix("ter1.sqlite") {
      _ = try person.folder.write("home/state/" + name, String(repeating: "no database ", count: 1_000))
    }
    let outcome = try person.ter1("sync")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("damaged"))
    #expect(try person.ter1("list", "topics").lines.count == 1)
  }

  /// Root may write anywhere: then the command runs as nobody.
  @Test func aHomeThatCannotBeWrittenIsReadAllTheSame() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    village.stop()
    try Self.makeReadOnly(person.folder.path)
    defer { try? Self.makeWritable(person.folder.path) }
    let unprivileged =
      getuid() == 0 ? ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"] : []
    let probe = try Programs.run(unprivileged + [Programs.client, "--version"], environment: person.environment)
    try #require(probe.status == 0, "the program cannot be run by nobody here: \(probe.errors)")
    let listed = try Programs.run(unprivileged + [Programs.client, "list", "topics"], environment: person.environment)
    #expect(listed.status == 0, "\(listed.errors)")
    #expect(listed.lines.count == 1)
    #expect(listed.errors.contains("cannot be written"))
    let posted = try Programs.run(
      unprivileged + [Programs.client, "post", "chat", "salon"], environment: person.environment, input: "essai")
    #expect(posted.status == 73)
  }

  private static func makeReadOnly(_ path: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) + [""] {
      let file = "\(path)/\(name)"
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
      try FileManager.default.setAttributes([.posixPermissions: isFolder.boolValue ? 0o500 : 0o400], ofItemAtPath: file)
      // What is secret must be the own of whoever runs the program.
      if getuid() == 0 { chown(file, 65_534, 65_534) }
    }
  }

  private static func makeWritable(_ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(path)/\(name)")
    }
  }
}
