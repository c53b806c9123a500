internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text

struct ICSCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ics", abstract: tr("Write events as iCalendar, or read them; works offline."),
      discussion: tr(
        "Without an id: all events. Time zones are named as in the IANA database, and described. Whom the events on standard input name is left out, and events that are here stay as they are."
      ))
  }
  @Argument(help: ArgumentHelp(tr("The events' keys or ids."))) var ids: [String] = []
  @Flag(name: .customLong("import"), help: ArgumentHelp(tr("Bring in the events of an .ics file on standard input.")))
  var isImport = false
  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(tr("The calendar; else the first you may write to."), valueName: "name"))
  var calendar: String?
  @Flag(help: ArgumentHelp(tr("Only queue it; the next sync sends it."))) var queue = false
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

  func run() async throws {
    if isImport { try await bringIn() } else { try write() }
  }

  private func bringIn() async throws {
    let desk = try Desk()
    let cache = try desk.openCache()
    let place = try Places(reader: cache.reader, account: account).writableCalendar(named: calendar)
    let names = try reading { () throws(CacheError) in try cache.reader.eventUIDs(place.key.account) }
    let bytes = try Input.bytes(limit: BroughtEvents.largestFile)
    let words = Catalog(Speech.language)
    let events: BroughtEvents
    do throws(BroughtEvents.Problem) {
      events = try BroughtEvents(bytes, into: place.key, known: names)
    } catch {
      throw Failure(.data, "\(error.text(words)).", safe: tr("Nothing was added."))
    }
    for remark in events.remarks(words) { Desk.output.note("ter1: " + remark.string) }
    Desk.output.note(BroughtEvents.words(events, in: place.calendar.name.line, words) + ".")
    guard !events.mutations.isEmpty else { return }
    try await Sender(desk: desk, cache: cache).sendAndTell(events.mutations, isQueueOnly: queue)
  }

  private func write() throws {
    let desk = try Desk()
    let (cache, copy) = try desk.openReadable()
    defer { copy?.remove() }
    let places = Places(reader: cache.reader, account: account)
    var events: [CalendarEvent] = []
    for id in ids {
      let key = try places.object(id)
      guard let detail = try reading({ () throws(CacheError) in try cache.reader.event(key, zone: desk.zone) }) else {
        throw Failure(.notFound, tr("There is no event “%1”.", id), remedy: tr("See: ter1 list events"))
      }
      events.append(detail.series)
    }
    if ids.isEmpty { events = try all(cache, places, desk.zone) }
    try Desk.output.encoded(CalendarText.text(of: events, now: Sender.now()))
  }

  private func all(_ cache: Cache, _ places: Places, _ zone: TimeZone) throws(Failure) -> [CalendarEvent] {
    var events: [CalendarEvent] = []
    for account in try places.accounts() {
      for id in try reading({ () throws(CacheError) in try cache.ids(account.id, CalendarEvent.name) }).sorted() {
        let key = ObjectKey(account.id, CalendarEvent.name, id)
        if let detail = try reading({ () throws(CacheError) in try cache.reader.event(key, zone: zone) }) {
          events.append(detail.series)
        }
      }
    }
    return events
  }
}
