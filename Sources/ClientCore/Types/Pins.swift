public import JSON
internal import Text

/// What the member wants at hand, by account and name; on this machine alone.
public struct Pins: Sendable, Equatable {
  /// By names of the notes: events, of which he is told as well, and courses, of which new editions come.
  public static let (events, courses) = ("events.pinned", "courses.kept")
  private var names: JSONObject

  public init(_ json: JSONValue?) { names = json?.object ?? [:] }
  public var json: JSONValue { .object(names) }
  public var isEmpty: Bool { names.isEmpty }

  private func contains(_ name: String, _ account: AccountID) -> Bool {
    names[String(account.rawValue)]?.array?.contains(.string(name)) ?? false
  }

  private mutating func toggle(_ name: String, _ account: AccountID) -> Bool {
    let (key, name) = (String(account.rawValue), JSONValue.string(name))
    let known = names[key]?.array ?? []
    let isPinned = known.contains(name)
    names[key] = .array(isPinned ? known.filter { $0 != name } : known + [name])
    return !isPinned
  }
}

extension Pins {
  public func contains(_ event: CalendarEvent, _ account: AccountID) -> Bool { contains(event.uid.raw, account) }
  /// - Returns: whether it is pinned now.
  public mutating func toggle(_ event: CalendarEvent, _ account: AccountID) -> Bool { toggle(event.uid.raw, account) }

  public func contains(course: ObjectKey) -> Bool { contains(course.id.rawValue, course.account) }
  public mutating func toggle(course: ObjectKey) -> Bool { toggle(course.id.rawValue, course.account) }
}
