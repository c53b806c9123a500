import ClientCore
import Foundation

/// Moments as they stand in objects.
enum ServerDate {
  /// So many seconds from now, by this machine's clock.
  static func text(in seconds: Double) -> String { UTCDate.string(from: Date.now.timeIntervalSince1970 + seconds) }
}
