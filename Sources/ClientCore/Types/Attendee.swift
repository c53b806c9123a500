internal import JSON
public import Text

/// The member as a participant in the events of a calendar.
public struct Attendee: Sendable, Hashable {
  /// By what key he joins.
  public let id: ObjectID
  public let name: UntrustedText
  public let calendarAddress: UntrustedText?
  /// Where participants have other keys than principals' ids, he is known by his address.
  private let isKnownByAddress: Bool

  public init(_ principal: Principal) { self.init(principal, address: nil) }

  /// - Parameter address: `EventCalendar.viewerAddress`.
  init(_ principal: Principal, address: UntrustedText?) {
    (id, name) = (principal.id, principal.name)
    (calendarAddress, isKnownByAddress) = (address ?? principal.calendarAddress, address != nil)
  }

  /// Where the server has no principals.
  init(address: UntrustedText) {
    let mailbox = address.raw.split(separator: ":").last.map(String.init) ?? address.raw
    let local = mailbox.prefix { $0 != "@" }
    let key = local.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    id = ObjectID(key.isEmpty ? "me" : key)
    (name, calendarAddress, isKnownByAddress) = (UntrustedText(String(local)), address, true)
  }

  /// Whose principal has not come yet.
  init(principal: ObjectID) {
    (id, name, calendarAddress, isKnownByAddress) = (principal, UntrustedText(""), nil, false)
  }

  /// Himself among the participants of an event.
  func own(_ participants: [CalendarEvent.Participant]) -> CalendarEvent.Participant? {
    guard isKnownByAddress, let address = calendarAddress?.raw.lowercased() else {
      return participants.first { $0.id == id }
    }
    return participants.first { $0.calendarAddress?.raw.lowercased() == address }
  }

  /// A key of his own among the participants of an event that he joins.
  func key(beside participants: [CalendarEvent.Participant]) -> String {
    let taken = Set(participants.map(\.id.rawValue))
    let keys = [id.rawValue] + (2...(taken.count + 2)).map { "\(id.rawValue)-\($0)" }
    return keys.first { !taken.contains($0) } ?? id.rawValue
  }
}

extension Lookup {
  /// - Returns: nil where neither the server nor the calendar tells who the member is.
  func attendee(_ account: AccountID, _ calendar: EventCalendar?) throws -> Attendee? {
    let viewer = try viewer(account)
    if let principal = try viewer.flatMap({ try principal(account, $0) }) {
      return Attendee(principal, address: calendar?.viewerAddress)
    }
    return calendar?.viewerAddress.map { Attendee(address: $0) } ?? viewer.map { Attendee(principal: $0) }
  }
}
