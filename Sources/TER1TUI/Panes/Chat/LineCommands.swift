import ClientCore
import Localization
import Text

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
      "line.complete", label: msgid("@name"), summary: msgid("Complete the name after an @"), unavailable: notTyping
    ) {
      (app, context) throws(CacheError) in try app.completeName(context)
    },
  ]

  private static let notTyping: @Sendable (App, Context) -> String? = { app, context in
    app.composer == nil ? context.tr("Only while you are writing") : nil
  }
}

extension App {
  /// Completes as far as all names that begin so agree; says which there are when they part.
  fileprivate mutating func completeName(_ context: Context) throws(CacheError) -> [Effect] {
    guard let composer, let word = composer.active.mentionBeforeCursor else {
      return [.notice(Notice(.information, tr("Type @ and the beginning of a name first")))]
    }
    let people = try context.cache.people(composer.composition.target.account, beginning: word, limit: 12)
    let handles = people.map { SafeText($0.principal.handle.raw).string }.filter {
      !$0.isEmpty && $0.allSatisfy(\.isHandle)
    }
    guard let first = handles.first else {
      return [.notice(Notice(.information, tr("Nobody's name begins with %1", word)))]
    }
    let common = handles.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let text = handles.count == 1 ? common + " " : common
    if text.count > word.count { changeText { $0.replaceBeforeCursor(word.count, with: text) } }
    return handles.count == 1 ? [] : [.notice(Notice(.information, handles.map { "@" + $0 }.joined(separator: "  ")))]
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0.lowercased() == $1.lowercased() }.map(\.0))
  }
}

extension EditBuffer {
  /// What was typed of a name after an @; nil when the cursor is not behind one.
  fileprivate var mentionBeforeCursor: String? {
    let before = lines[row][..<column]
    let word = before.reversed().prefix { $0.isHandle }
    let rest = before.dropLast(word.count)
    guard rest.last == "@", rest.dropLast().last.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return nil }
    return String(word.reversed())
  }

  fileprivate mutating func replaceBeforeCursor(_ count: Int, with text: String) {
    for _ in 0..<count { deleteBackward() }
    insert(text)
  }
}
