import ClientCore
import JSON
import Localization
import Text

/// What can be done in a text being typed: the prompt's, the filter's, the composer's.
enum EditCommands {
  static let all: [Command] = movement + changes + selection + prompt + composer + help

  private static let movement: [Command] = [
    edit("left", msgid("left"), msgid("One character left")) { $0.moveLeft() },
    edit("right", msgid("right"), msgid("One character right")) { $0.moveRight() },
    edit("word-left", msgid("word left"), msgid("One word left")) { $0.moveWordLeft() },
    edit("word-right", msgid("word right"), msgid("One word right")) { $0.moveWordRight() },
    edit("line-start", msgid("line start"), msgid("To the beginning of the line")) { $0.moveToLineStart() },
    edit("line-end", msgid("line end"), msgid("To the end of the line")) { $0.moveToLineEnd() },
    edit("start", msgid("start"), msgid("To the beginning of the text")) { $0.moveToStart() },
    edit("end", msgid("end"), msgid("To the end of the text")) { $0.moveToEnd() },
    rows("up", msgid("up"), msgid("One line up"), -1),
    rows("down", msgid("down"), msgid("One line down"), 1),
    rows("page-up", msgid("page up"), msgid("Ten lines up"), -10),
    rows("page-down", msgid("page down"), msgid("Ten lines down"), 10),
  ]

  private static let changes: [Command] = [
    edit("break", msgid("new line"), msgid("Begin a new line")) { $0.breakLine() },
    edit("delete-left", msgid("delete"), msgid("Delete the character before the cursor")) { $0.deleteBackward() },
    edit("delete-right", msgid("delete"), msgid("Delete the character under the cursor")) { $0.deleteForward() },
    edit("cut-word-left", msgid("cut word"), msgid("Cut the word before the cursor")) { $0.cut { $0.moveWordLeft() } },
    edit("cut-word-right", msgid("cut word"), msgid("Cut the word after the cursor")) { $0.cut { $0.moveWordRight() } },
    edit("cut-line-start", msgid("cut"), msgid("Cut to the beginning of the line")) { $0.cut { $0.moveToLineStart() } },
    edit("cut-line-end", msgid("cut"), msgid("Cut to the end of the line")) {
      $0.cut { if $0.column == $0.lines[$0.row].count { $0.moveRight() } else { $0.moveToLineEnd() } }
    },
    edit("yank", msgid("paste"), msgid("Put in what was cut or copied last")) { $0.yank() },
    Command("edit.insert", label: msgid("type"), summary: msgid("Put in a text"), usage: "TEXT", unavailable: notTyping)
    {
      (app, context) throws(CacheError) in
      app.changeText { $0.insert(context.arguments.joined(separator: " ")) }
      return []
    },
    Command(
      "edit.undo", label: msgid("undo"),
      summary: msgid("Undo; in an empty field for chat, take back the line just sent"), unavailable: notTyping
    ) {
      (app, _) throws(CacheError) in
      var isDone = false
      app.changeText { isDone = $0.undo() }
      let isSpent = !isDone && app.composer?.composition.layout == .line && app.composer?.body.isEmpty == true
      return isSpent && !app.undoStack.isEmpty ? [.run(CommandLine("undo"))] : []
    },
    edit("redo", msgid("redo"), msgid("Redo what was undone")) { _ = $0.redo() },
  ]

  private static let selection: [Command] = [
    edit("select", msgid("select"), msgid("Begin to select at the cursor, or select nothing any more")) {
      $0.toggleSelection()
    },
    edit("select-all", msgid("select all"), msgid("Select the whole text")) { $0.selectAll() },
    edit("select-left", msgid("select"), msgid("Select one character to the left")) { $0.extend { $0.moveLeft() } },
    edit("select-right", msgid("select"), msgid("Select one character to the right")) { $0.extend { $0.moveRight() } },
    edit("select-line-start", msgid("select"), msgid("Select to the beginning of the line")) {
      $0.extend { $0.moveToLineStart() }
    },
    edit("select-line-end", msgid("select"), msgid("Select to the end of the line")) {
      $0.extend { $0.moveToLineEnd() }
    },
    rows("select-up", msgid("select"), msgid("Select one line up"), -1, extends: true),
    rows("select-down", msgid("select"), msgid("Select one line down"), 1, extends: true),
    ofSelection("copy", msgid("copy"), msgid("Copy what is selected")) { $0.copySelection() },
    ofSelection("cut", msgid("cut"), msgid("Cut what is selected")) { $0.cutSelection() },
  ]

  private static func ofSelection(
    _ name: String, _ label: String, _ summary: String, _ change: @escaping @Sendable (inout EditBuffer) -> Bool
  ) -> Command {
    Command("edit.\(name)", label: label, summary: summary, unavailable: notTyping) {
      (app, context) throws(CacheError) in
      var isDone = false
      app.changeText { isDone = change(&$0) }
      let key = context.keys("edit.select") ?? "edit.select"
      return isDone ? [] : [.notice(Notice(.information, context.tr("Nothing is selected; %1 begins", key)))]
    }
  }

  private static func edit(
    _ name: String, _ label: String, _ summary: String, _ change: @escaping @Sendable (inout EditBuffer) -> Void
  ) -> Command {
    Command("edit.\(name)", label: label, summary: summary, unavailable: notTyping) { (app, _) throws(CacheError) in
      app.changeText(change)
      return []
    }
  }

  private static func rows(
    _ name: String, _ label: String, _ summary: String, _ distance: Int, extends: Bool = false
  ) -> Command {
    Command("edit.\(name)", label: label, summary: summary, unavailable: notTyping) { (app, _) throws(CacheError) in
      let columns = app.textColumns
      if app.leavesField(by: distance, columns: columns), !extends {
        if distance > 0 { app.composer?.goDown() } else { app.composer?.field = .subject }
      } else if extends {
        app.changeText { $0.extend { $0.moveRows(by: distance, columns: columns) } }
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
    Command("prompt.accept", label: msgid("run"), summary: msgid("Run what was typed"), unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      guard let prompt = app.prompt else { return [] }
      app.prompt = nil
      if !prompt.isCommandLine { app.answered = prompt }
      if let line = prompt.accepted { app.macros.record(line) }
      return app.remember(prompt) + (prompt.accepted.map { [.run($0)] } ?? [])
    },
    Command("prompt.cancel", label: msgid("cancel"), summary: msgid("Leave the prompt"), unavailable: noPrompt) {
      (app, context) throws(CacheError) in app.cancelPrompt(context)
    },
    Command(
      "prompt.complete", label: msgid("complete"), summary: msgid("Complete, then the next one offered"),
      unavailable: noPrompt
    ) {
      (app, _) throws(CacheError) in
      app.prompt?.complete(by: 1)
      return []
    },
    Command(
      "prompt.complete-back", label: msgid("complete"), summary: msgid("The one offered before"), unavailable: noPrompt
    ) {
      (app, _) throws(CacheError) in
      app.prompt?.complete(by: -1)
      return []
    },
    Command("prompt.older", label: msgid("older"), summary: msgid("What was typed before"), unavailable: noPrompt) {
      (app, _) throws(CacheError) in
      app.prompt?.recall(app.history, by: -1)
      return []
    },
    Command("prompt.newer", label: msgid("newer"), summary: msgid("What was typed after it"), unavailable: noPrompt) {
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
      "composer.send", label: msgid("send"),
      summary: msgid("Send what is written; offline, it leaves with the next connection"), cost: .text,
      unavailable: noComposer
    ) {
      (app, context) throws(CacheError) in try app.sendComposed(context)
    },
    Command(
      "composer.close", label: msgid("close"), summary: msgid("Close the editor and keep the text as a draft"),
      unavailable: noComposer
    ) {
      (app, context) throws(CacheError) in app.closeComposer(context)
    },
    Command(
      "composer.discard", label: msgid("throw away"), summary: msgid("Close the editor and throw the text away"),
      unavailable: noComposer
    ) {
      (app, context) throws(CacheError) in
      let (tr, discard) = (context.tr, CommandLine("composer.discard-now"))
      return [.ask(Question(SafeText(tr("Throw this text away?")), [.yes(tr, discard), .no(tr)]))]
    },
    Command(
      "composer.discard-now", label: msgid("throw away"), summary: msgid("Throw the text away without asking"),
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      let id = app.composer?.composition.draftID
      (app.composer, app.completion) = (nil, nil)
      return id.map { [.deleteDraft(id: $0)] } ?? []
    },
    Command(
      "composer.external", label: msgid("other editor"), summary: msgid("Write on in the editor of your choice"),
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in [.editExternally(text: app.composer?.body.text ?? "")]
    },
    Command(
      "composer.next-field", label: msgid("subject or text"),
      summary: msgid(
        "Take what is offered behind an @ or a colon; else go from the subject to the text and back, by way of a form’s lines"
      ),
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      if app.completion?.candidates.isEmpty == false { return app.complete() }
      app.composer?.changeField(by: 1)
      return []
    },
    Command(
      "composer.previous-field", label: msgid("field before"),
      summary: msgid("Back to the line of a form before, to the subject, or to the text"), unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      app.composer?.changeField(by: -1)
      return []
    },
    Command(
      "composer.enter", label: msgid("new line"),
      summary: msgid("A new line; in the subject and in a form, on to the next field"),
      unavailable: noComposer
    ) {
      (app, _) throws(CacheError) in
      if app.composer?.isInLineOfForm == true {
        app.composer?.changeField(by: 1)
      } else if app.composer?.field == .subject {
        app.composer?.field = .body
        app.composer?.beginForm()
      } else {
        app.changeText { $0.breakLine() }
      }
      return []
    },
  ]

  private static let noComposer: @Sendable (App, Context) -> String? = { app, context in
    app.composer == nil ? context.tr("Only while you are writing") : nil
  }

  // MARK: Help

  private static let help: [Command] = [
    Command("help.close", label: msgid("close"), summary: msgid("Close the help"), unavailable: noHelp) {
      (app, _) throws(CacheError) in
      app.help = nil
      return []
    },
    Command("help.run", label: msgid("run"), summary: msgid("Run the command the cursor is on"), unavailable: noHelp) {
      (app, _) throws(CacheError) in
      guard let item = app.help?.chosen, let command = item.command else { return [] }
      app.help = nil
      if item.line == nil, !command.usage.isEmpty { return [.run(CommandLine("prompt", [command.name, ""]))] }
      let line = item.line ?? CommandLine(command.name)
      app.macros.record(line)
      return [.run(line)]
    },
    helpMove("down", .lines(1), msgid("One line down")), helpMove("up", .lines(-1), msgid("One line up")),
    helpMove("page-down", .pages(1), msgid("A page down")), helpMove("page-up", .pages(-1), msgid("A page up")),
  ]

  private static func helpMove(_ name: String, _ motion: Motion, _ summary: String) -> Command {
    Command("help.\(name)", label: summary, summary: summary, unavailable: noHelp) { (app, _) throws(CacheError) in
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

  /// Gives up what was asked, and goes back to the pane one was in when another asked.
  mutating func cancelPrompt(_ context: Context) -> [Effect] {
    guard let prompt else { return [] }
    self.prompt = nil
    let surroundings = context.surroundings
    let effects = prompt.cancelled.map { settle(run($0, surroundings), surroundings) } ?? []
    guard let origin = prompt.origin, origin != focus else { return effects }
    let asker = focus
    defer { trail.removeAll { $0 == asker } }
    return effects + settle(show(origin, at: nil, surroundings), surroundings)
  }

  /// Whether going up or down leads from the subject to the text, or back.
  fileprivate func leavesField(by distance: Int, columns: Int) -> Bool {
    guard let composer, prompt == nil, help == nil, composer.subject != nil else { return false }
    if distance > 0 { return composer.field == .subject }
    let body = composer.body
    let place = WrappedText(body, columns: columns).place(row: body.row, column: body.column)
    return composer.field == .body && place.row == 0
  }

  mutating func closeComposer(_ context: Context) -> [Effect] {
    guard var composer else { return [] }
    let effects = composer.draftEffects(context.surroundings, force: true, isOpen: false)
    self.composer = nil
    return effects + (composer.isWorthless ? [] : [.notice(Notice(.information, tr("Kept as a draft")))])
  }
}
