internal import ArgumentParser
internal import ClientCore
internal import Localization

struct OutboxCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "outbox", abstract: tr("What waits to be sent, or was refused."),
      subcommands: [ListEntries.self, Retry.self, Drop.self],
      defaultSubcommand: ListEntries.self)
  }

  struct ListEntries: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "list", abstract: tr("List the entries, oldest first."))
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      let desk = try Desk()
      try desk.read { (reader) throws(Failure) in
        for row in try reading({ () throws(CacheError) in try reader.outbox(limit: 100_000) }) {
          let row = Row.entry(row, zone: desk.zone)
          if json { try Desk.output.json(row.json) } else { try Desk.output.line(row.line) }
        }
      }
    }
  }

  struct Retry: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "retry", abstract: tr("Send a refused entry once more, at the next sync."))
    }
    @Argument(help: ArgumentHelp(tr("The number that list shows."))) var entry: Int64

    func run() throws {
      let cache = try Desk().openCache()
      try OutboxCommand.check(entry, in: cache)
      _ = try reading { () throws(CacheError) in try cache.retry(entry) }
      Desk.output.note(tr("Entry %1 is queued again. It is sent by: ter1 sync", entry))
    }
  }

  struct Drop: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "drop", abstract: tr("Give an entry up: it is never sent, and its text is gone."))
    }
    @Argument(help: ArgumentHelp(tr("The number that list shows."))) var entry: Int64

    func run() throws {
      let cache = try Desk().openCache()
      try OutboxCommand.check(entry, in: cache)
      _ = try reading { () throws(CacheError) in try cache.drop(entry) }
      Desk.output.note(tr("Entry %1 is dropped.", entry))
    }
  }

  private static func check(_ entry: Int64, in cache: Cache) throws(Failure) {
    guard try reading({ () throws(CacheError) in try cache.reader.outboxEntry(entry) }) != nil else {
      throw Failure(.notFound, tr("The outbox has no entry %1.", entry), remedy: tr("See: ter1 outbox list"))
    }
  }
}
