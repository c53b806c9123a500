import ClientCore
import Localization

extension EventsPane {
  var hints: [String] {
    switch level {
    case .month where near.isOn:
      ["events.next-pin", "events.closer", "events.farther", "events.fit", "events.map-in-words", "events.map"]
    case .agenda where near.isOn: ["open", "events.map", "events.town", "events.pin", "events.near"]
    case .month where grid.isWeek: ["events.next-week", "events.previous-week", "open", "events.today", "events.week"]
    case .month: ["events.next-month", "events.previous-month", "open", "events.today", "events.month"]
    case .agenda: ["open", "events.today", "events.create", "events.yes", "events.month"]
    case .event where current?.event.virtualPlaces.isEmpty == false:
      ["events.open-link", "events.yes", "events.maybe", "events.no", "events.pin"]
    case .event: ["events.yes", "events.maybe", "events.no", "events.pin", "events.map", "events.qr"]
    }
  }

  /// The key that led to a grid leads out of it.
  var labels: [String: String] {
    guard level == .month, !near.isOn else { return [:] }
    return [grid.isWeek ? "events.week" : "events.month": msgid("agenda")]
  }
}
