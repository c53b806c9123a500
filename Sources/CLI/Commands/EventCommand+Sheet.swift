internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Geography
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

extension EventCommand {
  /// What those who come to a demonstration have to know.
  struct Sheet: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "sheet",
        abstract: tr("Write a demonstration's sheet: only what is given; an empty text is taken away."))
    }
    @Argument(help: ArgumentHelp(tr("The event's key or id."))) var event: String
    @Option(help: ArgumentHelp(tr("The number to call after an arrest."), valueName: "text")) var legal: String?
    @Option(help: ArgumentHelp(tr("Where the medics are."), valueName: "text")) var medics: String?
    @Option(help: ArgumentHelp(tr("Whom to ask."), valueName: "text")) var contacts: String?
    @Option(help: ArgumentHelp(tr("What to bring."), valueName: "text")) var bring: String?
    @Option(help: ArgumentHelp(tr("The route: a GeoJSON file; “none” takes it away."), valueName: "file"))
    var route: String?
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let detail = try EventCommand.find(event, options.account, cache.reader, desk.zone)
      try EventCommand.mayChange(detail)
      let patch = try patch(detail.series)
      guard !patch.isEmpty else { throw Failure(.usage, tr("Nothing to change was given.")) }
      let mutation = CalendarEvent.change(detail.occurrence.key, patch)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    private func patch(_ event: CalendarEvent) throws(Failure) -> JSONObject {
      let given: [(DemonstrationSheet.Field, String?)] = [
        (.legal, legal), (.medics, medics), (.contacts, contacts), (.bring, bring),
      ]
      var texts: [DemonstrationSheet.Field: String] = [:]
      for (field, text) in given { texts[field] = text }
      if let long = texts.values.first(where: { $0.utf8.count > DemonstrationSheet.longestText }) {
        throw Failure(
          .usage, tr("A text of %1 bytes is too long: %2 at most.", long.utf8.count, DemonstrationSheet.longestText))
      }
      var changed = event
      var patch: JSONObject = [:]
      if !texts.isEmpty {
        patch = event.telling(texts)
        changed = event.with(patch)
      }
      if let route { patch = changed.telling(route: route == "none" ? nil : try points(route, of: event)) }
      return patch
    }

    /// The most that is read of a file: bytes.
    private static let largestFile = 10_000_000

    private func points(_ path: String, of event: CalendarEvent) throws(Failure) -> [Coordinates] {
      let unreadable = Failure(.notFound, tr("%1 cannot be read.", UntrustedText(path).line))
      guard let handle = FileHandle(forReadingAtPath: path) else { throw unreadable }
      let bytes: Data
      // Of an empty file nil is read.
      do { bytes = try handle.read(upToCount: Self.largestFile) ?? Data() } catch { throw unreadable }
      let kept: (points: [Coordinates], within: Double)
      do throws(GeoJSONRoute.Problem) {
        let route = try GeoJSONRoute(parsing: bytes)
        try event.check(route)
        kept = route.kept
      } catch {
        throw Failure(
          .data, tr("%1: %2.", UntrustedText(path).line, NearWords(tr).text(error)),
          remedy: tr("Nothing was changed."))
      }
      if kept.within > 0 {
        Desk.output.note(tr("The route was simplified by at most %1.", NearWords(tr).distance(kept.within)))
      }
      return kept.points
    }
  }

  /// Who goes by car.
  struct Ride: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "ride", abstract: tr("Offer places in a car to an event, or look for one."),
        discussion: tr("offer 3 Rezé 7h30; need 1 Clisson; none. Whoever reads the event sees it."))
    }
    @Argument(help: ArgumentHelp(tr("The event's key or id."))) var event: String
    @Argument(help: ArgumentHelp(tr("offer or need, how many places, from which town, when; or none."))) var words:
      [String]
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let detail = try EventCommand.find(event, options.account, cache.reader, desk.zone)
      guard let viewer = detail.occurrence.viewer, detail.abilities.mayRSVP else {
        throw Failure(.denied, tr("The calendar “%1” takes no answers from you.", detail.calendarName))
      }
      switch RideParser.parse(words) {
      case .success(let ride):
        let mutation = detail.series.riding(ride, as: viewer, account: detail.occurrence.key.account)
        try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
      case .failure(let problem):
        throw Failure(.usage, problem.text(tr), remedy: tr("Write it so: offer 3 Rezé 7h30; need 1 Clisson; none"))
      }
    }
  }
}
