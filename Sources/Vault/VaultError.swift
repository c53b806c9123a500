/// Why something that is kept encrypted cannot be used.
public enum VaultError: Error, Hashable, Sendable {
  /// Another key than the one it was encrypted with, or another passphrase.
  case wrongKey
  /// It is not what was written: changed, cut short, or put in another's place.
  case damaged
  /// No memory for a secret, or none for working the key out of a passphrase.
  case noMemory
  /// The system has no keyring, or does not let us use it.
  case noKeyring(errno: Int32)
  /// SQLite cannot be given our layer.
  case noLayer(code: Int32)
  /// A file could not be read or written.
  case file(errno: Int32)
}
