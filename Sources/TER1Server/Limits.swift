public import Wire

/// The limits that this server advertises and enforces: docs/protocol.md, section 14.
public enum Limits {
  public static let core = CoreLimits(
    maxSizeUpload: 1 << 30, maxConcurrentUpload: 4, maxSizeRequest: 10_000_000, maxConcurrentRequests: 8,
    maxCallsInRequest: 64, maxObjectsInGet: 1_000, maxObjectsInSet: 500)
  public static let maxChanges = 1_000
  /// Feeds of news that a cooperative reads.
  public static let maxFeeds = 500
  /// Bytes that the answers of one request may fill; a call beyond is answered `requestTooLarge`.
  static let maxSizeAnswer = 64 << 20
  /// Bytes of the JSON text of one object.
  static let maxSizeObject = 600_000
}
