import ClientCore
import Localization
import Text

/// What can be done wherever one is.
enum GlobalCommands {
  static let all: [Command] = moves + places + interface

  // MARK: Moving

  private static let moves: [Command] = [
    move("down", msgid("down"), msgid("Move down")) { .lines($0) },
    move("up", msgid("up"), msgid("Move up")) { .lines(-$0) },
    move("half-down", msgid("half a page down"), msgid("Move half a page down")) { .halfPages($0) },
    move("half-up", msgid("half a page up"), msgid("Move half a page up")) { .halfPages(-$0) },
    move("page-down", msgid("page down"), msgid("Move a page down")) { .pages($0) },
    move("page-up", msgid("page up"), msgid("Move a page up")) { .pages(-$0) },
    move("first", msgid("to the top"), msgid("Go to the first")) { _ in .first },
    move("last", msgid("to the end"), msgid("Go to the last")) { _ in .last },
    Command("open", label: msgid("open"), summary: msgid("Open what the cursor is on")) {
      (app, context) throws(CacheError) in
      try app.changePane(app.focus) { (pane) throws(CacheError) in try pane.open(context) }
    },
    Command("back", label: msgid("back"), summary: msgid("Go back")) { (app, context) throws(CacheError) in
      try app.back(context, orQuit: false)
    },
    Command("back-or-quit", label: msgid("back"), summary: msgid("Go back; at the first level, leave the program")) {
      (app, context) throws(CacheError) in try app.back(context, orQuit: true)
    },
    Command(
      "read-on", label: msgid("next new"),
      summary: msgid("Read on: the next page, then the next new message, wherever it is"),
      unavailable: nothingToRead
    ) {
      (app, context) throws(CacheError) in try app.readOn(context)
    },
  ]

  private static let nothingToRead: @Sendable (App, Context) -> String? = { _, context in
    context.accounts.isEmpty ? context.tr("Nothing to read: no cooperative is known here yet") : nil
  }

  private static func move(
    _ name: String, _ label: String, _ summary: String, _ motion: @escaping @Sendable (Int) -> Motion
  ) -> Command {
    Command("move.\(name)", label: label, summary: summary) { (app, context) throws(CacheError) in
      try app.changePane(app.focus) { (pane) throws(CacheError) in
        try pane.move(motion(max(1, context.count ?? 1)), context)
      }
    }
  }

  // MARK: Places

  private static let places: [Command] = [
    Command(
      "pane", label: msgid("pane"), summary: msgid("Show a pane by its number or name"), usage: "NUMBER|NAME",
      completions: .words(PaneRegistry.all.map { $0.name })
    ) {
      (_, context) throws(CacheError) in
      let word = context.arguments.first ?? context.count.map(String.init) ?? ""
      return [.show(pane: PaneRegistry.pane(called: word)?.name ?? word, at: nil)]
    },
    Command(
      "pane.next", label: msgid("next pane"),
      summary: msgid("Show the next pane, or the one that a number before it says")
    ) {
      (app, context) throws(CacheError) in
      [.show(pane: context.count.flatMap { PaneRegistry.pane(at: $0) }?.name ?? app.neighbour(by: 1), at: nil)]
    },
    Command("pane.previous", label: msgid("previous pane"), summary: msgid("Show the previous pane")) {
      (app, context) throws(CacheError) in
      [.show(pane: app.neighbour(by: -max(1, context.count ?? 1)), at: nil)]
    },
    Command("pane.last", label: msgid("last pane"), summary: msgid("Show the pane before this one")) {
      (app, _) throws(CacheError) in
      app.trail.last.map { [.show(pane: $0, at: nil)] } ?? []
    },
    Command(
      "account", label: msgid("account"), summary: msgid("Look at one cooperative, by its number, or at all with 0"),
      usage: "NUMBER"
    ) {
      (app, context) throws(CacheError) in app.choose(account: context)
    },
    Command(
      "older", label: msgid("from the server"),
      summary: msgid("Fetch what is older, or missing, in this place from the server"), needsNetwork: true,
      cost: .told
    ) {
      (app, context) throws(CacheError) in
      guard let older = try app.panes[app.focus]?.olderThings(context) else {
        return [.notice(Notice(.information, app.tr("Everything of this place is here")))]
      }
      return try older.effects(.key, context)
    },
    Command(
      "sync", label: msgid("sync"), summary: msgid("Ask the servers for news now"), needsNetwork: true, cost: .news
    ) {
      (app, _) throws(CacheError) in
      [.syncNow(app.account), .notice(Notice(.information, app.tr("Asking for news…")))]
    },
  ]

  // MARK: The interface

  private static let interface: [Command] = [
    Command("help", label: msgid("help"), summary: msgid("All commands and keys; type to search")) {
      (app, context) throws(CacheError) in
      app.help = HelpScreen(app, context)
      return []
    },
    Command("prompt", label: msgid("command"), summary: msgid("Type a command"), usage: "[TEXT]") {
      (app, context) throws(CacheError) in
      let input = Input(label: ":", text: context.arguments.joined(separator: " "), line: CommandLine("prompt"))
      app.prompt = Prompt(input, isCommandLine: true)
      return []
    },
    Command(
      "count", label: msgid("count"), summary: msgid("A digit of the number of times the next command is repeated"),
      usage: "DIGIT"
    ) {
      (app, context) throws(CacheError) in
      if let digit = context.arguments.first.flatMap(Int.init) { app.count = min(9_999, (app.count ?? 0) * 10 + digit) }
      return []
    },
    Command("link.open", label: msgid("open"), summary: msgid("Open an address"), usage: "ADDRESS") {
      (_, context) throws(CacheError) in context.arguments.first.map { [.openOutside(link: UntrustedText($0))] } ?? []
    },
    Command("link.copy", label: msgid("copy"), summary: msgid("Copy an address"), usage: "ADDRESS") {
      (_, context) throws(CacheError) in context.arguments.first.map { [.copy(UntrustedText($0).line.string)] } ?? []
    },
    link("qr", msgid("QR"), msgid("Show an address as a QR code, for the telephone"), wantsCode: true),
    link("show", msgid("show"), msgid("Show an address bare, to be read or selected"), wantsCode: false),
    Command(
      "keymap", label: msgid("keys"), summary: msgid("Change the keys: default, vim or emacs"), usage: "NAME",
      completions: .words(Keymap.builtIn)
    ) {
      (app, context) throws(CacheError) in try app.change(keymap: context)
    },
    Command(
      "keymap.reload", label: msgid("reread keys"),
      summary: msgid("Read your own keys again, from the file keymap; with an error in it the old ones stay")
    ) { (_, _) throws(CacheError) in [.rereadKeymap] },
    Command(
      "theme", label: msgid("theme"),
      summary: msgid("Change the colours: default, dark, light, sun, colour-blind, mono; without a name, the next"),
      usage: "[NAME]", completions: .words(Theme.all.map(\.name))
    ) {
      (app, context) throws(CacheError) in try app.change(theme: context)
    },
    Command(
      "language", label: msgid("language"), summary: msgid("Change the language: fr, en, or one of your own"),
      usage: "fr|en|NAME",
      completions: .words(Language.known.map(\.rawValue))
    ) {
      (app, context) throws(CacheError) in
      guard let language = context.arguments.first.flatMap(Language.init) else {
        return [
          .notice(Notice(.warning, app.tr("Languages: %1", Language.known.map(\.rawValue).joined(separator: ", "))))
        ]
      }
      app.speak(language)
      return try [Choices.keeping(context.cache) { $0.language = language }]
    },
    Command(
      "previews", label: msgid("previews"),
      summary: msgid("Show what the cursor of a list is on beside it, where there is room; again: the list alone")
    ) { (app, context) throws(CacheError) in try app.togglePreviews(context) },
    Command("redraw", label: msgid("redraw"), summary: msgid("Draw the screen again")) { (_, _) throws(CacheError) in
      [.redraw]
    },
    Command("lock", label: msgid("lock"), summary: msgid("Hide everything until the passphrase is typed")) {
      (app, context) throws(CacheError) in app.lockNow(context.surroundings)
    },
    Command(
      "panic", label: msgid("panic"),
      summary: msgid("Lock; with the setting panic, destroy the key and all that is kept here, at once")
    ) {
      (app, context) throws(CacheError) in
      app.settings.panicDestroys ? [.destroyAll] : app.lockNow(context.surroundings)
    },
    Command("suspend", label: msgid("suspend"), summary: msgid("Leave to the shell; fg comes back")) {
      (_, _) throws(CacheError) in
      [.suspend]
    },
    Command("quit", label: msgid("quit"), summary: msgid("Leave the program; what is typed and queued is kept")) {
      (app, context) throws(CacheError) in app.leave(context.surroundings)
    },
  ]
}

extension GlobalCommands {
  private static func link(_ name: String, _ label: String, _ summary: String, wantsCode: Bool) -> Command {
    Command("link.\(name)", label: label, summary: summary, usage: "ADDRESS") { (app, context) throws(CacheError) in
      app.sheet = context.arguments.first.map { LinkSheet(link: UntrustedText($0), wantsCode: wantsCode) }
      return []
    }
  }
}

extension App {
  func neighbour(by step: Int) -> String {
    let names = PaneRegistry.all.map { $0.name }
    let index = names.firstIndex(of: focus) ?? 0
    return names[(index + step + names.count) % names.count]
  }

  mutating func back(_ context: Context, orQuit: Bool) throws(CacheError) -> [Effect] {
    let isAway = isOnExcursion
    guard var pane = panes.removeValue(forKey: focus) else { return [] }
    let name = focus
    defer { panes[name] = pane }
    let effects = try pane.back(context)
    if isAway, effects == nil || !isOnExcursion(at: pane.place) {
      return (effects ?? []) + endExcursion(context.surroundings)
    }
    if let effects { return effects }
    if orQuit, type(of: pane).hasTab { return leave(context.surroundings) }
    if type(of: pane).isAside, let last = trail.popLast() {
      focus = last
      return [.show(pane: last, at: nil)]
    }
    return orQuit ? leave(context.surroundings) : [.notice(Notice(.information, firstLevelWords))]
  }

  private var firstLevelWords: String {
    let before = trail.isEmpty ? nil : keyNames("pane.last")
    return before.map { tr("There is nothing further back here; %1 leads to the pane before", $0) }
      ?? tr("There is nothing further back here")
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect] {
    if let change = changedMeetings.first {
      look(at: change.key.account)
      let words = ChangeWords(was: change.was, event: change.event, words: context.words)
      return [.show(pane: EventsPane.name, at: change.key), .notice(Notice(.warning, words.sentence))]
    }
    guard var pane = panes.removeValue(forKey: focus) else { return [] }
    let name = focus
    defer { panes[name] = pane }
    if let effects = try pane.readOn(context) { return effects }
    return try goToUnread(skipping: pane.conversation, context)
  }

  private mutating func goToUnread(skipping: ObjectKey?, _ context: Context) throws(CacheError) -> [Effect] {
    let (place, kept) = try next(skipping: skipping, context)
    guard let place else { return kept + [.notice(Notice(.success, tr("You have read everything")))] }
    look(at: place.conversation.account)
    let words = UnreadWords.text(place, tr)
    return kept + [.show(pane: place.pane, at: place.conversation), .notice(Notice(.information, words))]
  }

  /// What speaks to the member first, then events that were changed, votes that close soon, then the rest; wherever it is. What is
  /// passed on the way there is kept when one goes.
  func next(skipping: ObjectKey?, _ context: Context) throws(CacheError) -> (place: UnreadPlace?, kept: [Effect]) {
    let note = try context.cache.note(EventsSeen.note)
    var seen = EventsSeen(note)
    seen.begin(accounts.map(\.id), now: context.now)
    var place = try context.cache.nextUnread(skipping: skipping, isAddressed: true)
    if place == nil {
      (place, seen) = try context.cache.nextChangedEvent(accounts.map(\.id), after: seen, now: context.now)
    }
    var kept: [Effect] = seen.json == note ? [] : [.saveNote(name: EventsSeen.note, seen.json)]
    if place == nil {
      let known = VotesSeen(try context.cache.note(VotesSeen.note))
      let (vote, shown) = try context.cache.nextVote(after: known, now: context.now)
      place = vote
      if shown != known { kept.append(.saveNote(name: VotesSeen.note, shown.json)) }
    }
    if place == nil { place = try context.cache.nextUnread(skipping: skipping, isAddressed: false) }
    if place == nil { place = try context.cache.nextUnreadArticle(skipping: skipping)?.place }
    return (place, kept)
  }

  mutating func choose(account context: Context) -> [Effect] {
    let number = context.number ?? 0
    guard number == 0 || accounts.indices.contains(number - 1) else {
      return [.notice(Notice(.warning, tr("There is no cooperative number %1", number)))]
    }
    account = number == 0 ? nil : accounts[number - 1].id
    return [.show(pane: focus, at: nil)]
  }

  mutating func change(keymap context: Context) throws(CacheError) -> [Effect] {
    let name = context.arguments.first ?? ""
    guard Keymap.builtIn.contains(name) else {
      return [.notice(Notice(.warning, tr("Keymaps: %1", Keymap.builtIn.joined(separator: ", "))))]
    }
    keymap = Keymap(name: name, own: settings.ownKeymap)
    let notice = keymapProblems.first.map { Notice(.warning, $0.text(tr)) } ?? Notice(.success, tr("Keys: %1", name))
    return try [.notice(notice), Choices.keeping(context.cache) { $0.keymap = name }]
  }

  /// A file that cannot be used whole changes nothing.
  mutating func take(keymap own: (path: String, text: String)?, _ problem: KeymapProblem?) -> [Effect] {
    let new = Keymap(name: keymap.name, own: own)
    let problems = [problem].compactMap(\.self) + new.problems
    guard problems.isEmpty else {
      // The last one is seen, all are in the journal.
      return problems.prefix(50).reversed().map {
        .notice(Notice(.error, tr("%1 (the keys from before stay)", $0.text(tr))))
      }
    }
    keymap = new
    (settings.ownKeymap, settings.ownKeymapProblem) = (own, nil)
    let words = own == nil ? tr("There is no file keymap: keys: %1", new.name) : tr("Your keys were read again")
    return [.notice(Notice(.success, words))]
  }

  mutating func togglePreviews(_ context: Context) throws(CacheError) -> [Effect] {
    if !settings.previews, let reason = previewsObjection(context) { return [.notice(Notice(.information, reason))] }
    settings.previews.toggle()
    let isOn = settings.previews
    let words =
      isOn
      ? tr("What the cursor is on stands beside the list, where there is room") : tr("Lists have the whole width")
    return try [
      .show(pane: focus, at: nil), .notice(Notice(.success, words)),
      Choices.keeping(context.cache) { $0.previews = isOn },
    ]
  }

  /// Why nothing can stand beside the list one is in; nil: something can.
  private func previewsObjection(_ context: Context) -> String? {
    guard let rects = panes[focus]?.columns(in: context.size, true).rects else { return nil }
    if rects.compactMap(\.self).count > 1 { return nil }
    return rects.count > 1 && context.size.columns < Columns.leastSideBySide
      ? tr("No room beside the list: it takes %1 columns", Columns.leastSideBySide)
      : tr("Nothing stands beside the list in this pane")
  }

  mutating func change(theme context: Context) throws(CacheError) -> [Effect] {
    let place = Theme.all.firstIndex { $0.name == theme.name } ?? 0
    let next = Theme.all[(place + 1) % Theme.all.count]
    guard let chosen = context.arguments.first.map({ Theme.named($0) }) ?? next else {
      return [.notice(Notice(.warning, tr("Themes: %1", Theme.all.map(\.name).joined(separator: ", "))))]
    }
    theme = chosen
    let words = chosen.words(tr)
    let notice =
      settings.hasColours
      ? Notice(.success, tr("Theme: %1", words))
      : Notice(.information, tr("Theme: %1; without colours, as NO_COLOR has it", words))
    return try [.notice(notice), Choices.keeping(context.cache) { $0.theme = chosen.name }]
  }
}

extension Context {
  var surroundings: Surroundings { Surroundings(cache: cache, now: now, zone: zone, makeID: makeID) }
}
