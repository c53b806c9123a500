internal import ArgumentParser
internal import Foundation
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text

struct JoinCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "join", abstract: tr("Become a member of a cooperative by an invitation, or ask for one."),
      discussion: tr(
        "The link is a secret: it is asked at the terminal, or read from --link-file, and never stands on the command line."
      ))
  }
  @Option(help: ArgumentHelp(tr("A file whose first line is the link."), valueName: "file")) var linkFile: String?
  @Option(
    help: ArgumentHelp(tr("Ask this cooperative for an invitation instead: a domain or URL."), valueName: "address"))
  var ask: String?
  @Option(help: ArgumentHelp(tr("The login name you want: a-z 0-9 . _ -"), valueName: "name")) var user: String?
  @Option(help: ArgumentHelp(tr("Your name, as others see it."), valueName: "name")) var name: String?
  @Option(help: ArgumentHelp(tr("How you are reached; for --ask."), valueName: "text")) var reach: String?
  @Option(help: ArgumentHelp(tr("What else is to be said; for --ask."), valueName: "text")) var text = ""
  @Option(help: ArgumentHelp(tr("A file whose first line is the password you want."), valueName: "file"))
  var passwordFile: String?
  @Option(help: ArgumentHelp(tr("Trust the authorities in this file instead of the system's."), valueName: "file"))
  var caFile: String?
  @Option(help: ArgumentHelp(tr("Go through this proxy: http://HOST:PORT or socks5h://HOST:PORT."), valueName: "url"))
  var proxy: String?

  func run() async throws {
    if let ask { return try await request(ask) }
    let link = try link()
    let user = try user ?? Input.line(prompt: tr("The login name you want (a-z 0-9 . _ -):"), orElse: "--user NAME")
    let name = try name ?? Input.line(prompt: tr("Your name, as others see it:"), orElse: "--name NAME")
    let password = try newPassword()
    let transport = transport(host: link.join.host)
    let answer: InvitationLink.Answer
    do {
      answer = try await link.redeem(
        handle: user, name: name.isEmpty ? user : name, password: password, over: transport)
    } catch { throw Failure(error, server: link.join.host) }
    guard answer == .joined else { throw Self.failure(answer) }
    Desk.output.note(tr("You are a member now, as “%1”.", user))
    try Desk.output.line(
      SafeText(tr("Add the account: %1", "ter1 account add \(Self.origin(link.join)) --user \(user)")))
  }

  private func request(_ address: String) async throws {
    let start: ServerURL
    do {
      start = try ServerAddress(address).start.resolving("/jmap/join")
    } catch { throw Failure(error) }
    let name = try name ?? Input.line(prompt: tr("Your name:"), orElse: "--name NAME")
    let reach = try reach ?? Input.line(prompt: tr("How you are reached:"), orElse: "--reach TEXT")
    let answer: InvitationLink.Answer
    do {
      answer = try await InvitationLink.ask(
        at: start, name: name, reach: reach, text: text, over: transport(host: start.host))
    } catch { throw Failure(error, server: start.host) }
    guard answer == .asked else { throw Self.failure(answer) }
    Desk.output.note(tr("Those who administer the cooperative are told. They will answer as you said."))
  }

  private func link() throws(Failure) -> InvitationLink {
    let typed: String
    if let linkFile {
      do { typed = try CredentialFiles.password(inFile: linkFile) } catch { throw Failure(error) }
    } else {
      typed = try Input.password(prompt: tr("The invitation’s link (it is not shown):"))
    }
    guard let link = InvitationLink(typed.trimmingCharacters(in: .whitespaces)) else {
      throw Failure(
        .usage, tr("This is no link of an invitation."), remedy: tr("It looks like https://coop.example/jmap/join#…"))
    }
    return link
  }

  private func newPassword() throws(Failure) -> String {
    if let passwordFile {
      do { return try CredentialFiles.password(inFile: passwordFile) } catch { throw Failure(error) }
    }
    let first = try Input.password(prompt: tr("A new password (at least 8 characters):"))
    guard try Input.password(prompt: tr("The same again:")) == first else {
      throw Failure(.data, tr("The two passwords differ."), safe: tr("The invitation was not used."))
    }
    return first
  }

  private func transport(host: String) -> CurlTransport {
    var login = Login(name: "", url: "", user: "")
    (login.caFile, login.proxy) = (caFile.map { URL(filePath: $0).standardizedFileURL.path }, proxy)
    return CurlTransport(CurlEngine(), options: Connection.options(login, host: host))
  }

  /// Without the path: what `account add` takes.
  private static func origin(_ url: ServerURL) -> String { url.text.replacing("/jmap/join", with: "") }

  private static func failure(_ answer: InvitationLink.Answer) -> Failure {
    switch answer {
    case .refused:
      Failure(
        .denied, tr("The invitation is not valid: it was used, its time is over, or the link is not whole."),
        remedy: tr("Ask for another one."))
    case .taken:
      Failure(.data, tr("This login name is taken."), safe: tr("The invitation was not used."), remedy: "--user NAME")
    case .invalid(let reason):
      Failure(
        .data, tr("The server refused it: %1.", ServerReasons(tr).text(reason.line.string) ?? reason.line.string),
        safe: tr("The invitation was not used."))
    case .later(let seconds):
      Failure(.unreachable, tr(seconds, "Too many tries: wait %1 second.", "Too many tries: wait %1 seconds."))
    case .joined, .asked: Failure(.data, tr("The server answered something else than was asked."))
    }
  }
}
