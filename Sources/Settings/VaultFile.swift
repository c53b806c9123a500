internal import TOMLKit
public import Vault

/// `vault.toml`: how the key of what ter1 keeps is itself kept (docs/vault.md).
public struct VaultFile: Sendable {
  public enum Protection: Sendable {
    /// Nothing is encrypted, by the person's wish.
    case none
    /// The key lies in the file: whoever has the file has the key.
    case file(DatabaseKey)
    /// A passphrase opens the key. `identity` tells it from others while it is closed.
    case passphrase(WrappedKey, identity: String)
    /// The desktop's keyring has it, under `identity`.
    case keyring(identity: String)
  }

  /// What the file says.
  public struct Content: Sendable {
    public var protection: Protection
    /// The key before this one, sealed with it: a change of keys that has not ended.
    public var previous: [UInt8]?
    public init(_ protection: Protection, previous: [UInt8]? = nil) {
      (self.protection, self.previous) = (protection, previous)
    }
  }

  public let path: String

  public init(_ folders: Folders) { path = folders.vaultFile }

  /// nil: there is none yet.
  public func read() throws(SettingsError) -> Content? {
    guard let text = try PrivateFile.read(path, isSecret: true) else { return nil }
    let (table, problem) = SettingsTable.parse(text, file: path)
    guard var table else { throw .invalid(problem.map { [$0] } ?? []) }
    let protection = protection(&table)
    let previous = table.string("previous").flatMap(DatabaseKey.bytes(hexadecimal:))
    guard let protection, table.allProblems().isEmpty else { throw .invalid(table.allProblems()) }
    return Content(protection, previous: previous)
  }

  /// Writes it whole, or not at all. What it said before is overwritten where it lay, as far as the disk lets us.
  public func write(_ content: Content) throws(SettingsError) {
    try PrivateFile.replaceSecret(text(content), at: path)
  }

  /// Writes it where there is none; where another process was faster, its file stays.
  public func create(_ content: Content) throws(SettingsError) { try PrivateFile.create(text(content), at: path) }

  private func text(_ content: Content) -> String {
    let table = TOMLTable()
    switch content.protection {
    case .none: table["protection"] = "none"
    case .file(let key):
      table["protection"] = "file"
      table["key"] = key.hexadecimal
    case .keyring(let identity): (table["protection"], table["identity"]) = ("keyring", identity)
    case .passphrase(let wrapped, let identity):
      table["protection"] = "passphrase"
      table["identity"] = identity
      (table["passes"], table["memory"]) = (wrapped.passes, wrapped.memory)
      table["salt"] = DatabaseKey.hexadecimal(wrapped.salt)
      table["wrapped"] = DatabaseKey.hexadecimal(wrapped.sealed)
    }
    table["previous"] = content.previous.map { DatabaseKey.hexadecimal($0) }
    return Self.warning + table.convert(to: .toml) + "\n"
  }

  /// Destroys it, and with it everything that its key opens.
  public func destroy() throws(SettingsError) { try PrivateFile.destroy(path) }

  private static let warning = """
    # The key of ter1's cache and credentials. Without this file they cannot be read; whoever has both reads them.
    # Change it by `ter1 vault`, and keep no copy of it beside a copy of the cache.

    """

  private func protection(_ table: inout SettingsTable) -> Protection? {
    switch table.string("protection", oneOf: ["none", "file", "passphrase", "keyring"]) {
    case "none": return Protection.none
    case "file":
      guard let key = table.string("key").flatMap({ try? DatabaseKey(hexadecimal: $0) }) else { break }
      return .file(key)
    case "passphrase":
      if let wrapped = wrapped(&table), let identity = table.string("identity") {
        return .passphrase(wrapped, identity: identity)
      }
      table.note("wrapped", "…")
      return nil
    case "keyring":
      if let identity = table.string("identity") { return .keyring(identity: identity) }
      table.note("identity", "\"…\"")
      return nil
    default:
      table.note("protection", "\"file\" | \"passphrase\" | \"keyring\" | \"none\"")
      return nil
    }
    table.note("key", "\"…\"")
    return nil
  }

  private func wrapped(_ table: inout SettingsTable) -> WrappedKey? {
    let (passes, memory) = (table.int("passes", in: 1...64), table.int("memory", in: 1...(1 << 40)))
    let (salt, sealed) = (table.string("salt"), table.string("wrapped"))
    guard let passes, let memory, let salt = salt.flatMap(DatabaseKey.bytes(hexadecimal:)),
      let sealed = sealed.flatMap(DatabaseKey.bytes(hexadecimal:))
    else { return nil }
    return try? WrappedKey(passes: passes, memory: memory, salt: salt, sealed: sealed)
  }
}
