internal import Glibc

/// A lock on everything that a home keeps, held by this process until it ends: together with others, or alone.
public final class HomeLock: Sendable {
  private let descriptor: Int32

  /// Holds it together with others, waiting for one that holds it alone.
  /// - Throws: `file` when the file cannot be made: then nobody can change anything there either.
  public init(_ path: String) throws(VaultError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .file(errno: errno) }
    while flock(descriptor, LOCK_SH) != 0 {
      guard errno == EINTR else { throw .file(errno: errno) }
    }
  }

  deinit { close(descriptor) }

  /// Holds it alone while `body` runs.
  /// - Returns: nil when another process holds it too: nothing was done.
  public func alone<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result? {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    defer { flock(descriptor, LOCK_SH) }
    return try body()
  }
}
