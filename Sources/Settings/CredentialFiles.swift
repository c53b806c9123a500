public import Vault

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

/// The secrets of the accounts, one file each, with mode 0600: a word that tells its kind, then the secret, on a line each. With a key
/// the file holds the word `sealed` and that text, sealed, in hexadecimal digits.
public struct CredentialFiles: Sendable {
  private let folder: String
  private let key: DatabaseKey?

  /// - Parameter key: nil: the secrets lie there as they are.
  public init(_ folders: Folders, key: DatabaseKey?) { (folder, self.key) = (folders.credentials, key) }

  /// The secret for a login: from its file, or from the command that it names.
  public func secret(for login: Login) throws(SettingsError) -> Secret {
    if let text = try read(login.name) { return try parse(text, login) }
    guard let command = login.passwordCommand else { throw .noCredential(account: login.name) }
    return .password(try PasswordCommand(command).run())
  }

  public func store(_ secret: Secret, account: String) throws(SettingsError) {
    guard Login.isName(account) else { throw .badAccountName(account) }
    switch secret {
    case .password(let text): try write("password\n\(text)\n", account)
    case .token(let text): try write("token\n\(text)\n", account)
    }
  }

  /// Seals, or opens, all that are there under `other` key, so that they are read with this one.
  public func adopt(from other: DatabaseKey?, accounts: [String]) throws(SettingsError) {
    let old = CredentialFiles(folder: folder, key: other)
    for account in accounts {
      do throws(SettingsError) {
        if try read(account) != nil, try isSealed(account) == (key != nil) { continue }
      } catch SettingsError.sealedOtherwise {
        // With the other key, then.
      }
      if let text = try old.read(account) { try write(text, account) }
    }
  }

  private init(folder: String, key: DatabaseKey?) { (self.folder, self.key) = (folder, key) }

  private func write(_ text: String, _ account: String) throws(SettingsError) {
    guard let key else { return try PrivateFile.replaceSecret(text, at: path(account)) }
    do {
      let sealed = try key.seal(Array(text.utf8), named: account)
      try PrivateFile.replaceSecret("sealed\n\(DatabaseKey.hexadecimal(sealed))\n", at: path(account))
    } catch let error as SettingsError {
      throw error
    } catch { throw .sealedOtherwise(path: path(account)) }
  }

  /// nil: there is no such file. One that is not sealed yet is read as it is.
  private func read(_ account: String) throws(SettingsError) -> String? {
    guard let text = try PrivateFile.read(path(account), isSecret: true) else { return nil }
    guard text.hasPrefix("sealed\n") else { return text }
    let digits = String(text.dropFirst("sealed\n".count).prefix { $0 != "\n" })
    guard let key, let sealed = DatabaseKey.bytes(hexadecimal: digits),
      let content = try? key.open(sealed, named: account)
    else { throw .sealedOtherwise(path: path(account)) }
    return String(decoding: content, as: UTF8.self)
  }

  private func isSealed(_ account: String) throws(SettingsError) -> Bool {
    try PrivateFile.read(path(account), isSecret: true)?.hasPrefix("sealed\n") ?? false
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
