public import Foundation

/// The days of a place, as budgets and sums are kept by.
public struct LocalDay: Sendable {
  private let calendar: Calendar

  public init(_ zone: TimeZone) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    self.calendar = calendar
  }

  public static let system = LocalDay(.current)

  /// `2026-11-25`.
  /// - Parameter time: seconds since 1970.
  public func name(at time: Double) -> String {
    let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: time))
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : String(number ?? 0) }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }

  /// When the day ends, in seconds since 1970.
  public func end(at time: Double) -> Double {
    calendar.dateInterval(of: .day, for: Date(timeIntervalSince1970: time))?.end.timeIntervalSince1970
      ?? time + 86_400
  }
}
