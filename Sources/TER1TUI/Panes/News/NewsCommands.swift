public import ClientCore
public import Feeds
import JSON
import Localization
import Text

enum NewsCommands {
  typealias Available = @Sendable (NewsPane, Context) -> String?

  static let all: [PaneCommand<NewsPane>] = reading + article + feeds

  private static let noArticle: Available = { pane, context in
    pane.current == nil ? context.tr("There is no article here") : nil
  }
  private static let notOpen: Available = { pane, context in
    pane.level != .article || pane.detail == nil ? context.tr("Open an article first") : nil
  }

  // MARK: Reading

  private static let reading: [PaneCommand<NewsPane>] = [
    PaneCommand(
      name: "news.next-unread", label: msgid("next new"), summary: msgid("Read the next article that is new"),
      action: { (pane, context) throws(CacheError) in
        let nothing = Effect.notice(Notice(.information, context.tr("Nothing new here.")))
        return try pane.nextUnread(context) ?? [nothing]
      }),
    PaneCommand(
      name: "news.toggle-read", label: msgid("read or new"),
      summary: msgid("Mark the article as read, or as new again"),
      cost: .change, unavailable: noArticle,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        return [.enqueue(try context.cache.marking([row.key.id], of: row.feed, isRead: !row.isRead))]
      }),
    PaneCommand(
      name: "news.catch-up", label: msgid("catch up"),
      summary: msgid("Mark everything in this feed as read; on “All news”, everything"), cost: .change,
      action: { (pane, context) throws(CacheError) in
        let rows = if let feed = pane.feed { [feed] } else { try context.cache.feeds(context.account) }
        var mutations: [Mutation] = []
        for row in rows { mutations += try context.cache.marking(nil, of: row.key, isRead: true) }
        let count = rows.reduce(0) { $0 + $1.unread }
        guard !mutations.isEmpty else { return [.notice(Notice(.information, context.tr("Nothing new here.")))] }
        return [
          .enqueue(mutations),
          .notice(Notice(.success, context.tr(count, "%1 article marked as read", "%1 articles marked as read"))),
        ]
      }),
    PaneCommand(
      name: "news.unread-only", label: msgid("only new"), summary: msgid("List only what is new, or everything again"),
      action: { (pane, context) throws(CacheError) in
        try pane.toggleRead(context)
        return []
      }),
  ]

  // MARK: An article

  private static let article: [PaneCommand<NewsPane>] = [
    PaneCommand(
      name: "news.open-link", label: msgid("open link"), summary: msgid("Open a link of the article, by its number"),
      usage: "[NUMBER]", unavailable: notOpen,
      action: { (pane, context) throws(CacheError) in NewsActions(pane.detail, context).openLink(context.number) }),
    PaneCommand(
      name: "news.copy-link", label: msgid("copy link"), summary: msgid("Copy the article’s address"),
      unavailable: notOpen,
      action: { (pane, _) throws(CacheError) in pane.detail?.article.url.map { [.copy($0.line.string)] } ?? [] }),
    PaneCommand(
      name: "news.picture", label: msgid("picture"),
      summary: msgid("Show a picture of the article, by its number; what it costs is said first"), usage: "[NUMBER]",
      cost: .told,
      unavailable: { pane, context in
        notOpen(pane, context)
          ?? (pane.detail?.article.pictures.isEmpty == true ? context.tr("This article has no pictures") : nil)
      },
      action: { (pane, context) throws(CacheError) in try NewsActions(pane.detail, context).picture(context.number) }),
    PaneCommand(
      name: "news.discuss", label: msgid("discuss"),
      summary: msgid("Discuss the article in the forums: its topic, or a new one"), cost: .text, unavailable: notOpen,
      action: { (pane, context) throws(CacheError) in try NewsActions(pane.detail, context).discuss() }),
  ]

  // MARK: Feeds

  private static let feeds: [PaneCommand<NewsPane>] = [
    PaneCommand(
      name: "news.add", label: msgid("add"), summary: msgid("Add a feed that only this client reads"),
      usage: "[ADDRESS]",
      action: { (pane, context) throws(CacheError) in add(to: .own, "news.add", context) }),
    PaneCommand(
      name: "news.add-for-all", label: msgid("add for all"),
      summary: msgid("Add a feed that the server reads for all members"), usage: "[ADDRESS]", cost: .change,
      unavailable: { _, context in
        context.reason { () throws(CacheError) in
          try administered(context) == nil
            ? context.tr("Only administrators choose what the server reads for all") : nil
        }
      },
      action: { (pane, context) throws(CacheError) in
        try administered(context).map { add(to: $0, "news.add-for-all", context) } ?? []
      }),
    PaneCommand(
      name: "news.remove", label: msgid("remove"), summary: msgid("Remove a feed, and its articles"), usage: "[--now]",
      cost: .change, unavailable: mayNotChange,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.feed else { return [] }
        guard context.arguments.first == "--now" else { return [.ask(question(row, context.tr))] }
        return [
          .enqueue([Feed.remove(row.key)]),
          .notice(Notice(.success, context.tr("“%1” is removed", row.feed.name.line))),
        ]
      }),
    PaneCommand(
      name: "news.rename", label: msgid("rename"), summary: msgid("Give a feed another name"), usage: "[NAME]",
      cost: .change, unavailable: mayNotChange,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.feed else { return [] }
        guard !context.arguments.isEmpty else {
          let name = row.feed.name.line.string
          return [.prompt(Input(label: context.tr("Name: "), text: name, line: CommandLine("news.rename")))]
        }
        return [.enqueue([Feed.change(row.key, ["title": .string(context.arguments.joined(separator: " "))])])]
      }),
    PaneCommand(
      name: "news.fetch", label: msgid("read feeds"), summary: msgid("Read the feeds that only this client reads, now"),
      needsNetwork: true, cost: .told,
      action: { (_, context) throws(CacheError) in
        let own = try context.cache.feeds(nil).filter(\.isOwn)
        guard !own.isEmpty else {
          return [.notice(Notice(.information, context.tr("The server reads these feeds; g s asks it for news.")))]
        }
        let words = context.tr(own.count, "Reading %1 feed…", "Reading %1 feeds…")
        return [.readFeeds, .notice(Notice(.information, words))]
      }),
    PaneCommand(
      name: "news.export", label: msgid("export"), summary: msgid("Save the list of feeds for other readers (OPML)"),
      usage: "[PATH]",
      action: { (_, context) throws(CacheError) in
        guard let path = context.arguments.first else {
          return [.prompt(Input(label: context.tr("Save as: "), text: "feeds.opml", line: CommandLine("news.export")))]
        }
        guard !path.isEmpty else { return [] }
        let list = OPML(title: "ter1", feeds: try context.cache.feeds(context.account).map(\.outline))
        return [.writeFile(path: path, text: list.text)]
      }),
    PaneCommand(
      name: "news.import", label: msgid("import"),
      summary: msgid("Add the feeds of another reader’s list (OPML); only this client reads them"), usage: "[PATH]",
      action: { (_, context) throws(CacheError) in
        guard let path = context.arguments.first else {
          let label = context.tr("List of feeds (OPML): ")
          return [.prompt(Input(label: label, text: "~/", line: CommandLine("news.import"), completesPaths: true))]
        }
        return path.isEmpty ? [] : [FeedList.reading(path)]
      }),
  ]

  private static let mayNotChange: Available = { pane, context in
    guard let row = pane.feed else { return context.tr("There is no feed here") }
    return context.reason { () throws(CacheError) in
      if row.isOwn { return nil }
      let isAdmin = try isAdmin(row.key.account, context)
      return isAdmin ? nil : context.tr("Only administrators choose what the server reads for all")
    }
  }

  private static func question(_ row: FeedRow, _ tr: Catalog) -> Question {
    Question(
      SafeText(tr("Remove “%1” and its articles?", row.feed.name.line)),
      [.yes(tr, CommandLine("news.remove", ["--now"])), .no(tr)])
  }

  private static func add(to account: AccountID, _ command: String, _ context: Context) -> [Effect] {
    guard let typed = context.arguments.first else {
      return [.prompt(Input(label: context.tr("Address of the feed or of its site: "), line: CommandLine(command)))]
    }
    guard !typed.isEmpty else { return [] }
    guard let address = WebAddress.typed(typed) else {
      return [.notice(Notice(.warning, context.tr("“%1” is no address of the web", UntrustedText(typed).line)))]
    }
    let feed = Feed.add(address, to: account, clientID: context.makeID())
    guard account == .own else {
      return [.enqueue([feed]), .notice(Notice(.success, context.tr("The server reads it from now on")))]
    }
    return [.enqueue([feed]), .readFeeds]
  }

  /// The cooperative looked at, or the first, in which one is an administrator.
  private static func administered(_ context: Context) throws(CacheError) -> AccountID? {
    for id in context.accounts.map(\.id) where context.account == nil || id == context.account {
      if try isAdmin(id, context) { return id }
    }
    return nil
  }

  private static func isAdmin(_ account: AccountID, _ context: Context) throws(CacheError) -> Bool {
    guard let offering = context.accounts.first(where: { $0.id == account }), offering.offers.contains(.news),
      let me = offering.principalID
    else { return false }
    return try context.cache.person(ObjectKey(account, Principal.name, me))?.principal.isAdmin ?? false
  }
}

extension FeedRow {
  /// As a line of OPML.
  public var outline: OPML.Feed {
    OPML.Feed(
      address: feed.url.line.string, title: feed.title.line.string, site: feed.site?.line.string,
      folders: feed.folder.isEmpty ? [] : [feed.folder.line.string])
  }
}
