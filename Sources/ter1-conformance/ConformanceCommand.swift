import ArgumentParser
import Conformance
import Foundation
import Sync

@main struct ConformanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ter1-conformance", abstract: "Ask a server to keep what clients of docs/protocol.md rely on.",
    discussion: """
      Prints one line for each check, then which levels (docs/protocol.md, section 1) the server reaches. Only reads, unless --write: \
      then it makes boards, calendars and folders of its own, and removes them again.

      Exit status: 0 when no check failed, 1 when one did, 64 for a wrong command line, 69 when the server cannot be reached, \
      77 when it does not let the user in.
      """)

  @Argument(help: "The server: a domain, or the address of its session.") var url: String
  @Option(help: "The member who asks; else what the environment's TER1_USER says.") var user: String?
  @OptionGroup var password: PasswordOptions
  @Option(help: "A second member of the same cooperative: what others may and may not.") var secondUser: String?
  @Option(help: ArgumentHelp("Read the second member's password from the first line of FILE.", valueName: "file"))
  var secondPasswordFile: String?
  @Option(help: ArgumentHelp("The account to look at; else a shared one, else the member's own.", valueName: "id"))
  var account: String?
  @Flag(help: "Also try writing.") var write = false
  @Option(help: ArgumentHelp("Only checks whose names begin so; may be given again.", valueName: "name")) var only:
    [String] = []
  @Option(help: ArgumentHelp("Authorities to trust instead of the system's, in PEM.", valueName: "file")) var caFile:
    String?
  @Option(help: "http://HOST:PORT or socks5h://HOST:PORT.") var proxy: String?
  @Flag(help: "One JSON object a line.") var json = false

  func run() async throws {
    let scratch = FileManager.default.temporaryDirectory.path + "/ter1-conformance-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // What cannot be removed is left to whoever cleans the folder of temporary files.
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let examinee: Examinee
    do { examinee = try await makeExaminee(scratch) } catch let error as SyncError { throw refusal(error) }
    let report = Report(isJSON: json)
    var examination = Examination()
    await examination.run(examinee, only: only) { report.show($0) }
    report.summarise(examination)
    let hasFailed = examination.results.contains { if case .failed = $0.verdict { true } else { false } }
    if hasFailed || !examination.left.isEmpty { throw ExitCode(1) }
  }

  private func makeExaminee(_ scratch: String) async throws -> Examinee {
    guard let user = user ?? ProcessInfo.processInfo.environment["TER1_USER"] else {
      throw ValidationError("Who asks? Give --user NAME or set TER1_USER.")
    }
    let address: ServerAddress
    do { address = try ServerAddress(url) } catch {
      throw ValidationError("\(url) is no address that may be spoken to: \(error)")
    }
    let engine = CurlEngine()
    let first = try await visitor(user, try password.read(for: user), address, engine)
    var second: Examinee.Visitor?
    if let secondUser {
      second = try await visitor(
        secondUser, try PasswordOptions.read(secondPasswordFile, for: secondUser), address, engine)
    }
    return try await Examinee(first, other: second, account: account, mayWrite: write, scratch: scratch)
  }

  private func visitor(
    _ user: String, _ password: String, _ address: ServerAddress, _ engine: CurlEngine
  ) async throws(SyncError) -> Examinee.Visitor {
    let transport = CurlTransport(engine, options: ConnectionOptions(caFile: caFile, proxy: proxy))
    let credential = Credential.basic(name: user, password: password)
    // No token is made: a tool that only reads leaves nothing behind.
    let found = try await discover(address, credential: credential, device: nil, over: transport)
    let login = LoginConfiguration(
      name: user, sessionURL: found.sessionURL, domain: found.domain, credential: credential, pingSeconds: 30)
    return Examinee.Visitor(login: login, transport: transport)
  }

  private func refusal(_ error: SyncError) -> ExitCode {
    switch error {
    case .needsLogin, .revoked, .forbidden:
      Report.complain("the server does not let this user in: \(error)")
      return ExitCode(77)
    default:
      Report.complain("the server cannot be reached: \(error)")
      return ExitCode(69)
    }
  }
}
