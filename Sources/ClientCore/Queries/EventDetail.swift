internal import Foundation
internal import GRDB

/// All about one event, or about one occurrence of it.
public struct EventDetail: Sendable {
  public struct Abilities: Sendable, Hashable {
    public let mayChange, mayDelete, mayRSVP: Bool
  }

  public let occurrence: AgendaRow
  /// The event without what is changed for this occurrence.
  public let series: CalendarEvent
  /// The following occurrences, at most ten: seconds since 1970.
  public let next: [Double]
  public let createdBy: Author?
  public let abilities: Abilities
}
