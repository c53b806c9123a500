internal import ArgumentParser
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import Text

struct DoctorCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "doctor",
      abstract: tr(
        "Say what a server offers, how good the way to it is, what the terminal can do, and what each lack means."),
      discussion: tr("It asks the server a dozen small questions and changes nothing, there or here."))
  }

  @Argument(help: ArgumentHelp(tr("The account's name; all of them without."))) var name: String?
  @Flag(help: ArgumentHelp(tr("Only the terminal, no server."))) var terminal = false
  @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

  func run() async throws {
    let desk = try Desk()
    if terminal || name == nil && !json { try show(TerminalExamination(desk, environment: Speech.environment)) }
    guard !terminal else { return }
    if name == nil, !json { try Desk.output.line("") }
    try await examineServers(desk)
  }

  private func show(_ terminal: TerminalExamination) throws(Failure) {
    if json { return try Desk.output.json(terminal.json) }
    try write(terminal.rows)
  }

  private func write(_ rows: [Diagnosis.Row]) throws(Failure) {
    for line in TwoColumns(environment: Speech.environment).lines(rows) { try Desk.output.line(line.trimmed) }
  }

  private func examineServers(_ desk: Desk) async throws {
    let logins = try desk.logins(only: name)
    guard !logins.isEmpty else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
    var worst: Failure?
    for (index, login) in logins.enumerated() {
      if index > 0, !json { try Desk.output.line("") }
      do throws(Failure) {
        let diagnosis = try await Diagnosis.of(login, desk)
        if json { try Desk.output.json(diagnosis.json) } else { try show(diagnosis) }
      } catch {
        try show(error, of: login)
        worst = worst ?? error
      }
    }
    if let worst { throw ExitCode(worst.status.rawValue) }
  }

  private func show(_ diagnosis: Diagnosis) throws(Failure) {
    let server: Diagnosis.Row = (tr("Server"), SafeText("\(diagnosis.login.name): \(diagnosis.url)"))
    let accounts = diagnosis.facts.accounts.flatMap { [("", SafeText(""))] + diagnosis.rows(of: $0) }
    try write([server] + diagnosis.linkRows + accounts)
  }

  /// What went wrong is what is asked for here.
  private func show(_ failure: Failure, of login: Login) throws(Failure) {
    if json {
      let error = ["what": failure.what, "safe": failure.safe, "remedy": failure.remedy].compactMapValues {
        $0.map(JSONValue.string)
      }
      return try Desk.output.json(["login": .string(login.name), "url": .string(login.url), "error": .object(error)])
    }
    let rows: [Diagnosis.Row] =
      [(tr("Server"), SafeText("\(login.name): \(login.url)"))]
      + zip([tr("Trouble"), tr("Safe"), tr("To do")], [failure.what, failure.safe, failure.remedy]).compactMap {
        name, text in
        text.map { (name, SafeText($0)) }
      }
    try write(rows)
  }
}

extension SafeText {
  /// Without spaces at its end.
  fileprivate var trimmed: SafeText {
    SafeText(String(string.reversed().drop { $0 == " " }.reversed()))
  }
}
