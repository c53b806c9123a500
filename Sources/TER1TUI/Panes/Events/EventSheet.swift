import ClientCore
import Foundation
import Geography
import JSON
import Localization
import Text

/// All about one event, as sections of text.
struct EventSheet {
  enum Section: Hashable, Sendable {
    case title, changed, when, kits, place, video, route, answers, rides, description, links, history
    case field(DemonstrationSheet.Field)
  }

  private let detail: EventDetail
  private let was: CalendarEvent?
  private let context: DrawContext
  private let words: DateWords
  private let page: SheetText
  private let kits: [Kit]
  private let isPinned: Bool

  private var row: AgendaRow { detail.occurrence }
  private var event: CalendarEvent { detail.occurrence.event }

  /// - Parameters:
  ///   - was: the event as the member knew it, where its place or hour was changed.
  ///   - kits: what is handed out there.
  ///   - isPinned: whether the member wants it at hand.
  ///   - columns: the width it will be wrapped to.
  init(
    _ detail: EventDetail, was: CalendarEvent? = nil, kits: [Kit] = [], isPinned: Bool = false, columns: Int,
    _ context: DrawContext
  ) {
    (self.detail, self.was, self.context) = (detail, was, context)
    words = context.words
    page = SheetText(columns: columns, tr: context.tr)
    (self.kits, self.isPinned) = (kits, isPinned)
  }

  var blocks: [PagerBlock<Section>] {
    let first = [title, changed, when, kitBlock, place, route] + DemonstrationSheet.Field.allCases.map(field)
    return (first + [video, answers, rides, description, links, history]).compactMap { $0 }
  }

  // MARK: Title and time

  private var title: PagerBlock<Section>? {
    let title = event.title.line
    var lines = [Line(title.isEmpty ? SafeText(context.tr("(without a title)")) : title, Style(.title))]
    switch event.status {
    case .cancelled: lines.append(Line(context.tr("This event is cancelled."), Style(.warning)))
    case .tentative: lines.append(Line(context.tr("Still to be confirmed."), .dim))
    case .confirmed: break
    }
    if isPinned { lines.append(Line(context.tr("* pinned: at hand, and its changes are told first"), Style(.accent))) }
    if let words = row.mark.words(context.tr) {
      lines.append(Line(words, row.mark == .failed ? Style(.error) : Style(.pending)))
    }
    return PagerBlock(id: .title, lines + [Line()])
  }

  private var changed: PagerBlock<Section>? {
    was.map { PagerBlock(id: .changed, ChangeWords(was: $0, event: detail.series, words: words).lines + [Line()]) }
  }

  private var when: PagerBlock<Section>? {
    let zone = Self.zone(of: event)
    var lines = [Line(span(in: words.zone))]
    if let zone, zone.secondsFromGMT(for: date) != words.zone.secondsFromGMT(for: date) {
      lines.append(Line(context.tr("there: %1 (%2)", span(in: zone), Self.name(zone)), .dim))
    } else if zone == nil, !event.isAllDay, let named = event.timeZone {
      lines.append(Line(context.tr("(the time zone %1 is unknown here)", named.line), .dim))
    }
    if let recurrence = RecurrenceWords.text(of: detail.series, words) {
      lines.append(Line([Span("↻ ", .dim), Span(recurrence)]))
    }
    if !detail.next.isEmpty {
      let dates = detail.next.prefix(4).map { words.shortDate(LocalTime(at: $0, in: words.zone).day) }
      lines.append(Line(context.tr("next: %1", dates.joined(separator: ", ")), .dim))
    }
    return page.block(.when, context.tr("When"), lines)
  }

  /// Of the place; nil: all day, or not known here.
  static func zone(of event: CalendarEvent) -> TimeZone? {
    event.isAllDay ? nil : event.timeZone.flatMap { TimeZone(identifier: $0.raw) }
  }

  /// "America/New York"
  static func name(_ zone: TimeZone) -> String {
    UntrustedText(zone.identifier).line.string.replacing("_", with: " ")
  }

  private var kitBlock: PagerBlock<Section>? {
    guard !kits.isEmpty else { return nil }
    let tr = context.tr
    var lines = kits.map { kit in
      let size = kit.variants(.smallest).reduce(0) { $0 + $1.size }
      return Line([
        Span(kit.folder.node.name.line, .bold),
        Span("  " + tr("the smallest of each: %1", ByteCount.text(size, tr)), .dim),
      ])
    }
    if let keys = context.keys("events.kit") { lines.append(Line(tr("%1 goes to it", keys), .dim)) }
    return page.block(.kits, tr("Material"), lines)
  }

  private var date: Date { Date(timeIntervalSince1970: row.start) }

  private func span(in zone: TimeZone) -> String { Self.span(row, in: zone, context) }

  /// "jeudi 26 novembre, 14:30 – 16:30 (2 h)"
  static func span(_ row: AgendaRow, in zone: TimeZone, _ context: DrawContext) -> String {
    let (start, end) = (LocalTime(at: row.start, in: zone), LocalTime(at: row.end, in: zone))
    return context.words.span(start, end, seconds: Int64(row.end - row.start), isAllDay: row.event.isAllDay)
  }

  // MARK: Places

  private var place: PagerBlock<Section>? {
    let places = event.places.filter { !$0.name.isEmpty || $0.coordinates != nil }
    guard !places.isEmpty else { return nil }
    let isRoute = places.count > 1
    let lines: [Line] = places.enumerated().flatMap { index, place in
      self.lines(place, number: isRoute ? stage(place, index, of: places.count) : nil)
    }
    return page.block(.place, isRoute ? context.tr("Route") : context.tr("Where"), lines)
  }

  private func stage(_ place: CalendarEvent.Place, _ index: Int, of count: Int) -> String {
    let number = "\(index + 1). "
    let role: String
    switch place.relativeTo?.raw {
    case "start": role = context.tr("departure")
    case "end": role = context.tr("arrival")
    default: return number
    }
    let saysSo = place.name.line.string.lowercased().hasPrefix(role)
    return saysSo ? number : number + role + " → "
  }

  private func lines(_ place: CalendarEvent.Place, number: String?) -> [Line] {
    var lines = [Line([Span(number ?? "", .dim), Span(place.name.line)])]
    let indent = number == nil ? "" : "   "
    lines += place.summary.lines.filter { !$0.isEmpty }.map { Line([Span(indent), Span($0, .dim)]) }
    if let point = place.coordinates, !place.isTown {
      lines.append(Line(indent + point.uri, .dim))
    }
    return lines
  }

  // MARK: A demonstration

  private var route: PagerBlock<Section>? {
    let near = NearWords(context.tr)
    if let problem = event.sheet?.routeProblem {
      let text = context.tr("The route cannot be drawn. %1.", near.text(problem))
      return page.block(.route, context.tr("On foot"), [Line(text, Style(.warning))])
    }
    guard !event.way.isEmpty else { return nil }
    let length = event.way.length
    let told = context.tr("%1, %2 on foot", near.distance(length), near.walk(Walking.minutes(along: length)))
    let key = context.keys("events.map").map { context.tr(" · map: %1", $0) } ?? ""
    return page.block(.route, context.tr("On foot"), [Line([Span(told), Span(key, .dim)])])
  }

  private func field(_ field: DemonstrationSheet.Field) -> PagerBlock<Section>? {
    guard let text = event.sheet?[field], !text.isEmpty else { return nil }
    let style: Style = field == .legal ? .bold : .text
    return page.block(.field(field), SheetForm.label(field, context.tr), text.lines.map { Line($0, style) })
  }

  private var rides: PagerBlock<Section>? {
    let words = RideWords(context.tr)
    let lines = event.rides.map { who, ride in
      Line([Span(who.label.line, Style(.author)), Span(" "), Span(words.text(ride))])
    }
    return lines.isEmpty ? nil : page.block(.rides, context.tr("Car-pooling"), lines)
  }

  private var video: PagerBlock<Section>? {
    guard !event.virtualPlaces.isEmpty else { return nil }
    let lines = event.virtualPlaces.flatMap { place in
      var lines: [Line] = place.name.isEmpty ? [] : [Line(place.name.line)]
      if let number = PlaceWords.number(place.uri.raw) {
        lines.append(Line([Span(context.tr("by phone: "), .dim), Span(SafeText(number), .bold)]))
      } else {
        lines.append(Line(place.uri.line, Style(.link)))
        if let host = place.uri.host { lines.append(Line(context.tr("at %1", host.line), .dim)) }
        if let warning = AddressWords(place.uri, context.tr).warning { lines.append(Line(warning, Style(.warning))) }
      }
      return lines + place.summary.lines.filter { !$0.isEmpty }.map { Line($0, .dim) }
    }
    return page.block(.video, context.tr("Video"), lines)
  }

  // MARK: People

  private var answers: PagerBlock<Section>? {
    var lines: [Line] = []
    let tr = context.tr
    if let answer = row.participation {
      let text = ParticipationWords.own(answer, tr)
      lines.append(ParticipationWords.sign(answer) + Line([Span(" "), Span(text, .bold)]))
    } else if detail.abilities.mayRSVP {
      lines.append(Line(tr("You have not answered."), .dim))
    }
    if let organizer { lines.append(Line([Span(tr("organised by "), .dim), Span(organizer, Style(.author))])) }
    lines += counts
    return lines.isEmpty ? nil : page.block(.answers, tr("Who"), lines)
  }

  private var organizer: SafeText? {
    if let owner = event.participants.first(where: { $0.roles.contains { $0.raw == "owner" } }), !owner.label.isEmpty {
      return owner.label.line
    }
    return detail.createdBy?.name.line
  }

  private var counts: [Line] {
    let order: [CalendarEvent.Participation] = [.accepted, .tentative, .declined, .delegated, .needsAction]
    return order.compactMap { answer in
      let people = event.invited.filter { $0.participation == answer }
      guard !people.isEmpty else { return nil }
      var spans = ParticipationWords.sign(answer).spans
      spans.append(Span(" " + ParticipationWords.count(answer, people.count, context.tr)))
      let names = people.prefix(8).map(\.label.line.string).filter { !$0.isEmpty }
      let more = names.isEmpty ? "" : context.tr(": %1", names.joined(separator: ", ")) + (people.count > 8 ? "…" : "")
      return Line(spans + [Span(more, .dim)])
    }
  }

  // MARK: The rest

  /// JSCalendar's text is plain unless it says otherwise; what members write here is Markdown, as everywhere.
  private var isMarkdown: Bool {
    event.createdBy != nil || event.json["descriptionContentType"]?.string == "text/markdown"
  }

  private var description: PagerBlock<Section>? {
    guard !event.summary.isEmpty else { return nil }
    let text = RichText(event.summary, isMarkdown: isMarkdown, RichText.Options(context.tr, columns: page.columns))
    return PagerBlock(id: .description, indented: text.rows + [(Line(), Line())])
  }

  private var links: PagerBlock<Section>? {
    guard !event.links.isEmpty else { return nil }
    return page.block(.links, context.tr("Links"), event.links.map { Line($0.line, Style(.link)) })
  }

  private var history: PagerBlock<Section>? {
    var lines: [Line] = []
    if let calendar = row.calendar { lines.append(Line(calendar.name.line)) }
    if !event.keywords.isEmpty {
      lines.append(Line(event.keywords.map(\.line.string).joined(separator: " · "), .dim))
    }
    let changed = event.updated ?? event.created
    if let changed { lines.append(Line(context.tr("last changed %1", words.moment(changed)), .dim)) }
    return lines.isEmpty ? nil : page.block(.history, context.tr("Calendar"), lines)
  }
}
