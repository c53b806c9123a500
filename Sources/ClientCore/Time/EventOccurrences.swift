internal import Foundation
internal import JSON

/// When an event takes place: seconds since 1970, or for a floating event seconds on the viewer's own clock.
struct EventOccurrence: Equatable {
  /// The start the rule gives; nil for an event that happens once.
  let recurrenceID: LocalTime?
  let isFloating: Bool
  let start: Int64
  let end: Int64
}

extension CalendarEvent {
  /// No event is given more occurrences than this; of more, the last before `horizon` are kept.
  static let occurrenceLimit = 4_000

  /// A rule that fires each second, or minute, is listed no more often a day than one that fires each hour.
  static let dayLimit = 24

  /// - Returns: of each day the first ones; what somebody changed or added, always.
  private func listed(_ starts: [LocalTime], _ recurrence: Recurrence) -> [LocalTime] {
    var (day, count) = (Int64.min, 0)
    return starts.filter { start in
      if start.day != day { (day, count) = (start.day, 0) }
      count += 1
      return count <= Self.dayLimit || recurrence.overrides[start] != nil
    }
  }

  /// All occurrences that begin before `horizon` (seconds since 1970), in order.
  func occurrences(before horizon: Int64) -> [EventOccurrence] {
    guard let recurrence else { return [occurrence(nil)] }
    let starts = recurrence.starts(from: start, before: LocalTime(seconds: horizon))
    return listed(starts, recurrence).suffix(Self.occurrenceLimit)
      .compactMap { id in
        guard let patch = recurrence.overrides[id] else { return occurrence(id) }
        return patch["excluded"]?.bool == true ? nil : overridden(id).occurrence(id)
      }
      .sorted { $0.start < $1.start }
  }

  /// The event as it is for one occurrence.
  func overridden(_ id: LocalTime?) -> CalendarEvent {
    guard let id, isRecurring else { return self }
    var patch = recurrence?.overrides[id] ?? [:]
    if patch["start"] == nil { patch["start"] = .string(id.string) }
    guard let object = try? json.patched(with: patch), let event = try? CalendarEvent(object) else { return self }
    return event
  }

  /// The occurrence beginning at `id`, or at the event's own start.
  private func occurrence(_ id: LocalTime?) -> EventOccurrence {
    let local = id.map { recurrence?.overrides[$0] == nil ? $0 : start } ?? start
    let lastDay = LocalTime(seconds: local.seconds + Int64(duration.days) * 86_400)
    guard let zone else {
      let end = lastDay.seconds + Int64(duration.seconds)
      return EventOccurrence(recurrenceID: id, isFloating: true, start: local.seconds, end: end)
    }
    let begin = Int64(local.instant(in: zone))
    let end = (duration.days == 0 ? begin : Int64(lastDay.instant(in: zone))) + Int64(duration.seconds)
    return EventOccurrence(recurrenceID: id, isFloating: false, start: begin, end: end)
  }
}

extension Recurrence {
  /// Every recurrence id before `horizon`, in order; excluded ones included.
  func starts(from start: LocalTime, before horizon: LocalTime) -> [LocalTime] {
    var starts = Set(overrides.keys.filter { $0 < horizon })
    starts.insert(start)
    for rule in rules { starts.formUnion(Self.expand(rule, start, horizon)) }
    for rule in excludedRules { starts.subtract(Self.expand(rule, start, horizon)) }
    return starts.sorted()
  }

  private static func expand(_ rule: RecurrenceRule, _ start: LocalTime, _ horizon: LocalTime) -> [LocalTime] {
    Array(RecurrenceExpansion(rule, from: start).prefix { $0 < horizon })
  }

  /// Whether there are occurrences after `horizon`, as far as the rules tell without being expanded.
  func reaches(_ horizon: LocalTime) -> Bool {
    rules.contains { rule in
      if let until = rule.until { return until > horizon }
      return rule.count.map { $0 > CalendarEvent.occurrenceLimit } ?? true
    }
  }
}
