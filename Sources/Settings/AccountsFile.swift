internal import TOMLKit

/// The list of accounts, `accounts.toml`: readable by its owner only, since it says who is member of what.
public struct AccountsFile: Sendable {
  public let path: String

  public init(_ folders: Folders) { path = folders.accountsFile }

  /// The accounts in the order of their names. An account that lacks something is an error of the whole: it must not vanish from
  /// the screen.
  public func read() throws(SettingsError) -> [Login] {
    guard let text = try PrivateFile.read(path, isSecret: true) else { return [] }
    let (table, problem) = SettingsTable.parse(text, file: path)
    guard var table else { throw .invalid(problem.map { [$0] } ?? []) }
    var logins: [Login] = []
    var problems: [SettingsProblem] = []
    for name in table.keys.sorted() {
      guard var section = table.section(name) else { continue }
      if let login = Self.login(name, &section) { logins.append(login) }
      problems += section.allProblems()
    }
    problems += table.allProblems()
    guard problems.isEmpty else { throw .invalid(problems) }
    return logins
  }

  public func login(named name: String) throws(SettingsError) -> Login {
    let logins = try read()
    guard let login = logins.first(where: { $0.name == name }) else {
      throw .noAccount(named: name, known: logins.map(\.name))
    }
    return login
  }

  public func add(_ login: Login) throws(SettingsError) {
    guard Login.isName(login.name) else { throw .badAccountName(login.name) }
    let logins = try read()
    guard !logins.contains(where: { $0.name == login.name }) else { throw .accountExists(named: login.name) }
    try write(logins + [login])
  }

  public func remove(named name: String) throws(SettingsError) {
    let logins = try read()
    guard logins.contains(where: { $0.name == name }) else { throw .noAccount(named: name, known: logins.map(\.name)) }
    try write(logins.filter { $0.name != name })
  }

  /// Changes how much goes over an account's link; the rest of the file stays as the person wrote it.
  public func set(policy: String, named name: String) throws(SettingsError) {
    try change(name, "policy", to: "\"\(policy)\"") { $0.policy = policy }
  }

  /// - Parameters:
  ///   - pin: the only key that the server may show; nil: any that is vouched for.
  ///   - isAlone: it needs nobody who vouches for it.
  public func set(pin: String?, isAlone: Bool, named name: String) throws(SettingsError) {
    let isAlone = isAlone && pin != nil
    // Never, not even for a moment, is another key believed alone, or none.
    try change(name, "trust", to: nil) { $0.trustsPinAlone = false }
    try change(name, "pin", to: pin.map { "\"\($0)\"" }) { $0.pin = pin }
    if isAlone { try change(name, "trust", to: "\"\(Login.trusts[1])\"") { $0.trustsPinAlone = true } }
  }

  /// - Parameter budget: bytes a day; nil: no limit.
  public func set(budget: Int?, named name: String) throws(SettingsError) {
    try change(name, "budget", to: budget.map { "\"\(ByteSize.text($0))\"" }) { $0.dayBudget = budget }
  }

  private func change(
    _ name: String, _ key: String, to value: String?, _ body: (inout Login) -> Void
  ) throws(SettingsError) {
    var logins = try read()
    guard let index = logins.firstIndex(where: { $0.name == name }) else {
      throw .noAccount(named: name, known: logins.map(\.name))
    }
    body(&logins[index])
    let text = try PrivateFile.read(path, isSecret: true) ?? ""
    guard let edited = SectionEdit.set(key, to: value, in: name, of: text) else { return try write(logins) }
    try PrivateFile.write(edited, to: path)
  }

  private func write(_ logins: [Login]) throws(SettingsError) {
    let tables = TOMLTable()
    for login in logins { tables[login.name] = Self.table(login) }
    try PrivateFile.write(tables.convert(to: .toml) + "\n", to: path)
  }

  private static func login(_ name: String, _ section: inout SettingsTable) -> Login? {
    let url = section.string("url")
    let user = section.string("user")
    if url == nil && section.problems.isEmpty { section.note("url", "\"https://…\"") }
    if user == nil && section.problems.isEmpty { section.note("user", "\"…\"") }
    if !Login.isName(name) { section.note(name, "a-z 0-9 - .") }
    var login = Login(name: name, url: url ?? "", domain: section.string("domain"), user: user ?? "")
    login.caFile = section.string("ca_file")
    pin(of: &login, &section)
    (login.clientCertificate, login.clientKey) = (section.string("client_cert"), section.string("client_key"))
    login.proxy = section.string("proxy")
    login.passwordCommand = section.arguments("password_command")
    login.pollSeconds = section.int("poll", in: 15...86_400) ?? Login.defaultPoll
    login.policy = section.string("policy", oneOf: Login.policies) ?? login.policy
    login.dayBudget = budget(&section)
    login.blurSeconds = blur(&section)
    login.history = history(&section) ?? login.history
    return section.problems.isEmpty ? login : nil
  }

  private static func pin(of login: inout Login, _ section: inout SettingsTable) {
    login.pin = section.string("pin")
    login.trustsPinAlone = section.string("trust", oneOf: Login.trusts) == Login.trusts[1]
    if login.trustsPinAlone, login.pin == nil { section.note("trust", "pin = \"sha256//…\"") }
  }

  private static func history(_ section: inout SettingsTable) -> HistorySetting? {
    guard let text = section.string("history") else { return nil }
    let history = HistorySetting(text)
    if history == nil { section.note("history", HistorySetting.expected) }
    return history
  }

  private static func blur(_ section: inout SettingsTable) -> Int? {
    guard let text = section.string("blur") else { return nil }
    let seconds = DelaySetting.parse(text)
    if seconds == nil { section.note("blur", DelaySetting.expected) }
    return seconds
  }

  private static func budget(_ section: inout SettingsTable) -> Int? {
    guard let text = section.string("budget") else { return nil }
    let bytes = ByteSize.parse(text)
    if bytes == nil { section.note("budget", "\"5 MB\"") }
    return bytes
  }

  private static func table(_ login: Login) -> TOMLTable {
    let table = TOMLTable()
    table["url"] = login.url
    table["user"] = login.user
    table["domain"] = login.domain
    table["ca_file"] = login.caFile
    table["pin"] = login.pin
    if login.trustsPinAlone { table["trust"] = Login.trusts[1] }
    (table["client_cert"], table["client_key"]) = (login.clientCertificate, login.clientKey)
    table["proxy"] = login.proxy
    table["password_command"] = login.passwordCommand.map { TOMLArray($0) }
    if login.pollSeconds != Login.defaultPoll { table["poll"] = login.pollSeconds }
    if login.policy != Login.policies[0] { table["policy"] = login.policy }
    if login.history != .days(30) { table["history"] = login.history.text }
    table["blur"] = login.blurSeconds.map(DelaySetting.text)
    table["budget"] = login.dayBudget.map(ByteSize.text)
    return table
  }
}
