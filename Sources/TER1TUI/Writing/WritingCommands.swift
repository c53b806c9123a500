import ClientCore
import Localization
import Text

/// What can be done with a text as a whole, before it is sent.
enum WritingCommands {
  static let all: [Command] = [
    Command(
      "composer.preview", label: msgid("preview"), summary: msgid("Show the text as it will be seen, and who is told"),
      unavailable: notWriting
    ) {
      (app, context) throws(CacheError) in
      guard let composer = app.composer else { return [] }
      app.composer?.preview = try Preview(composer, context)
      app.layoutPreview()
      return []
    },
    Command(
      "composer.attach", label: msgid("add a file"), summary: msgid("Let a file go with this text"), usage: "[PATH]",
      cost: .told, unavailable: noFiles
    ) {
      (app, context) throws(CacheError) in app.attach(context)
    },
    Command(
      "composer.detach", label: msgid("leave out a file"),
      summary: msgid("Leave a file out that was to go with this text"),
      usage: "[NUMBER]",
      unavailable: noneGoes
    ) {
      (app, context) throws(CacheError) in
      app.detach(context.number, context)
    },
    Command(
      "composer.expires", label: msgid("useless after"),
      summary: msgid("Say from when on this text is of no use: what has not left by then is not sent"), usage: "[WHEN]",
      unavailable: neverExpires
    ) {
      (app, context) throws(CacheError) in app.expire(context)
    },
    Command(
      "preview.close", label: msgid("close"), summary: msgid("Close the preview, or the file"), unavailable: noPreview
    ) {
      (app, _) throws(CacheError) in
      if app.viewing == nil { app.composer?.preview = nil }
      app.viewing = nil
      return []
    },
    Command(
      "preview.open", label: msgid("open"), summary: msgid("Open the file shown with its own program"),
      unavailable: noFileShown
    ) {
      (app, _) throws(CacheError) in app.viewing.map { [.openFile(path: $0.viewed.file.path)] } ?? []
    },
    move("down", .lines(1), msgid("One line down")), move("up", .lines(-1), msgid("One line up")),
    move("page-down", .pages(1), msgid("A page down")), move("page-up", .pages(-1), msgid("A page up")),
  ]

  private static func move(_ name: String, _ motion: Motion, _ summary: String) -> Command {
    Command("preview.\(name)", label: summary, summary: summary, unavailable: noPreview) {
      (app, _) throws(CacheError) in
      if app.viewing == nil { app.composer?.preview?.move(motion) }
      app.viewing?.move(motion)
      return []
    }
  }

  private static let neverExpires: @Sendable (App, Context) -> String? = { app, context in
    guard let composer = app.composer else { return notWriting(app, context) }
    return Writing.mayExpire(composer.composition) ? nil : context.tr("Only messages can become useless")
  }

  private static let noneGoes: @Sendable (App, Context) -> String? = { app, context in
    app.composer?.files.isEmpty == false ? nil : context.tr("No file goes with this text")
  }

  private static let noFileShown: @Sendable (App, Context) -> String? = { app, context in
    app.viewing == nil ? context.tr("Only while a file is shown") : nil
  }

  private static let noPreview: @Sendable (App, Context) -> String? = { app, context in
    app.composer?.preview == nil && app.viewing == nil ? context.tr("Only in the preview of a text or a file") : nil
  }

  private static let notWriting: @Sendable (App, Context) -> String? = { app, context in
    app.composer == nil ? context.tr("Only while you are writing") : nil
  }

  private static let noFiles: @Sendable (App, Context) -> String? = { app, context in
    guard let composer = app.composer else { return context.tr("Only while you are writing") }
    if !Writing.takesFiles(composer.composition.tag) { return context.tr("No file can go with this text") }
    return composer.files.count < 32 ? nil : context.tr("No more than 32 files go with one message")
  }
}

extension App {
  mutating func layoutPreview() {
    guard let layout = composer?.composition.layout, composer?.preview != nil else { return }
    let frame = Frame(self)
    composer?.preview?.layout(layout == .line ? frame.content.size : frame.page.size)
  }

  fileprivate mutating func attach(_ context: Context) -> [Effect] {
    guard let account = composer?.composition.target.account else { return [] }
    guard let typed = context.arguments.first, !typed.isEmpty else {
      let line = CommandLine("composer.attach")
      return [.prompt(Input(label: tr("File to send:"), text: "~/", line: line, completesPaths: true))]
    }
    let path = TypedPath.expanded(typed)
    guard TypedPath.kind(path) == .file else {
      return [.notice(Notice(.warning, tr("There is no file %1", SafeText(path))))]
    }
    if let question = CostQuestion.beforeSending(path, account, "composer.attach", context) { return [question] }
    if composer?.files.contains(path) == false { composer?.files.append(path) }
    return (composer?.draftEffects(context.surroundings, force: true) ?? [])
      + [.notice(Notice(.success, tr("“%1” goes with it", TypedPath.name(path))))]
  }

  fileprivate mutating func expire(_ context: Context) -> [Effect] {
    guard let account = composer?.composition.target.account else { return [] }
    guard let typed = context.arguments.isEmpty ? nil : context.arguments.joined(separator: " ") else {
      let label = tr("Useless after (18:00, 2h, tomorrow 9h; empty: never):")
      return [.prompt(Input(label: label, text: "", line: CommandLine("composer.expires")))]
    }
    do throws(TypedTimeProblem) {
      composer?.expiresAt = try Deadline.parse(
        typed, DateWords(tr, now: context.trueNow(account), zone: context.zone))
    } catch { return [.notice(Notice(.warning, error.text(tr)))] }
    let words = composer?.expiresAt.map { tr("Not sent any more after this: %1", context.words.moment($0)) }
    return (composer?.draftEffects(context.surroundings, force: true) ?? [])
      + [.notice(Notice(.success, words ?? tr("It stays of use, however late it leaves")))]
  }

  /// - Parameter number: counted from 1; nil: the only one, or asked for.
  fileprivate mutating func detach(_ number: Int?, _ context: Context) -> [Effect] {
    let files = composer?.files ?? []
    let index = files.count == 1 ? 0 : (number ?? 0) - 1
    guard files.indices.contains(index) else {
      let choices = zip("123456789", files).enumerated().map { index, pair in
        Question.Choice(
          key: pair.0, label: TypedPath.name(pair.1).clipped(to: 24).string,
          line: CommandLine("composer.detach", [String(index + 1)]))
      }
      return [.ask(Question(SafeText(tr("Leave out which file?")), choices))]
    }
    composer?.files.remove(at: index)
    let notice = Notice(.success, tr("“%1” is left out; the file itself stays", TypedPath.name(files[index])))
    return (composer?.draftEffects(context.surroundings, force: true) ?? []) + [.notice(notice)]
  }
}
