import ClientCore
import JSON
import Localization
import Text

enum OutboxCommands {
  static let all: [PaneCommand<OutboxPane>] = [
    PaneCommand(
      name: "outbox.edit", label: "edit", summary: "Edit what waits, before it is sent again", usage: "[NAME]",
      unavailable: { pane, context in
        if pane.list.current?.draft != nil { return nil }
        guard let row = pane.current else { return nothing(context) }
        return OutboxEdit.objection(to: row, context.tr)
      },
      action: { (pane, context) throws(CacheError) in
        if let draft = pane.list.current?.draft { return [.write(draft)] }
        return pane.current.map { edit($0, context) } ?? []
      }),
    PaneCommand(
      name: "outbox.retry", label: "retry", summary: "Try again now",
      cost: .change, unavailable: { pane, context in pane.list.current == nil ? nothing(context) : nil },
      action: { (pane, context) throws(CacheError) in
        switch pane.list.current?.content {
        case .entry(let row, _):
          [
            .retry(entry: row.entry.id),
            .notice(Notice(.information, context.tr("Tried again: at once, or with the next connection"))),
          ]
        case .download(let download): [.download(download)]
        case .draft(let draft): [.write(draft)]
        case .heading, nil: []
        }
      }),
    PaneCommand(
      name: "outbox.drafts", label: "drafts", summary: "Show the texts that were begun and not sent",
      action: { (pane, context) throws(CacheError) in
        try pane.goToDrafts(context) ? [] : [.notice(Notice(.information, context.tr("No text was begun and left")))]
      }),
    PaneCommand(
      name: "outbox.bundles", label: msgid("bundles"),
      summary: msgid("To the bundles: what goes and comes as files, without a network"),
      action: { (_, _) throws(CacheError) in [.show(pane: BundlesPane.name, at: nil)] }),
    PaneCommand(
      name: "outbox.pause", label: "pause",
      summary: "Stop a file on its way, here or there; again: it goes on where it stopped",
      unavailable: { pane, context in
        guard let item = pane.list.current, item.download != nil || !item.files.isEmpty else {
          return context.tr("Only a file on its way can be stopped")
        }
        return nil
      },
      action: { (pane, context) throws(CacheError) in
        pane.list.current.map { pauseOrGoOn($0, context) } ?? []
      }),
    PaneCommand(
      name: "outbox.drop", label: "drop", summary: "Do not send it: give it up",
      unavailable: { pane, context in
        if pane.list.current == nil { return nothing(context) }
        guard pane.list.current?.isOnItsWay == true, pane.list.current?.download == nil else { return nil }
        return pane.current?.entry.state == .sending && pane.current?.entry.mutation.type != Blob.name
          ? context.tr("It is on its way: wait for the answer") : context.tr("It is on its way: stop it first")
      },
      action: { (pane, context) throws(CacheError) in
        guard let draft = pane.list.current?.draft, context.arguments.first == "--now" else {
          return drop(pane.list.current, context)
        }
        let notice = Notice(.information, context.tr("The draft is thrown away"))
        return try pane.throwAway(draft, context) + [.notice(notice)]
      }),
  ]

  private static func pauseOrGoOn(_ item: OutboxItem, _ context: Context) -> [Effect] {
    let keys = ["outbox.retry", "outbox.pause"].compactMap(context.keys).joined(separator: " / ")
    let isStopped = item.download.map { $0.state == .paused } ?? item.files.allSatisfy(\.isPaused)
    guard !isStopped else {
      let going = item.download.map { [.download($0)] } ?? item.files.map { Effect.retry(entry: $0.id) }
      let words =
        item.download == nil && takesWholeFiles(item.files, context)
        ? context.tr("It begins anew") : context.tr("It goes on from where it stopped")
      return going + [.notice(Notice(.information, words))]
    }
    guard let download = item.download else {
      let text = stopped(item.files, keys, context)
      return item.files.map { Effect.pauseUpload(entry: $0.id) } + [.notice(Notice(.information, text))]
    }
    let text = context.tr("Stopped; what has come is kept, %1 goes on from there", keys)
    return [.pauseDownload(id: download.id), .notice(Notice(.information, text))]
  }

  /// Other servers than ours take a file in one request only.
  private static func takesWholeFiles(_ files: [OutboxEntry], _ context: Context) -> Bool {
    let account = context.accounts.first { $0.id == files.first?.mutation.account }
    return account?.capabilities.contains("urn:ter1:discussion") == false
  }

  private static func stopped(_ files: [OutboxEntry], _ keys: String, _ context: Context) -> String {
    takesWholeFiles(files, context)
      ? context.tr("Stopped; this server takes a file in one go, %1 begins anew", keys)
      : context.tr("Stopped before its next part; %1 goes on from what has arrived", keys)
  }

  private static func nothing(_ context: Context) -> String { context.tr("Nothing waits here") }

  private static func edit(_ row: OutboxRow, _ context: Context) -> [Effect] {
    guard OutboxEdit.hasName(row.entry.mutation) else {
      return OutboxEdit.composition(row, context).map { [.compose($0)] } ?? []
    }
    guard let name = context.arguments.first else {
      let old = UntrustedText(OutboxEdit.properties(row.entry.mutation)?["name"]?.string ?? "").line.string
      return [.prompt(Input(label: context.tr("New name: "), text: old, line: CommandLine("outbox.edit")))]
    }
    if let reason = FolderName.objection(to: name, context.tr) { return [.notice(Notice(.warning, reason))] }
    return OutboxEdit.replaced(row.entry.mutation, with: ["name": .string(name)])
      .map { [.replace(entry: row.entry.id, with: $0)] } ?? []
  }

  private static func drop(_ item: OutboxItem?, _ context: Context) -> [Effect] {
    let tr = context.tr
    switch item?.content {
    case .download(let download) where download.received > 0 && context.arguments.first != "--now":
      let (name, size) = (TypedPath.name(download.path), ByteCount.text(download.received, tr))
      return [.ask(question(SafeText(tr("Give up “%1”? What has come (%2) is removed.", name, size)), tr))]
    case .download(let download):
      return [
        .giveUpDownload(id: download.id), .notice(Notice(.information, tr("Given up; what had come is removed"))),
      ]
    case .entry(let row, _) where context.arguments.first == "--now":
      return [.drop(entry: row.entry.id), .notice(Notice(.information, tr("Given up; nothing was sent")))]
    case .entry(let row, _):
      let title = row.title.line.clipped(to: 40)
      let hasText = OutboxEdit.body(row.entry.mutation)?.isEmpty == false
      let text =
        hasText
        ? tr("Give up “%1”? Its text is lost.", title)
        : tr("Give up “%1” (%2)? The server is told nothing.", title, IntentionWords.text(row.entry.mutation, tr))
      return [.ask(question(SafeText(text), tr))]
    case .draft:
      return [.ask(question(SafeText(tr("Throw this draft away?")), tr))]
    case .heading, nil: return []
    }
  }

  private static func question(_ text: SafeText, _ tr: Catalog) -> Question {
    Question(text, [.yes(tr, CommandLine("outbox.drop", ["--now"])), .no(tr)])
  }
}
