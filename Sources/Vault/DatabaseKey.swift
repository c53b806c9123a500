internal import CSodium
internal import CVault

/// The key of everything that a person's ter1 keeps: 32 random bytes, from which the key of each file and of each purpose is worked out.
public struct DatabaseKey: Sendable {
  public static let size = Int(TER1_VAULT_KEY_BYTES)
  let bytes: GuardedBytes

  /// A new one.
  public init() throws(VaultError) {
    bytes = try GuardedBytes(count: Self.size) { memory in randombytes_buf(memory.bytes, memory.count) }
  }

  /// - Parameter bytes: `size` of them.
  /// - Throws: `damaged` when they are not that many.
  public init(_ bytes: GuardedBytes) throws(VaultError) {
    guard bytes.count == Self.size else { throw .damaged }
    self.bytes = bytes
  }

  /// A key for something else than the database. What one of them protects says nothing of the others.
  func subkey(_ purpose: Purpose, salt: [UInt8] = []) throws(VaultError) -> GuardedBytes {
    let message = Array("ter1 vault: \(purpose.rawValue), 1".utf8) + [0] + salt
    return try GuardedBytes(count: 32) { memory in
      _ = bytes.withBytes { key in
        crypto_generichash(
          memory.bytes, memory.count, message, UInt64(message.count), key.bytes, key.count)
      }
    }
  }

  enum Purpose: String {
    case text, file, identity
  }

  /// Tells keys from one another without telling anything of them.
  public var identity: String {
    get throws(VaultError) { try subkey(.identity).withBytes { Hexadecimal.text($0.prefix(8)) } }
  }
}

// MARK: - The database's file

extension DatabaseKey {
  /// What the first bytes of a database file say that it is.
  public enum Kind: Sendable, Hashable {
    case empty, encrypted, plain, other
  }

  /// - Parameter bytes: the first 16 of the file, or all that there are.
  public static func kind(of bytes: [UInt8]) -> Kind {
    switch ter1_vault_kind_of(bytes, bytes.count) {
    case TER1_VAULT_EMPTY: .empty
    case TER1_VAULT_ENCRYPTED: .encrypted
    case TER1_VAULT_PLAIN: .plain
    default: .other
    }
  }

  /// Whether the file that begins so was encrypted with this key.
  /// - Parameter head: its first 16 bytes.
  public func opens(_ head: [UInt8]) -> Bool {
    head.count >= 16 && bytes.withBytes { ter1_vault_opens(head, $0.bytes) } == 0
  }

  /// From now on this process reads and writes the database at `path` through the encrypting layer: docs/vault.md.
  public func protect(_ path: String) throws(VaultError) {
    let code = bytes.withBytes { ter1_vault_set_key(path, $0.bytes) }
    guard code == 0 else { throw .noLayer(code: code) }
  }

  /// The end of `protect`, for connections to come.
  public static func unprotect(_ path: String) { ter1_vault_forget_key(path) }

  /// Makes a connection's database keep room for nonces and tags.
  /// - Parameter connection: a `sqlite3 *` on a protected path.
  /// - Throws: `noLayer` when it is not behind our layer: it would write what is secret in the clear.
  public static func prepare(_ connection: OpaquePointer) throws(VaultError) {
    let code = ter1_vault_prepare(UnsafeMutableRawPointer(connection))
    guard code == 0 else { throw .noLayer(code: code) }
  }

  /// Makes `VACUUM INTO` of a plain database's connection leave room for nonces and tags in the copy.
  public static func reserveRoom(_ connection: OpaquePointer) throws(VaultError) {
    let code = ter1_vault_reserve(UnsafeMutableRawPointer(connection))
    guard code == 0 else { throw .noLayer(code: code) }
  }

  /// The page that last did not prove genuine in the database at a protected path; nil: none.
  public static func damagedPage(_ path: String) -> Int? {
    let page = ter1_vault_damaged_page(path)
    return page == 0 ? nil : Int(page)
  }
}

/// Of guarded memory, which is never without an address.
extension UnsafeRawBufferPointer {
  var bytes: UnsafePointer<UInt8> { baseAddress!.assumingMemoryBound(to: UInt8.self) }
}

extension UnsafeMutableRawBufferPointer {
  var bytes: UnsafeMutablePointer<UInt8> { baseAddress!.assumingMemoryBound(to: UInt8.self) }
}

enum Hexadecimal {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

// MARK: - As text

extension DatabaseKey {
  /// The key itself, to be kept in a file of its owner's.
  public var hexadecimal: String { bytes.withBytes { Hexadecimal.text($0) } }

  /// - Throws: `damaged` when it is no key.
  public init(hexadecimal text: String) throws(VaultError) {
    guard let bytes = Self.bytes(hexadecimal: text) else { throw .damaged }
    try self.init(copying: bytes)
  }

  public static func hexadecimal(_ bytes: [UInt8]) -> String { Hexadecimal.text(bytes) }

  /// nil when it is none.
  public static func bytes(hexadecimal text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: text.utf8.count / 2)
    var length = 0
    guard text.utf8.count % 2 == 0,
      sodium_hex2bin(&bytes, bytes.count, text, text.utf8.count, nil, &length, nil) == 0, length == bytes.count
    else { return nil }
    return bytes
  }

  /// This key, sealed with another: what `key(sealed:)` of that one opens.
  public func sealed(with other: DatabaseKey) throws(VaultError) -> [UInt8] {
    try other.seal(bytes.withBytes { Array($0) }, named: "previous key")
  }

  /// The contrary.
  public func key(sealed: [UInt8]) throws(VaultError) -> DatabaseKey {
    try DatabaseKey(copying: open(sealed, named: "previous key"))
  }
}
