public import Localization
public import Text

/// What one must know to be at home here, to be read in five minutes: a page, with the keys of the person's own keymap.
public enum Tour {
  /// A sentence, and the commands whose keys stand in it, each with the section that it is looked up in.
  private typealias Step = (text: String, keys: [(command: String, section: String)])

  private static let steps: [Step] = [
    (
      msgid("%1 and %2 move, %3 opens, %4 goes back; at the first level it leaves the program."),
      [("move.down", "global"), ("move.up", "global"), ("open", "global"), ("back-or-quit", "global")]
    ),
    (
      msgid(
        "%1 shows the forums; the keys beside it chat, events, files, what waits, the search, votes, news, courses, members."
      ),
      [("pane", "global")]
    ),
    (
      msgid("%1 reads on: the rest of the page, then the next new message, in whatever pane it is."),
      [("read-on", "global")]
    ),
    (
      msgid("%1 says on one screen what matters since your last visit, what names you before all else."),
      [("home", "global")]
    ),
    (
      msgid("%1 begins a topic, %2 answers a message, %3 sends. What is typed is kept, whatever happens."),
      [("forums.new-topic", "forums"), ("forums.reply", "forums"), ("composer.send", "composer")]
    ),
    (
      msgid("All of it works without a network: what you write waits in the outbox, and leaves later. %1 takes back."),
      [("undo", "global")]
    ),
    (
      msgid("%1 chooses what goes over the link unasked; “economy” fetches titles, and texts when you open them."),
      [("policy", "global")]
    ),
    (
      msgid("%1 lists every command with its key: type what you look for, in French or in English."),
      [("help", "global")]
    ),
    (msgid("%1 takes a command by its name, such as “theme sun” for full sun."), [("prompt", "global")]),
  ]

  /// What there is to know where lines are told.
  private static let told = [
    msgid("A number goes to the line that it stands before, and opens it; “h” goes back."),
    msgid(
      "“pane 2” shows the chat; the other panes too have a number or a name: forums, events, files, outbox, search, votes, news, courses, members."
    ),
    msgid("An empty line reads on: the rest of the page, then the next new message, in whatever pane it is."),
    msgid("“home” says what matters since your last visit, what names you before all else."),
    msgid(
      "“forums.new-topic” begins a topic, “forums.reply” answers a message; a line with a single . sends. What is typed is kept, whatever happens."
    ),
    msgid(
      "All of it works without a network: what you write waits in the outbox, and leaves later. “undo” takes back."),
    msgid("“policy” chooses what goes over the link unasked; “economy” fetches titles, and texts when you open them."),
    msgid(
      "“help” says what can be done here; with a word behind it, it looks for a command, in French or in English."),
    msgid("“quit” leaves. The keys of the screens work here too, each line being keys: “j”, “gg”."),
  ]

  /// The sentences; each on one line, however long. Those of keys are numbered.
  public static func lines(_ keymap: Keymap, _ tr: Catalog, isLinear: Bool = false) -> [SafeText] {
    guard !isLinear else { return told.map { SafeText(tr($0)) } }
    return steps.enumerated().map { index, step in
      var sentence = tr(step.text)
      for (place, key) in step.keys.enumerated() {
        let keys = keymap.keys(for: key.command, contexts: [key.section, "forums.topics", "forums.thread", "global"])
        sentence = sentence.replacing("%\(place + 1)", with: keys?.display(tr) ?? ":\(key.command)")
      }
      return SafeText("\(index + 1). \(sentence)")
    }
  }
}
