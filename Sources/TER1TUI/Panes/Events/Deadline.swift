import ClientCore
import Foundation

/// From when on a text is of no use, as a person typed it.
public enum Deadline {
  /// - Returns: seconds since 1970; nil: it always is of use.
  public static func parse(_ text: String, _ words: DateWords) throws(TypedTimeProblem) -> Double? {
    let text = text.trimmingCharacters(in: .whitespaces)
    guard !text.isEmpty, !["never", "none", "jamais", "aucune"].contains(text.lowercased()) else { return nil }
    let end = try WhenParser.end(text, now: LocalTime(at: words.now, in: words.zone)).instant(in: words.zone)
    guard end > words.now else { throw .isOver(text) }
    return end
  }
}
