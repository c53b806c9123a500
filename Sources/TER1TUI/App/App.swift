import ClientCore
public import Localization
public import Text

/// The whole state of the interface: a value, changed by `update`, shown by `draw`.
public struct App: Sendable {
  public internal(set) var settings: InterfaceSettings
  /// What the person speaks.
  private(set) var tr: Catalog
  /// The words the interface speaks at this moment.
  public var words: Catalog { tr }
  var keymap: Keymap
  /// How the roles look at this moment.
  public var theme: Theme

  var panes: [String: any Pane] = PaneRegistry.make()
  /// The name of the pane that has the keys.
  public internal(set) var focus = PaneRegistry.all[0].name
  /// Panes gone through, to go back to.
  var trail: [String] = []
  /// What was opened out of a list that stands in another pane; nil: one came here otherwise.
  var excursion: Excursion?
  var size = Size(columns: 80, rows: 24)

  /// Keys typed of a sequence that is not complete.
  var pending: [KeyStroke] = []
  var continuations: [KeyTrie.Continuation] = []
  var count: Int?
  /// When what may follow is shown, in seconds since 1970: whoever types on sees nothing of it, and it costs no bytes.
  var prefixDeadline: Double?
  /// Whether it is shown now.
  var showsPrefix = false

  var notice: Notice?
  var question: Question?
  var prompt: Prompt?
  var help: HelpScreen?
  /// A file that lies over the pane until it is closed.
  var viewing: FileViewing?
  /// A file to be shown as soon as it has come.
  var awaitedView: FileToView?
  /// A link that lies over everything until the next key.
  var sheet: LinkSheet?
  var composer: Composer?
  var spelling = SpellBook()
  /// What Tab would put in the place of what stands before the cursor.
  var completion: Completion?
  /// The pane one was in before the last key led to a command of another.
  var cameFrom: String?
  var history: [String] = []
  /// What is hinted at in an empty pane; nil: the pane is not empty.
  var hintsOfNothing: [String]?
  /// Where reading on leads from the topic that is open and holds nothing new.
  var ahead: Ahead?

  var accounts: [Account] = []
  var lookalikes = LookalikeNames()
  var account: AccountID?
  var links: [String: LinkState] = [:]
  /// Whether somebody is to tell how the links stand: until then nothing is said of them.
  public var hearsOfLinks = false
  /// How each login's link is used.
  var standings: [String: LinkStanding] = [:]
  /// The sums of the day when the interface began.
  var costAtStart: CostPane.Sums = [:]
  /// What was followed before the last choice.
  var policyBefore: LinkPolicy?
  /// What the journal was told last of each login.
  private var told: [String: LinkFault] = [:]
  var outbox = (waiting: 0, failed: 0)
  /// By when all that is held back will have been sent, as a time of the day; nil: nothing is.
  var heldUntil: String?
  /// When something in it is of no use any more, in seconds since 1970, by account.
  var outboxExpiry: [AccountID: Double] = [:]
  var unread = 0
  /// Events that one goes to, or has pinned, with another place or hour than one has been shown.
  var changedMeetings: [ChangedMeeting] = []
  var newsWatch = NewsWatch()
  var voteWatch = VoteWatch()
  /// What changed in the cache since each pane that is not shown heard of it.
  private var unheard: [String: ChangeSet] = [:]
  var isQuitting = false
  /// What can be taken back, the last at the end.
  var undoStack: [TakeBack] = []
  /// What was taken back and can be done again, the last at the end.
  var redoStack: [TakeBack] = []
  var places = Places()
  var lastPlace = LastPlace()
  /// What the last line typed is answered with, where nothing is drawn.
  var linearAnswer: [SafeText] = []
  var macros = Macros()
  /// The prompt whose answer is run next: it stays where that is refused.
  var answered: Prompt?
  /// Why the last command was not run; nil: it was.
  public internal(set) var refusal: SafeText?
  /// nil: it is not locked.
  var lock: LockScreen?
  /// When a key was pressed last, in seconds since 1970.
  var lastInput = 0.0

  public init(settings: InterfaceSettings) {
    self.settings = settings
    tr = Catalog(settings.language)
    keymap = Keymap(name: settings.keymap, own: settings.ownKeymap)
    theme = Theme.named(settings.theme) ?? .standard
    if let first = settings.firstPane, panes[first] != nil { focus = first }
  }

  /// The first screen, from the cache alone.
  public mutating func start(size: Size, _ surroundings: Surroundings) -> [Effect] {
    self.size = size
    lastInput = surroundings.now
    var effects = guarded { (app) throws(CacheError) in
      try app.readSummary(surroundings)
      app.lookalikes = try surroundings.cache.lookalikeNames()
      try app.restoreNotes(surroundings)
      app.costAtStart = try CostPane.sums(app.context(surroundings))
      if app.settings.newsOccasion != .never {
        try app.newsWatch.begin(app.accounts.map(\.id), surroundings)
        try app.voteWatch.begin(surroundings)
      }
      let effects = try app.begin(at: app.lastPlace(surroundings), surroundings)
      try app.restoreDraft(surroundings)
      return try effects + (app.beginsAtHome(surroundings) ? app.beginAtHome(surroundings) : [])
    }
    // All of them go to the journal; the first one is seen.
    effects += keymapProblems.prefix(50).reversed().map { .notice(Notice(.warning, $0.text(tr))) }
    defer {
      chooseHints(surroundings)
      lookAhead(surroundings)
    }
    return settle(effects, surroundings)
  }

  /// Takes an event in. What is returned is for the runtime to do.
  public mutating func update(_ event: Event, _ surroundings: Surroundings) -> [Effect] {
    let room = Frame(self).content.size
    let recorded = macros.recording?.lines.count ?? 0
    let effects = settle(take(event, surroundings), surroundings)
    if event.isTyped {
      places.visit(place)
      if !isOnExcursion { excursion = nil }
      lastPlace.visit(place, at: surroundings.now)
      settleRecording(lengthBefore: recorded)
    }
    chooseHints(surroundings)
    lookAhead(surroundings)
    composer?.followDoubts(spelling)
    layoutPreview()
    layoutViewed()
    guard Frame(self).content.size != room else { return effects }
    return effects + settle(guarded { (app) throws(CacheError) in try app.refresh(surroundings) }, surroundings)
  }

  private mutating func take(_ event: Event, _ surroundings: Surroundings) -> [Effect] {
    let effects: [Effect]
    switch event {
    case .terminal(let event): effects = take(event, surroundings)
    case .cacheChanged(let changes):
      effects = guarded { (app) throws(CacheError) in try app.take(changes, surroundings) }
    case .hear: effects = guarded { (app) throws(CacheError) in try app.hearNext(surroundings) }
    case .standing(let login, let standing):
      standings[login] = standing
      effects =
        focus == CostPane.name
        ? guarded { (app) throws(CacheError) in try app.refresh(surroundings) } : []
    case .link(let login, let state): effects = take(state, of: login, surroundings)
    case .notice(let notice): effects = [.notice(notice)]
    case .answered(let pane, let tag, let value):
      effects = guarded { (app) throws(CacheError) in
        let heard = try app.hear(pane, surroundings)
        let context = app.context(surroundings)
        return try heard
          + app.changePane(pane) { (pane) throws(CacheError) in try pane.received(value, tag: tag, context) }
      }
    case .lookedInto(let check, let warning):
      effects = [CostQuestion.afterLooking(into: check, warning, tr).map { .ask($0) } ?? .run(check.line)]
    case .failed(let error): effects = [.notice(Notice(.error, error.text(tr)))]
    case .editedExternally(let text): effects = takeEdited(text, surroundings)
    case .uploading(let entry, let sent):
      let context = context(surroundings)
      effects = guarded { (app) throws(CacheError) in
        try app.changePane(OutboxPane.name) { (pane) throws(CacheError) in
          try pane.received(OutboxPane.Progress(entry: entry, sent: sent), tag: "upload", context)
        }
      }
    case .notOpened(let link): effects = showBare(link)
    case .lies(let path, let machine): effects = [.ask(place(of: path, on: machine))]
    case .keymapRead(let own, let problem): effects = take(keymap: own, problem)
    case .viewed(let file):
      (viewing, notice) = (FileViewing(file, tr), nil)
      effects = []
    case .invited(let link, let days):
      show(invitation: link, days: days)
      effects = []
    case .spelled(let answer): effects = take(answer)
    case .unlocking(let answer): effects = take(answer)
    case .takenBack(let takeBack, let lost): effects = take(takeBack, lost: lost, surroundings)
    case .command(let line):
      refusal = nil
      effects = run(line, surroundings)
    case .line(let line): effects = take(line: line, surroundings)
    case .deadline:
      showPrefixWhenDue(surroundings)
      let drafts = composer?.draftEffects(surroundings, force: false) ?? []
      effects =
        drafts + (drafts.isEmpty ? [] : lookUp())
        + lastPlace.effects(at: surroundings.now, force: false) + lockWhenIdle(surroundings)
        + tellNewsWhenDue(surroundings) + tellVotesWhenDue(surroundings)
        + expireWhenDue(surroundings)
    }
    return effects
  }

  /// A fault is told to the journal when it begins and when it is over, not at every try.
  private mutating func take(_ state: LinkState, of login: String, _ surroundings: Surroundings) -> [Effect] {
    links[login] = state
    if let fault = state.fault, fault.short != told[login]?.short {
      told[login] = fault
      keep(Notice(.warning, tr("%1: %2", login, fault.sentences)), surroundings)
    } else if state.isUpToDate, state.fault == nil, told.removeValue(forKey: login) != nil {
      keep(Notice(.success, tr("%1: connected again", login)), surroundings)
    }
    return []
  }

  /// When `deadline` is wanted next, in seconds since 1970; nil: never.
  public var nextDeadline: Double? {
    [
      composer?.nextDeadline, lastPlace.deadline, idleDeadline, prefixDeadline, newsWatch.deadline, voteWatch.deadline,
      expiryDeadline,
    ].compactMap(\.self).min()
  }

  /// What is wrong with the keys.
  var keymapProblems: [KeymapProblem] { [settings.ownKeymapProblem].compactMap(\.self) + keymap.problems }

  // MARK: Inside

  func context(_ surroundings: Surroundings) -> Context {
    Context(
      cache: surroundings.cache, tr: tr, now: surroundings.now, zone: surroundings.zone, makeID: surroundings.makeID,
      size: Frame(self).content.size, account: account, accounts: accounts, standings: standings,
      links: links, costAtStart: costAtStart, downloadFolder: settings.downloadFolder,
      showsWholeTopics: settings.showsWholeTopics, previews: settings.previews, picture: picture, keys: keyNames,
      lookalikes: lookalikes)
  }

  /// What a person presses for a command.
  var keyNames: @Sendable (_ command: String) -> String? {
    let (keymap, contexts, tr) = (keymap, contexts, tr)
    return { keymap.keys(for: $0, contexts: contexts)?.display(tr) }
  }

  /// An error of the cache becomes a notice; what was on screen stays.
  mutating func guarded(_ change: (inout App) throws(CacheError) -> [Effect]) -> [Effect] {
    do throws(CacheError) { return try change(&self) } catch { return [.notice(Notice(.error, error.text(tr)))] }
  }

  /// Changes a pane in place; nil when there is none of this type.
  mutating func change<P: Pane, Result>(
    _ type: P.Type, _ change: (inout P) throws(CacheError) -> Result
  ) throws(CacheError) -> Result? {
    guard var pane = panes.removeValue(forKey: P.name) as? P else { return nil }
    defer { panes[P.name] = pane }
    return try change(&pane)
  }

  mutating func changePane(
    _ name: String, _ change: (inout any Pane) throws(CacheError) -> [Effect]
  ) throws(CacheError) -> [Effect] {
    guard var pane = panes.removeValue(forKey: name) else { return [] }
    defer { panes[name] = pane }
    return try change(&pane)
  }

  mutating func refresh(_ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    let context = context(surroundings)
    return try changePane(focus) { (pane) throws(CacheError) in try pane.refresh(context) }
  }

  mutating func resume(_ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    let context = context(surroundings)
    return try changePane(focus) { (pane) throws(CacheError) in try pane.resume(context) }
  }

  /// Seconds that are only there to take a text back are not told.
  private func heldUntil(_ summary: OutboxSummary, _ surroundings: Surroundings) -> String? {
    guard let until = summary.heldUntil, until > surroundings.now + 300 else { return nil }
    return DateWords(tr, now: surroundings.now, zone: surroundings.zone).clock(at: until)
  }

  mutating func readSummary(_ surroundings: Surroundings) throws(CacheError) {
    ahead = nil
    accounts = try surroundings.cache.accounts()
    if let account, !accounts.contains(where: { $0.id == account }) { self.account = nil }
    let summary = try surroundings.cache.outboxSummary()
    if notice?.isWhileWaiting == true, outbox.waiting > 0, summary.waiting == 0 { notice = nil }
    outbox = (summary.waiting, summary.failed)
    heldUntil = heldUntil(summary, surroundings)
    outboxExpiry = summary.expiresAt
    changedMeetings = try surroundings.cache.changedMeetings()
    let counts = try surroundings.cache.unreadCounts(account)
    unread = counts.topics + counts.chat
  }

  private mutating func take(_ changes: ChangeSet, _ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    let before = Set(changedMeetings)
    try readSummary(surroundings)
    if changes.touches(Principal.name) { lookalikes = try surroundings.cache.lookalikeNames() }
    for name in panes.keys { unheard[name, default: ChangeSet()].merge(changes) }
    var effects = try hear(focus, surroundings)
    if newsWatch.isLookedAt != false { effects += try noteSeen() }
    if settings.newsOccasion != .never {
      newsWatch.noteChange(changes, at: surroundings.now)
      voteWatch.noteChange(changes, at: surroundings.now)
    }
    composer?.follow(changes)
    follow(undo: changes)
    places.follow(changes)
    excursion?.place?.follow(changes)
    lastPlace.follow(changes)
    effects += try remadeHome(changes, surroundings)
    return effects + viewWhatCame(surroundings) + tell(changedMeetings.filter { !before.contains($0) }, surroundings)
  }

  /// A changed place or hour is told above all else that comes with it: it stands at the foot, and first in the line of the state.
  private func tell(_ changed: [ChangedMeeting], _ surroundings: Surroundings) -> [Effect] {
    let words = DateWords(tr, now: surroundings.now, zone: surroundings.zone)
    return changed.reversed().map { change in
      .notice(Notice(.warning, ChangeWords(was: change.was, event: change.event, words: words).sentence))
    }
  }

  /// Whether panes that are not shown are still to hear what changed: `Event.hear` lets one of them.
  public var hasUnheard: Bool { !unheard.isEmpty }

  private mutating func hearNext(_ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    guard let name = unheard.keys.min() else { return [] }
    return try hear(name, surroundings)
  }

  /// What is on the screen is read, once somebody looks at it.
  mutating func noteSeen() throws(CacheError) -> [Effect] {
    try changePane(focus) { (pane) throws(CacheError) in pane.noteSeen() }
  }

  /// A pane hears what changed before anything else is asked of it.
  mutating func hear(_ name: String, _ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    guard let changes = unheard.removeValue(forKey: name) else { return [] }
    let context = context(surroundings)
    return try changePane(name) { (pane) throws(CacheError) in try pane.cacheChanged(changes, context) }
  }

  /// Speaks another language from now on.
  mutating func speak(_ language: Language) {
    settings.language = language
    (tr, ahead) = (Catalog(language), nil)
  }
}
