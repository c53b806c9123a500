import ClientCore
import Foundation
import JSON
import Localization
import Text

/// An event as a text to be filled in: a title, a few named lines, then the description.
struct EventForm {
  /// What the named lines hold.
  struct Fields: Equatable {
    var title = ""
    var when = ""
    /// How often; nil: the form does not say, and nothing of it changes.
    var rhythm: String? = ""
    var place = ""
    var link = ""
    var calendar = ""
    var summary = ""
  }

  // MARK: Text

  /// What the lines are called.
  static func labels(_ tr: Catalog) -> [String] {
    [tr("When"), tr("Repeat"), tr("Place"), tr("Link"), tr("Calendar")]
  }

  static func text(_ fields: Fields, hasCalendar: Bool, _ tr: Catalog) -> String {
    let rows = [
      (tr("When"), fields.when), (tr("Repeat"), fields.rhythm), (tr("Place"), fields.place), (tr("Link"), fields.link),
      (tr("Calendar"), hasCalendar ? fields.calendar : nil),
    ]
    let lines = rows.compactMap { row in row.1.map { tr("%1: %2", row.0, $0) } }
    return (lines + ["", fields.summary]).joined(separator: "\n")
  }

  /// Reads the named lines at the beginning, in either language; what follows them is the description.
  static func fields(title: String, body: String) -> Fields {
    var fields = Fields(title: title.trimmingCharacters(in: .whitespaces), rhythm: nil)
    var lines = body.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first {
      guard let (name, value) = named(line), fields.set(name, value) else { break }
      lines = lines.dropFirst()
    }
    fields.summary = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    return fields
  }

  private static func named(_ line: Substring) -> (name: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
    return (name, line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
  }

  // MARK: What is begun

  static func create(in calendar: CalendarRow, hasCalendar: Bool, when: String, _ context: Context) -> Composition {
    let fields = Fields(when: when, calendar: calendar.calendar.name.line.string)
    return Composition(
      pane: EventsPane.name, tag: ["kind": "create"], target: calendar.key, title: SafeText(context.tr("New event")),
      subject: "", body: text(fields, hasCalendar: hasCalendar, context.tr),
      form: FormLines(labels(context.tr), rest: .text))
  }

  static func change(_ detail: EventDetail, _ context: Context) -> Composition {
    let fields = fields(of: detail.series, start: detail.occurrence.start, context)
    return Composition(
      pane: EventsPane.name,
      tag: ["kind": "change", "start": String(Int(detail.occurrence.start)), "was": digest(fields, context.tr)],
      target: detail.occurrence.key, title: SafeText(context.tr("Change the event")), subject: fields.title,
      body: text(fields, hasCalendar: false, context.tr), form: FormLines(labels(context.tr), rest: .text))
  }

  /// The text as it was begun: a change is what differs from it.
  private static func digest(_ fields: Fields, _ tr: Catalog) -> String {
    fields.title + "\n" + text(fields, hasCalendar: false, tr)
  }

  private static func fields(of event: CalendarEvent, start: Double, _ context: Context) -> Fields {
    let seconds = event.duration.total
    return Fields(
      title: event.title.line.string,
      when: when(LocalTime(at: start, in: context.zone), seconds, isAllDay: event.isAllDay, context),
      rhythm: rhythm(event.json, event.start, isAllDay: event.isAllDay, context),
      place: event.places.first?.name.line.string ?? "", link: event.virtualPlaces.first?.uri.line.string ?? "",
      summary: event.summary.lines.map(\.string).joined(separator: "\n"))
  }

  /// A time as it can be typed again: "28 Nov 2026 14:30 2h", "28/11/2026 14h30 2h".
  static func when(_ start: LocalTime, _ seconds: Int64, isAllDay: Bool, _ context: Context) -> String {
    let words = context.words
    if isAllDay {
      let (day, days) = (words.typed(start.day), max(1, seconds / 86_400))
      return days == 1 ? "\(day) \(context.tr("all day"))" : "\(day) \(context.tr(Int(days), "%1 day", "%1 days"))"
    }
    let minutes = seconds / 60
    let length = minutes % 60 == 0 ? "\(minutes / 60)h" : "\(minutes / 60)h\(words.two(Int(minutes % 60)))"
    return "\(words.typed(start)) \(length)"
  }

  /// How an event repeats, as it can be typed again; "": it takes place once; nil: it is more than one can type.
  private static func rhythm(_ event: JSONValue, _ start: LocalTime, isAllDay: Bool, _ context: Context) -> String? {
    guard event["recurrenceRules"] == nil, event["excludedRecurrenceRules"] == nil else { return nil }
    guard let object = event["recurrenceRule"], !object.isNull else { return "" }
    guard let rule = RecurrenceRule(object) else { return nil }
    let text = RecurrenceWords(start: start, context.words).text(rule)
    let typed = try? RepeatParser.parse(text, start: start, isAllDay: isAllDay)
    return typed == rule.shortened(start) ? text : nil
  }

  // MARK: What is finished

  static func accept(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    let fields = fields(title: text.subject ?? "", body: text.body)
    let isChange = text.tag["kind"] == "change"
    // One date of a series is looked at, the rhythm is that of its first.
    switch draft(fields, repeats: !isChange, context) {
    case .failure(let refusal): return refusal.result
    case .success(let draft):
      return isChange ? try change(text, fields, draft, context) : try create(text, fields, draft, context)
    }
  }

  private static func create(
    _ text: ComposedText, _ fields: Fields, _ draft: EventDraft, _ context: Context
  ) throws(CacheError) -> ComposeResult {
    let near = try context.cache.calendars(text.target.account)
    let calendars = near + (try context.cache.calendars()).filter { $0.key.account != text.target.account }
    let named = calendars.first { $0.calendar.name.line.string.lowercased() == fields.calendar.lowercased() }
    if named == nil && !fields.calendar.isEmpty {
      let names = calendars.filter(\.isWritable).map(\.calendar.name.line.string).joined(separator: ", ")
      return .refused(
        context.tr("There is no calendar “%1”; there are: %2", fields.calendar, names),
        at: context.tr("Calendar"))
    }
    if named?.isWritable == false {
      return .refused(context.tr("You may only read this calendar"), at: context.tr("Calendar"))
    }
    let calendar = named?.key ?? text.target
    return .sent([
      .enqueue([CalendarEvent.create(draft, in: calendar, uid: context.makeID())]),
      .notice(Notice(.success, context.tr("“%1” is announced", fields.title))),
    ])
  }

  /// Why a form cannot be taken, for the person.
  struct Refusal: Error {
    let reason: String
    /// The line that is to be changed; nil: it is none of the named ones.
    var label: String?
    var result: ComposeResult { .refused(reason, at: label) }
  }

  /// The properties of an event that a form describes.
  static func properties(_ text: ComposedText, _ context: Context) -> Result<JSONObject, Refusal> {
    let fields = fields(title: text.subject ?? "", body: text.body)
    return draft(fields, repeats: true, context).map { draft in
      draft.properties.filter { fields.rhythm != nil || $0.key != "recurrenceRule" }
    }
  }

  /// The form of an event that no server has seen yet.
  static func fields(of object: JSONObject, _ context: Context) -> Fields {
    func first(_ map: String, _ name: String) -> String {
      object[map]?.object?.sorted { $0.key < $1.key }.first?.value[name]?.string ?? ""
    }
    let start = object["start"]?.string.flatMap { LocalTime($0) } ?? LocalTime(day: context.words.today)
    let zone = object["timeZone"]?.string.flatMap { TimeZone(identifier: $0) }
    let local = zone.map { LocalTime(at: start.instant(in: $0), in: context.zone) } ?? start
    let duration = object["duration"]?.string.flatMap { EventDuration($0) } ?? EventDuration(seconds: 3_600)
    let isAllDay = object["showWithoutTime"]?.bool == true
    return Fields(
      title: object["title"]?.string ?? "",
      when: when(local, duration.total, isAllDay: isAllDay, context),
      rhythm: rhythm(.object(object), start, isAllDay: isAllDay, context), place: first("locations", "name"),
      link: first("virtualLocations", "uri"),
      summary: object["description"]?.string ?? "")
  }

  private static func draft(_ fields: Fields, repeats: Bool, _ context: Context) -> Result<EventDraft, Refusal> {
    guard !fields.title.isEmpty else { return .failure(Refusal(reason: context.tr("The title is missing"))) }
    let time: TypedTime
    do throws(TypedTimeProblem) { time = try WhenParser.parse(fields.when, today: context.words.today) } catch {
      return .failure(Refusal(reason: error.text(context.tr), label: context.tr("When")))
    }
    var draft = EventDraft(
      title: fields.title, start: time.start, timeZone: time.isAllDay ? nil : context.zone.identifier,
      duration: time.duration)
    (draft.summary, draft.isAllDay, draft.place, draft.link) = (
      fields.summary, time.isAllDay, fields.place, fields.link
    )
    let rhythm = repeats ? fields.rhythm ?? "" : ""
    do throws(TypedRepeatProblem) {
      draft.rule = try RepeatParser.parse(rhythm, start: time.start, isAllDay: time.isAllDay)
    } catch { return .failure(Refusal(reason: error.text(context.tr), label: label(of: error, context.tr))) }
    return .success(draft)
  }

  /// The line that is to be changed: the days were typed, the date stood there before.
  static func label(of problem: TypedRepeatProblem, _ tr: Catalog) -> String {
    let isOfDate = if case .notOnFirstDate = problem { true } else { false }
    return isOfDate ? tr("When") : tr("Repeat")
  }
}

extension EventForm.Fields {
  /// False when there is no such line in the form.
  mutating func set(_ name: String, _ value: String) -> Bool {
    switch name {
    case "quand", "when": when = value + when
    case "date", "heure", "time", "durée", "duree", "duration": when = when.isEmpty ? value : when + " " + value
    case "répétition", "repetition", "récurrence", "recurrence", "repeat", "repeats": rhythm = value
    case "lieu", "où", "place", "where": place = value
    case "lien", "visio", "link": link = value
    case "calendrier", "calendar": calendar = value
    default: return false
    }
    return true
  }
}
