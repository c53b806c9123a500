import ClientCore
import Foundation
import JSON
import Localization
import Text

enum EventsCommands {
  typealias Available = @Sendable (EventsPane, Context) -> String?

  static let all: [PaneCommand<EventsPane>] = time + answers + writing + outside + NearCommands.all + SheetCommands.all

  // MARK: Time

  private static let time: [PaneCommand<EventsPane>] = [
    PaneCommand(
      name: "events.today", label: msgid("today"), summary: msgid("Go to today"),
      action: {
        (pane, context) throws(CacheError) in
        try pane.go(to: context.words.today, context)
        return []
      }),
    step("next-day", msgid("next day"), msgid("Go to the next day")) { MonthGrid.day($0, addingDays: $1) },
    step("previous-day", msgid("day before"), msgid("Go to the day before")) { MonthGrid.day($0, addingDays: -$1) },
    step("next-week", msgid("next week"), msgid("Go a week ahead")) { MonthGrid.day($0, addingDays: 7 * $1) },
    step("previous-week", msgid("week before"), msgid("Go a week back")) { MonthGrid.day($0, addingDays: -7 * $1) },
    step("next-month", msgid("next month"), msgid("Go a month ahead")) { MonthGrid.day($0, addingMonths: $1) },
    step("previous-month", msgid("month before"), msgid("Go a month back")) { MonthGrid.day($0, addingMonths: -$1) },
    PaneCommand(
      name: "events.date", label: msgid("date"), summary: msgid("Go to a date: 28 Nov, monday, 2027-05-01"),
      usage: "[DATE]",
      action: { (pane, context) throws(CacheError) in
        guard let text = context.arguments.first else {
          return [.prompt(Input(label: context.tr("Go to which date: "), line: CommandLine("events.date")))]
        }
        return try goToDate(text, &pane, context)
      }),
    PaneCommand(
      name: "events.month", label: msgid("month"), summary: msgid("Show the month as a grid, or the agenda again"),
      action: { (pane, context) throws(CacheError) in
        try pane.show(pane.level == .month && !pane.isWeek ? nil : .month, context)
        return []
      }),
    PaneCommand(
      name: "events.week", label: msgid("week"), summary: msgid("Show the week as a grid, or the agenda again"),
      action: { (pane, context) throws(CacheError) in
        try pane.show(pane.isWeek ? nil : .week, context)
        return []
      }),
    PaneCommand(
      name: "events.calendar", label: msgid("calendar"), summary: msgid("Show one calendar only; without a name, all"),
      usage: "[NAME]",
      unavailable: { $0.calendars.count < 2 ? $1.tr("There is only one calendar") : nil },
      action: { (pane, context) throws(CacheError) in try chooseCalendar(&pane, context) }),
  ]

  private static func step(
    _ name: String, _ label: String, _ summary: String, _ day: @escaping @Sendable (Int64, Int) -> Int64
  ) -> PaneCommand<EventsPane> {
    PaneCommand(
      name: "events.\(name)", label: label, summary: summary,
      action: { (pane, context) throws(CacheError) in
        let day = day(pane.day(context), max(1, context.count ?? 1))
        try pane.step(to: day, context)
        return try pane.missing(on: day, context)
      })
  }

  private static func goToDate(
    _ text: String, _ pane: inout EventsPane, _ context: Context
  ) throws(CacheError) -> [Effect] {
    guard !text.isEmpty else { return [] }
    let time: TypedTime
    do throws(TypedTimeProblem) { time = try WhenParser.parse(text, today: context.words.today) } catch {
      return [.notice(Notice(.warning, error.text(context.tr)))]
    }
    try pane.go(to: time.start.day, context)
    return try pane.missing(on: time.start.day, context)
  }

  private static func chooseCalendar(_ pane: inout EventsPane, _ context: Context) throws(CacheError) -> [Effect] {
    guard let name = context.arguments.first else {
      if pane.filter != nil {
        try pane.show(only: nil, context)
        return []
      }
      let names = pane.calendars.map(\.calendar.name.line.string)
      let label = context.tr("Calendar (Tab lists them): ")
      return [.prompt(Input(label: label, line: CommandLine("events.calendar"), completions: names))]
    }
    let wanted = name.lowercased()
    let found = pane.calendars.first { $0.calendar.name.line.string.lowercased().hasPrefix(wanted) }
    guard let found, !wanted.isEmpty else {
      try pane.show(only: nil, context)
      return wanted.isEmpty ? [] : [.notice(Notice(.warning, context.tr("There is no calendar “%1”", name)))]
    }
    try pane.show(only: found.key, context)
    return []
  }

  // MARK: Answers

  private static let answers: [PaneCommand<EventsPane>] = [
    answer("yes", msgid("I take part"), msgid("Answer that you take part"), .accepted),
    answer("maybe", msgid("maybe"), msgid("Answer that you may take part"), .tentative),
    answer("no", msgid("I do not"), msgid("Answer that you do not take part"), .declined),
  ]

  private static func answer(
    _ name: String, _ label: String, _ summary: String, _ participation: CalendarEvent.Participation
  ) -> PaneCommand<EventsPane> {
    PaneCommand(
      name: "events.\(name)", label: label, summary: summary, cost: .change,
      unavailable: { (pane, context) in noRSVP(pane, context) },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let detail = try context.cache.event(row.key, zone: context.zone),
          let viewer = row.viewer
        else { return [] }
        let mutation = detail.series.rsvp(participation, as: viewer, account: row.key.account)
        let title = row.event.title.line
        return [.enqueue([mutation]), .notice(Notice(.success, said(participation, title, context.tr)))]
      })
  }

  private static func said(
    _ participation: CalendarEvent.Participation, _ title: SafeText, _ tr: Catalog
  ) -> String {
    switch participation {
    case .accepted: tr("You take part in “%1”", title)
    case .tentative: tr("You may take part in “%1”", title)
    default: tr("You do not take part in “%1”", title)
    }
  }

  static func noRSVP(_ pane: EventsPane, _ context: Context) -> String? {
    if let reason = noEvent(pane, context) { return reason }
    guard let row = pane.current else { return nil }
    if row.event.status == .cancelled { return context.tr("This event is cancelled") }
    if let calendar = row.calendar, !calendar.rights.mayRSVP, !calendar.rights.mayWriteAll {
      return context.tr("This calendar takes no answers from you")
    }
    return row.viewer == nil ? context.tr("This cooperative does not say who you are") : nil
  }

  static let noEvent: Available = { pane, context in
    pane.current == nil ? context.tr("There is no event here") : nil
  }

  // MARK: Writing

  /// What a file holds for a calendar.
  struct BroughtFile: Sendable {
    let calendar: CalendarRow
    let events: Result<BroughtEvents, BroughtEvents.Problem>
  }

  private static func bring(_ path: String, into calendar: CalendarRow) -> Effect {
    let file = TypedPath.expanded(path)
    return .read(pane: EventsPane.name, tag: "events") { reader throws(CacheError) in
      let names = try reader.eventUIDs(calendar.key.account)
      do throws(BroughtEvents.Problem) {
        let events = try BroughtEvents(file: file, into: calendar.key, known: names)
        return BroughtFile(calendar: calendar, events: .success(events))
      } catch { return BroughtFile(calendar: calendar, events: .failure(error)) }
    }
  }

  private static let writing: [PaneCommand<EventsPane>] = [
    PaneCommand(
      name: "events.create", label: msgid("announce"), summary: msgid("Announce an event"), usage: "[WHEN]",
      unavailable: { $0.writableCalendar == nil ? $1.tr("You may not announce events in these calendars") : nil },
      action: { (pane, context) throws(CacheError) in
        guard let calendar = pane.writableCalendar else { return [] }
        let day = LocalTime(day: max(pane.day(context), context.words.today))
        let typed = context.arguments.joined(separator: " ")
        let when =
          typed.isEmpty
          ? EventForm.when(LocalTime(seconds: day.seconds + 64_800), 7_200, isAllDay: false, context) : typed
        let hasCalendar = pane.calendars.count(where: \.isWritable) > 1
        return [.compose(EventForm.create(in: calendar, hasCalendar: hasCalendar, when: when, context))]
      }),
    PaneCommand(
      name: "events.import", label: msgid("bring in"), summary: msgid("Bring in the events of an .ics file"),
      usage: "[PATH]", cost: .text,
      unavailable: { $0.writableCalendar == nil ? $1.tr("You may not announce events in these calendars") : nil },
      action: { (pane, context) throws(CacheError) in
        guard let calendar = pane.writableCalendar else { return [] }
        guard let path = context.arguments.first else {
          let line = CommandLine("events.import")
          return [.prompt(Input(label: context.tr("File (.ics): "), line: line, completesPaths: true))]
        }
        return path.isEmpty ? [] : [bring(path, into: calendar)]
      }),
    PaneCommand(
      name: "events.change", label: msgid("change"), summary: msgid("Change the event"), unavailable: notMine,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current,
          let detail = try context.cache.event(row.key, recurrenceID: row.recurrenceID, zone: context.zone)
        else { return [] }
        return [.compose(EventForm.change(detail, context))]
      }),
    PaneCommand(
      name: "events.cancel", label: msgid("cancel"), summary: msgid("Cancel the event, or one of its dates"),
      usage: "[--one|--all|--delete]", cost: .change, unavailable: notMine,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        return try cancel(row, context)
      }),
  ]

  static let notMine: Available = { pane, context in
    if let reason = noEvent(pane, context) { return reason }
    guard let row = pane.current else { return nil }
    do throws(CacheError) {
      let detail = try context.cache.event(row.key, recurrenceID: row.recurrenceID, zone: context.zone)
      if detail?.abilities.mayChange == true { return nil }
    } catch { return error.text(context.tr) }
    let isReadOnly = row.calendar.map { !$0.rights.mayWriteAll && !$0.rights.mayWriteOwn } ?? false
    return isReadOnly
      ? context.tr("You may only read this calendar") : context.tr("Only who announced this event may change it")
  }

  private static func cancel(_ row: AgendaRow, _ context: Context) throws(CacheError) -> [Effect] {
    let title = row.event.title.line
    switch context.arguments.first {
    case "--all":
      return [
        .enqueue([CalendarEvent.cancel(row.key)]), .notice(Notice(.success, context.tr("“%1” is cancelled", title))),
      ]
    case "--delete":
      return [
        .enqueue([CalendarEvent.delete(row.key)]), .notice(Notice(.success, context.tr("“%1” is deleted", title))),
      ]
    case "--one":
      guard let mutation = row.cancellingOne else { return [] }
      return [.enqueue([mutation]), .notice(Notice(.success, context.tr("This date of “%1” is cancelled", title)))]
    default: return [.ask(question(row, context.tr))]
    }
  }

  private static func question(_ row: AgendaRow, _ tr: Catalog) -> Question {
    func choice(_ key: Character, _ label: String, _ argument: String) -> Question.Choice {
      Question.Choice(key: key, label: label, line: CommandLine("events.cancel", [argument]))
    }
    var choices = [
      choice("a", row.recurrenceID == nil ? tr("cancel, everybody sees it") : tr("cancel all dates"), "--all")
    ]
    if row.recurrenceID != nil { choices.insert(choice("d", tr("this date only"), "--one"), at: 0) }
    choices.append(choice("x", tr("delete without a trace"), "--delete"))
    choices.append(.no(tr))
    return Question(SafeText(tr("Cancel “%1”?", row.event.title.line)), choices)
  }

  // MARK: Outside

  private static let outside: [PaneCommand<EventsPane>] = [
    PaneCommand(
      name: "events.open-link", label: msgid("open the link"), summary: msgid("Open the link of the event"),
      unavailable: noLink,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let link = row.event.mainLink else { return [] }
        let isMeeting = !row.event.virtualPlaces.isEmpty || Meeting.isOne(link)
        return [(isMeeting ? MeetingCard(context).question(row) : nil).map { .ask($0) } ?? .open(link: link)]
      }),
    PaneCommand(
      name: "events.copy-link", label: msgid("copy the link"), summary: msgid("Copy the link of the event"),
      unavailable: noLink,
      action: { (pane, _) throws(CacheError) in pane.current?.event.mainLink.map { [.copy($0.line.string)] } ?? [] }),
    PaneCommand(
      name: "events.kit", label: msgid("material"), summary: msgid("Go to what is handed out at the event"),
      unavailable: { pane, context in
        if let reason = noEvent(pane, context) { return reason }
        return context.reason { () throws(CacheError) in
          guard let row = pane.current, try context.cache.kits(of: row.key).isEmpty else { return nil }
          return context.tr("There is no kit for this event")
        }
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let kit = try context.cache.kits(of: row.key).first else { return [] }
        return [.show(pane: FilesPane.name, at: kit.folder.key)]
      }),
    PaneCommand(
      name: "events.copy-place", label: msgid("copy the place"), summary: msgid("Copy the place of the event"),
      unavailable: { pane, context in
        noEvent(pane, context) ?? (pane.current?.event.placeText == nil ? context.tr("This event has no place") : nil)
      },
      action: { (pane, _) throws(CacheError) in pane.current?.event.placeText.map { [.copy($0)] } ?? [] }),
    PaneCommand(
      name: "events.copy-ics", label: msgid("copy .ics"), summary: msgid("Copy the event as iCalendar text"),
      unavailable: noEvent,
      action: { (pane, context) throws(CacheError) in
        try pane.calendarText(context).map { [.copy($0)] } ?? []
      }),
    PaneCommand(
      name: "events.export", label: msgid("save .ics"), summary: msgid("Save the event as an .ics file"),
      usage: "[PATH]",
      unavailable: noEvent,
      action: { (pane, context) throws(CacheError) in
        guard let path = context.arguments.first else {
          let name = FileName.safe(pane.current?.event.title ?? UntrustedText("")) + ".ics"
          return [.prompt(Input(label: context.tr("Save as: "), text: name, line: CommandLine("events.export")))]
        }
        guard !path.isEmpty, let text = try pane.calendarText(context) else { return [] }
        return [.writeFile(path: path, text: text)]
      }),
  ]

  private static let noLink: Available = { pane, context in
    noEvent(pane, context) ?? (pane.current?.event.mainLink == nil ? context.tr("This event has no link") : nil)
  }
}

extension EventsPane {
  /// The day that steps start from.
  func day(_ context: Context) -> Int64 {
    level == .month ? grid.day : list.current?.day ?? context.words.today
  }

  /// Where something new is announced: the calendar shown alone, the one of the event at hand, or the first that may be written.
  var writableCalendar: CalendarRow? {
    let near = [
      filter,
      current.flatMap { row in row.event.calendarID.map { ObjectKey(row.key.account, EventCalendar.name, $0) } },
    ]
    return near.compactMap { key in calendars.first { $0.key == key } }.first(where: \.isWritable) ?? calendars.usual
  }

  func calendarText(_ context: Context) throws(CacheError) -> String? {
    guard let row = current, let detail = try context.cache.event(row.key, zone: context.zone) else { return nil }
    return CalendarText(event: detail.series, now: context.now).text
  }

  /// A day further or back; in the agenda, to the nearest day in that direction that has something.
  mutating func step(to day: Int64, _ context: Context) throws(CacheError) {
    let before = self.day(context)
    try go(to: day, context)
    guard level == .agenda, day < before, self.day(context) >= before else { return }
    if let earlier = list.rows.last(where: { !$0.isHeading && $0.day < before }) { try go(to: earlier.day, context) }
  }
}

extension AgendaRow {
  /// Cancels this date alone; nil for an event that happens once.
  var cancellingOne: Mutation? {
    guard let recurrenceID else { return nil }
    var patch = event.json["recurrenceOverrides"]?[recurrenceID.string]?.object ?? [:]
    patch["status"] = "cancelled"
    // By a path even where there are none: somebody else may be cancelling another date.
    return CalendarEvent.change(key, ["recurrenceOverrides/\(recurrenceID.string)": .object(patch)])
  }
}

extension MonthGrid {
  static func day(_ day: Int64, addingDays count: Int) -> Int64 { day + Int64(count) }
}

extension EventsPane {
  /// What a file held is put into the outbox; what of it could not be used stands in the journal.
  func brought(_ file: EventsCommands.BroughtFile, _ tr: Catalog) -> [Effect] {
    switch file.events {
    case .failure(let problem): return [.notice(Notice(.warning, problem.text(tr)))]
    case .success(let events):
      let told = events.remarks(tr).prefix(50).map { Effect.notice(Notice(.warning, $0)) }
      return told + (events.mutations.isEmpty ? [] : [.enqueue(events.mutations)]) + [
        .notice(Notice(.success, BroughtEvents.words(events, in: file.calendar.calendar.name.line, tr)))
      ]
    }
  }
}
