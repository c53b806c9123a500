public import JSON
internal import Text

/// Events that the member wants at hand and to be told of, by account and uid; on this machine alone.
public struct EventPins: Sendable, Equatable {
  /// By name of the note.
  public static let note = "events.pinned"
  private var uids: JSONObject

  public init(_ json: JSONValue?) { uids = json?.object ?? [:] }
  public var json: JSONValue { .object(uids) }

  public func contains(_ event: CalendarEvent, _ account: AccountID) -> Bool {
    uids[String(account.rawValue)]?.array?.contains(.string(event.uid.raw)) ?? false
  }

  /// - Returns: whether it is pinned now.
  public mutating func toggle(_ event: CalendarEvent, _ account: AccountID) -> Bool {
    let (key, uid) = (String(account.rawValue), JSONValue.string(event.uid.raw))
    let known = uids[key]?.array ?? []
    let isPinned = known.contains(uid)
    uids[key] = .array(isPinned ? known.filter { $0 != uid } : known + [uid])
    return !isPinned
  }
}
