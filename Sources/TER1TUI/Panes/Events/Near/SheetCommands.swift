import ClientCore
import Foundation
import Geography
import JSON
import Localization
import Text

/// What is done with the sheet of a demonstration: pinned, printed, written, and who goes by car.
enum SheetCommands {
  static let all: [PaneCommand<EventsPane>] = [pin, qr, print, write, route, ride]

  private static let pin = PaneCommand<EventsPane>(
    name: "events.pin", label: msgid("pin"),
    summary: msgid("Pin the event: it stays at hand, and its changes are told above all else"),
    unavailable: EventsCommands.noEvent,
    action: { (pane, context) throws(CacheError) in
      guard let row = pane.current else { return [] }
      var pins = try context.cache.eventPins()
      let isPinned = pins.toggle(row.event, row.key.account)
      let title = row.event.title.line
      let words = isPinned ? context.tr("“%1” is pinned", title) : context.tr("“%1” is pinned no more", title)
      try pane.show(pins, context)
      return [.saveNote(name: Pins.events, pins.json), .notice(Notice(.success, words))]
    })

  private static let noPoint: EventsCommands.Available = { pane, context in
    EventsCommands.noEvent(pane, context)
      ?? (pane.current?.event.exactMeetingPoint == nil ? context.tr("Nobody said where exactly this is") : nil)
  }

  private static let qr = PaneCommand<EventsPane>(
    name: "events.qr", label: msgid("QR"),
    summary: msgid("Show the meeting point as a QR code, for the telephone’s map"),
    unavailable: noPoint,
    action: { (pane, _) throws(CacheError) in
      pane.current?.event.exactMeetingPoint.map { [.run(CommandLine("link.qr", [$0.uri]))] } ?? []
    })

  private static let print = PaneCommand<EventsPane>(
    name: "events.print", label: msgid("sheet"),
    summary: msgid("Save the sheet of the event as one page to be printed"),
    usage: "[PATH]", unavailable: EventsCommands.noEvent,
    action: { (pane, context) throws(CacheError) in
      guard let row = pane.current,
        let detail = try context.cache.event(row.key, recurrenceID: row.recurrenceID, zone: context.zone)
      else { return [] }
      guard let path = context.arguments.first else {
        let name = FileName.safe(row.event.title) + ".txt"
        return [.prompt(Input(label: context.tr("Save as: "), text: name, line: CommandLine("events.print")))]
      }
      let page = PrintedSheet(detail, tr: context.tr, now: context.now, zone: context.zone, hasBlocks: true)
      return path.isEmpty ? [] : [.writeFile(path: path, text: page.text)]
    })

  private static let write = PaneCommand<EventsPane>(
    name: "events.sheet", label: msgid("write the sheet"),
    summary: msgid("Write the legal number, the medics, the contacts and what to bring"),
    unavailable: EventsCommands.notMine,
    action: { (pane, context) throws(CacheError) in
      guard let row = pane.current, let detail = try context.cache.event(row.key, zone: context.zone) else { return [] }
      return [.compose(SheetForm.compose(detail.series, row.key, context.tr))]
    })

  /// The most that is read of a file: bytes.
  private static let largestFile = 10_000_000

  private static let route = PaneCommand<EventsPane>(
    name: "events.route", label: msgid("route"),
    summary: msgid("Read the route from a GeoJSON file, or take it away with “none”"), usage: "[FILE|none]",
    cost: .change,
    unavailable: EventsCommands.notMine,
    action: { (pane, context) throws(CacheError) in
      guard let row = pane.current, let detail = try context.cache.event(row.key, zone: context.zone) else { return [] }
      guard let path = context.arguments.first else {
        let label = context.tr("GeoJSON file of the route: ")
        return [.prompt(Input(label: label, line: CommandLine("events.route"), completesPaths: true))]
      }
      if path == "none" {
        return [
          .enqueue([CalendarEvent.change(row.key, detail.series.telling(route: nil))]),
          .notice(Notice(.success, context.tr("The route is taken away"))),
        ]
      }
      return path.isEmpty ? [] : [read(path, for: row.key)]
    })

  /// What a file holds of a route.
  struct RouteFile: Sendable {
    let event: ObjectKey
    let route: Result<GeoJSONRoute, GeoJSONRoute.Problem>?
  }

  private static func read(_ path: String, for event: ObjectKey) -> Effect {
    let file = TypedPath.expanded(path)
    return .read(pane: EventsPane.name, tag: "route") { _ throws(CacheError) in
      guard let handle = FileHandle(forReadingAtPath: file) else { return RouteFile(event: event, route: nil) }
      defer { try? handle.close() }  // It was only read.
      let bytes: Data
      // Of an empty file nil is read.
      do { bytes = try handle.read(upToCount: largestFile) ?? Data() } catch {
        return RouteFile(event: event, route: nil)
      }
      do throws(GeoJSONRoute.Problem) {
        return RouteFile(event: event, route: .success(try GeoJSONRoute(parsing: bytes)))
      } catch { return RouteFile(event: event, route: .failure(error)) }
    }
  }

  // MARK: Rides

  private static let ride = PaneCommand<EventsPane>(
    name: "events.ride", label: msgid("car-pooling"),
    summary: msgid("Offer places in a car, or look for one: offer 3 Rezé 7h30; need 1 Clisson; none"),
    usage: "[offer|need SEATS TOWN [WHEN]|none]", cost: .change,
    unavailable: { EventsCommands.noRSVP($0, $1) },
    action: { (pane, context) throws(CacheError) in
      guard let row = pane.current, let viewer = row.viewer,
        let detail = try context.cache.event(row.key, zone: context.zone)
      else { return [] }
      let words = context.arguments.flatMap { $0.split(separator: " ").map(String.init) }
      guard !words.isEmpty else {
        return [
          .prompt(Input(label: context.tr("offer or need, places, town, when: "), line: CommandLine("events.ride")))
        ]
      }
      switch RideParser.parse(words) {
      case .success(let ride):
        let told = ride.map { RideWords(context.tr).text($0) } ?? SafeText(context.tr("nothing any more"))
        return [
          .enqueue([detail.series.riding(ride, as: viewer, account: row.key.account)]),
          .notice(Notice(.success, SafeText(context.tr("Car-pooling: ")) + told)),
        ]
      case .failure(let problem): return [.notice(Notice(.warning, problem.text(context.tr)))]
      }
    })
}

extension EventsPane {
  mutating func received(_ value: any Sendable, tag: String, _ context: Context) throws(CacheError) -> [Effect] {
    if let file = value as? EventsCommands.BroughtFile { return brought(file, context.tr) }
    guard let file = value as? SheetCommands.RouteFile else { return [] }
    let (tr, words) = (context.tr, NearWords(context.tr))
    switch file.route {
    case nil: return [.notice(Notice(.error, tr("The file cannot be read")))]
    case .failure(let problem): return [.notice(Notice(.error, words.text(problem)))]
    case .success(let route):
      guard let detail = try context.cache.event(file.event, zone: context.zone) else { return [] }
      do throws(GeoJSONRoute.Problem) { try detail.series.check(route) } catch {
        return [.notice(Notice(.error, words.text(error)))]
      }
      let kept = route.kept
      let far = words.distance(kept.points.length)
      let told =
        kept.within == 0
        ? tr("The route is %1 long", far)
        : tr("The route is %1 long; it was simplified by at most %2", far, words.distance(kept.within))
      return [
        .enqueue([CalendarEvent.change(file.event, detail.series.telling(route: kept.points))]),
        .notice(Notice(.success, told)),
      ]
    }
  }
}
