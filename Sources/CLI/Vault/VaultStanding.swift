internal import ClientCore
internal import JSON
internal import Localization
internal import Settings
internal import Vault

/// What is encrypted here, and what opens it. Asked without a passphrase.
struct VaultStanding {
  private let folders: Folders
  private let protection: VaultFile.Protection?
  private let isEncrypted: Bool
  private let isPlain: Bool
  private let isUnlocked: Bool

  init(_ folders: Folders) throws(Failure) {
    self.folders = folders
    do {
      protection = try VaultFile(folders).read()?.protection
      (isEncrypted, isPlain) = (
        try Cache.isEncrypted(folders.cacheFile), try Cache.isPlain(folders.cacheFile)
      )
      if case .passphrase(_, let identity)? = protection {
        isUnlocked = try KernelKeyring.key(named: identity) != nil
      } else {
        isUnlocked = true
      }
    } catch { throw Failure(vault: error) }
  }

  var json: JSONValue {
    let name =
      switch protection {
      case nil: "unset"
      case .none?: "none"
      case .file?: "file"
      case .passphrase?: "passphrase"
      case .keyring?: "keyring"
      }
    return [
      "protection": .string(name), "cache": .string(isEncrypted ? "encrypted" : isPlain ? "plain" : "none"),
      "isUnlocked": .bool(isUnlocked), "keyFile": .string(folders.vaultFile),
    ]
  }

  var lines: [String] { [cache, key] + rest }

  private var cache: String {
    if isEncrypted { return tr("The cache is encrypted: %1", folders.cacheFile) }
    return isPlain
      ? tr("The cache is not encrypted: %1", folders.cacheFile) : tr("There is no cache yet: %1", folders.cacheFile)
  }

  private var key: String {
    switch protection {
    case nil: tr("There is no key yet: it is made at the first use, and kept in %1", folders.vaultFile)
    case .none?: tr("Nothing is to be encrypted, by your wish: %1", folders.vaultFile)
    case .keyring?: tr("The desktop's keyring has its key: where one is logged in, it opens by itself.")
    case .file?: tr("Its key lies in %1: whoever can read your files can read the cache.", folders.vaultFile)
    case .passphrase(let wrapped, _)?:
      tr(
        "A passphrase opens its key in %1 (Argon2id, %2 passes over %3 MiB).", folders.vaultFile, wrapped.passes,
        wrapped.memory >> 20)
    }
  }

  private var rest: [String] {
    switch protection {
    case .passphrase?:
      [isUnlocked ? tr("It is unlocked, in the kernel's keyring.") : tr("It is locked: ter1 vault unlock")]
    case .none?, nil: [tr("To encrypt it: ter1 vault file, or with a passphrase: ter1 vault passphrase")]
    case .keyring?: []
    case .file?: [tr("To ask a passphrase for it: ter1 vault passphrase")]
    }
  }
}
