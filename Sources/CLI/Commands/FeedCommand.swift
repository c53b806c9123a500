internal import ArgumentParser
internal import ClientCore
internal import Feeds
internal import Foundation
internal import Localization
internal import Sync
internal import TER1TUI
internal import Text

struct FeedCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "feed", abstract: tr("Feeds of news: add, list, remove, read, and hand over as OPML."),
      subcommands: [Add.self, List.self, Remove.self, Fetch.self, Export.self, Import.self])
  }

  struct Add: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "add", abstract: tr("Add a feed that only this client reads; with --for-all the server reads it."))
    }
    @Argument(help: ArgumentHelp(tr("The address of the feed, or of its site."))) var address: String
    @Option(help: ArgumentHelp(tr("What it is to be called; else as it calls itself."), valueName: "text")) var title =
      ""
    @Option(help: ArgumentHelp(tr("The folder it stands in."), valueName: "name")) var folder = ""
    @OptionGroup var target: Target

    func run() async throws {
      guard let text = WebAddress.typed(address) else {
        throw Failure(
          .usage, tr("“%1” is no address of the web.", UntrustedText(address).line),
          remedy: tr("Give one of http or https, without a login in it."))
      }
      try await target.add([OPML.Feed(address: text, title: title, folders: folder.isEmpty ? [] : [folder])])
    }
  }

  /// Who is to read what is added.
  struct Target: ParsableArguments {
    @Flag(help: ArgumentHelp(tr("The server reads it for all members; for administrators."))) var forAll = false
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("Only queue it; the next sync sends it."))) var queue = false

    func add(_ feeds: [OPML.Feed]) async throws(Failure) {
      let desk = try Desk()
      let cache = try desk.openCache()
      let account = try forAll ? server(cache) : .own
      let known = try Places(reader: cache.reader, account: nil).addresses(ofFeedsIn: account)
      let mutations = feeds.filter { !known.contains($0.address) }.map { feed in
        Feed.add(
          feed.address, title: feed.title, folder: feed.folders.joined(separator: " / "), to: account,
          clientID: Sender.newID())
      }
      let there = feeds.count - mutations.count
      if there > 0 { Desk.output.note(tr(there, "%1 feed was there already.", "%1 feeds were there already.")) }
      guard !mutations.isEmpty else { return }
      guard forAll else {
        _ = try reading { () throws(CacheError) in try cache.enqueue(mutations) }
        return Desk.output.note(tr("Added. It is read by: ter1 feed fetch"))
      }
      try await Sender(desk: desk, cache: cache).sendAndTell(mutations, isQueueOnly: queue)
    }

    private func server(_ cache: Cache) throws(Failure) -> AccountID {
      let accounts = try Places(reader: cache.reader, account: account).accounts().filter { $0.offers.contains(.news) }
      guard let first = accounts.first, accounts.count == 1 else {
        throw accounts.isEmpty
          ? Failure(.notFound, tr("No server here reads feeds."))
          : Failure(.usage, tr("There are several accounts."), remedy: tr("Choose one: --account NAME"))
      }
      return first.id
    }
  }

  struct List: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "list", abstract: tr("List the feeds, one a line; works offline."))
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      try Desk().read { (reader) throws(Failure) in
        for (account, feed) in try Places(reader: reader, account: account).feeds() {
          let row = Row.feed(feed, in: account)
          if json { try Desk.output.json(row.json) } else { try Desk.output.line(row.line) }
        }
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "remove", abstract: tr("Remove a feed, and its articles."))
    }
    @Argument(help: ArgumentHelp(tr("The feed's name, address or key."))) var feed: String
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let key = try Places(reader: cache.reader, account: options.account).feed(named: feed).key
      guard key.account == .own else {
        return try await Sender(desk: desk, cache: cache).sendAndTell([Feed.remove(key)], isQueueOnly: options.queue)
      }
      _ = try reading { () throws(CacheError) in try cache.enqueue([Feed.remove(key)]) }
      Desk.output.note(tr("Removed."))
    }
  }

  struct Fetch: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "fetch", abstract: tr("Read the feeds that only this client reads."))
    }
    @Flag(name: [.short, .long], help: ArgumentHelp(tr("Say nothing unless something is wrong."))) var quiet = false

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let transport = Connection.feedTransport(try desk.logins(), CurlEngine())
      let report: OwnFeeds.Report
      do throws(CacheError) {
        report = try await OwnFeeds(cache: cache, transport: transport).readAll(in: LocalDay(desk.zone)) {
          Sender.now()
        }
      } catch { throw Failure(error) }
      if !quiet {
        let bytes = tr("%1 bytes up, %2 bytes down", report.traffic.bytesUp, report.traffic.bytesDown)
        try Desk.output.line(tr(report.read, "%1 feed read (%2)", "%1 feeds read (%2)", bytes))
      }
      for (feed, kind) in report.failed {
        Desk.output.note("ter1: " + feed.feed.name.line.string + tr(": ") + NewsWords(tr).trouble(kind))
      }
      if !report.failed.isEmpty { throw ExitCode(ExitStatus.unreachable.rawValue) }
    }
  }

  struct Export: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "export", abstract: tr("Write the list of feeds as OPML; works offline."))
    }
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      try Desk().read { (reader) throws(Failure) in
        let feeds = try Places(reader: reader, account: account).feeds().map(\.1.outline)
        try Desk.output.encoded(OPML(title: "ter1", feeds: feeds).text)
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "import", abstract: tr("Add the feeds of an OPML list on standard input."))
    }
    @OptionGroup var target: Target

    func run() async throws {
      let bytes = try Input.bytes(limit: FeedLimits.usual.feedBytes)
      let list: OPML
      do throws(FeedError) { list = try OPML(reading: bytes) } catch {
        throw Failure(.data, NewsWords(tr).listTrouble(error), safe: tr("Nothing was added."))
      }
      for line in list.passedOver {
        Desk.output.note(
          "ter1: " + tr("passed over, no address of http or https without a login: %1", UntrustedText(line).line))
      }
      guard !list.feeds.isEmpty else { throw Failure(.data, tr("The list names no feed.")) }
      Desk.output.note(tr(list.feeds.count, "%1 feed in the list.", "%1 feeds in the list."))
      try await target.add(list.feeds)
    }

  }
}
