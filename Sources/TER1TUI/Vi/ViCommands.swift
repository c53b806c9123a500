import ClientCore
import Localization
import Text

/// vim's modes as commands, and its short names for what ends a text.
enum ViCommands {
  static let all: [Command] = modes + [substitute] + shortNames

  private static let substitute = Command(
    "edit.substitute", label: msgid("replace"),
    summary: msgid("Replace in the line, in the lines selected, or with % in all: s/old/new/g"),
    usage: "[%]s/OLD/NEW/[gi]",
    unavailable: notWriting
  ) {
    (app, context) throws(CacheError) in
    do throws(ViSubstitution.Failure) {
      let substitution = try ViSubstitution(context.arguments.joined(separator: " "))
      var outcome = ViSubstitution.Outcome()
      app.changeText { outcome = substitution.change(&$0) }
      return [.notice(notice(outcome, context.tr))]
    } catch { return [.notice(Notice(.warning, words(error, context.tr)))] }
  }

  private static func notice(_ outcome: ViSubstitution.Outcome, _ tr: Catalog) -> Notice {
    guard outcome.replaced > 0 else { return Notice(.information, tr("Not found: nothing was replaced")) }
    let lines = tr(outcome.lines, "%1 line", "%1 lines")
    return Notice(.success, tr(outcome.replaced, "%1 replaced in %2", "%1 replaced in %2", lines))
  }

  private static func words(_ failure: ViSubstitution.Failure, _ tr: Catalog) -> String {
    switch failure {
    case .form: tr("Say it as s/old/new/, with % before it for the whole text and g behind it for each place")
    case .noPattern: tr("What is to be replaced? s/old/new/")
    case .pattern: tr("No regular expression; s/\\Vold/new/ takes it as it is. The text was not changed")
    case .endless: tr("That pattern repeats a repetition, which may take for ever. The text was not changed")
    }
  }

  private static let modes: [Command] = [
    Command(
      "mode.normal", label: msgid("commands"), summary: msgid("From typing to vim’s commands"), unavailable: notWriting
    ) {
      (app, context) throws(CacheError) in
      let isAlready = app.composer?.vi.mode == .normal
      app.changeVi { $0.backToNormal(&$1) }
      let words = context.tr("%1 sends; :q closes, and the text stays a draft", context.keys("composer.send") ?? ":wq")
      return isAlready ? [.notice(Notice(.information, words))] : []
    },
    Command(
      "mode.keys", label: msgid("vim’s keys"), summary: msgid("Do in a text what vim’s keys say: mode.keys dw"),
      usage: "KEYS", unavailable: notWriting
    ) {
      (app, context) throws(CacheError) in
      let keys = Array(context.arguments.joined(separator: " "))
      let isVisual = app.composer?.vi.mode == .visual
      guard case .whole(let phrase) = ViPhrase.reading(keys, isVisual: isVisual) else {
        return [.notice(Notice(.warning, context.tr("vim’s keys do not say “%1”", SafeText(String(keys)))))]
      }
      app.obey(phrase, keys)
      return []
    },
    Command(
      "mode.block", label: msgid("rectangle"), summary: msgid("Select a rectangle: the same columns of several lines"),
      unavailable: notWriting
    ) {
      (app, _) throws(CacheError) in
      app.changeVi { $0.toggle(.block(toLineEnds: false), &$1) }
      return []
    },
    Command(
      "composer.keep", label: msgid("keep"), summary: msgid("Keep the text as a draft now, and write on"),
      unavailable: notWriting
    ) {
      (app, context) throws(CacheError) in
      let effects = app.composer?.draftEffects(context.surroundings, force: true) ?? []
      return effects + [.notice(Notice(.success, context.tr("Kept as a draft")))]
    },
  ]

  private static let notWriting: @Sendable (App, Context) -> String? = { app, context in
    app.composer == nil ? context.tr("Only while you are writing") : nil
  }

  // MARK: Short names

  private static let shortNames: [Command] = [
    short("w", for: "composer.keep", msgid("keep"), msgid("Keep the text as a draft now, and write on")),
    short("wq", for: "composer.send", msgid("send"), msgid("Send what is written")),
    short("x", for: "composer.send", msgid("send"), msgid("Send what is written")),
    short("q!", for: "composer.discard", msgid("throw away"), msgid("Close the editor and throw the text away")),
    Command(
      "q", label: msgid("close"),
      summary: msgid("Close the editor and keep the text as a draft; where nothing is written, leave the program")
    ) {
      (app, _) throws(CacheError) in [.run(CommandLine(app.composer == nil ? "quit" : "composer.close"))]
    },
  ]

  private static func short(_ name: String, for command: String, _ label: String, _ summary: String) -> Command {
    Command(name, label: label, summary: summary, unavailable: notWriting) { (_, _) throws(CacheError) in
      [.run(CommandLine(command))]
    }
  }
}

extension App {
  /// vim's modes, where they hold: in the editor, under a keymap that has them.
  var vi: ViEditing? {
    guard keymap.hasModes, let composer, prompt == nil, help == nil, viewing == nil, composer.preview == nil else {
      return nil
    }
    return composer.vi
  }

  /// Whether letters are commands, not text.
  var isCommanding: Bool { vi.map { $0.mode != .insert } ?? false }

  mutating func changeVi(_ change: (inout ViEditing, inout EditBuffer) -> Void) {
    guard var composer else { return }
    var text = composer.active
    change(&composer.vi, &text)
    composer.active = text
    self.composer = composer
  }

  mutating func obey(_ phrase: ViPhrase, _ keys: [Character]) {
    let columns = textColumns
    changeVi { _ = $0.obey(phrase, keys: keys, &$1, columns: columns) }
  }

  /// Takes the pending keys as vim's; nil: they are none.
  ///
  /// - Parameter match: what the keymap makes of them: what it needs more keys for waits.
  mutating func pressVi(_ match: KeyTrie.Match, _ surroundings: Surroundings) -> [Effect]? {
    guard let vi, vi.mode != .insert, pending.allSatisfy({ $0.typed != nil }) else { return nil }
    let keys = pending.compactMap(\.typed)
    switch ViPhrase.reading(keys, isVisual: vi.mode == .visual) {
    case .none: return nil
    case .beginning:
      if case .incomplete(let more) = match { continuations = more } else { continuations = [] }
      awaitMore(surroundings)
    case .whole(let phrase):
      (pending, continuations, showsPrefix) = ([], [], false)
      macros.record(CommandLine("mode.keys", [String(keys)]))
      obey(phrase, keys)
    }
    return []
  }

  /// What the mode is called; nil: there are none here.
  var modeWord: String? {
    guard let vi, let composer, question == nil else { return nil }
    switch vi.mode {
    case .insert: return tr("INSERT")
    case .normal: return tr("NORMAL")
    case .visual:
      let reach = composer.active.reach
      return reach.isBlock ? tr("VISUAL BLOCK") : reach == .lines ? tr("VISUAL LINES") : tr("VISUAL")
    }
  }

  /// A bar between characters while one types, a block on one while letters are commands.
  var caret: Caret {
    guard let vi, question == nil, sheet == nil, lock == nil else { return .usual }
    return vi.mode == .insert ? .bar : .block
  }
}
