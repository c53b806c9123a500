import CCurl

/// What the system tells of a TCP connection.
struct SocketReading {
  /// Payload that went over it, both ways; what was sent counts once it was acknowledged.
  let bytes: Int
  /// Packets sent that nobody has acknowledged yet.
  let unacknowledged: Int
  /// Seconds since the other side last acknowledged anything.
  let silence: Double
  /// Seconds, as TCP measures it.
  let roundTrip: Double

  init?(_ fd: Int32) {
    var (sent, received): (UInt64, UInt64) = (0, 0)
    var (unacknowledged, silence, roundTrip): (UInt32, UInt32, UInt32) = (0, 0, 0)
    guard ccurl_tcp_bytes(fd, &sent, &received) == 0,
      ccurl_tcp_standing(fd, &unacknowledged, &silence, &roundTrip) == 0
    else { return nil }
    bytes = Int(sent + received)
    self.unacknowledged = Int(unacknowledged)
    (self.silence, self.roundTrip) = (Double(silence) / 1_000, Double(roundTrip) / 1_000_000)
  }

  /// A live peer acknowledges within a round trip; some are allowed for what gets lost.
  /// - Parameter since: when the request was begun: seconds on the monotonic clock.
  func isDead(since: Double) -> Bool {
    let patience = max(6, roundTrip * 10)
    return unacknowledged > 0 && silence > patience && CurlLoop.now() - since > patience
  }
}
