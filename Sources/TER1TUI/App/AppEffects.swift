import ClientCore
import JSON
import Localization
import Text

extension App {
  /// Does what the interface does itself; the rest is for the runtime.
  mutating func settle(_ effects: [Effect], _ surroundings: Surroundings) -> [Effect] {
    var outside: [Effect] = []
    for effect in effects {
      if let more = settle(effect, surroundings) { outside += more } else { outside.append(effect) }
    }
    return outside
  }

  /// nil: not the interface's own.
  private mutating func settle(_ effect: Effect, _ surroundings: Surroundings) -> [Effect]? {
    switch effect {
    case .notice(let notice):
      self.notice = notice
      keep(notice, surroundings)
      return []
    case .show(let pane, let key): return settle(show(pane, at: key, surroundings), surroundings)
    case .run(let line):
      let prompt = answered
      answered = nil
      refusal = nil
      let effects = run(line, surroundings)
      if let prompt, let reason = refusal ?? effects.objection { self.prompt = prompt.refused(reason) }
      return settle(effects, surroundings)
    case .ask(let question):
      self.question = question
      return []
    case .open(let link):
      question = AddressWords(link, tr).question
      return []
    case .prompt(let input):
      prompt = Prompt(input, from: cameFrom)
      return []
    case .view(let file): return view(file, surroundings)
    case .seenChange(let key):
      changedMeetings.removeAll { $0.key == key }
      return nil
    case .write(let draft): return settle(write(draft, surroundings), surroundings)
    case .compose(let composition): return settle(compose(composition, surroundings), surroundings)
    default: return nil
    }
  }

  mutating func keep(_ notice: Notice, _ surroundings: Surroundings) {
    guard var journal = panes[JournalPane.name] as? JournalPane else { return }
    journal.add(notice, at: surroundings.now)
    panes[JournalPane.name] = journal
  }

  mutating func show(_ name: String, at key: ObjectKey?, _ surroundings: Surroundings) -> [Effect] {
    guard panes[name] != nil else { return [.notice(Notice(.warning, tr("There is no pane called “%1”", name)))] }
    let kept = composer.map { $0.composition.pane != name } == true ? closeComposer(context(surroundings)) : []
    if name != focus {
      let leadsBack = key != nil && panes[focus].map { type(of: $0).leadsBack } == true
      excursion = leadsBack ? Excursion(origin: focus, trail: trail) : nil
      trail = (trail.filter { $0 != name && $0 != focus } + [focus]).suffix(8)
    }
    focus = name
    help = nil
    defer { noteExcursion() }
    return guarded { (app) throws(CacheError) in
      var effects = try kept + app.hear(name, surroundings) + app.resume(surroundings)
      if let key {
        let context = app.context(surroundings)
        effects += try app.changePane(name) { (pane) throws(CacheError) in try pane.go(to: key, context) }
      }
      return effects
    }
  }

  mutating func restoreNotes(_ surroundings: Surroundings) throws(CacheError) {
    if let lines = try surroundings.cache.note("history")?.array { history = lines.compactMap(\.string) }
    places.restore(try surroundings.cache.note(Places.note))
    macros.restore(try surroundings.cache.note(Macros.note))
    spelling.restore(try surroundings.cache.note(SpellBook.note))
  }

  /// Runs a command line wherever it comes from: a key, the prompt, the palette, a question.
  mutating func run(_ line: CommandLine, count: Int? = nil, _ surroundings: Surroundings) -> [Effect] {
    guard let command = CommandTable.all[line.name] else {
      if let named = CommandTable.called(by: line, in: focus) { return run(named, count: count, surroundings) }
      if let pane = PaneRegistry.pane(titled: line.name), line.arguments.isEmpty {
        return show(pane.name, at: nil, surroundings)
      }
      let suggestion = CommandTable.suggestion(for: line.name, in: focus)
      let guess = suggestion.map { tr("Unknown command: %1. Did you mean %2?", line.name, $0) }
      let text = SafeText(guess ?? tr("Unknown command: %1", line.name))
      refusal = text
      return [.notice(Notice(.warning, text))]
    }
    var effects: [Effect] = []
    if let pane = command.pane, pane != focus {
      cameFrom = focus
      effects = show(pane, at: nil, surroundings)
    }
    var context = context(surroundings)
    (context.arguments, context.count) = (line.arguments, count ?? line.count)
    if let reason = command.unavailable(self, context) {
      refusal = SafeText(reason)
      return effects + [.notice(Notice(.information, reason))]
    }
    let done = guarded { (app) throws(CacheError) in try app.perform(command, context) }
    let isAlone = line.arguments.isEmpty && context.count == nil
    guard done.isEmpty, command.needsArgument, isAlone else { return effects + done }
    return effects + [.notice(Notice(.information, tr("Say what for: %1", command.synopsis(tr))))]
  }

  private mutating func perform(_ command: Command, _ context: Context) throws(CacheError) -> [Effect] {
    let draft = command.name == "composer.send" ? composer?.draft(at: context.now, isOpen: true) : nil
    let isLine = composer?.composition.layout == .line
    let redone = redoStack.last?.label
    let name = SafeText(tr(panes[focus]?.labels[command.name] ?? command.label))
    let effects = try command.run(&self, context)
    let isAgain = command.name == "redo"
    let label = isAgain ? redone ?? name : name
    var takeBack = TakeBack(label: label, draft: draft)
    let noted = try noted(effects, of: command, draft: draft, &takeBack, context)
    remember(takeBack, isAgain: isAgain)
    return draft == nil || isLine ? noted : noted + holdNotice(noted)
  }

  // MARK: Composing

  mutating func compose(_ composition: Composition, _ surroundings: Surroundings) -> [Effect] {
    guarded { (app) throws(CacheError) in
      let draft = try surroundings.cache.drafts(limit: 200).first { $0.id == composition.draftID }
      var effects: [Effect] = []
      if let draft, let restored = Composer(restoring: draft, app.tr, as: composition) {
        app.begin(restored.adding(quotationOf: composition))
        effects.append(.notice(Notice(.success, app.tr("Your draft is back as you left it"))))
      } else {
        app.begin(Composer(composition))
      }
      if app.settings.composesExternally, composition.layout == .page {
        effects.append(.editExternally(text: app.composer?.body.text ?? ""))
      }
      return effects
    }
  }

  /// Goes on with a draft, in the pane that it is for.
  mutating func write(_ draft: Draft, _ surroundings: Surroundings) -> [Effect] {
    guard let restored = Composer(restoring: draft, tr) else { return [] }
    let pane = restored.composition.pane
    let effects = pane == focus ? [] : show(pane, at: nil, surroundings)
    begin(restored)
    return effects
  }

  /// Opens the editor. Who has set a dictionary wants spelling looked at in every text.
  mutating func begin(_ composer: Composer) {
    self.composer = composer
    guard settings.canSpell else {
      self.composer?.dictionary = nil
      return
    }
    if composer.dictionary == nil { self.composer?.dictionary = settings.spelling }
  }

  private mutating func takeEdited(_ text: String?) -> [Effect] {
    guard let text else {
      return [.notice(Notice(.error, tr("The editor could not be run; see the setting “editor”")))]
    }
    composer?.replaceBody(text)
    return []
  }

  mutating func takeEdited(_ text: String?, _ surroundings: Surroundings) -> [Effect] {
    takeEdited(text) + (composer?.draftEffects(surroundings, force: true) ?? [])
  }

  /// By how many seconds this machine's clock is fast, as the account's server says.
  private func clockOff(_ account: AccountID) -> Double {
    accounts.first { $0.id == account }.flatMap { standings[$0.login]?.clockOff } ?? 0
  }

  /// When something waiting loses its use, by the clock of this machine.
  var expiryDeadline: Double? { outboxExpiry.map { $0.value + clockOff($0.key) }.min() }

  /// What has lost its use goes nowhere any more, also without a network.
  mutating func expireWhenDue(_ surroundings: Surroundings) -> [Effect] {
    let due = outboxExpiry.filter { $0.value + clockOff($0.key) <= surroundings.now }
    for account in due.keys { outboxExpiry[account] = nil }
    return due.keys.map { .expire(account: $0, now: surroundings.now - clockOff($0)) }
  }

  /// Shows bare what could neither be opened nor copied.
  mutating func showBare(_ link: UntrustedText) -> [Effect] {
    let reason =
      link.openable == nil
      ? tr(
        "It is no address that is opened (https, http, mailto, geo, tel, sip), and there is no clipboard to copy it to."
      )
      : tr("There is nothing here to open it with, and no clipboard to copy it to.")
    sheet = LinkSheet(link: link, wantsCode: false, about: [Line(reason, .dim)])
    return []
  }

  /// Hands the finished text to its pane.
  mutating func sendComposed(_ context: Context) throws(CacheError) -> [Effect] {
    guard var composer else { return [] }
    guard !composer.isEmpty else {
      return [.notice(Notice(.information, tr("There is nothing to send yet")))]
    }
    guard var pane = panes.removeValue(forKey: composer.composition.pane) else { return [] }
    defer { panes[composer.composition.pane] = pane }
    switch try pane.composed(composer.finished, context) {
    case .refused(let reason, let label):
      if let label { self.composer?.go(to: label) }
      return [.notice(Notice(.warning, reason))]
    case .sent(let effects):
      let forget = Effect.deleteDraft(id: composer.composition.draftID)
      composer.clear()
      self.composer = composer.composition.layout == .line ? composer : nil
      return effects + [forget]
    }
  }
}

extension [Effect] {
  /// What it warns of, where nothing else came of it.
  fileprivate var objection: SafeText? {
    guard count == 1, case .notice(let notice) = self[0], notice.severity == .warning else { return nil }
    return notice.text
  }
}
