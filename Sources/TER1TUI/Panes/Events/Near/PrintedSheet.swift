public import ClientCore
public import Foundation
import Geography
public import Localization
import Text

/// All about an event on one page of paper: at most 78 columns and 60 lines.
public struct PrintedSheet {
  private let detail: EventDetail
  private let context: DrawContext
  private let hasBlocks: Bool
  private var event: CalendarEvent { detail.occurrence.event }
  private var tr: Catalog { context.tr }

  public static let columns = 78
  public static let rows = 60

  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - hasBlocks: whether the paper can show a QR code.
  public init(_ detail: EventDetail, tr: Catalog, now: Double, zone: TimeZone, hasBlocks: Bool) {
    (self.detail, self.hasBlocks) = (detail, hasBlocks)
    context = DrawContext(tr: tr, now: now, zone: zone, accounts: [], account: nil)
  }

  public var text: String { lines.map { $0 + "\n" }.joined() }

  public var lines: [String] {
    let foot = [
      "", tr("Printed %1; look in ter1 for what was changed since.", context.words.moment(context.now)),
    ]
    let end = qr + foot
    return cut(facts + description + rides, to: Self.rows - end.count) + end
  }

  private func cut(_ lines: [String], to room: Int) -> [String] {
    lines.count <= room ? lines : lines.prefix(room - 1) + [tr("… (the rest is in ter1)")]
  }

  // MARK: Parts

  private var facts: [String] {
    var lines = wrapped(event.title.line.string.uppercased(with: Locale(identifier: "fr"))) + [""]
    if event.status == .cancelled { lines += [tr("This event is cancelled."), ""] }
    lines += named(tr("When"), [when])
    lines += named(tr("Meet"), meeting) + named(tr("Route"), route)
    for field in DemonstrationSheet.Field.allCases {
      lines += named(SheetForm.label(field, tr), event.sheet?[field].lines.map(\.string) ?? [])
    }
    return lines
  }

  /// On the clock of the place, whatever the clock is where it is printed.
  private var when: String {
    guard let zone = EventSheet.zone(of: event) else {
      return EventSheet.span(detail.occurrence, in: context.zone, context)
    }
    let there = EventSheet.span(detail.occurrence, in: zone, context)
    let date = Date(timeIntervalSince1970: detail.occurrence.start)
    let isHere = zone.secondsFromGMT(for: date) == context.zone.secondsFromGMT(for: date)
    return isHere ? there : tr("%1 (time of %2)", there, EventSheet.name(zone))
  }

  private var meeting: [String] {
    let place = event.places.first { $0.relativeTo?.raw == "start" } ?? event.places.first
    let point = event.exactMeetingPoint?.uri ?? tr("(where exactly was not said)")
    return [place?.name.line.string, place?.summary.line.string, place == nil ? nil : point].compactMap(\.self)
      .filter { !$0.isEmpty }
  }

  private var route: [String] {
    let words = NearWords(tr)
    let stops = event.places.count > 1 ? event.places.enumerated().map { "\($0 + 1). " + $1.name.line.string } : []
    guard !event.way.isEmpty else { return stops }
    let length = event.way.length
    return stops + [tr("%1, %2 on foot", words.distance(length), words.walk(Walking.minutes(along: length)))]
  }

  private var description: [String] {
    event.summary.isEmpty ? [] : [""] + event.summary.lines.flatMap { wrapped($0.string) }
  }

  private var rides: [String] {
    let lines = event.rides.map { $0.who.label.line.string + " " + RideWords(tr).text($0.ride).string }
    return lines.isEmpty ? [] : [""] + named(tr("Car-pooling"), lines)
  }

  private var qr: [String] {
    guard hasBlocks, let point = event.exactMeetingPoint,
      let code = QRCode(point.uri, in: Size(columns: Self.columns, rows: 24))
    else { return [] }
    return [""] + (0..<code.rows).map { code.text(row: $0) }
  }

  // MARK: Lines

  private static let label = 14
  /// So many lines of one field leave room for the others.
  private static let longestField = 10

  private func named(_ name: String, _ texts: [String]) -> [String] {
    let lines = cut(texts.flatMap { wrapped($0, columns: Self.columns - Self.label) }, to: Self.longestField)
    return lines.enumerated().map { index, line in
      let head = index == 0 ? SafeText(name).clipped(to: Self.label - 1) : ""
      return head.string + String(repeating: " ", count: Self.label - head.width) + line
    }
  }

  private func wrapped(_ text: String, columns: Int = PrintedSheet.columns) -> [String] {
    text.isEmpty ? [""] : Line(UntrustedText(text).line, .text).wrapped(to: columns).map(\.text)
  }
}
