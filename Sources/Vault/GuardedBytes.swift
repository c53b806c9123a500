internal import CSodium

/// Bytes that are a secret: in memory of their own that is not swapped (where the system allows it), stands between pages that end the
/// program when touched, and is wiped when the last reference goes. It prints as nothing.
public final class GuardedBytes: Sendable, CustomStringConvertible, CustomReflectable {
  /// As a number: a pointer would not be Sendable. Nothing is written there after `init`.
  private let address: UInt
  public let count: Int

  /// - Parameter fill: writes the secret into the memory, zeros before.
  /// - Throws: `noMemory`, or what `fill` throws.
  public init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(VaultError) -> Void) throws(VaultError) {
    guard sodium_init() >= 0, let memory = sodium_malloc(count) else { throw .noMemory }
    sodium_memzero(memory, count)
    do throws(VaultError) {
      try fill(UnsafeMutableRawBufferPointer(start: memory, count: count))
    } catch {
      sodium_free(memory)
      throw error
    }
    sodium_mprotect_readonly(memory)
    (address, self.count) = (UInt(bitPattern: memory), count)
  }

  deinit { sodium_free(UnsafeMutableRawPointer(bitPattern: address)) }

  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
  }

  public var description: String { "GuardedBytes(…)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
