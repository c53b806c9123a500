internal import Foundation
internal import GRDB
internal import Text

/// One occurrence of an event, as the agenda shows it.
public struct AgendaRow: Sendable, Hashable {
  public let key: ObjectKey
  /// Which occurrence of a recurring event: the start its rule gives, on the event's clock; nil for an event that happens once.
  public let recurrenceID: LocalTime?
  /// The event, with what is changed for this occurrence.
  public let event: CalendarEvent
  /// Seconds since 1970; a floating or whole-day event is read on the viewer's clock.
  public let start: Double
  public let end: Double
  public let calendar: EventCalendar?
  /// The member's own answer; nil when not invited.
  public let participation: CalendarEvent.Participation?
  public let mark: Mark
}

public enum AgendaDirection: Sendable { case forward, backward }
