import Settings
import Testing
import Vault

/// The key that the program made at its first run in a home: its cache is encrypted.
func homeKey(_ home: String) throws -> DatabaseKey {
  let protection = try VaultFile(Folders(environment: ["TER1_HOME": home])).read()?.protection
  guard case .file(let key) = try #require(protection) else { throw VaultError.wrongKey }
  return key
}
