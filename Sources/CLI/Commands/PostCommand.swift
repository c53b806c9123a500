internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text

struct PostCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "post", abstract: tr("Post the text on standard input to a forum or a chat room."),
      subcommands: [Forum.self, Chat.self])
  }

  struct Options: ParsableArguments {
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("Only queue it; the next sync sends it."))) var queue = false
    @Flag(help: ArgumentHelp(tr("Plain text, no Markdown."))) var plain = false

    /// What stands on standard input, and who is named in it.
    func draft(subject: String? = nil, account: AccountID, _ reader: CacheReader) throws -> MessageDraft {
      let body = try Input.body()
      let named = try reading { () throws(CacheError) in
        try Mentions.named(in: body, account: account, reader)
      }
      return MessageDraft(subject: subject, body: body, isMarkdown: !plain, mentions: named)
    }
  }

  struct Expiry: ParsableArguments {
    @Option(help: ArgumentHelp(tr("Not sent any more after: 18:00, 2h, tomorrow 9h."), valueName: "when"))
    var uselessAfter: String?

    /// In seconds since 1970; nil: it always is of use.
    func time(_ zone: TimeZone) throws(Failure) -> Double? {
      guard let uselessAfter else { return nil }
      let catalog = Catalog(Speech.language)
      let words = DateWords(catalog, now: Sender.now(), zone: zone)
      do throws(TypedTimeProblem) { return try Deadline.parse(uselessAfter, words) } catch {
        throw Failure(.usage, error.text(catalog), safe: tr("Nothing was queued."))
      }
    }
  }

  struct Forum: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "forum", abstract: tr("Open a topic, or answer a message."))
    }

    @Argument(help: ArgumentHelp(tr("The forum's name or key."))) var name: String
    @Option(help: ArgumentHelp(tr("The subject of a new topic."), valueName: "text")) var subject: String?
    @Option(help: ArgumentHelp(tr("The key or id of the message to answer."), valueName: "id")) var replyTo: String?
    @OptionGroup var options: Options
    @OptionGroup var expiry: Expiry

    func validate() throws {
      guard (subject == nil) != (replyTo == nil) else {
        throw ValidationError(tr("Give either --subject, for a new topic, or --reply-to, for an answer."))
      }
      if subject?.contains(where: { !$0.isWhitespace }) == false { throw ValidationError(tr("The subject is empty.")) }
    }

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let board = try Places(reader: cache.reader, account: options.account).board(named: name)
      let parent = try replyTo.map { (id) throws(Failure) in try message(id, on: board, cache.reader) }
      try Self.check(board.channel)
      let draft = try options.draft(subject: subject, account: board.key.account, cache.reader)
      let (id, now, end) = (Sender.newID(), Sender.now(), try expiry.time(desk.zone))
      let mutation =
        parent.map { Message.reply(draft, to: $0, account: board.key.account, clientID: id, sentAt: now) }
        ?? Message.post(draft, in: board.key, clientID: id, sentAt: now)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation.expiring(at: end)], isQueueOnly: options.queue)
    }

    /// Rights are read before anything is queued that the server would refuse.
    static func check(_ channel: Channel) throws(Failure) {
      guard !channel.isArchived, channel.rights.mayPost else {
        throw Failure(
          .denied, tr("You may read “%1”, not write in it.", channel.name.line), safe: tr("Nothing was queued."),
          remedy: tr("Ask the cooperative."))
      }
    }

    private func message(_ id: String, on board: BoardRow, _ reader: CacheReader) throws(Failure) -> Message {
      let key = ObjectKey(text: id) ?? ObjectKey(board.key.account, Message.name, ObjectID(id))
      guard let row = try reading({ () throws(CacheError) in try reader.message(key) }),
        row.message.channelID == board.key.id
      else {
        throw Failure(
          .notFound, tr("There is no message “%1” in this forum.", id), remedy: tr("See: ter1 list messages --in NAME"))
      }
      return row.message
    }
  }

  struct Chat: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "chat", abstract: tr("Say something in a chat room."))
    }

    @Argument(help: ArgumentHelp(tr("The room's name or key."))) var name: String
    @OptionGroup var options: Options
    @OptionGroup var expiry: Expiry

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let room = try Places(reader: cache.reader, account: options.account).room(named: name)
      try Forum.check(room.channel)
      let draft = try options.draft(account: room.key.account, cache.reader)
      let mutation = Message.post(draft, in: room.key, clientID: Sender.newID(), sentAt: Sender.now())
        .expiring(at: try expiry.time(desk.zone))
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }
  }
}
