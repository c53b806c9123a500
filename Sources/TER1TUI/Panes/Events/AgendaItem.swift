import ClientCore
import Foundation
import Text

/// A line of the agenda: a day, or an event on one of its days.
struct AgendaItem: ListRow {
  enum ID: Hashable, Sendable {
    case heading(Int64)
    /// Says that today has nothing.
    case nothing(Int64)
    case occurrence(day: Int64, ObjectKey, LocalTime?)

    var day: Int64 {
      switch self {
      case .heading(let day), .nothing(let day), .occurrence(let day, _, _): day
      }
    }
  }

  let id: ID
  let row: AgendaRow?
  /// Which of the event's days this is, from 1, and how many it has.
  var part = (index: 1, count: 1)

  var day: Int64 { id.day }
  var isHeading: Bool { row == nil }

  init(_ id: ID) { (self.id, row) = (id, nil) }

  init(_ row: AgendaRow, day: Int64, part: (index: Int, count: Int)) {
    id = .occurrence(day: day, row.key, row.recurrenceID)
    (self.row, self.part) = (row, part)
  }
}

extension AgendaRow {
  /// The days it touches, counted from 1970, on a clock in `zone`.
  func days(in zone: TimeZone) -> ClosedRange<Int64> {
    let first = LocalTime(at: start, in: zone).day
    let last = end > start ? LocalTime(at: end - 1, in: zone).day : first
    return first...max(first, last)
  }
}

/// Reads the agenda as days with what happens on them.
struct AgendaReader {
  let cache: CacheReader
  let zone: TimeZone
  let today: Int64
  /// nil: all of them.
  let calendars: Set<ObjectKey>?

  func page(_ anchor: ListAnchor<AgendaItem.ID>, limit: Int) throws(CacheError) -> ListPage<AgendaItem> {
    switch anchor {
    case .first: try window(from: Self.longAgo, limit)
    case .last: try window(from: Self.farAhead, limit)
    case .around(let id): try window(from: LocalTime(day: id.day).instant(in: zone), limit)
    }
  }

  private static let longAgo = -6e10
  private static let farAhead = 2.4e11

  private func window(from instant: Double, _ limit: Int) throws(CacheError) -> ListPage<AgendaItem> {
    let later = try cache.agenda(from: instant - 1, .forward, zone: zone, limit: limit, in: calendars)
    let earlier = try cache.agenda(from: instant, .backward, zone: zone, limit: limit, in: calendars)
    // Beyond the last row read there may be more on the same day: it is then the last day shown, and read again later.
    let last = later.count < limit ? nil : later.last.map { LocalTime(at: $0.start, in: zone).day }
    let first = earlier.count < limit ? nil : earlier.last.map { LocalTime(at: $0.start, in: zone).day }
    let days = (first ?? .min)...(last ?? .max)
    return ListPage(items(later + earlier, within: days), hasMoreBefore: first != nil, hasMoreAfter: last != nil)
  }

  private func items(_ rows: [AgendaRow], within shown: ClosedRange<Int64>) -> [AgendaItem] {
    var known: Set<AgendaItem.ID> = []
    var byDay: [Int64: [AgendaItem]] = [:]
    for row in rows {
      let days = row.days(in: zone)
      guard known.insert(.occurrence(day: days.lowerBound, row.key, row.recurrenceID)).inserted else { continue }
      for day in days.clamped(to: shown).prefix(Self.longest) where days.contains(day) {
        let part = (index: Int(day - days.lowerBound) + 1, count: days.count)
        byDay[day, default: []].append(AgendaItem(row, day: day, part: part))
      }
    }
    if !byDay.isEmpty && shown.contains(today) && byDay[today] == nil { byDay[today] = [AgendaItem(.nothing(today))] }
    return byDay.keys.sorted().flatMap { day in
      [AgendaItem(.heading(day))] + (byDay[day] ?? []).sorted(by: Self.isBefore)
    }
  }

  /// An event is repeated on at most so many days.
  private static let longest = 92

  /// Whole days and what goes on first, then by the clock.
  private static func isBefore(_ left: AgendaItem, _ right: AgendaItem) -> Bool {
    guard let first = left.row, let second = right.row else { return false }
    return (rank(left), first.start, first.event.title.raw, first.key.id)
      < (rank(right), second.start, second.event.title.raw, second.key.id)
  }

  private static func rank(_ item: AgendaItem) -> Int {
    item.row?.event.isAllDay == true || item.part.index > 1 ? 0 : 1
  }
}
