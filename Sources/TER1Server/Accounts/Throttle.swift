import Glibc

/// Slows repeated failures down: each one beyond a few free ones doubles the time until the next attempt counts.
///
/// It is kept in memory alone: nobody from outside can make the server start anew, and the addresses of members lie on no disk.
struct Throttle: Sendable {
  private struct Failures {
    var count = 0
    var last: Int64 = 0
    var blockedUntil: Int64 = 0
  }

  private var failures: [String: Failures] = [:]
  /// More keys than this, and the oldest are forgotten: memory is bounded whatever names an attacker invents.
  private static let mostKeys = 10_000
  private static let longestWait: Int64 = 300
  private static let forgottenAfter: Int64 = 3600

  /// Of IPv6 the network counts, of which one subscriber has all addresses.
  static func key(address: String) -> String {
    var bytes = [UInt8](repeating: 0, count: 16)
    guard inet_pton(AF_INET6, address, &bytes) == 1, !address.lowercased().hasPrefix("::ffff:") else {
      return "address:\(address)"
    }
    return "address:\(Secrets.hexadecimal(bytes.prefix(8)))"
  }

  /// Seconds until an attempt under this key counts again; 0: now.
  func wait(_ key: String, now: Int64) -> Int64 {
    max(0, (failures[key]?.blockedUntil ?? 0) - now)
  }

  mutating func failed(_ key: String, free: Int, now: Int64) {
    var entry = failures[key] ?? Failures()
    if now - entry.last > Self.forgottenAfter { entry = Failures() }
    entry.count += 1
    entry.last = now
    let excess = entry.count - free
    if excess > 0 { entry.blockedUntil = now + min(Self.longestWait, 1 << Int64(min(excess, 20))) }
    failures[key] = entry
    if failures.count > Self.mostKeys { forgetOldest() }
  }

  mutating func succeeded(_ key: String) { failures[key] = nil }

  private mutating func forgetOldest() {
    let newest = failures.sorted { $0.value.last > $1.value.last }.prefix(Self.mostKeys / 2)
    failures = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
  }
}
