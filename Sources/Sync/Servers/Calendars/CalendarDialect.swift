import JSON
import Wire

/// How a server writes calendars and events down: docs/protocol.md, section 16. What the client keeps is dialect C.
enum CalendarDialect: String, Sendable, CaseIterable {
  /// Cyrus 3.6.
  case a = "A"
  /// Cyrus 3.8 to 3.12.
  case b = "B"
  /// draft-ietf-jmap-calendars-27.
  case c = "C"

  /// - Parameter capabilities: the account's, RFC 8620, section 2.
  /// - Returns: nil for an account without calendars.
  init?(account capabilities: [String: JSONValue]) {
    guard capabilities[Capability.calendars] != nil else {
      guard capabilities[Capability.cyrusCalendars] != nil else { return nil }
      self = .a
      return
    }
    let principals = capabilities[Capability.principals]
    let address = principals?[Capability.calendars]
    if address?["sendTo"] != nil {
      self = .b
    } else if address?["calendarAddress"] != nil || principals?["calendarAddress"] != nil {
      self = .c
    } else {
      self = capabilities[Capability.cyrusCalendars] == nil ? .c : .b
    }
  }

  /// The capability that brings the types.
  var capability: String { self == .a ? Capability.cyrusCalendars : Capability.calendars }

  /// What the server calls an event.
  var eventType: JSONValue { self == .a ? "jsevent" : "Event" }
}

/// Why a write cannot be said in a server's dialect: it would be refused, or lost without a word.
struct Unsayable: Error, Hashable, Sendable {
  /// Properties or paths, sorted.
  let properties: [String]
}

/// A path of a PatchObject (RFC 8620, section 5.3), part by part.
enum PatchPath {
  static func parts(_ path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
  }

  static func joined(_ parts: [String]) -> String {
    parts.map { JSONValue.escaped($0) }.joined(separator: "/")
  }
}
