public import ClientCore
import Glibc
public import Sync
public import TER1TUI
public import Text

/// The loop: waits for keys, news and deadlines, hands them to the interface, does what it asks for, shows it. One thread,
/// which waits nowhere but in `poll`.
public final class Runtime {
  let configuration: Configuration
  private let terminal: any Terminal
  private let inbox = Inbox()
  let runner: EffectRunner
  var app: App
  var isEnding = false
  private var nextLook: Double
  /// Bytes written to the terminal by the pane that had the keys, not yet in the cache.
  private var terminalUse: [UsePlace: LinkUse] = [:]
  private var countedBytes = 0
  private var settledFocus = ""
  private var settledAt = 0.0
  private var wasLocked = false
  /// Everything was destroyed: nothing may be written any more, it would be there again. What could not be destroyed; nil: nothing was to be.
  public private(set) var undone: [String]?
  /// What the interface was left for; nil: for good.
  public private(set) var errand: Errand?

  /// When news are read again, in seconds since 1970.
  private var nextNews = 0.0
  private static let longestRest = 0.5

  /// How often the cache is asked whether another process wrote to it, in seconds.
  private static let lookInterval = 3.0

  public init(_ configuration: Configuration, terminal: any Terminal) {
    (self.configuration, self.terminal) = (configuration, terminal)
    var settings = configuration.settings
    let notifier = Notifier(configuration.notify, zone: configuration.zone)
    settings.isQuiet = { notifier.isQuiet(at: $0) }
    app = App(settings: settings)
    runner = EffectRunner(configuration, inbox: inbox)
    nextLook = configuration.now() + Self.lookInterval
  }

  /// Runs until the person leaves.
  /// - Returns: the exit status; 74 (EX_IOERR) when all was to be destroyed and something is left: `undone` says what.
  public func run() -> Int32 {
    app.hearsOfLinks = true
    start()
    runner.startSyncing()
    while !isEnding {
      wait()
      turn()
    }
    return end()
  }

  /// Writes down what is left to be, unless everything was destroyed.
  /// - Returns: the exit status, as of `run`.
  func end() -> Int32 {
    if let undone {
      terminal.leave()
      return undone.isEmpty ? 0 : 74
    }
    settleTerminal(isLast: true)
    runner.finish()
    terminal.leave()
    return 0
  }

  /// Shows the first screen, from the cache alone. What the other panes have to say comes right after it.
  public func start() {
    perform(app.start(size: terminal.size, configuration.surroundings))
    show()
    if configuration.settings.newsOccasion != .never { terminal.watchFocus() }
    inbox.post(.cacheChanged(.everything))
  }

  /// The cache was changed by somebody who knows what changed.
  public func announce(_ changes: ChangeSet) { inbox.post(.cacheChanged(changes)) }

  /// How a login's connection stands, from somebody who knows.
  public func announce(_ status: SyncStatus) {
    for event in LinkWords(configuration).events(.status(status), login: status.login) { inbox.post(event) }
  }

  /// What an engine tells by the way, from somebody who knows.
  public func announce(_ notice: SyncNotice) {
    for event in LinkWords(configuration).events(.notice(notice), login: "") { inbox.post(event) }
  }

  /// How a login's link is used, from somebody who knows.
  public func announce(_ standing: LinkStanding, of login: String) {
    inbox.post(.standing(login: login, standing))
  }

  /// One turn of the loop, without waiting: what was typed first, and shown, then the news.
  public func turn() {
    take(terminal.readEvents().map { .terminal($0) })
    lookForOthers()
    let began = configuration.now()
    let isResting = isResting
    var events = isResting ? [] : inbox.drain()
    if let deadline = app.nextDeadline, deadline <= began { events.append(.deadline) }
    take(events)
    tellOthers()
    // A turn without news is none to rest from: resting from each of them, the loop would never wait.
    guard !events.isEmpty else { return }
    let now = configuration.now()
    nextNews = now + min(Self.longestRest, 4 * max(0, now - began))
  }

  /// However fast news come, reading them again takes a fifth of the time at most: the rest is for keys. A clock that was put back ends it.
  private var isResting: Bool {
    let left = nextNews - configuration.now()
    return left > 0 && left <= Self.longestRest
  }

  private func take(_ events: [Event]) {
    guard !events.isEmpty, !isEnding else { return }
    for event in events { perform(app.update(event, configuration.surroundings)) }
    if !isEnding { show() }
  }

  /// Lets the panes that are not shown hear what changed, one after another, as long as nobody types: a key waits for one of them at most.
  private func tellOthers() {
    guard app.hasUnheard else { return }
    while app.hasUnheard, !isEnding, !isTypedOn { perform(app.update(.hear, configuration.surroundings)) }
    if !isEnding { show() }
  }

  private var isTypedOn: Bool {
    guard let input = terminal.inputDescriptor else { return false }
    var typed = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&typed, 1, 0) > 0
  }

  /// Does what was asked for until nothing is left to do, as a test wants it between two keys.
  public func settle() {
    runner.flush()
    nextNews = 0
    turn()
  }

  /// Runs the lines of a script, one after another, each with all that comes of it.
  /// - Returns: how many were run, and why the next one was not; nil: all were.
  public func play(_ lines: [CommandLine]) -> (count: Int, refusal: SafeText?) {
    start()
    settle()
    for (index, line) in lines.enumerated() {
      perform(app.update(.command(line), configuration.surroundings))
      settle()
      if let refusal = app.refusal { return (index, refusal) }
      if isEnding { break }
    }
    runner.flush()
    show()
    return (lines.count, nil)
  }

  private func show() {
    defer { hideWhatWas() }
    terminal.show(app.draw(now: configuration.now(), zone: configuration.zone), theme: app.theme)
    let written = terminal.bytesWritten - countedBytes
    countedBytes += written
    if written > 0 { terminalUse[UsePlace(pane: app.focus), default: LinkUse()].terminal += written }
    settleTerminal()
  }

  /// Once the locked screen is shown, nothing of what was there before is left in the terminal.
  private func hideWhatWas() {
    guard app.isLocked != wasLocked else { return }
    wasLocked = app.isLocked
    guard wasLocked else { return }
    terminal.redraw()
    terminal.show(app.draw(now: configuration.now(), zone: configuration.zone), theme: app.theme)
    terminal.clearScrollback()
  }

  /// Counted in memory, and written down now and then with what happens anyway: nothing here makes the screen change.
  private func settleTerminal(isLast: Bool = false) {
    let now = configuration.now()
    guard !terminalUse.isEmpty, isLast || app.focus != settledFocus || now - settledAt >= 30 else { return }
    runner.add(terminalUse)
    (terminalUse, settledFocus, settledAt) = ([:], app.focus, now)
  }

  // MARK: Waiting

  /// - Parameter receive: reads what was typed; nil: the terminal does it by itself.
  func wait(_ receive: (() -> Void)? = nil) {
    let isResting = isResting
    let sources = [terminal.inputDescriptor, terminal.signalDescriptor, isResting ? nil : inbox.descriptor]
    var descriptors = sources.compactMap(\.self).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = poll(&descriptors, nfds_t(descriptors.count), patience)
    let typed = descriptors.first { $0.fd == terminal.inputDescriptor }?.revents ?? 0
    guard receive == nil else {
      if typed != 0 { receive?() }
      return
    }
    // A terminal that is gone is for ever readable.
    let isGone = typed & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
    if isGone { perform(app.update(.terminal(.closed), configuration.surroundings)) }
  }

  /// How long nothing is due, in milliseconds, a minute at most.
  public var patience: Int32 {
    let deadline = min(app.nextDeadline ?? .infinity, nextLook, isResting ? nextNews : .infinity)
    return app.hasUnheard ? 0 : Int32(max(0, min(60_000, (deadline - configuration.now()) * 1_000 + 1)))
  }

  private func lookForOthers() {
    let now = configuration.now()
    guard now >= nextLook else { return }
    nextLook = now + Self.lookInterval
    runner.lookForOthers()
  }

  // MARK: Effects

  func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .quit: isEnding = true
      case .errand(let errand): self.errand = errand
      case .redraw: terminal.redraw()
      case .suspend: terminal.suspend()
      case .notify(let text): tellNews(text)
      case .copy(let text): again(copyAndOpen.copy(text))
      case .openOutside(let link): again(copyAndOpen.open(link))
      case .openFile(let path): again(copyAndOpen.open(file: path))
      case .editExternally(let text): again(.editedExternally(edit(text)))
      case .rereadKeymap:
        let own = configuration.readKeymap()
        again(.keymapRead(own.file, own.problem))
      case .destroyAll: destroyAll()
      default: runner.perform(effect)
      }
    }
  }

  private var copyAndOpen: CopyAndOpen {
    CopyAndOpen(terminal, app.words, configuration.environment, opener: configuration.opener)
  }

  private func destroyAll() {
    terminal.redraw()
    terminal.show(Screen(size: terminal.size), theme: app.theme)
    terminal.clearScrollback()
    undone = configuration.destroyAll()
    isEnding = true
  }

  private func tellNews(_ text: SafeText) {
    let notifier = Notifier(configuration.notify, zone: configuration.zone)
    let failure = notifier.tell(text, on: terminal, at: configuration.now())
    if let failure { again(.notice(Notice(.warning, failure.words(app.words)))) }
  }

  private func again(_ event: Event) { perform(app.update(event, configuration.surroundings)) }

  private func edit(_ text: String) -> String? {
    guard let editor = configuration.editor else { return nil }
    terminal.leave()
    defer { terminal.enter() }
    return ExternalEditor(command: editor, environment: configuration.environment).edit(text)
  }
}
