import Foundation
import TestSupport
import Testing

/// A real server with a small cooperative: a forum "Bureau" with one topic, a room "salon", a calendar "Agenda", files in "Docs".
final class Village: Sendable {
  let folder: TemporaryFolder
  let passwordFile: String
  private let server: ChildProcess
  let url: String

  static let password = "correct horse battery"

  init(port: Int = 0, on existing: TemporaryFolder? = nil) throws {
    folder = try existing ?? TemporaryFolder()
    passwordFile = try folder.write("password", Self.password + "\n")
    if existing == nil { try Self.fill(folder, passwordFile) }
    (server, url) = try Self.serve(folder, port)
  }

  deinit { stop() }

  func stop() { server.end() }

  var port: Int { URL(string: url)?.port ?? 0 }

  private static func fill(_ folder: TemporaryFolder, _ passwordFile: String) throws {
    let coop = folder.path + "/coop"
    try check([Programs.server, "init", "--data", coop, "--name", "Union locale"])
    try check([Programs.server, "user", "add", "camille", "--admin", "--data", coop, "--password-file", passwordFile])
    try check([Programs.server, "user", "add", "lou", "--data", coop, "--password-file", passwordFile])
    let mail = try folder.write("bureau.mbox", Self.mail)
    try check([Programs.server, "import", "mbox", mail, "--data", coop, "--into", "Bureau"])
    let log = try folder.write(
      "salon.txt", "[2024-05-01 10:00] <lou> Bonjour\n[2024-05-01 10:01] <lou> \u{1B}[31mrouge\u{202E}\n")
    try check([Programs.server, "import", "irc", log, "--data", coop, "--into", "salon"])
    let calendar = try folder.write("agenda.ics", Self.calendar)
    try check([Programs.server, "import", "ics", calendar, "--data", coop, "--into", "Agenda"])
    _ = try folder.write("files/tracts/appel.txt", "Tous ensemble\n", mode: 0o644)
    try check([Programs.server, "import", "folder", folder.path + "/files", "--data", coop, "--into", "Docs"])
  }

  private static func check(_ arguments: [String]) throws {
    let outcome = try Programs.run(arguments)
    try #require(outcome.status == 0, "\(arguments): \(outcome.output)\(outcome.errors)")
  }

  private static func serve(_ folder: TemporaryFolder, _ port: Int) throws -> (ChildProcess, String) {
    let output = folder.path + "/listening"
    let server = try ChildProcess(
      [Programs.server, "serve", "--data", folder.path + "/coop", "--listen", "127.0.0.1:\(port)"], output: output,
      errors: folder.path + "/trouble")
    let line = try #require(Programs.firstLine(of: server, in: output) { $0.hasPrefix("ter1-server: listening on ") })
    return (server, String(try #require(line.split(separator: " ").last)))
  }

  private static let mail = """
    From lou@example.org Wed May  1 10:00:00 2024
    From: Lou Martin <lou@example.org>
    To: bureau@example.org
    Subject: =?utf-8?q?Ordre_du_jour_de_l=27assembl=C3=A9e?=
    Date: Wed, 1 May 2024 10:00:00 +0200
    Message-ID: <1@example.org>
    Content-Type: text/plain; charset=utf-8

    La grève commence à 10 h. \u{1B}]0;pwned\u{07}

    """

  private static let calendar = """
    BEGIN:VCALENDAR\r
    VERSION:2.0\r
    PRODID:-//test//FR\r
    BEGIN:VEVENT\r
    UID:ag@example.org\r
    DTSTAMP:20240501T080000Z\r
    DTSTART:20240601T180000Z\r
    DURATION:PT2H\r
    SUMMARY:Assemblée générale\r
    LOCATION:Bourse du travail\r
    END:VEVENT\r
    END:VCALENDAR\r

    """
}

/// Somebody at a keyboard, with a home of their own.
final class Person: Sendable {
  let folder: TemporaryFolder
  let language: String

  init(language: String = "en_GB.UTF-8") throws {
    folder = try TemporaryFolder()
    self.language = language
  }

  var home: String { folder.path + "/home" }
  var environment: [String: String] {
    ["TER1_HOME": home, "HOME": folder.path, "LANG": language, "TZ": "Europe/Paris"]
  }

  @discardableResult
  func ter1(_ arguments: String..., input: String = "") throws -> Outcome {
    try Programs.run([Programs.client] + arguments, environment: environment, input: input)
  }

  /// Adds the village's account and fetches all of it.
  func join(_ village: Village, as user: String = "camille") throws {
    let added = try ter1(
      "account", "add", village.url, "--user", user, "--name", "ul", "--password-file", village.passwordFile)
    try #require(added.status == 0, "\(added.errors)")
    let synced = try ter1("sync", "--all")
    try #require(synced.status == 0, "\(synced.errors)")
  }
}
