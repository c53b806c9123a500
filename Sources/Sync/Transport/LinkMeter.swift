/// Counts what goes over one login's link.
final class LinkMeter: Sendable {
  private let counts = Locked(LinkTraffic())

  func add(requests: Int = 0, up: Int, down: Int) {
    counts.withLock { counts in
      counts.requests += requests
      counts.bytesUp += up
      counts.bytesDown += down
    }
  }

  var traffic: LinkTraffic { counts.withLock { $0 } }
}
