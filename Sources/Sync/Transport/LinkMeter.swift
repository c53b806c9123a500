/// Counts what goes over one login's link, or over it for one transfer.
final class LinkMeter: Sendable {
  private let counts = Locked(LinkTraffic())
  /// The login's, for a transfer's.
  private let whole: LinkMeter?

  init(of whole: LinkMeter? = nil) { self.whole = whole }

  func add(requests: Int = 0, up: Int, down: Int) {
    counts.withLock { counts in
      counts.requests += requests
      counts.bytesUp += up
      counts.bytesDown += down
    }
    whole?.add(requests: requests, up: up, down: down)
  }

  var traffic: LinkTraffic { counts.withLock { $0 } }
}

/// What one transfer showed of the link that carried it.
public struct LinkSample: Sendable, Hashable {
  /// What the transfer took of the link, the making of a connection included.
  public var traffic = LinkTraffic()
  /// Seconds from the request to the answer's first byte; nil: not known, as where the request took long to send.
  public var roundTrip: Double?
  /// Bytes of the answer's content as they came, and the seconds that they took.
  public var content: (bytes: Int, seconds: Double)?
  /// Bytes of the request's content as they went, and the seconds until the answer was there: a round trip is among them.
  public var sent: (bytes: Int, seconds: Double)?

  /// A request with so much content says how fast the link takes it, and no longer how long a round trip is.
  static let tellingUpload = 16_000

  public init() {}

  public static func == (left: LinkSample, right: LinkSample) -> Bool {
    left.traffic == right.traffic && left.roundTrip == right.roundTrip
  }
  public func hash(into hasher: inout Hasher) { hasher.combine(traffic) }
}
