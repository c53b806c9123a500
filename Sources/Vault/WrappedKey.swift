internal import CSodium

/// A database key that a passphrase opens: wrapped under a key that Argon2id works out of it (RFC 9106).
public struct WrappedKey: Sendable, Hashable {
  /// Passes over the memory.
  public let passes: Int
  /// In bytes.
  public let memory: Int
  public let salt: [UInt8]
  /// Nonce, wrapped key and tag.
  public let sealed: [UInt8]

  /// Three passes over 128 MiB: 0.4 s of a processor of 2020, twice the memory of RFC 9106's smaller recommendation, and still
  /// room for several members on a small host.
  static let usual = (passes: 3, memory: 128 << 20)
  /// What a file may ask of us at most: it may be somebody's, to make us fall over.
  static let most = (passes: 32, memory: 2 << 30)

  /// As it was kept.
  /// - Throws: `damaged` when it cannot be one.
  public init(passes: Int, memory: Int, salt: [UInt8], sealed: [UInt8]) throws(VaultError) {
    let length = DatabaseKey.size + Sealing.overhead
    guard (1...Self.most.passes).contains(passes), (1 << 20...Self.most.memory).contains(memory),
      salt.count == Int(crypto_pwhash_saltbytes()), sealed.count == length
    else { throw .damaged }
    (self.passes, self.memory, self.salt, self.sealed) = (passes, memory, salt, sealed)
  }

  /// Wraps a key.
  public init(_ key: DatabaseKey, passphrase: GuardedBytes) throws(VaultError) {
    var salt = [UInt8](repeating: 0, count: Int(crypto_pwhash_saltbytes()))
    randombytes_buf(&salt, salt.count)
    (passes, memory, self.salt) = (Self.usual.passes, Self.usual.memory, salt)
    let wrapping = try Self.stretch(passphrase, passes, memory, salt)
    let content = key.bytes.withBytes { Array($0) }
    sealed = Sealing.seal(content, under: wrapping, with: Self.purpose)
  }

  /// - Throws: `wrongKey` when it is another passphrase, or the file was changed: one cannot be told from the other.
  public func key(passphrase: GuardedBytes) throws(VaultError) -> DatabaseKey {
    let wrapping = try Self.stretch(passphrase, passes, memory, salt)
    guard let content = Sealing.open(sealed, under: wrapping, with: Self.purpose) else { throw .wrongKey }
    return try DatabaseKey(copying: content)
  }

  private static let purpose = Array("ter1 vault: wrapped key, 1".utf8)

  private static func stretch(
    _ passphrase: GuardedBytes, _ passes: Int, _ memory: Int, _ salt: [UInt8]
  ) throws(VaultError) -> GuardedBytes {
    try GuardedBytes(count: 32) { (target) throws(VaultError) in
      let code = passphrase.withBytes { secret in
        crypto_pwhash(
          target.bytes, UInt64(target.count), secret.baseAddress!.assumingMemoryBound(to: CChar.self),
          UInt64(secret.count), salt, UInt64(passes), memory, crypto_pwhash_alg_argon2id13())
      }
      guard code == 0 else { throw .noMemory }
    }
  }
}
