internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

struct MemberCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "member", abstract: tr("Who is a member, one's own profile, and whom one follows."),
      subcommands: [Show.self, Profile.self, Follow.self, Write.self])
  }

  struct Show: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "show", abstract: tr("All that a member lets one know; works offline."))
    }
    @Argument(help: ArgumentHelp(tr("The member's name, handle or key."))) var member: String
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      try Desk().read { (reader) throws(Failure) in
        let places = Places(reader: reader, account: account)
        let row = try places.member(named: member)
        let known = try places.accounts().first { $0.id == row.key.account }
        if json { return try Desk.output.json(Row.member(row, in: known?.name ?? UntrustedText("")).json) }
        try Desk.output.line(row.principal.name.line + SafeText("  @") + row.principal.handle.line)
        for field in ProfileField.allCases {
          guard let text = row.principal.profile[field] else { continue }
          for line in text.lines { try Desk.output.line(SafeText(tr("%1: %2", ProfileWords(tr).name(field), line))) }
        }
      }
    }
  }

  struct Profile: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "profile", abstract: tr("One's own profile: what stands in it, and who sees which line."),
        discussion: tr("Without options it is printed. A line is private until --show names it."))
    }
    @Option(help: ArgumentHelp(tr("One's union."), valueName: "text")) var union: String?
    @Option(help: ArgumentHelp(tr("One's section."), valueName: "text")) var section: String?
    @Option(help: ArgumentHelp(tr("One's roles."), valueName: "text")) var roles: String?
    @Option(help: ArgumentHelp(tr("How one is reached."), valueName: "text")) var reach: String?
    @Option(
      help: ArgumentHelp(tr("Show a line to all members: union, section, roles, reach."), valueName: "line"))
    var show: [Field] = []
    @Option(help: ArgumentHelp(tr("Show a line to nobody any more."), valueName: "line")) var hide: [Field] = []
    @OptionGroup var options: PostCommand.Options

    struct Field: ExpressibleByArgument {
      let field: ProfileField
      init?(argument: String) {
        guard let field = ProfileField(rawValue: argument) else { return nil }
        self.field = field
      }
      static var allValueStrings: [String] { ProfileField.allCases.map(\.rawValue) }
    }

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let me = try MemberCommand.viewer(options.account, cache.reader)
      let standing = try reading { () throws(CacheError) in try cache.reader.profile(me.account) }
      let typed: [(ProfileField, String?)] = [(.union, union), (.section, section), (.roles, roles), (.reach, reach)]
      let fields = typed.reduce(into: [ProfileField: String]()) { $0[$1.0] = $1.1 }
      guard !fields.isEmpty || !show.isEmpty || !hide.isEmpty else { return try tell(standing) }
      let shown = (standing?.shown ?? []).union(show.map(\.field)).subtracting(hide.map(\.field))
      let mutation = ClientCore.Profile.change(fields, shown: shown, of: me)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    private func tell(_ profile: ClientCore.Profile?) throws(Failure) {
      for field in ProfileField.allCases {
        guard let text = profile?.fields[field] else { continue }
        let isShown = profile?.shown.contains(field) ?? false
        let audience = isShown ? tr("all members see it") : tr("only you see it")
        try Desk.output.line(
          SafeText(tr("%1: %2", ProfileWords(tr).name(field), text.line)) + SafeText("  (\(audience))"))
      }
    }
  }

  struct Follow: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "follow",
        abstract: tr(
          "Follow a member, a forum, a #tag or a campaign: it comes first in the digest; nobody else knows."),
        discussion: tr("Without anything named, what is followed is printed."))
    }
    @Argument(help: ArgumentHelp(tr("A member's name or handle, or “#tag”."))) var followed: String?
    @Option(help: ArgumentHelp(tr("A forum or chat room instead."), valueName: "name")) var board: String?
    @Option(help: ArgumentHelp(tr("A campaign instead."), valueName: "name")) var campaign: String?
    @Flag(help: ArgumentHelp(tr("Follow it no more."))) var stop = false
    @OptionGroup var options: PostCommand.Options

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      guard let (account, followed) = try named(cache.reader) else { return try tell(cache.reader) }
      let me = try MemberCommand.viewer(account ?? options.account, cache.reader)
      guard followed != Followed(.person, me.id.rawValue) else { throw Failure(.usage, tr("This is you")) }
      let mutation = ClientCore.Profile.follow(followed, !stop, by: me)
      try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
    }

    private func named(_ reader: CacheReader) throws(Failure) -> (account: String?, Followed)? {
      let places = Places(reader: reader, account: options.account)
      if let campaign { return (nil, Followed(.campaign, campaign)) }
      if let board {
        let channel = try places.channel(named: board)
        return (String(channel.account.rawValue), Followed(.board, channel.id.rawValue))
      }
      guard let followed else { return nil }
      if let tag = Followed(tag: followed) { return (nil, tag) }
      let row = try places.member(named: followed)
      return (String(row.key.account.rawValue), Followed(.person, row.key.id.rawValue))
    }

    private func tell(_ reader: CacheReader) throws(Failure) {
      let places = Places(reader: reader, account: options.account)
      let follows = try reading { () throws(CacheError) in try reader.follows() }
      for account in try places.accounts() {
        let names = try reading { () throws(CacheError) in
          try reader.names(of: follows[account.id] ?? [], account.id)
        }
        for name in names { try Desk.output.line(name.line) }
      }
    }
  }

  struct Write: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "write",
        abstract: tr("Send the text on standard input to a member, in a chat that only you two read."))
    }
    @Argument(help: ArgumentHelp(tr("The member's name, handle or key."))) var member: String
    @OptionGroup var options: PostCommand.Options
    @OptionGroup var expiry: PostCommand.Expiry

    func run() async throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let row = try Places(reader: cache.reader, account: options.account).member(named: member)
      let me = try MemberCommand.viewer(String(row.key.account.rawValue), cache.reader)
      guard row.key != me else { throw Failure(.usage, tr("This is you")) }
      let draft = MessageDraft(body: try Input.body(), isMarkdown: !options.plain)
      let room = try reading { () throws(CacheError) in
        try cache.reader.directRoom(row.key.account, with: [row.key.id])
      }
      let opened = Channel.direct(with: [row.key.id], me: me.id, in: row.key.account, clientID: Sender.newID())
      let line = Message.post(
        draft, in: room?.key ?? ObjectKey(opened.account, opened.type, opened.id), clientID: Sender.newID(),
        sentAt: Sender.now()
      ).expiring(at: try expiry.time(desk.zone))
      try await Sender(desk: desk, cache: cache)
        .sendAndTell((room == nil ? [opened] : []) + [line], isQueueOnly: options.queue)
    }
  }

  /// The member's own principal in the account named, or in the only one.
  static func viewer(_ account: String?, _ reader: CacheReader) throws(Failure) -> ObjectKey {
    let accounts = try Places(reader: reader, account: account).accounts()
      .filter { $0.capabilities.contains("urn:ter1:members") }
    guard let found = accounts.first, let me = found.principalID else {
      throw Failure(.notFound, tr("No account here keeps profiles."))
    }
    guard accounts.count == 1 else {
      throw Failure(.usage, tr("Say in which account: --account NAME"))
    }
    return ObjectKey(found.id, Principal.name, me)
  }
}

extension Places {
  /// A member by key, id, handle (with or without @), name, or the beginning of a name.
  func member(named name: String) throws(Failure) -> MemberRow {
    var rows: [MemberRow] = []
    for account in try accounts() {
      rows += try reading { () throws(CacheError) in try reader.members(account.id) }
    }
    let handle = name.hasPrefix("@") ? String(name.dropFirst()) : name
    let called = rows.filter { $0.principal.handle.raw == handle }
    if called.count == 1 { return called[0] }
    return try one(rows, named: name, kind: tr("member"), list: "members") { ($0.key, $0.principal.name) }
  }

  /// A forum or a chat room.
  func channel(named name: String) throws(Failure) -> ObjectKey {
    let named = try boards().map { ($0.1.key, $0.1.channel.name) } + rooms().map { ($0.1.key, $0.1.channel.name) }
    return try one(named, named: name, kind: tr("forum"), list: "forums") { $0 }.0
  }
}
