internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI

struct ICSCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "ics", abstract: tr("Write events as iCalendar, for other programs; works offline."),
      discussion: tr("Without an id: all events. Time zones are named as in the IANA database."))
  }
  @Argument(help: ArgumentHelp(tr("The events' keys or ids."))) var ids: [String] = []
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

  func run() throws {
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
