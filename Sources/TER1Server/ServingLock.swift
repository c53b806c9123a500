import Glibc

/// Held by the one process that serves a cooperative; the kernel lets it go with the process.
public final class ServingLock: Sendable {
  private let descriptor: Int32

  public init(_ cooperative: Cooperative) throws(CooperativeError) {
    let path = cooperative.directory + "/serving.lock"
    descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .storage("\(path): \(String(cString: strerror(errno)))") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      close(descriptor)
      guard reason == EWOULDBLOCK else { throw .storage("\(path): \(String(cString: strerror(reason)))") }
      throw .served(path: cooperative.directory)
    }
  }

  deinit { close(descriptor) }
}
