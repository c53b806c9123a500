import ClientCore
import Glibc
import JSON

extension SyncEngine {
  /// When something was written is not to be seen from when something is sent.
  func holdNew() throws(SyncError) {
    guard login.blurSeconds > 0, !Self.sendsAtOnce else { return }
    let (accounts, seconds, clock) = (accounts.map(\.id), login.blurSeconds, clock)
    let changes = try cached { () throws(CacheError) in
      try cache.hold(accounts, upTo: seconds, now: clock.now(), random: clock.random)
    }
    if !changes.isEmpty { tell(changes) }
  }
}

extension OutboxEntry {
  /// The same, saying when it was written no finer than by so many seconds.
  func timed(by seconds: Double) -> OutboxEntry {
    guard seconds > 0, case .create(var properties) = mutation.action, let text = properties["sentAt"]?.string,
      let time = UTCDate.seconds(text)
    else { return self }
    properties["sentAt"] = .string(UTCDate.string(from: floor(time / seconds) * seconds))
    var entry = self
    entry.mutation.action = .create(properties)
    return entry
  }
}
