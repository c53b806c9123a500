internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Synchronization
internal import Vault

/// The key of this home, which a process gets at once: from its file, from the kernel's keyring, or by a passphrase.
struct HomeKey: Sendable {
  let folders: Folders
  /// nil: nothing is encrypted here, by the person's wish, or nothing can be written here.
  let key: DatabaseKey?
  /// Held until the process ends; nil where nothing can be written.
  let lock: HomeLock?

  private static let held = Mutex<HomeKey?>(nil)
  private static let settled = Mutex<Bool?>(nil)

  static func get(_ folders: Folders) throws(Failure) -> HomeKey {
    if let held = held.withLock({ $0 }), held.folders == folders { return held }
    let lock = try Self.lock(folders)
    let home = HomeKey(folders: folders, key: try key(folders), lock: lock)
    try home.goOn()
    held.withLock { $0 = home }
    return home
  }

  /// The key where it can be had without asking anybody, whatever else is wrong; nil: it cannot.
  static func ready(_ folders: Folders) -> DatabaseKey? {
    if let held = held.withLock({ $0 }), held.folders == folders { return held.key }
    switch (try? VaultFile(folders).read())??.protection {
    case .file(let key)?: return key
    case .passphrase(_, let identity)?: return (try? KernelKeyring.key(named: identity)) ?? nil
    case .keyring(let identity)?: return try? DesktopKeyring.key(named: identity)
    case .none?, nil: return nil
    }
  }

  private static func lock(_ folders: Folders) throws(Failure) -> HomeLock? {
    do throws(SettingsError) {
      try PrivatePlaces(folders).check()
      try Folders.make(folders.state)
    } catch {
      guard case .cannotWrite = error else { throw Failure(error) }
      return nil
    }
    // Where not even an empty file can be made, nobody changes the key either.
    do { return try HomeLock(folders.lockFile) } catch { return nil }
  }

  private static func key(_ folders: Folders) throws(Failure) -> DatabaseKey? {
    let file = VaultFile(folders)
    do {
      guard let content = try file.read() else { return try make(folders, file) }
      switch content.protection {
      case .none: return nil
      case .file(let key): return key
      case .passphrase(let wrapped, let identity): return try Passphrase(folders).open(wrapped, identity)
      case .keyring(let identity): return try desktopKey(identity)
      }
    } catch { throw Failure(vault: error) }
  }

  private static func desktopKey(_ identity: String) throws(Failure) -> DatabaseKey {
    do throws(SettingsError) { return try DesktopKeyring.key(named: identity) } catch {
      throw noKeyring(tr("The key of the cache is in the desktop's keyring, which does not give it."))
    }
  }

  static func noKeyring(_ what: String) -> Failure {
    Failure(
      .denied, what, safe: tr("Nothing was changed."),
      remedy: tr(
        "Log in to the desktop and unlock its keyring; the program secret-tool must be there (libsecret-tools)."))
  }
}

// MARK: - A new home

extension HomeKey {
  private static func make(_ folders: Folders, _ file: VaultFile) throws -> DatabaseKey? {
    guard try !Cache.isEncrypted(folders.cacheFile) else {
      throw Failure(CacheError.isEncrypted(path: folders.cacheFile))
    }
    let key = try DatabaseKey()
    do throws(SettingsError) {
      try file.create(VaultFile.Content(.file(key)))
    } catch {
      guard case .cannotWrite = error else { throw error }
      return nil
    }
    // Another process may have been faster.
    guard case .file(let kept)? = try file.read()?.protection else { return try Self.key(folders) }
    return kept
  }

  /// Ends a change of keys that was cut.
  private func goOn() throws(Failure) {
    let file = VaultFile(folders)
    do {
      guard let key, var content = try file.read(), let previous = content.previous else { return }
      try recode(from: key.key(sealed: previous))
      content.previous = nil
      try file.write(content)
    } catch { throw Failure(vault: error) }
  }

  /// Encrypts what is not under this home's key yet.
  /// - Throws: `inUse` when another ter1 runs.
  func recode(from old: DatabaseKey?) throws(Failure) {
    let done: Void? = try lock?.alone { () throws(Failure) in
      do {
        let accounts = try AccountsFile(folders).read().map(\.name)
        try CredentialFiles(folders, key: key).adopt(from: old, accounts: accounts)
        try Cache.encrypt(folders.cacheFile, from: old, to: key)
      } catch { throw Failure(vault: error) }
    }
    guard done != nil else { throw Failure(CacheError.inUse(path: folders.cacheFile)) }
  }

  /// Encrypts a cache that an earlier version, or a cut change, left in the clear.
  /// - Returns: whether it is as it should be; else another ter1 has it open, and it stays as it is for this time.
  func settle() throws(Failure) -> Bool {
    // Once the cache is open, to look at its first bytes would take SQLite's locks away.
    if let settled = Self.settled.withLock({ $0 }) { return settled }
    let settled = try settleNow()
    Self.settled.withLock { $0 = settled }
    return settled
  }

  private func settleNow() throws(Failure) -> Bool {
    guard let key, try reading({ () throws(CacheError) in try Cache.isPlain(folders.cacheFile) }) else { return true }
    Desk.output.note("ter1: " + tr("The cache is being encrypted; this is done once (see: ter1 vault status)."))
    do throws(Failure) {
      try HomeKey(folders: folders, key: key, lock: lock).recode(from: nil)
      return true
    } catch {
      guard error.status == .inputOutput else { throw error }
      Desk.output.note(
        "      " + tr("Another ter1 is running: it stays as it is until all are left, and is encrypted then."))
      return false
    }
  }
}

extension Failure {
  /// Of what the vault's steps throw.
  init(vault error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as SettingsError: self.init(error)
    case let error as CacheError: self.init(error)
    case let error as VaultError: self.init(error)
    default: self.init(.internal, "\(error)")
    }
  }

  init(_ error: VaultError) {
    switch error {
    case .wrongKey: self.init(.denied, tr("The passphrase is wrong."), safe: tr("Nothing was changed."))
    case .damaged:
      self.init(
        .data, tr("What is kept encrypted was changed, or belongs to another key."), safe: tr("Nothing was changed."),
        remedy: tr("Put back the file vault.toml that belongs to it, or name another folder by TER1_HOME."))
    case .noMemory:
      self.init(
        .internal, tr("There is too little memory to work out the key of a passphrase (128 MiB)."),
        safe: tr("Nothing was changed."), remedy: tr("Leave other programs, then try again."))
    case .noKeyring(let code):
      self.init(
        .cannotCreate, tr("The system's keyring cannot be used: %1.", String(cString: strerror(code))),
        safe: tr("Nothing was changed."))
    case .noLayer(let code): self.init(.internal, tr("SQLite does not take the encryption (%1).", Int(code)))
    case .file(let code):
      self.init(.inputOutput, tr("A file cannot be read or written: %1.", String(cString: strerror(code))))
    }
  }
}
