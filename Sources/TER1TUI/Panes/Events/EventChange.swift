import ClientCore
import Foundation
import JSON
import Localization
import Text

/// What a person changed in an event's form, as a patch: only what differs, so that nothing else is overwritten.
struct EventChange {
  let event: CalendarEvent
  /// When the date being looked at begins: seconds since 1970.
  let start: Double
  let zone: TimeZone

  func patch(
    from before: EventForm.Fields, to after: EventForm.Fields, _ draft: EventDraft
  ) throws(TypedRepeatProblem) -> JSONObject {
    var patch: JSONObject = [:]
    if after.title != before.title { patch["title"] = .string(after.title) }
    if after.summary != before.summary { patch["description"] = .string(after.summary) }
    if after.place != before.place { patch.merge(event.naming(place: after.place)) { $1 } }
    if after.link != before.link { patch.merge(event.naming(link: after.link)) { $1 } }
    if after.when != before.when { patch.merge(times(draft)) { $1 } }
    guard let rhythm = after.rhythm, rhythm != before.rhythm else { return patch }
    let first = patch["start"]?.string.flatMap { LocalTime($0) } ?? event.start
    let rule = try RepeatParser.parse(rhythm, start: first, isAllDay: draft.isAllDay)
    return patch.merging(event.repeating(rule)) { $1 }
  }

  /// A recurring event is moved as a whole, by as much as the date that was looked at.
  private func times(_ time: EventDraft) -> JSONObject {
    let eventZone = event.isAllDay ? nil : event.timeZone.flatMap { TimeZone(identifier: $0.raw) }
    let typed =
      time.isAllDay || eventZone == nil
      ? time.start : LocalTime(at: time.start.instant(in: zone), in: eventZone ?? zone)
    let shown = LocalTime(at: start, in: eventZone ?? zone)
    let moved = event.isRecurring ? LocalTime(seconds: event.start.seconds + typed.seconds - shown.seconds) : typed
    var patch: JSONObject = ["start": .string(moved.string), "duration": .string(time.duration.string)]
    if time.isAllDay != event.isAllDay {
      patch["showWithoutTime"] = .bool(time.isAllDay)
      patch["timeZone"] = time.isAllDay ? .null : .string(zone.identifier)
    }
    return patch
  }
}

extension EventForm {
  static func change(
    _ text: ComposedText, _ fields: Fields, _ draft: EventDraft, _ context: Context
  ) throws(CacheError) -> ComposeResult {
    guard let detail = try context.cache.event(text.target, zone: context.zone) else {
      return .refused(context.tr("This event is not there any more"))
    }
    let lines = (text.tag["was"] ?? "").split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let before = self.fields(
      title: lines.first.map(String.init) ?? "", body: lines.dropFirst().first.map(String.init) ?? "")
    let start = text.tag["start"].flatMap(Double.init) ?? detail.occurrence.start
    let change = EventChange(event: detail.series, start: start, zone: context.zone)
    let patch: JSONObject
    do throws(TypedRepeatProblem) { patch = try change.patch(from: before, to: fields, draft) } catch {
      return .refused(error.text(context.tr), at: label(of: error, context.tr))
    }
    guard !patch.isEmpty else { return .sent([.notice(Notice(.information, context.tr("Nothing was changed")))]) }
    return .sent([
      .enqueue([CalendarEvent.change(text.target, patch)]),
      .notice(Notice(.success, context.tr("“%1” is changed", fields.title))),
    ])
  }
}
