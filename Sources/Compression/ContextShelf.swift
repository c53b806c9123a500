import Synchronization

/// Zstandard's contexts between two uses: to make one and to fill its tables takes longer than to compress a small text.
struct ContextShelf: ~Copyable, Sendable {
  /// More than these are freed: a context has up to some megabytes.
  private static let most = 2

  private let make: @Sendable () -> OpaquePointer?
  private let free: @Sendable (OpaquePointer) -> Void
  // Addresses as numbers, because pointers are not Sendable.
  private let shelf = Mutex<[UInt]>([])

  init(
    making make: @escaping @Sendable () -> OpaquePointer?, freeing free: @escaping @Sendable (OpaquePointer) -> Void
  ) {
    (self.make, self.free) = (make, free)
  }

  /// One that nobody else uses, in whatever state the last use left it; nil for want of memory.
  func take() -> OpaquePointer? { shelf.withLock { $0.popLast() }.flatMap { OpaquePointer(bitPattern: $0) } ?? make() }

  func put(back context: OpaquePointer) {
    let isKept = shelf.withLock { shelf in
      guard shelf.count < Self.most else { return false }
      shelf.append(UInt(bitPattern: context))
      return true
    }
    if !isKept { free(context) }
  }
}
