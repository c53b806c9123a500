import Foundation
import JSON

/// Keeps what is written back for a while that chance chooses, so that when something was written is not to be seen from when it is sent.
public struct SendingBlur: Sendable {
  /// Seconds at most, by login; those without an entry send at once.
  private let longest: [String: Double]
  /// From 0 up to 1.
  private let random: @Sendable () -> Double

  public init(_ longest: [String: Double] = [:], random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }) {
    (self.longest, self.random) = (longest, random)
  }

  /// The same, to be sent later: all of it at one time. When it was written is told no finer than by the longest time.
  /// - Parameter now: seconds since 1970.
  public func blurred(_ mutations: [Mutation], now: Double, _ cache: CacheReader) throws(CacheError) -> [Mutation] {
    guard !longest.isEmpty else { return mutations }
    let logins = try cache.accounts().reduce(into: [AccountID: String]()) { $0[$1.id] = $1.login }
    let share = random()
    return try mutations.map { (mutation) throws(CacheError) in
      guard let seconds = logins[mutation.account].flatMap({ longest[$0] }) else { return mutation }
      var held = mutation.written(within: seconds)
      held.notBefore = max(mutation.notBefore ?? now, now) + share * seconds
      if let latest = try latest(mutation, cache) { held.notBefore = min(held.notBefore ?? now, max(now, latest)) }
      return held
    }
  }

  /// A ballot that is held back beyond the closing would not count: a minute before it goes at once.
  private func latest(_ mutation: Mutation, _ cache: CacheReader) throws(CacheError) -> Double? {
    guard mutation.type == Ballot.name else { return nil }
    let key = ObjectKey(mutation.account, Proposal.name, mutation.id)
    return try cache.proposal(key).map { $0.row.proposal.closesAt - 60 }
  }
}

extension Mutation {
  /// The same, whose time of writing is the beginning of a span of so many seconds.
  fileprivate func written(within seconds: Double) -> Mutation {
    guard case .create(var properties) = action, let text = properties["sentAt"]?.string,
      let time = UTCDate.seconds(text)
    else { return self }
    properties["sentAt"] = .string(UTCDate.string(from: (time / seconds).rounded(.down) * seconds))
    var mutation = self
    mutation.action = .create(properties)
    return mutation
  }
}
