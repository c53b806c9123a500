import Foundation
import JSON
import TestSupport
import Testing

/// `ter1-conformance` as it is run: its flags, what it prints, and what it ends with.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: ServerBinary.isThere)) struct ConformanceCommandTests {
  private static let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  let folder: TemporaryFolder
  let server: ServerBinary
  private let password: String

  init() throws {
    folder = try TemporaryFolder()
    server = try ServerBinary(binary: try #require(ServerBinary.path))
    password = folder.file("password")
    try #require(write(Array("camarade ensemble\n".utf8), to: password))
  }

  private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (status: Int32, text: String) {
    let output = folder.file("output-\(UInt32.random(in: 0 ... .max))")
    let variables = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": folder.path].merging(environment) { $1 }
    let process = try ChildProcess(arguments, environment: variables, output: output)
    return (process.wait(), String(decoding: read(output) ?? [], as: UTF8.self))
  }

  private func conform(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> (status: Int32, text: String) {
    try run([Self.programs.appending(path: "ter1-conformance").path] + arguments, environment: environment)
  }

  @Test func aGoodServerPassesWhatIsRead() throws {
    let (status, text) = try conform(server.url, "--user", "anna", "--password-file", password)
    #expect(status == 0, "\(text)")
    #expect(text.contains("\npassed       ") && !text.contains("FAILED"))
    #expect(text.contains(" checks: ") && text.contains("not tried    "), "nothing is written unless it is allowed")
    #expect(text.contains("L2: reached, as far as it was tried"))
  }

  @Test func whatIsWrittenIsTriedAndRemoved() throws {
    let (status, text) = try conform(
      server.url, "--user", "anna", "--password-file", password, "--second-user", "bert", "--second-password-file",
      password, "--write")
    #expect(status == 0, "\(text)")
    #expect(text.contains("L2: reached") && !text.contains("left behind"))
  }

  @Test func someChecksAreChosenAndToldAsJSON() throws {
    let (status, text) = try conform(
      server.url, "--password-file", password, "--json", "--only", "session.", "--only", "Channel.get",
      environment: ["TER1_USER": "anna"])
    #expect(status == 0, "\(text)")
    let lines = try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    let names = lines.dropLast().compactMap { $0["check"]?.string }
    #expect(names.count == lines.count - 1 && names.contains { $0.hasPrefix("session.") })
    #expect(names.allSatisfy { $0.hasPrefix("session.") || $0.hasPrefix("Channel.get") }, "\(names)")
    #expect(lines.last?["checks"]?["failed"] == 0 && lines.last?["levels"]?["L2"] != nil)
  }

  @Test func aPasswordMayComeFromACommand() throws {
    let outcome = try conform(
      server.url, "--user", "anna", "--only", "session.", "--password-command", "/bin/cat", password)
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test func whatItEndsWithSaysWhatWasWrong() throws {
    let wrong = folder.file("wrong")
    try #require(write(Array("non\n".utf8), to: wrong))
    let empty = folder.file("empty")
    try #require(write([], to: empty))
    #expect(try conform("--help").status == 0)
    #expect(try conform().status == 64)
    #expect(try conform(server.url, "--nonsense").status == 64)
    #expect(try conform(server.url, "--password-file", password).status == 64, "nobody asks")
    #expect(try conform(server.url, "--user", "anna", "--password-file", empty).status == 64)
    #expect(try conform("ftp://nowhere.example", "--user", "anna", "--password-file", password).status == 64)
    let refused = try conform(server.url, "--user", "anna", "--password-file", wrong)
    #expect(refused.status == 77 && refused.text.contains("does not let this user in"))
    let gone = try conform("http://127.0.0.1:\(freePort())", "--user", "anna", "--password-file", password)
    #expect(gone.status == 69 && gone.text.contains("cannot be reached"), "\(gone.text)")
  }

  /// Cyrus gives properties of events that nobody asked for (docs/protocol.md does not allow it, section 4).
  @Test(arguments: CyrusServer.Version.present) func aPromiseThatIsBrokenEndsWithOne(
    _ version: CyrusServer.Version
  ) async throws {
    let cooperative = try CyrusServer.shared(version).newCooperative()
    let anna = try CyrusMember(cooperative, "anna", folder)
    try await anna.sync()
    try anna.announce(CyrusMember.draft("AG"), in: "Agenda")
    try await anna.sync()
    let file = folder.file("cyrus")
    try #require(write(Array((cooperative.password("anna") + "\n").utf8), to: file))
    let (status, text) = try conform(
      cooperative.server.url, "--user", cooperative.name("anna"), "--password-file", file, "--account",
      cooperative.account, "--only", "CalendarEvent.properties")
    #expect(status == 1, "\(text)")
    #expect(text.contains("FAILED       CalendarEvent.properties") && text.contains("expected:"))
  }

  /// The whole way that CONTRIBUTING.md names, but for the compiler.
  @Test func makeConformanceAsksAServer() throws {
    func make(_ more: String...) throws -> (status: Int32, text: String) {
      let variables = ["SWIFT=true", "BUILD=\(Self.programs.path)"]
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      return try run(
        ["/usr/bin/make", "-s", "-C", Self.top.path, "conformance"] + variables + more, environment: ["PATH": path])
    }
    let read = try make("URL=\(server.url)", "LOGIN=anna", "PASSWORD_FILE=\(password)")
    #expect(read.status == 0 && read.text.contains("L2: reached, as far as it was tried"), "\(read.text)")
    let written = try make(
      "URL=\(server.url)", "LOGIN=anna", "PASSWORD_FILE=\(password)", "SECOND=bert",
      "SECOND_PASSWORD_FILE=\(password)", "WRITE=1", "ONLY=Message.")
    #expect(written.status == 0 && written.text.contains("passed       Message.twice"), "\(written.text)")
    #expect(try make("LOGIN=anna").status != 0, "no server is named")
  }
}
