internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Geography
internal import Localization
internal import TER1TUI
internal import Text

struct NearCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "near", abstract: tr("Say what is near, by distance; works offline."),
      discussion: tr(
        "The town is kept in the cache, which is encrypted; it is sent to nobody. What was changed of events you go to stands first."
      ))
  }

  @Option(help: ArgumentHelp(tr("Where you are: a town, a postcode, coordinates. It is kept."), valueName: "town"))
  var town: String?
  @Option(help: ArgumentHelp(tr("At most so many."), valueName: "number")) var limit = 20
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
  @Flag(help: ArgumentHelp(tr("Forget where you are."))) var forget = false

  func validate() throws {
    if limit < 1 { throw ValidationError(tr("--limit wants a number from 1 on.")) }
  }

  func run() throws {
    let desk = try Desk()
    let cache = try desk.openCache()
    if forget {
      do throws(CacheError) { try cache.setNote(Home.note, nil) } catch { throw Failure(vault: error) }
      return Desk.output.note(tr("Where you are is forgotten."))
    }
    if let town { try keep(town, cache) }
    let (reader, now) = (cache.reader, Date.now.timeIntervalSince1970)
    let words = DateWords(tr, now: now, zone: desk.zone)
    for change in try reading({ () throws(CacheError) in try reader.changedMeetings() }) {
      try Desk.output.line("! " + NearWords(tr).sentence(change, words))
    }
    var left = limit
    let listing = Listing(reader: reader, places: Places(reader: reader, account: account), zone: desk.zone) {
      (row) throws(Failure) in
      try Desk.output.line(row.line)
      left -= 1
      return left > 0
    }
    try listing.near(now: now, limit: limit)
  }

  private func keep(_ town: String, _ cache: Cache) throws(Failure) {
    let home: Home
    switch HomeFinder.find(town) {
    case .found(let found): home = found
    case .several(let towns):
      throw Failure(
        .usage, tr("“%1” could be any of these: %2", town, towns.map(HomeFinder.label).joined(separator: tr("; "))),
        remedy: tr("Give the postcode before the name: --town “%1 %2”", towns[0].postcodes[0], towns[0].name))
    case .none:
      throw Failure(
        .notFound, tr("No town “%1” is known here.", town),
        remedy: tr("Give its postcode, or coordinates: --town 47.21,-1.55"))
    }
    do throws(CacheError) { try cache.setNote(Home.note, home.json) } catch { throw Failure(vault: error) }
  }
}

extension Listing {
  /// What is not over, the nearest first.
  func near(now: Double, limit: Int) throws(Failure) {
    guard let home = try reading({ () throws(CacheError) in try reader.home() }) else {
      throw Failure(
        .usage, tr("Nobody said where you are."), remedy: tr("Say it once: ter1 near --town Nantes; it stays here."))
    }
    let accounts = try places.accounts().map(\.id)
    let only = places.account == nil ? nil : accounts.first
    let rows = try reading { () throws(CacheError) in
      try reader.nearby(home.point, now: now, zone: zone, account: only, limit: limit)
    }
    for row in rows {
      guard try emit(.near(row, zone: zone)) else { return }
    }
  }
}
