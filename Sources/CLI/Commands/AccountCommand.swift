internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Sync

struct AccountCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "account", abstract: tr("The servers you are a member of."),
      subcommands: [
        Add.self, ListAccounts.self, LogIn.self, Test.self, Pin.self, Policy.self, Budget.self, Remove.self,
      ])
  }

  /// Where the password comes from. Never from the command line itself, which everybody on the machine can read.
  struct PasswordSource: ParsableArguments {
    @Option(help: ArgumentHelp(tr("A file whose first line is the password."), valueName: "file")) var passwordFile:
      String?
    @Option(
      parsing: .remaining,
      help: ArgumentHelp(
        tr("A command, with its arguments, that prints the password; the last option."), valueName: "command"))
    var passwordCommand: [String] = []

    var command: [String]? {
      guard let first = passwordCommand.first else { return nil }
      return passwordCommand.count == 1 ? first.split(separator: " ").map(String.init) : passwordCommand
    }

    func password(for user: String, at server: String) throws(Failure) -> String {
      do {
        if let passwordFile { return try CredentialFiles.password(inFile: passwordFile) }
        if let command { return try CredentialFiles.password(from: command) }
      } catch { throw Failure(error) }
      return try Input.password(prompt: tr("Password of %1 at %2:", user, server))
    }
  }

  struct Add: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "add", abstract: tr("Add a server, by its domain or address."),
        discussion: tr("What is not given is asked at the terminal."))
    }

    @Argument(help: ArgumentHelp(tr("A domain (coop.example) or a URL."), valueName: "address")) var address: String?
    @Option(help: ArgumentHelp(tr("Your name there."), valueName: "name")) var user: String?
    @Option(help: ArgumentHelp(tr("What to call the account here; else the domain."), valueName: "name")) var name:
      String?
    @Option(help: ArgumentHelp(tr("Trust the authorities in this file instead of the system's."), valueName: "file"))
    var caFile: String?
    @Option(help: ArgumentHelp(tr("Go through this proxy: http://HOST:PORT or socks5h://HOST:PORT."), valueName: "url"))
    var proxy: String?
    @Option(help: ArgumentHelp(tr("The only key that the server may show: sha256//…, or now"), valueName: "key"))
    var pin: String?
    @Flag(help: ArgumentHelp(tr("That key is enough: nobody need vouch for the server’s certificate.")))
    var pinAlone = false
    @Option(help: ArgumentHelp(tr("What to call this device in the list of your devices."), valueName: "name"))
    var device = "ter1"
    @Flag(help: ArgumentHelp(tr("Fetch nothing yet."))) var noFetch = false
    @OptionGroup var password: PasswordSource

    func run() async throws {
      let desk = try Desk()
      let address = try serverAddress()
      let name = name ?? address.domain.trimmingCharacters(in: ["[", "]"]).replacing(":", with: "-")
      try check(name, desk)
      let engine = CurlEngine()
      var login = Login(name: name, url: "", user: user ?? "")
      (login.caFile, login.proxy) = (caFile.map(Self.absolute), proxy)
      try choosePin(of: &login, at: address, desk)
      let home = try await home(of: address, login, engine)
      Desk.output.note(tr("The server is %1", home.text))
      let user = try Self.given(self.user, tr("Your name there:"))
      login.user = user
      let secret = try password.password(for: user, at: address.domain)
      let server = try await find(address, at: home, login, .basic(name: user, password: secret), engine)
      (login.url, login.domain) = (server.sessionURL.text, server.domain)
      try keep(login, server, secret, desk)
      let names = server.accounts.map(\.name).joined(separator: ", ")
      try Desk.output.line(tr("The account “%1” is added: %2.", name, names.isEmpty ? server.domain : names))
      if !noFetch { try await meet(login, desk, engine) }
      Desk.output.note(tr("Fetch what is there: ter1 sync"))
    }

    private func choosePin(of login: inout Login, at address: ServerAddress, _ desk: Desk) throws(Failure) {
      guard pin != nil || pinAlone else { return }
      login.url = address.start.text
      login.pin = try PinChoice(login: login, desk: desk, isAlone: pinAlone).key(pin ?? "now")
      login.trustsPinAlone = pinAlone
    }

    /// On the connection that is open already. What fails here comes with the first sync.
    private func meet(_ login: Login, _ desk: Desk, _ engine: CurlEngine) async throws(Failure) {
      let sync = try Connection(login: login, desk: desk, engine: engine).syncEngine(try desk.openCache())
      Desk.output.note(tr("Boards, the newest titles and the coming events are fetched (about 20 kB)…"))
      do throws(SyncError) { _ = try await sync.meet() } catch {
        Desk.output.report(Failure(error, server: login.domain ?? login.name))
      }
    }

    private func serverAddress() throws(Failure) -> ServerAddress {
      if address == nil { Desk.output.note(tr("An empty line goes back; so does Ctrl-C, wherever you are.")) }
      let typed = try Self.given(address, tr("Address of your cooperative (such as coop.example):"))
      do { return try ServerAddress(typed) } catch { throw Failure(error) }
    }

    private static func given(_ value: String?, _ prompt: String) throws(Failure) -> String {
      if let value { return value }
      let answer = try Input.line(prompt: prompt, orElse: tr("Write: ter1 account add ADDRESS --user NAME"))
      guard !answer.isEmpty else { throw Failure(.usage, tr("Nothing was typed: no account was added.")) }
      return answer
    }

    private func check(_ name: String, _ desk: Desk) throws(Failure) {
      guard Login.isName(name) else { throw Failure(SettingsError.badAccountName(name)) }
      if try desk.logins().contains(where: { $0.name == name }) {
        throw Failure(SettingsError.accountExists(named: name))
      }
    }

    /// Asked before the name and the password are: a person sees the whole address first, or that nothing is there.
    private func home(
      of address: ServerAddress, _ login: Login, _ engine: CurlEngine
    ) async throws(Failure) -> ServerURL {
      let transport = CurlTransport(engine, options: Connection.options(login, host: address.domain))
      do { return try await findHome(address, over: transport) } catch {
        throw Failure(adding: error, server: address.domain)
      }
    }

    private func find(
      _ address: ServerAddress, at home: ServerURL, _ login: Login, _ credential: Credential, _ engine: CurlEngine
    ) async throws(Failure) -> DiscoveredServer {
      let transport = CurlTransport(engine, options: Connection.options(login, host: address.domain))
      do {
        return try await discover(
          address, at: home, credential: credential, device: device, over: transport)
      } catch { throw Failure(adding: error, server: address.domain) }
    }

    /// A token replaces the password, whatever it came from; else the command goes on giving it, or a file of ours keeps it.
    private func keep(_ login: Login, _ server: DiscoveredServer, _ password: String, _ desk: Desk) throws(Failure) {
      var login = login
      let credentials = try desk.credentials
      do {
        if case .bearer(let token) = server.credential {
          try credentials.store(.token(token), account: login.name)
        } else if let command = self.password.command {
          login.passwordCommand = command
        } else {
          try credentials.store(.password(password), account: login.name)
        }
        try desk.accountsFile.add(login)
      } catch { throw Failure(error) }
      let cache = try desk.openCache()
      _ = try reading { () throws(CacheError) in
        try cache.storeSession(server.document, login: login.name, accounts: server.accounts)
      }
    }

    private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
  }

  struct ListAccounts: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "list", abstract: tr("List the accounts."))
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      // Parsed, for the library refuses a command that was merely made.
      try ListCommand.parse(["accounts"] + (json ? ["--json"] : [])).run()
    }
  }

  struct LogIn: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "login", abstract: tr("Give the password of an account again."))
    }
    @Argument(help: ArgumentHelp(tr("The account's name."))) var name: String
    @Option(help: ArgumentHelp(tr("What to call this device in the list of your devices."), valueName: "name"))
    var device = "ter1"
    @OptionGroup var password: PasswordSource

    func run() async throws {
      let desk = try Desk()
      let login = try desk.logins(only: name)[0]
      let secret = try password.password(for: login.user, at: login.domain ?? login.url)
      let connection = Connection(login: login, desk: desk, engine: CurlEngine())
      try connection.checkTrust()
      let credentials = try desk.credentials
      do {
        let credential = Credential.basic(name: login.user, password: secret)
        let server = try await discover(
          ServerAddress(login.url), credential: credential, device: device, over: connection.transport)
        if case .bearer(let token) = server.credential {
          try credentials.store(.token(token), account: name)
        } else {
          try credentials.store(.password(secret), account: name)
        }
      } catch let error as SyncError {
        throw Failure(error, server: login.domain ?? name)
      } catch let error as URLRefusal {
        throw Failure(error)
      } catch let error as SettingsError {
        throw Failure(error)
      }
      Desk.output.note(tr("The password of “%1” is right.", name))
    }
  }

  struct Test: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "test", abstract: tr("Try whether the server lets us in."))
    }
    @Argument(help: ArgumentHelp(tr("The account's name; all of them without."))) var name: String?

    func run() async throws {
      let desk = try Desk()
      let logins = try desk.logins(only: name)
      guard !logins.isEmpty else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
      let cache = try desk.openCache()
      for login in logins {
        try await Connection(login: login, desk: desk, engine: CurlEngine()).sync(cache)
        try Desk.output.line(tr("%1: the server answers and lets us in.", login.name))
      }
    }
  }

  struct Remove: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "remove", abstract: tr("Forget an account, its password and its cache."))
    }
    @Argument(help: ArgumentHelp(tr("The account's name."))) var name: String
    @Flag(help: ArgumentHelp(tr("Also when something still waits to be sent."))) var force = false

    func run() throws {
      let desk = try Desk()
      _ = try desk.logins(only: name)
      let cache = try desk.openCache()
      let own = Set(try reading { () throws(CacheError) in try cache.accounts(login: name) }.map(\.id))
      let waiting = try reading { () throws(CacheError) in try cache.reader.outbox(limit: 100_000) }
        .count { own.contains($0.entry.mutation.account) }
      guard waiting == 0 || force else {
        throw Failure(
          .usage,
          tr(
            waiting, "%1 entry of this account still waits to be sent.",
            "%1 entries of this account still wait to be sent."),
          safe: tr("Nothing was removed."), remedy: tr("Send them (ter1 sync), or add --force."))
      }
      _ = try reading { () throws(CacheError) in try cache.removeLogin(name) }
      let credentials = try desk.credentials
      do {
        try desk.accountsFile.remove(named: name)
        try credentials.remove(account: name)
      } catch { throw Failure(error) }
      Desk.output.note(tr("The account “%1” is removed.", name))
    }
  }
}
