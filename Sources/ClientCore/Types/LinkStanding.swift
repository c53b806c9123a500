/// How a login's link is used: what a person allows, what the day still has room for, and how good the link is.
public struct LinkStanding: Sendable, Hashable {
  /// What the person chose.
  public var policy: LinkPolicy
  /// Bytes a day, both ways; nil: no limit.
  public var budget: Int?
  /// Bytes of today, both ways.
  public var usedToday: Int
  /// Whether the person let the budget be exceeded today.
  public var isLifted: Bool
  public var quality: LinkQuality
  /// About how many bytes the window of history still lacks, while it does not come by itself; 0: none, or nobody knows.
  public var lacking = 0
  /// By how many seconds the clock of this machine is fast (or slow, below 0) by the server's; nil: not by much.
  public var clockOff: Double?

  public init(
    policy: LinkPolicy = .full, budget: Int? = nil, usedToday: Int = 0, isLifted: Bool = false,
    quality: LinkQuality = LinkQuality(), clockOff: Double? = nil
  ) {
    (self.policy, self.budget, self.usedToday) = (policy, budget, usedToday)
    (self.isLifted, self.quality, self.clockOff) = (isLifted, quality, clockOff)
  }

  /// Whether the budget is used up, so that nothing goes over the link unasked for the rest of the day.
  public var isSpent: Bool { !isLifted && budget.map { usedToday >= $0 } ?? false }

  /// Whether less than a fifth of the budget is left.
  public var isNearlySpent: Bool { budget.map { usedToday * 5 >= $0 * 4 } ?? false }

  /// What is followed now.
  public var inForce: LinkPolicy { isSpent ? .manual : policy }
}

/// How good a link is, as its own traffic shows: nothing is sent to find out.
public struct LinkQuality: Sendable, Hashable {
  /// Seconds from a request to the first byte of its answer, the server's own time included.
  public private(set) var roundTrip: Double?
  /// Bytes a second that come down.
  public private(set) var down: Double?
  /// Bytes a second that go up.
  public private(set) var up: Double?

  /// How much a new measurement counts beside all before it.
  private static let weight = 0.3

  public init(roundTrip: Double? = nil, down: Double? = nil, up: Double? = nil) {
    (self.roundTrip, self.down, self.up) = (roundTrip, down, up)
  }

  public mutating func note(roundTrip seconds: Double) { Self.blend(&roundTrip, seconds) }
  public mutating func note(down bytesPerSecond: Double) { Self.blend(&down, bytesPerSecond) }
  public mutating func note(up bytesPerSecond: Double) { Self.blend(&up, bytesPerSecond) }

  private static func blend(_ value: inout Double?, _ new: Double) {
    value = value.map { $0 + (new - $0) * weight } ?? new
  }
}

/// What it will cost to fetch or send something, as far as it can be known before.
public struct FetchCost: Sendable, Hashable {
  public enum Direction: Sendable { case down, up }

  /// Bytes over the link, the request's and the answer's head included.
  public let bytes: Int
  /// At the speed last measured; nil: none was measured yet.
  public let seconds: Double?
  /// Of the day's budget, 1 for all of it; nil: there is none.
  public let share: Double?
  /// Whether the day's budget does not reach.
  public let exceedsBudget: Bool

  /// What a request and the head of its answer cost on a kept connection.
  public static let overhead = 400

  /// - Parameter size: bytes of the content, as it will come or go.
  public init(size: Int, going direction: Direction = .down, _ standing: LinkStanding?) {
    bytes = size + Self.overhead
    let (bytes, quality) = (Double(size + Self.overhead), standing?.quality)
    let speed = direction == .down ? quality?.down : quality?.up
    seconds = speed.map { bytes / max($0, 1) + (quality?.roundTrip ?? 0) }
    share = standing?.budget.map { bytes / Double(max($0, 1)) }
    let used = (standing?.usedToday ?? 0) + self.bytes
    exceedsBudget = standing?.isLifted == false && standing?.budget.map { used > $0 } ?? false
  }
}
