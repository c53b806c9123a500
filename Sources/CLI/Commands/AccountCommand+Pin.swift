internal import ArgumentParser
internal import Localization
internal import Settings
internal import Sync

extension AccountCommand {
  struct Pin: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "pin", abstract: tr("Trust one key of an account’s server alone, whoever vouches for another."),
        discussion: tr(
          "now: the one that it shows now; none: any that is vouched for. Without a key, the pinned and the shown one are printed."
        ))
    }
    @Argument(help: ArgumentHelp(tr("The account's name."))) var name: String
    @Argument(help: ArgumentHelp("sha256//… | now | none")) var key: String?

    func run() throws {
      let desk = try Desk()
      let login = try desk.logins(only: name)[0]
      switch key {
      case nil: try tell(login, desk)
      case "none": try keep(nil, desk)
      case "now": try keep(try shown(login, desk), desk)
      case let key?:
        try Self.check(key)
        try keep(key, desk)
      }
    }

    static func check(_ key: String) throws(Failure) {
      guard PublicKey.isPin(key) else {
        throw Failure(
          .usage, tr("“%1” is no key.", key),
          remedy: tr("Write sha256// and 44 characters, as the cooperative told them."))
      }
    }

    private func tell(_ login: Login, _ desk: Desk) throws(Failure) {
      try Desk.output.line(tr("pinned: %1", login.pin ?? tr("none")))
      try Desk.output.line(tr("shown: %1", try shown(login, desk)))
    }

    private func keep(_ pin: String?, _ desk: Desk) throws(Failure) {
      do { try desk.accountsFile.set(pin: pin, named: name) } catch { throw Failure(error) }
      try Desk.output.line(tr("pinned: %1", pin ?? tr("none")))
    }

    /// The key that the server shows now, with a certificate that is vouched for.
    private func shown(_ login: Login, _ desk: Desk) throws(Failure) -> String {
      var login = login
      login.pin = nil
      let transport = Connection(login: login, desk: desk, engine: CurlEngine()).transport
      let url: ServerURL
      do { url = try ServerURL(login.url) } catch { throw Failure(error) }
      guard let key = transport.inspectTLS(of: url)?.publicKey else {
        throw Failure(
          .unreachable, tr("%1 shows no key that could be trusted now.", login.domain ?? login.name),
          safe: tr("Nothing was changed."), remedy: tr("What is the matter: ter1 account test NAME"))
      }
      return key
    }
  }
}
