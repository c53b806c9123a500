import ClientCore
import JSON

/// RFC 8620, section 1.4: a `Date` has any offset, a `UTCDate` none.
enum MailDate {
  /// As a UTCDate; nil for what is no date.
  static func utc(_ value: JSONValue?) -> String? {
    guard let text = value?.string else { return nil }
    if let seconds = UTCDate.seconds(text) { return UTCDate.string(from: seconds) }
    guard let sign = text.dropFirst(19).lastIndex(where: { $0 == "+" || $0 == "-" }),
      let local = UTCDate.seconds(text[..<sign] + "Z"), let offset = offset(text[sign...])
    else { return nil }
    return UTCDate.string(from: local - offset)
  }

  /// `+02:00`, in seconds.
  private static func offset(_ text: Substring) -> Double? {
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), (0..<24).contains(hours),
      (0..<60).contains(minutes)
    else { return nil }
    return Double((hours * 60 + minutes) * 60) * (text.first == "-" ? -1 : 1)
  }
}
