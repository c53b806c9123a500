/// How far the clock of this machine is from the server's, from the `Date` of its answers.
final class ServerClock: Sendable {
  /// Below this, in seconds, nobody is told: answers are slow, and clocks differ.
  static let tolerance = 120.0

  private let measured = Locked<Double?>(nil)

  func note(_ head: HTTPHead) {
    guard let date = head.date else { return }
    let off = SyncClock.system.now() - date
    measured.withLock { $0 = off }
  }

  /// By how many seconds our clock is fast (or slow, below 0), when that is worth telling.
  var off: Double? { measured.withLock { $0 }.flatMap { abs($0) > Self.tolerance ? $0 : nil } }
}
