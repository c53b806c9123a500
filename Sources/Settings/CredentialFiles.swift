/// What proves who one is. It prints as nothing but its kind.
public enum Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  case password(String)
  /// A device token (docs/protocol.md, section 10).
  case token(String)

  public var description: String {
    switch self {
    case .password: "Secret.password(…)"
    case .token: "Secret.token(…)"
    }
  }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The secrets of the accounts, one file each, with mode 0600: a word that tells its kind, then the secret, on a line each.
public struct CredentialFiles: Sendable {
  private let folder: String

  public init(_ folders: Folders) { folder = folders.credentials }

  /// The secret for a login: from its file, or from the command that it names.
  public func secret(for login: Login) throws(SettingsError) -> Secret {
    if let text = try PrivateFile.read(path(login.name), isSecret: true) { return try parse(text, login) }
    guard let command = login.passwordCommand else { throw .noCredential(account: login.name) }
    return .password(try PasswordCommand(command).run())
  }

  public func store(_ secret: Secret, account: String) throws(SettingsError) {
    guard Login.isName(account) else { throw .badAccountName(account) }
    switch secret {
    case .password(let text): try PrivateFile.write("password\n\(text)\n", to: path(account))
    case .token(let text): try PrivateFile.write("token\n\(text)\n", to: path(account))
    }
  }

  public func remove(account: String) throws(SettingsError) { try PrivateFile.remove(path(account)) }

  private func path(_ account: String) -> String { "\(folder)/\(account)" }

  private func parse(_ text: String, _ login: Login) throws(SettingsError) -> Secret {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 2, !lines[1].isEmpty else { throw .emptyPassword(source: path(login.name)) }
    return lines[0] == "token" ? .token(lines[1]) : .password(lines[1])
  }

  /// The first line that a command prints.
  public static func password(from command: [String]) throws(SettingsError) -> String {
    try PasswordCommand(command).run()
  }

  /// The first line of a file that holds nothing but a password.
  public static func password(inFile path: String) throws(SettingsError) -> String {
    guard let text = try PrivateFile.read(path, isSecret: false) else { throw .cannotRead(path: path, errno: 2) }
    guard let line = text.split(whereSeparator: \.isNewline).first else { throw .emptyPassword(source: path) }
    return String(line)
  }
}
