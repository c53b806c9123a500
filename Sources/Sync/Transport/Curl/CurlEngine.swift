import CCurl
import Glibc

/// The one thread that speaks HTTP, for all logins: one curl multi handle, so that connections are kept and shared.
/// It ends with the last reference to this.
public final class CurlEngine: Sendable {
  private let loop: CurlLoop

  public convenience init() { self.init(CurlLoop()) }

  init(_ loop: CurlLoop) {
    self.loop = loop
    loop.start()
  }

  deinit { loop.post(.quit) }

  /// The network is another one now: connections of before are given up, and what waited on them is tried anew.
  public func leaveConnections() { loop.post(.leaveConnections) }

  func add(_ transfer: Transfer) { loop.post(.add(transfer)) }
  func resume(_ transfer: Transfer) { loop.post(.resume(transfer)) }

  func cancel(_ transfer: Transfer) {
    transfer.isCancelled.withLock { $0 = true }
    loop.post(.cancel(transfer))
  }
}
