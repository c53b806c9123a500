/// Hours of the day in which nothing rings.
public struct QuietHours: Sendable, Hashable {
  /// In minutes of the day; the end may lie on the next day.
  private let start, end: Int
  /// As it was set.
  public let text: String

  /// "22:00-07:30"; nil for anything else.
  public init?(_ text: String) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minute)
    guard ends.count == 2, let start = ends[0], let end = ends[1], start != end else { return nil }
    (self.start, self.end, self.text) = (start, end, text)
  }

  private static func minute(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(number)
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], hour < 24, minute < 60 else { return nil }
    return hour * 60 + minute
  }

  private static func number(_ digits: Substring) -> Int? {
    guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(digits)
  }

  /// - Parameter minute: of the day, by the person's clock.
  public func contains(_ minute: Int) -> Bool {
    start < end ? (start..<end).contains(minute) : minute >= start || minute < end
  }
}
