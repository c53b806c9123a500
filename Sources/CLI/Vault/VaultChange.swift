internal import ClientCore
internal import Localization
internal import Settings
internal import Vault

/// Changes how the key is kept, or the key itself. Each change is one file put in another's place; what is cut is gone on with when
/// the next ter1 starts.
struct VaultChange {
  private let home: HomeKey
  var folders: Folders { home.folders }
  private var file: VaultFile { VaultFile(folders) }

  init() throws(Failure) { home = try HomeKey.get(Desk().folders) }

  /// Keeps the key in another way; makes one, and encrypts, where there was none.
  func protect(_ protection: (DatabaseKey) throws(VaultError) -> VaultFile.Protection) throws(Failure) {
    do {
      let key = try home.key ?? DatabaseKey()
      let before = try file.read()?.protection
      try file.write(VaultFile.Content(protection(key)))
      try Self.leaveKeyring(before)
      if home.key == nil { try HomeKey(folders: folders, key: key, lock: home.lock).recode(from: nil) }
    } catch { throw Failure(vault: error) }
  }

  func rekey(passphraseFile: String?) throws(Failure) {
    do {
      guard let old = home.key, let content = try file.read() else { return try protect { .file($0) } }
      let key = try DatabaseKey()
      let protection = try self.protection(of: key, as: content.protection, passphraseFile)
      try file.write(VaultFile.Content(protection, previous: old.sealed(with: key)))
      try HomeKey(folders: folders, key: key, lock: home.lock).recode(from: old)
      try file.write(VaultFile.Content(protection))
      try Self.leaveKeyring(content.protection)
    } catch { throw Failure(vault: error) }
  }

  /// The desktop's keyring keeps no key that is not used any more.
  private static func leaveKeyring(_ old: VaultFile.Protection?) throws(SettingsError) {
    if case .keyring(let identity)? = old { try DesktopKeyring.forget(named: identity) }
  }

  private static func keep(_ key: DatabaseKey, _ identity: String) throws(Failure) {
    do throws(SettingsError) { try DesktopKeyring.keep(key, named: identity) } catch {
      throw HomeKey.noKeyring(tr("The desktop's keyring does not keep the key."))
    }
  }

  /// Keeps the key in the desktop's keyring.
  func moveToKeyring() throws(Failure) {
    do {
      let key = try home.key ?? DatabaseKey()
      let identity = try key.identity
      try Self.keep(key, identity)
      try file.write(VaultFile.Content(.keyring(identity: identity)))
      if home.key == nil { try HomeKey(folders: folders, key: key, lock: home.lock).recode(from: nil) }
    } catch { throw Failure(vault: error) }
  }

  private func protection(
    of key: DatabaseKey, as old: VaultFile.Protection, _ passphraseFile: String?
  ) throws -> VaultFile.Protection {
    if case .keyring = old {
      let identity = try key.identity
      try Self.keep(key, identity)
      return .keyring(identity: identity)
    }
    guard case .passphrase(let wrapped, let identity) = old else { return .file(key) }
    let secret = try Passphrase(folders, file: passphraseFile).verified(wrapped)
    KernelKeyring.forget(named: identity)
    return .passphrase(try WrappedKey(key, passphrase: secret), identity: try key.identity)
  }

  func turnOff() throws(Failure) {
    guard let key = home.key else { return }
    do {
      // Cut after this, the next start encrypts it again.
      try HomeKey(folders: folders, key: nil, lock: home.lock).recode(from: key)
      let before = try file.read()?.protection
      try file.write(VaultFile.Content(.none))
      try Self.leaveKeyring(before)
    } catch { throw Failure(vault: error) }
  }
}
