internal import CSodium
internal import Vault

/// Who may open a bundle, and whose signature stands in it: an Ed25519 key, whose X25519 twin bundles are sealed to.
public struct BundleKey: Hashable, Sendable {
  public let bytes: [UInt8]

  static let size = Int(crypto_sign_PUBLICKEYBYTES)

  /// nil: these bytes are no key.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.size, Sodium.isReady, Self.twin(of: bytes) != nil else { return nil }
    self.bytes = bytes
  }

  /// In base64 of RFC 4648, section 5, without padding.
  public init?(text: String) {
    guard let bytes = Sodium.bytes(base64: text) else { return nil }
    self.init(bytes: bytes)
  }

  public var text: String { Sodium.base64(bytes) }

  private static func twin(of bytes: [UInt8]) -> [UInt8]? {
    var twin = [UInt8](repeating: 0, count: Int(crypto_scalarmult_curve25519_BYTES))
    return crypto_sign_ed25519_pk_to_curve25519(&twin, bytes) == 0 ? twin : nil
  }

  static let sealing = crypto_box_sealbytes()

  /// For whoever has the secret of this key alone.
  func sealed(_ message: [UInt8]) -> [UInt8]? {
    guard let twin = Self.twin(of: bytes) else { return nil }
    var sealed = [UInt8](repeating: 0, count: message.count + Self.sealing)
    return crypto_box_seal(&sealed, message, UInt64(message.count), twin) == 0 ? sealed : nil
  }

  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == BundleSecret.signature else { return false }
    return crypto_sign_verify_detached(signature, message, UInt64(message.count), bytes) == 0
  }
}

/// The secret of a `BundleKey`. It lies in memory that is not swapped and is wiped in the end, and prints as nothing.
public struct BundleSecret: Sendable, CustomStringConvertible, CustomReflectable {
  public let key: BundleKey
  private let secret: GuardedBytes

  static let signature = Int(crypto_sign_BYTES)
  public static let seedSize = Int(crypto_sign_SEEDBYTES)

  /// - Parameter seed: `seedSize` random bytes; nil is given for any other number of them.
  public init?(seed: [UInt8]) {
    guard seed.count == Self.seedSize, Sodium.isReady else { return nil }
    var open = [UInt8](repeating: 0, count: BundleKey.size)
    var isMade = false
    // Memory that cannot be guarded is none: without it there is no secret.
    let secret = try? GuardedBytes(count: Int(crypto_sign_SECRETKEYBYTES)) { memory in
      isMade = memory.withMemoryRebound(to: UInt8.self) { memory in
        memory.baseAddress.map { crypto_sign_seed_keypair(&open, $0, seed) } == 0
      }
    }
    guard isMade, let secret, let key = BundleKey(bytes: open) else { return nil }
    (self.key, self.secret) = (key, secret)
  }

  /// A device's: both sides work it out of the token (docs/protocol.md, section 29), so that none has to be kept or told.
  public init?(token: String) {
    var seed = Sodium.digest(Array(token.utf8), key: Self.purpose, size: Self.seedSize)
    defer { Sodium.wipe(&seed) }
    self.init(seed: seed)
  }

  private static let purpose = Array("ter1 bundle: device key, 1".utf8)

  func opened(_ sealed: [UInt8]) -> [UInt8]? {
    guard sealed.count >= BundleKey.sealing else { return nil }
    var open = [UInt8](repeating: 0, count: Int(crypto_scalarmult_curve25519_BYTES))
    var own = [UInt8](repeating: 0, count: Int(crypto_scalarmult_curve25519_BYTES))
    defer { Sodium.wipe(&own) }
    guard crypto_sign_ed25519_pk_to_curve25519(&open, key.bytes) == 0,
      withSecret({ crypto_sign_ed25519_sk_to_curve25519(&own, $0) }) == 0
    else { return nil }
    var message = [UInt8](repeating: 0, count: sealed.count - BundleKey.sealing)
    return crypto_box_seal_open(&message, sealed, UInt64(sealed.count), open, own) == 0 ? message : nil
  }

  func signature(of message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Self.signature)
    _ = withSecret { crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0) }
    return signature
  }

  private func withSecret(_ body: (UnsafePointer<UInt8>) -> Int32) -> Int32 {
    secret.withBytes { bytes in
      bytes.withMemoryRebound(to: UInt8.self) { bytes in bytes.baseAddress.map(body) ?? -1 }
    }
  }

  public var description: String { "BundleSecret(…)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
