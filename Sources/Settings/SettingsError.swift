public import Localization

/// Why a setting, an account or a credential cannot be used.
public enum SettingsError: Error, Hashable, Sendable {
  case noHome
  case notAbsolute(variable: String, path: String)
  case cannotRead(path: String, errno: Int32)
  case cannotWrite(path: String, errno: Int32)
  /// Others than its owner may read it: `mode` are its permission bits.
  case tooOpen(path: String, mode: UInt32)
  case notOwn(path: String)
  /// A folder of ours in which others may look, or make files: `mode` are its permission bits.
  case folderTooOpen(path: String, mode: UInt32)
  /// A secret that is not sealed with the key that is here.
  case sealedOtherwise(path: String)
  /// A link, a folder, a device.
  case notAFile(path: String)
  case tooLarge(path: String, limit: Int)
  case invalid([SettingsProblem])
  case noAccount(named: String, known: [String])
  case accountExists(named: String)
  case badAccountName(String)
  case noCredential(account: String)
  case emptyPassword(source: String)
  case commandFailed(command: String, status: Int32)
  case commandMissing(command: String, errno: Int32)
}

extension SettingsError {
  /// What happened, and what to do about it.
  public func text(_ tr: Catalog) -> (what: String, remedy: String?) {
    switch self {
    case .noHome:
      (tr("The environment has no HOME."), tr("Set HOME, or TER1_HOME to a folder of its own."))
    case .notAbsolute(let variable, let path):
      (tr("%1 is “%2”, which is no absolute path.", variable, path), tr("Give the whole path, from / on."))
    case .cannotRead(let path, let errno): (tr("%1 cannot be read: %2.", path, PrivateFile.reason(errno)), nil)
    case .cannotWrite(let path, let errno):
      (
        tr("%1 cannot be written: %2.", path, PrivateFile.reason(errno)),
        tr("Make room there, or name another folder by TER1_HOME.")
      )
    case .tooOpen(let path, let mode):
      (
        tr("%1 may be read by others (mode %2), and it holds a secret.", path, "0" + String(mode, radix: 8)),
        tr("Run: chmod 600 %1", path)
      )
    case .notOwn(let path):
      (
        tr("%1 belongs to somebody else, and it should hold a secret of yours.", path),
        tr("Remove it, then add the account again.")
      )
    case .folderTooOpen(let path, let mode):
      (
        tr("The folder %1 is open to others (mode %2).", path, "0" + String(mode, radix: 8)),
        tr("Run: chmod 700 %1", path)
      )
    case .sealedOtherwise(let path):
      (
        tr("%1 is not sealed with the key that is here, or was changed.", path),
        tr("Put back the file vault.toml that belongs to it, or give the password again: ter1 account login NAME")
      )
    case .notAFile(let path):
      (tr("%1 is no ordinary file.", path), tr("Links are not followed here: put the file itself in this place."))
    case .tooLarge(let path, let limit): (tr("%1 is larger than %2 bytes.", path, limit), nil)
    case .invalid(let problems): (problems.map { $0.text(tr) }.joined(separator: "\n"), nil)
    case .noAccount, .accountExists, .badAccountName, .noCredential: accountText(tr)
    case .emptyPassword(let source): (tr("%1 gave an empty password.", source), nil)
    case .commandFailed(let command, let status):
      (
        tr("The password command “%1” ended with status %2.", command, status),
        tr("Try it alone; see password_command in accounts.toml.")
      )
    case .commandMissing(let command, let errno):
      (
        tr("The password command “%1” cannot be run: %2.", command, PrivateFile.reason(errno)),
        tr("See password_command in accounts.toml.")
      )
    }
  }

  private func accountText(_ tr: Catalog) -> (what: String, remedy: String?) {
    switch self {
    case .noAccount(let name, let known):
      known.isEmpty
        ? (tr("There is no account yet."), tr("Add one: ter1 account add DOMAIN --user NAME"))
        : (tr("There is no account “%1”.", name), tr("Known: %1", known.joined(separator: ", ")))
    case .accountExists(let name):
      (
        tr("There is already an account “%1”.", name),
        tr("Give another name with --name, or remove it first: ter1 account remove %1", name)
      )
    case .badAccountName(let name):
      (
        tr("“%1” cannot be the name of an account.", name),
        tr("Use letters, digits, hyphens and full stops, at most 64.")
      )
    case .noCredential(let name):
      (tr("No password is kept for the account “%1”.", name), tr("Set it: ter1 account login %1", name))
    default: ("", nil)
    }
  }
}

/// Something in a settings file that cannot be used as it stands; the built-in value is used meanwhile.
public struct SettingsProblem: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case syntax(String)
    /// The nearest known name, when there is one that is near.
    case unknownKey(String, nearest: String?)
    /// What was expected, in the form of an example.
    case wrongValue(key: String, expected: String)
    case catalogue(Language.CatalogueProblem)
  }

  public let file: String
  /// From 1; nil when it concerns no line.
  public let line: Int?
  public let kind: Kind

  public func text(_ tr: Catalog) -> String {
    let place = line.map { "\(file):\($0): " } ?? "\(file): "
    switch kind {
    case .syntax(let detail): return place + tr("no TOML: %1. Built-in settings are used until it is mended.", detail)
    case .unknownKey(let key, let nearest?): return place + tr("“%1” is unknown. Did you mean “%2”?", key, nearest)
    case .unknownKey(let key, nil): return place + tr("“%1” is unknown and left aside.", key)
    case .wrongValue(let key, let expected):
      return place + tr("“%1” should be %2. Its built-in value is used meanwhile.", key, expected)
    case .catalogue(let problem): return place + problem.text(tr)
    }
  }
}

extension Language.CatalogueProblem {
  fileprivate func text(_ tr: Catalog) -> String {
    switch self {
    case .badName(let name): tr("“%1” is no code of a language. Call the file br.po or pt_BR.po.", name)
    case .ownLanguage(let name): tr("the language “%1” is in the program itself, and is not replaced.", name)
    case .empty: tr("nothing in it is translated, or it cannot be read.")
    case .noPluralRule: tr("no Plural-Forms that can be understood. English’s are used: one, and more.")
    }
  }
}
