import ClientCore
import Localization

/// A member's answer to an invitation, as a sign and in words.
enum ParticipationWords {
  static func sign(_ answer: CalendarEvent.Participation) -> Line {
    switch answer {
    case .accepted: Line("✓", Style(.success))
    case .tentative: Line("?", Style(.pending))
    case .declined: Line("✗", .dim)
    case .delegated: Line("→", .dim)
    case .needsAction: Line("○", Style(.mention))
    }
  }

  /// "I take part"
  static func own(_ answer: CalendarEvent.Participation, _ tr: Catalog) -> String {
    switch answer {
    case .accepted: tr("I take part")
    case .tentative: tr("maybe")
    case .declined: tr("I do not take part")
    case .delegated: tr("somebody goes for me")
    case .needsAction: tr("not answered yet")
    }
  }

  /// "3 take part"
  static func count(_ answer: CalendarEvent.Participation, _ count: Int, _ tr: Catalog) -> String {
    switch answer {
    case .accepted: tr(count, "%1 takes part", "%1 take part")
    case .tentative: tr("%1 perhaps", count)
    case .declined: tr(count, "%1 does not", "%1 do not")
    case .delegated: tr(count, "%1 sends somebody", "%1 send somebody")
    case .needsAction: tr(count, "%1 has not answered", "%1 have not answered")
    }
  }
}
