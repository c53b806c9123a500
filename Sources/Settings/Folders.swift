/// Where the program keeps what is a person's: the XDG base directories, or all of it under `$TER1_HOME`.
public struct Folders: Sendable, Hashable {
  /// Preferences, accounts, credentials, keymap: small, written rarely.
  public let config: String
  /// The cache with its outbox and drafts: what is in the outbox exists nowhere else.
  public let state: String
  /// What may be thrown away at any time.
  public let cache: String
  /// Files a person brought here.
  public let data: String
  /// `$HOME`; nil when the environment has none.
  public let home: String?

  public init(environment: [String: String]) throws(SettingsError) {
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    self.home = home
    if let own = environment["TER1_HOME"], !own.isEmpty {
      guard own.hasPrefix("/") else { throw .notAbsolute(variable: "TER1_HOME", path: own) }
      (config, state, cache, data) = (own + "/config", own + "/state", own + "/cache", own + "/data")
      return
    }
    func folder(_ variable: String, _ fallback: String) throws(SettingsError) -> String {
      // The XDG specification: a relative path is to be ignored.
      if let path = environment[variable], path.hasPrefix("/") { return path + "/ter1" }
      guard let home else { throw .noHome }
      return "\(home)/\(fallback)/ter1"
    }
    config = try folder("XDG_CONFIG_HOME", ".config")
    state = try folder("XDG_STATE_HOME", ".local/state")
    cache = try folder("XDG_CACHE_HOME", ".cache")
    data = try folder("XDG_DATA_HOME", ".local/share")
  }

  public var preferencesFile: String { config + "/config.toml" }
  public var accountsFile: String { config + "/accounts.toml" }
  public var keymapFile: String { config + "/keymap" }
  /// Catalogues of more languages, `XX.po`.
  public var languages: String { config + "/languages" }
  public var credentials: String { config + "/credentials" }
  public var vaultFile: String { config + "/vault.toml" }
  /// How often a wrong passphrase was typed, and when.
  public var triesFile: String { state + "/vault-tries" }
  /// Held by every ter1 of this home: together, or alone by the one that changes the key.
  public var lockFile: String { state + "/ter1.lock" }
  public var cacheFile: String { state + "/ter1.sqlite" }
  public var downloads: String { data + "/downloads" }

  /// Makes a folder, and those above it that are missing, for its owner only.
  public static func make(_ path: String) throws(SettingsError) { try PrivateFile.makeFolder(path) }
}
