import ClientCore
import Localization
import Text

/// Taking back, coming back, and doing again.
enum PlaceCommands {
  static let all: [Command] = places + again

  private static let places: [Command] = [
    Command("place.back", label: msgid("place before"), summary: msgid("Go back to the place one was in before")) {
      (app, context) throws(CacheError) in try app.step(-(context.count ?? 1), context)
    },
    Command("place.forward", label: msgid("place after"), summary: msgid("Go forward again after going back")) {
      (app, context) throws(CacheError) in try app.step(context.count ?? 1, context)
    },
    Command("mark.set", label: msgid("mark"), summary: msgid("Put a letter on this place"), usage: "LETTER") {
      (app, context) throws(CacheError) in app.setMark(context)
    },
    Command(
      "mark.go", label: msgid("to a mark"), summary: msgid("Go to the place that has a letter"), usage: "LETTER",
      completions: .marks
    ) {
      (app, context) throws(CacheError) in try app.goToMark(context)
    },
  ]

  private static let nothingDone: @Sendable (App, Context) -> String? = { app, context in
    app.undoStack.isEmpty ? context.tr("There is nothing to take back") : nil
  }

  private static let nothingTakenBack: @Sendable (App, Context) -> String? = { app, context in
    app.redoStack.isEmpty ? context.tr("Nothing that was taken back can be done again") : nil
  }

  private static let notRecording: @Sendable (App, Context) -> String? = { app, context in
    app.macros.recording == nil ? context.tr("Nothing is being recorded") : nil
  }

  private static let again: [Command] = [
    Command(
      "undo", label: msgid("take back"),
      summary: msgid("Take back what was done last: a text that has not left, a mark, an answer, a name…"),
      unavailable: nothingDone
    ) {
      (app, context) throws(CacheError) in try app.undo(context)
    },
    Command(
      "redo", label: msgid("do again"), summary: msgid("Do again what was taken back last"), cost: .change,
      unavailable: nothingTakenBack
    ) {
      (app, _) throws(CacheError) in app.redo()
    },
    Command(
      "macro.record", label: msgid("record macro"),
      summary: msgid("Record what is done from now on under a letter, or end the recording"), usage: "[LETTER]"
    ) {
      (app, context) throws(CacheError) in app.recordMacro(context)
    },
    Command(
      "macro.end", label: msgid("end recording"), summary: msgid("End what is being recorded, and keep it"),
      unavailable: notRecording
    ) {
      (app, _) throws(CacheError) in app.endMacro()
    },
    Command(
      "macro.play", label: msgid("play macro"),
      summary: msgid("Do again what was recorded, as often as the number says"),
      usage: "[LETTER]", completions: .macros
    ) {
      (app, context) throws(CacheError) in app.playMacro(context)
    },
    Command(
      "macro.export", label: msgid("export"), summary: msgid("Write what was recorded as a script for ter1 run"),
      usage: "LETTER FILE", completions: .macros
    ) {
      (app, context) throws(CacheError) in app.exportMacro(context)
    },
    Command(
      "macro.forget", label: msgid("forget"), summary: msgid("Forget what was recorded under a letter"),
      usage: "[LETTER]", completions: .macros
    ) {
      (app, context) throws(CacheError) in app.forgetMacro(context)
    },
  ]
}
