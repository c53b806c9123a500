import ClientCore
import Localization

/// What can be done in the field for chat beside editing text.
enum LineCommands {
  static let all: [Command] = [
    Command(
      "line.up", label: msgid("edit last"),
      summary: msgid("One line up; in an empty field, change the last line you wrote"), unavailable: notTyping
    ) {
      (app, _) throws(CacheError) in
      guard let composer = app.composer else { return [] }
      if composer.body.isEmpty { return [.run(CommandLine("chat.edit-last"))] }
      let columns = app.textColumns
      app.changeText { $0.moveRows(by: -1, columns: columns) }
      return []
    },
    Command(
      "line.complete", label: msgid("@name :sign"),
      summary: msgid("Complete the name after an @ or of a sign after a colon; again: the next one"),
      unavailable: notTyping
    ) {
      (app, _) throws(CacheError) in app.complete()
    },
  ]

  private static let notTyping: @Sendable (App, Context) -> String? = { app, context in
    app.composer == nil ? context.tr("Only while you are writing") : nil
  }
}
