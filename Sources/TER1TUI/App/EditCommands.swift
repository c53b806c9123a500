import ClientCore
import JSON
import Localization
import Text

/// What can be done in a text being typed: the prompt's, the filter's, the composer's.
enum EditCommands {
  static let all: [Command] = movement + changes + prompt + composer + help

  private static let movement: [Command] = [
    edit("left", "left", "One character left") { $0.moveLeft() },
    edit("right", "right", "One character right") { $0.moveRight() },
    edit("word-left", "word left", "One word left") { $0.moveWordLeft() },
    edit("word-right", "word right", "One word right") { $0.moveWordRight() },
    edit("line-start", "line start", "To the beginning of the line") { $0.moveToLineStart() },
    edit("line-end", "line end", "To the end of the line") { $0.moveToLineEnd() },
    edit("start", "start", "To the beginning of the text") { $0.moveToStart() },
    edit("end", "end", "To the end of the text") { $0.moveToEnd() },
    rows("up", "up", "One line up", -1),
    rows("down", "down", "One line down", 1),
    rows("page-up", "page up", "Ten lines up", -10),
    rows("page-down", "page down", "Ten lines down", 10),
  ]

  private static let changes: [Command] = [
    edit("break", "new line", "Begin a new line") { $0.breakLine() },
    edit("delete-left", "delete", "Delete the character before the cursor") { $0.deleteBackward() },
    edit("delete-right", "delete", "Delete the character under the cursor") { $0.deleteForward() },
    edit("cut-word-left", "cut word", "Cut the word before the cursor") { $0.cut { $0.moveWordLeft() } },
    edit("cut-word-right", "cut word", "Cut the word after the cursor") { $0.cut { $0.moveWordRight() } },
    edit("cut-line-start", "cut", "Cut to the beginning of the line") { $0.cut { $0.moveToLineStart() } },
    edit("cut-line-end", "cut", "Cut to the end of the line") {
      $0.cut { text in
        let isAtEnd = text.column == text.lines[text.row].count
        if isAtEnd { text.moveRight() } else { text.moveToLineEnd() }
      }
    },
    edit("yank", "paste", "Put in what was cut last") { $0.yank() },
    edit("undo", "undo", "Undo") { _ = $0.undo() },
    edit("redo", "redo", "Redo what was undone") { _ = $0.redo() },
  ]

  private static func edit(
    _ name: String, _ label: String, _ summary: String, _ change: @escaping @Sendable (inout EditBuffer) -> Void
  ) -> Command {
    Command("edit.\(name)", label: label, summary: summary, unavailable: notTyping) { (app, _) throws(CacheError) in
      app.changeText(change)
      return []
    }
  }

  private static func rows(_ name: String, _ label: String, _ summary: String, _ distance: Int) -> Command {
    Command("edit.\(name)", label: label, summary: summary, unavailable: notTyping) { (app, _) throws(CacheError) in
      let columns = app.textColumns
      if app.composer?.field == .subject, distance > 0, app.prompt == nil, app.help == nil {
        app.composer?.field = .body
      } else {
        app.changeText { $0.moveRows(by: distance, columns: columns) }
      }
      return []
    }
  }

  private static let notTyping: @Sendable (App, Context) -> String? = { app, context in
    app.isTyping ? nil : context.tr("Only while you are writing")
  }

  // MARK: The prompt

  private static let prompt: [Command] = [
    Command("prompt.accept", label: "run", summary: "Run what was typed", unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      guard let prompt = app.prompt else { return [] }
      app.prompt = nil
      return app.remember(prompt) + (prompt.accepted.map { [.run($0)] } ?? [])
    },
    Command("prompt.cancel", label: "cancel", summary: "Leave the prompt", unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      let line = app.prompt?.cancelled
      app.prompt = nil
      return line.map { [.run($0)] } ?? []
    },
    Command("prompt.complete", label: "complete", summary: "Complete, then the next one offered", unavailable: noPrompt)
    {
      (app, _) throws(CacheError) in
      app.prompt?.complete(by: 1)
      return []
    },
    Command("prompt.complete-back", label: "complete", summary: "The one offered before", unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      app.prompt?.complete(by: -1)
      return []
    },
    Command("prompt.older", label: "older", summary: "What was typed before", unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      app.prompt?.recall(app.history, by: -1)
      return []
    },
    Command("prompt.newer", label: "newer", summary: "What was typed after it", unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      app.prompt?.recall(app.history, by: 1)
      return []
    },
  ]

  private static let noPrompt: @Sendable (App, Context) -> String? = { app, context in
    app.prompt == nil ? context.tr("Only in the prompt") : nil
  }

  // MARK: The composer

  private static let composer: [Command] = [
    Command(
      "composer.send", label: "send", summary: "Send what is written; offline, it leaves with the next connection",
      unavailable: noComposer
    ) {
      (app, context) throws(CacheError) in try app.sendComposed(context)
    },
    Command(
      "composer.close", label: "close", summary: "Close the editor and keep the text as a draft",
      unavailable: noComposer
    ) {
      (app, context) throws(CacheError) in app.closeComposer(context)
    },
    Command(
      "composer.discard", label: "throw away", summary: "Close the editor and throw the text away",
      unavailable: noComposer
    ) {
      (app, context) throws(CacheError) in
      let yes = Question.Choice(key: "o", label: context.tr("yes"), line: CommandLine("composer.discard-now"))
      let no = Question.Choice(key: "n", label: context.tr("no"), line: nil)
      return [.ask(Question(SafeText(context.tr("Throw this text away?")), [yes, no]))]
    },
    Command(
      "composer.discard-now", label: "throw away", summary: "Throw the text away without asking",
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      let id = app.composer?.composition.draftID
      app.composer = nil
      return id.map { [.deleteDraft(id: $0)] } ?? []
    },
    Command(
      "composer.external", label: "$EDITOR", summary: "Write on in the editor of your choice", unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in [.editExternally(text: app.composer?.body.text ?? "")]
    },
    Command(
      "composer.next-field", label: "subject or text", summary: "Go from the subject to the text and back",
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      app.composer?.changeField()
      return []
    },
    Command(
      "composer.enter", label: "new line", summary: "A new line; in the subject, on to the text",
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      if app.composer?.field == .subject { app.composer?.field = .body } else { app.changeText { $0.breakLine() } }
      return []
    },
  ]

  private static let noComposer: @Sendable (App, Context) -> String? = { app, context in
    app.composer == nil ? context.tr("Only while you are writing") : nil
  }

  // MARK: Help

  private static let help: [Command] = [
    Command("help.close", label: "close", summary: "Close the help", unavailable: noHelp) {
      (app, _) throws(CacheError) in
      app.help = nil
      return []
    },
    Command("help.run", label: "run", summary: "Run the command the cursor is on", unavailable: noHelp) {
      (app, _) throws(CacheError) in
      guard let command = app.help?.chosen else { return [] }
      app.help = nil
      if !command.usage.isEmpty { return [.run(CommandLine("prompt", [command.name, ""]))] }
      return [.run(CommandLine(command.name))]
    },
    helpMove("down", .lines(1), "One line down"), helpMove("up", .lines(-1), "One line up"),
    helpMove("page-down", .pages(1), "A page down"), helpMove("page-up", .pages(-1), "A page up"),
  ]

  private static func helpMove(_ name: String, _ motion: Motion, _ summary: String) -> Command {
    Command("help.\(name)", label: name, summary: summary, unavailable: noHelp) { (app, _) throws(CacheError) in
      app.help?.move(motion)
      return []
    }
  }

  private static let noHelp: @Sendable (App, Context) -> String? = { app, context in
    app.help == nil ? context.tr("Only in the help") : nil
  }
}

extension App {
  /// Keeps a line of the prompt, newest last, each once.
  mutating func remember(_ prompt: Prompt) -> [Effect] {
    guard prompt.isCommandLine, !prompt.text.isEmpty else { return [] }
    history = (history.filter { $0 != prompt.text.text } + [prompt.text.text]).suffix(200)
    return [.saveNote(name: "history", .array(history.map { .string($0) }))]
  }

  mutating func closeComposer(_ context: Context) -> [Effect] {
    guard var composer else { return [] }
    let effects = composer.draftEffects(context.surroundings, force: true, isOpen: false)
    self.composer = nil
    let isEmpty = composer.body.isEmpty && composer.subject?.isEmpty != false
    return effects + (isEmpty ? [] : [.notice(Notice(.information, tr("Kept as a draft")))])
  }
}
