internal import CVault
internal import Glibc

/// The kernel's keyring of this user: where an unlocked key waits for the next program, until its time is over or the machine stops.
public enum KernelKeyring {
  /// - Parameter name: tells one vault from another.
  public static func keep(_ key: DatabaseKey, named name: String, seconds: Int) throws(VaultError) {
    let code = key.bytes.withBytes { ter1_keyring_put(full(name), $0.baseAddress, $0.count, UInt32(clamping: seconds)) }
    guard code == 0 else { throw .noKeyring(errno: errno) }
  }

  /// nil: it is not there (any more), or there is no keyring.
  public static func key(named name: String) throws(VaultError) -> DatabaseKey? {
    var count = 0
    let bytes = try GuardedBytes(count: DatabaseKey.size) { memory in
      count = ter1_keyring_get(full(name), memory.baseAddress, memory.count)
    }
    return count == DatabaseKey.size ? try DatabaseKey(bytes) : nil
  }

  /// - Returns: whether it was there.
  @discardableResult public static func forget(named name: String) -> Bool { ter1_keyring_remove(full(name)) == 0 }

  private static func full(_ name: String) -> String { "ter1:\(name)" }
}

/// What keeps the secrets of a process its own.
public enum ProcessSecrecy {
  /// No core dumps, and no other process of the same user may look into the memory or trace it. To be called first of all.
  public static func begin() throws(VaultError) {
    guard ter1_harden() == 0 else { throw .file(errno: errno) }
  }
}
