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
    @Flag(help: ArgumentHelp(tr("That key is enough: nobody need vouch for the server’s certificate."))) var alone =
      false

    func run() throws {
      let desk = try Desk()
      let login = try desk.logins(only: name)[0]
      let choice = PinChoice(login: login, desk: desk, isAlone: alone)
      switch key {
      case nil: try tell(login, choice)
      case "none": try keep(nil, desk)
      case let key?: try keep(try choice.key(key), desk)
      }
    }

    static func check(_ key: String) throws(Failure) {
      guard PublicKey.isPin(key) else {
        throw Failure(
          .usage, tr("“%1” is no key.", key),
          remedy: tr("Write sha256// and 44 characters, as the cooperative told them."))
      }
    }

    private func tell(_ login: Login, _ choice: PinChoice) throws(Failure) {
      let alone = login.trustsPinAlone ? " " + tr("(alone)") : ""
      try Desk.output.line(tr("pinned: %1", (login.pin ?? tr("none")) + alone))
      let vouched = choice.vouchedKey
      let shown = vouched == nil ? try choice.shownKey() + " " + tr("(nobody vouches for it)") : vouched ?? ""
      try Desk.output.line(tr("shown: %1", shown))
    }

    private func keep(_ pin: String?, _ desk: Desk) throws(Failure) {
      do { try desk.accountsFile.set(pin: pin, isAlone: alone, named: name) } catch { throw Failure(error) }
      try Desk.output.line(tr("pinned: %1", pin ?? tr("none")))
    }
  }
}

/// Which key of a server to believe.
struct PinChoice {
  let login: Login
  let desk: Desk
  /// It is to be enough, whoever vouches for the certificate or nobody.
  let isAlone: Bool

  /// - Parameter word: a key, or "now": the one that is shown now. One that nobody vouches for is believed when a person says so,
  ///   who has seen it.
  func key(_ word: String) throws(Failure) -> String {
    if word != "now" {
      try AccountCommand.Pin.check(word)
      if isAlone { warn(word) }
      return word
    }
    if let vouched = vouchedKey { return vouched }
    let shown = try shownKey()
    guard isAlone else {
      throw Failure(
        .denied, tr("Nobody vouches for the key that %1 shows: %2", server, shown), safe: tr("Nothing was changed."),
        remedy: tr(
          "If the cooperative tells you the same key by another way, add --alone (with account add: --pin-alone)."))
    }
    try confirm(shown)
    return shown
  }

  private var server: String { login.domain ?? (try? ServerURL(login.url))?.host ?? login.name }

  private func warn(_ key: String) {
    Desk.output.note(tr("WHO HAS THIS KEY IS %1 FROM NOW ON, whatever its certificate says: %2", server, key))
  }

  private func confirm(_ key: String) throws(Failure) {
    warn(key)
    Desk.output.note(
      tr("Compare all of it with what the cooperative says, on paper or by telephone: not over this network."))
    let isSame = try Input.isConfirmed(
      prompt: tr("Is it the same? Write yes:"), orElse: tr("Give the key itself, as the cooperative tells it: %1", key))
    guard isSame else {
      throw Failure(.denied, tr("The key was not confirmed."), safe: tr("Nothing was pinned, and nothing was sent."))
    }
  }

  private func look<T>(_ body: (CurlTransport, ServerURL) -> T?) throws(Failure) -> T? {
    var login = login
    (login.pin, login.trustsPinAlone) = (nil, false)
    let url: ServerURL
    do { url = try ServerURL(login.url) } catch { throw Failure(error) }
    return body(Connection(login: login, desk: desk, engine: CurlEngine()).transport, url)
  }

  /// Of a certificate that is vouched for; nil: there is none now.
  var vouchedKey: String? { (try? look { $0.inspectTLS(of: $1)?.publicKey }) ?? nil }

  func shownKey() throws(Failure) -> String {
    guard let key = try look({ $0.shownKey(of: $1) }) else {
      throw Failure(
        .unreachable, tr("%1 shows no key now: nobody answers there, or not by HTTPS.", server),
        safe: tr("Nothing was changed."), remedy: tr("What is the matter: ter1 account test NAME"))
    }
    return key
  }
}
