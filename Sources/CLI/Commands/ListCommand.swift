internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization

struct ListCommand: ParsableCommand {
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case accounts, forums, topics, messages, rooms, chat, calendars, events, near, files, kits, proposals, feeds, news
    case courses, members, reports, bundles
  }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: tr("List what is in the cache, one a line; works offline."),
      discussion: tr(
        "messages are those of the forums, chat the lines of the chat rooms. Fields of --json: see ter1(1)."))
  }

  @Argument(help: ArgumentHelp(tr("What to list."))) var kind: Kind
  @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false
  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(tr("Only in this forum, topic, chat room, folder or feed."), valueName: "name"))
  var place: String?
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
  @Option(help: ArgumentHelp(tr("At most so many."), valueName: "number")) var limit: Int?
  @Flag(help: ArgumentHelp(tr("Events: each time one takes place, from now on."))) var upcoming = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError(tr("--limit wants a number from 1 on.")) }
  }

  func run() throws {
    let desk = try Desk()
    let (cache, copy) = try desk.openReadable()
    defer { copy?.remove() }
    var left = limit ?? Int.max
    let emit: (Row) throws(Failure) -> Bool = { [json] row throws(Failure) in
      if json { try Desk.output.json(row.json) } else { try Desk.output.line(row.line) }
      left -= 1
      return left > 0
    }
    try withoutActuallyEscaping(emit) { emit in
      let places = Places(reader: cache.reader, account: account)
      try list(Listing(reader: cache.reader, places: places, zone: desk.zone, emit: emit), cache, desk)
    }
  }

  private func list(_ listing: Listing, _ cache: Cache, _ desk: Desk) throws(Failure) {
    switch kind {
    case .accounts: try listing.accounts(try desk.logins())
    case .forums: try listing.boards()
    case .topics: try listing.topics(on: place)
    case .messages: try listing.messages(in: place)
    case .rooms: try listing.rooms()
    case .chat: try listing.chat(in: place)
    case .calendars: try listing.calendars()
    case .events where upcoming: try listing.upcoming(from: Date.now.timeIntervalSince1970, limit: limit ?? 100)
    case .events: try listing.events(cache)
    case .files: try listing.files(in: place)
    case .kits: try listing.kits()
    case .feeds: try listing.feeds()
    case .news: try listing.news(in: place)
    case .near: try listing.near(now: Date.now.timeIntervalSince1970, limit: limit ?? 20)
    case .proposals: try listing.proposals(now: Date.now.timeIntervalSince1970)
    case .courses: try listing.courses()
    case .members: try listing.members()
    case .reports: try listing.reports()
    case .bundles: try listing.bundles()
    }
  }
}
