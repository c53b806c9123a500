public import ClientCore
import Foundation
public import Geography
public import Localization
public import Text

/// Ways, directions and changed meetings in words.
public struct NearWords: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  /// "350 m", "2,4 km", "112 km"
  public func distance(_ metres: Double) -> String {
    if metres < 995 { return tr("%1 m", Int((metres / 10).rounded()) * 10) }
    let tenths = Int((metres / 100).rounded())
    return tenths < 100
      ? tr("%1 km", tr("%1.%2", tenths / 10, tenths % 10)) : tr("%1 km", Int((metres / 1_000).rounded()))
  }

  /// "2.4 km", "~2.4 km"
  func distance(_ row: NearbyRow) -> String { (row.row.event.meetsInTown ? "~" : "") + distance(row.distance) }

  /// "NE"
  public func short(_ bearing: Double) -> String { tr(Self.short[CompassPoint(bearing: bearing).rawValue]) }

  /// "north-east"
  public func direction(_ bearing: Double) -> String { tr(Self.long[CompassPoint(bearing: bearing).rawValue]) }

  private static let short = [
    msgid("N"), msgid("NE"), msgid("E"), msgid("SE"), msgid("S"), msgid("SW"), msgid("W"), msgid("NW"),
  ]
  private static let long = [
    msgid("north"), msgid("north-east"), msgid("east"), msgid("south-east"), msgid("south"), msgid("south-west"),
    msgid("west"), msgid("north-west"),
  ]

  /// Farther than this nobody goes on foot: minutes.
  private static let longestWalk = 300

  /// "12 min", "2 h 05"; empty: too far to walk.
  public func walk(_ minutes: Int) -> String {
    if minutes > Self.longestWalk { return "" }
    return minutes < 60
      ? tr("%1 min", minutes) : tr("%1 h %2", minutes / 60, (minutes % 60 < 10 ? "0" : "") + String(minutes % 60))
  }

  /// "2.4 km to the north-east, 39 min on foot"; of an event of which only the town is known "~2.4 km to the north-east, …".
  public func way(_ row: NearbyRow) -> String {
    if row.isHere { return row.row.event.meetsInTown ? tr("in this town") : tr("here") }
    let far = tr("%1 to the %2", distance(row), direction(row.bearing))
    let walk = walk(row.walk)
    return walk.isEmpty ? far : tr("%1, %2 on foot", far, walk)
  }

  /// The way of a march, from place to place: what a map of it shows.
  func stages(_ event: CalendarEvent) -> [SafeText] {
    let places = event.places.filter { $0.coordinates != nil }
    return zip(places, places.dropFirst()).enumerated().compactMap { index, pair in
      guard let from = pair.0.coordinates, let to = pair.1.coordinates else { return nil }
      let way = tr("%1 to the %2", distance(from.distance(to: to)), direction(from.bearing(to: to)))
      return SafeText("\(index + 1) → \(index + 2)" + tr(": ") + way + tr(": ")) + pair.1.name.line
    }
  }

  /// What was changed of an event that one goes to.
  public func sentence(_ change: ChangedMeeting, _ words: DateWords) -> SafeText {
    ChangeWords(was: change.was, event: change.event, words: words).sentence
  }

  /// Why a route cannot be drawn.
  public func text(_ problem: GeoJSONRoute.Problem) -> String {
    switch problem {
    case .noJSON(let offset): tr("This is no JSON: it breaks off at byte %1", offset)
    case .noGeoJSON: tr("This is JSON, but no GeoJSON: a member is missing or is of another kind")
    case .unknownType(let type): tr("GeoJSON has no type “%1”", UntrustedText(type).line)
    case .otherSystem: tr("Its coordinates are of another system: export it as WGS 84, in degrees")
    case .noLine(nil): tr("There is no line in it: a route is a LineString")
    case .noLine(let other?): tr("There is no line in it, only %1: a route is a LineString", other)
    case .severalLines(let count): tr("There are %1 lines in it: a route is one", count)
    case .tooShort: tr("The line has fewer than two different positions")
    case .tooLong(let count):
      tr("The line has %1 positions; at most %2 are read", count, GeoJSONRoute.longestFile)
    case .notNumbers(let number): tr("Position %1 is not two numbers, longitude and latitude", number)
    case .outOfRange(let number): tr("Position %1 is nowhere on the earth", number)
    case .swapped(let number):
      tr("Position %1 is nowhere on the earth: GeoJSON writes the longitude first, then the latitude", number)
    case .elsewhere(let metres, isSwapped: false):
      tr("It begins %1 from the place of the event: change one of the two", distance(Double(metres)))
    case .elsewhere(let metres, isSwapped: true):
      tr(
        "It begins %1 from the place of the event: GeoJSON writes the longitude first, then the latitude",
        distance(Double(metres)))
    case .jump(let number, let metres):
      tr("Position %1 is %2 from the one before: no march goes so far", number, distance(Double(metres)))
    }
  }
}

/// What was changed of an event that one goes to.
struct ChangeWords {
  let was: CalendarEvent
  let event: CalendarEvent
  let words: DateWords
  private var tr: Catalog { words.tr }

  private func local(_ event: CalendarEvent) -> LocalTime {
    let zone = event.timeZone.flatMap { TimeZone(identifier: $0.raw) }
    return zone.map { LocalTime(at: event.start.instant(in: $0), in: words.zone) } ?? event.start
  }

  /// "Saturday 28 November, 14:00 · place Graslin"
  private func meeting(_ event: CalendarEvent) -> SafeText {
    let start = local(event)
    let when =
      event.isAllDay ? words.longDate(start.day) : tr("%1, %2", words.longDate(start.day), words.clock(start))
    let place = event.places.first { !$0.name.isEmpty }?.name.line
    return SafeText(when) + (place.map { " · " + $0 } ?? "")
  }

  /// What holds now; where only other dates of a series changed, that these are to be looked at.
  var now: SafeText { isElsewhereChanged ? SafeText(tr("look at its dates and places")) : meeting(event) }
  /// "31/10 15:00"
  var start: String { words.short(EventStart(time: local(event), isAllDay: event.isAllDay)) }

  var isCancelled: Bool { event.status == .cancelled && was.status != .cancelled }
  private var isElsewhereChanged: Bool { meeting(was) == meeting(event) }

  /// For the foot of the screen and for notifications.
  var sentence: SafeText {
    let title = event.title.line
    if isCancelled { return SafeText(tr("CANCELLED: %1", title)) }
    return isElsewhereChanged
      ? SafeText(tr("CHANGED: %1: look at its dates and places", title))
      : SafeText(tr("CHANGED: %1: now %2", title, meeting(event)))
  }

  var lines: [Line] {
    let head = isCancelled ? tr("This event was cancelled since you saw it.") : tr("Place or hour changed.")
    var lines = [Line("! " + head, Style(.warning, .bold))]
    guard !isCancelled, !isElsewhereChanged else { return lines }
    lines.append(Line([Span(tr("was: "), .dim), Span(meeting(was), .dim)]))
    lines.append(Line([Span(tr("now: "), .dim), Span(meeting(event), Style(.warning))]))
    return lines
  }
}
