internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Text

extension EventCommand {
  struct Change: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "change", abstract: tr("Change an event: only what is given; a recurring one with all its dates."))
    }
    @Argument(help: ArgumentHelp(tr("The event's key or id."))) var event: String
    @Option(help: ArgumentHelp(tr("The event's title."), valueName: "text")) var title: String?
    @Option(
      help: ArgumentHelp(tr("When it begins: 2026-05-01T14:00, or 2026-05-01 for whole days."), valueName: "time"))
    var start: String?
    @Option(help: ArgumentHelp(tr("How long: 90m, 2h, 3d."), valueName: "duration")) var duration: String?
    @Option(help: ArgumentHelp(tr("How often, as for “event add”; none: once."), valueName: "text"))
    var `repeat`: String?
    @Option(help: ArgumentHelp(tr("Where; empty: nowhere."), valueName: "text")) var place: String?
    @Option(help: ArgumentHelp(tr("A video conference's address; empty: none."), valueName: "url")) var link: String?
    @Option(help: ArgumentHelp(tr("What it is about."), valueName: "text")) var description: String?
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let detail = try EventCommand.find(event, options.account, cache.reader, desk.zone)
      try EventCommand.mayChange(detail)
      let patch = try patch(detail.series, desk.zone)
      guard !patch.isEmpty else { throw Failure(.usage, tr("Nothing to change was given.")) }
      let mutation = CalendarEvent.change(detail.occurrence.key, patch)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    private func patch(_ event: CalendarEvent, _ zone: TimeZone) throws(Failure) -> JSONObject {
      var patch: JSONObject = [:]
      if let title { patch["title"] = .string(title) }
      if let description { patch["description"] = .string(description) }
      if let place { patch.merge(event.naming(place: place)) { $1 } }
      if let link { patch.merge(event.naming(link: link)) { $1 } }
      if let duration { patch["duration"] = .string(try EventCommand.length(duration).string) }
      if let start { patch.merge(try times(start, event, zone)) { $1 } }
      guard let rhythm = self.repeat else { return patch }
      let first = patch["start"]?.string.flatMap { LocalTime($0) } ?? event.start
      let isAllDay = patch["showWithoutTime"]?.bool ?? event.isAllDay
      return patch.merging(event.repeating(try EventCommand.rule(rhythm, first, isAllDay: isAllDay))) { $1 }
    }

    /// Typed on the member's own clock, kept on the event's.
    private func times(_ text: String, _ event: CalendarEvent, _ zone: TimeZone) throws(Failure) -> JSONObject {
      let typed = try EventCommand.start(text)
      var patch: JSONObject = [:]
      if typed.isAllDay != event.isAllDay {
        patch["showWithoutTime"] = .bool(typed.isAllDay)
        patch["timeZone"] = typed.isAllDay ? .null : .string(zone.identifier)
        if duration == nil { patch["duration"] = .string(typed.usualDuration.string) }
      }
      let clock = event.isAllDay || typed.isAllDay ? nil : event.timeZone.flatMap { TimeZone(identifier: $0.raw) }
      let start = clock.map { LocalTime(at: typed.start.instant(in: zone), in: $0) } ?? typed.start
      patch["start"] = .string(start.string)
      return patch
    }
  }
}
