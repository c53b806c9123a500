import Glibc
import Synchronization

/// How many lies were tried: a suite is made anew for each case.
enum LieCount {
  private static let count = Mutex(0)
  private static let printing: Void = {
    _ = atexit { print("lies: \(count.withLock { $0 }) cases of servers that lie") }
  }()

  static func add() {
    printing
    count.withLock { $0 += 1 }
  }
}
