internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text

struct EventCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "event", abstract: tr("Add or change an event, or answer an invitation."),
      subcommands: [Add.self, Change.self, Sheet.self, RSVP.self, Ride.self, Cancel.self])
  }

  struct Add: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "add", abstract: tr("Add an event to a calendar."))
    }
    @Argument(help: ArgumentHelp(tr("The event's title."))) var title: String
    @Option(
      help: ArgumentHelp(tr("When it begins: 2026-05-01T14:00, or 2026-05-01 for whole days."), valueName: "time"))
    var start: String
    @Option(help: ArgumentHelp(tr("How long: 90m, 2h, 3d."), valueName: "duration")) var duration: String?
    @Option(
      help: ArgumentHelp(
        tr("How often: “every week until 2026-06-30”, “every 2 weeks, 10 times”, “the first Tuesday of the month”."),
        valueName: "text"))
    var `repeat` = ""
    @Option(
      name: .customLong("in"),
      help: ArgumentHelp(tr("The calendar; else the first you may write to."), valueName: "name"))
    var calendar: String?
    @Option(help: ArgumentHelp(tr("Where."), valueName: "text")) var place = ""
    @Option(help: ArgumentHelp(tr("A video conference's address."), valueName: "url")) var link = ""
    @Option(help: ArgumentHelp(tr("What it is about."), valueName: "text")) var description = ""
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let calendar = try Places(reader: cache.reader, account: options.account).writableCalendar(named: calendar)
      let mutation = CalendarEvent.create(try draft(desk.zone), in: calendar.key, uid: Sender.newID())
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    private func draft(_ zone: TimeZone) throws(Failure) -> EventDraft {
      let typed = try EventCommand.start(start)
      var draft = EventDraft(
        title: title, start: typed.start, timeZone: typed.isAllDay ? nil : zone.identifier,
        duration: try duration.map(EventCommand.length) ?? typed.usualDuration)
      (draft.isAllDay, draft.place, draft.link, draft.summary) = (typed.isAllDay, place, link, description)
      draft.rule = try EventCommand.rule(self.repeat, typed.start, isAllDay: typed.isAllDay)
      return draft
    }
  }

  /// When an event begins, as it was typed.
  struct Start {
    let start: LocalTime
    let isAllDay: Bool
    var usualDuration: EventDuration { isAllDay ? EventDuration(days: 1) : EventDuration(seconds: 3_600) }
  }

  static func start(_ typed: String) throws(Failure) -> Start {
    let text = typed.replacing(" ", with: "T")
    guard let start = LocalTime(text.count == 16 ? text + ":00" : text) else {
      throw Failure(.usage, tr("“%1” is no date.", typed), remedy: tr("Write it so: 2026-05-01T14:00"))
    }
    return Start(start: start, isAllDay: typed.count == 10)
  }

  static func length(_ text: String) throws(Failure) -> EventDuration {
    guard let number = Int(text.dropLast()), number > 0, number < 100_000 else { throw wrong(text) }
    switch text.last {
    case "m": return EventDuration(seconds: number * 60)
    case "h": return EventDuration(seconds: number * 3_600)
    case "d", "j": return EventDuration(days: number)
    default: throw wrong(text)
    }
  }

  /// How often it takes place, as it was typed; nil: once.
  static func rule(_ typed: String, _ start: LocalTime, isAllDay: Bool) throws(Failure) -> RecurrenceRule? {
    do throws(TypedRepeatProblem) {
      return try RepeatParser.parse(typed, start: start, isAllDay: isAllDay)
    } catch { throw Failure(.usage, error.text(Catalog(Speech.language)) + ".") }
  }

  private static func wrong(_ text: String) -> Failure {
    Failure(.usage, tr("“%1” is no duration.", text), remedy: tr("Write it so: 90m, 2h, 3d"))
  }

  struct RSVP: AsyncParsableCommand {
    enum Answer: String, CaseIterable, ExpressibleByArgument {
      case yes, no, maybe
      var participation: CalendarEvent.Participation {
        switch self {
        case .yes: .accepted
        case .no: .declined
        case .maybe: .tentative
        }
      }
    }

    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "rsvp", abstract: tr("Say whether you come."))
    }
    @Argument(help: ArgumentHelp(tr("The event's key or id."))) var event: String
    @Argument(help: ArgumentHelp(tr("Whether you come."))) var answer: Answer
    @Option(help: ArgumentHelp(tr("A word to those who invite."), valueName: "text")) var comment: String?
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let detail = try EventCommand.find(event, options.account, cache.reader, desk.zone)
      let key = detail.occurrence.key
      guard let viewer = detail.occurrence.viewer else {
        throw Failure(.denied, tr("The server does not say who you are, so it cannot take an answer."))
      }
      guard detail.abilities.mayRSVP else {
        throw Failure(
          .denied, tr("The calendar “%1” takes no answers from you.", detail.calendarName),
          remedy: tr("Ask whoever looks after it for the right to write in it, or answer by another way."))
      }
      let mutation = detail.series.rsvp(answer.participation, comment: comment, as: viewer, account: key.account)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }
  }

  struct Cancel: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "cancel", abstract: tr("Call an event off; it stays visible as cancelled."))
    }
    @Argument(help: ArgumentHelp(tr("The event's key or id."))) var event: String
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let detail = try EventCommand.find(event, options.account, cache.reader, desk.zone)
      try EventCommand.mayChange(detail)
      let key = detail.occurrence.key
      try await Sender(desk: desk, cache: cache).sendAndTell([CalendarEvent.cancel(key)], isQueueOnly: options.queue)
    }
  }

  /// Rights are told before anything is queued.
  static func mayChange(_ detail: EventDetail) throws(Failure) {
    guard !detail.abilities.mayChange else { return }
    if detail.occurrence.calendar?.rights.mayWriteOwn == true {
      throw Failure(.denied, tr("Only who announced this event may change it."))
    }
    throw Failure(
      .denied, tr("You may only read the calendar “%1”.", detail.calendarName),
      remedy: tr("See which you may write to: ter1 list calendars"))
  }

  static func find(
    _ id: String, _ account: String?, _ reader: CacheReader, _ zone: TimeZone
  ) throws(Failure) -> EventDetail {
    let accounts = try Places(reader: reader, account: account).accounts()
    let keys = ObjectKey(text: id).map { [$0] } ?? accounts.map { ObjectKey($0.id, CalendarEvent.name, ObjectID(id)) }
    for key in keys where key.type == CalendarEvent.name {
      if let detail = try reading({ () throws(CacheError) in try reader.event(key, zone: zone) }) { return detail }
    }
    throw Failure(.notFound, tr("There is no event “%1”.", id), remedy: tr("See: ter1 list events"))
  }
}

extension EventDetail {
  var calendarName: SafeText { occurrence.calendar?.name.line ?? SafeText("?") }
}
