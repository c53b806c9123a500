internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Text

/// One line of a listing: an object for programs, a line for people.
struct Row {
  let json: JSONValue
  let line: SafeText
}

extension JSONValue {
  static func text(_ text: UntrustedText?) -> JSONValue { text.map { .string($0.raw) } ?? .null }
  static func id(_ id: ObjectID?) -> JSONValue { id.map { .string($0.rawValue) } ?? .null }
  static func number(_ number: Int?) -> JSONValue { number.map { .int(Int64($0)) } ?? .null }
  /// A UTCDate of RFC 8620: "2026-05-01T08:00:00Z".
  static func time(_ seconds: Double?) -> JSONValue { seconds.map { .string(RowTime.utc($0)) } ?? .null }
}

/// Times in listings.
enum RowTime {
  static func utc(_ seconds: Double) -> String { LocalTime(seconds: Int64(seconds.rounded(.down))).string + "Z" }

  /// "2026-05-01 10:00" on the clock of `zone`: the same in every language, and sortable.
  static func local(_ seconds: Double, _ zone: TimeZone) -> String {
    let offset = Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)))
    let text = LocalTime(seconds: Int64((seconds + offset).rounded(.down))).string
    return String(text.prefix(16)).replacing("T", with: " ")
  }
}

extension Mark {
  var json: JSONValue {
    switch self {
    case .none: .null
    case .pending: "queued"
    case .failed: "refused"
    case .carried: "carried"
    }
  }

  /// What stands at the end of a line about an object that no server has taken.
  var suffix: SafeText {
    switch self {
    case .none: ""
    case .pending: SafeText("  (" + tr("queued") + ")")
    case .failed: SafeText("  (" + tr("refused") + ")")
    case .carried: SafeText("  (" + tr("not confirmed") + ")")
    }
  }
}
