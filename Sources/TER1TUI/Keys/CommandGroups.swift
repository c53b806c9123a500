import Localization

/// The commands of one section of a keymap, each with the keys that lead to it there.
struct CommandGroup: Sendable {
  struct Entry: Sendable {
    let command: Command
    /// The shortest first; empty: it has none.
    var keys: [[KeyStroke]]
  }

  let section: String
  var entries: [Entry]

  fileprivate mutating func add(_ command: Command, _ strokes: [KeyStroke]) {
    let index = entries.firstIndex { $0.command.name == command.name } ?? entries.count
    if index == entries.count { entries.append(Entry(command: command, keys: [])) }
    let place = entries[index].keys.firstIndex { $0.count > strokes.count } ?? entries[index].keys.count
    entries[index].keys.insert(strokes, at: place)
  }
}

extension Keymap {
  /// All sections that have commands, in the order in which people are shown them. A command without a key stands in its pane's own section.
  ///
  /// - Parameter contexts: the sections that hold now, the nearest first; of these only the keys that no nearer one takes.
  func groups(in contexts: [String] = []) -> [CommandGroup] {
    let bound = Set(sections.flatMap { bindings(in: $0).map(\.line.name) })
    let others = CommandTable.shownSections.filter { !contexts.contains($0) }
    return (contexts + others).map { section in
      var group = CommandGroup(section: section, entries: [])
      let chain = contexts.contains(section) ? contexts : [section]
      for (strokes, line) in bindings(in: section) where match(strokes, contexts: chain) == .found(line) {
        if let command = CommandTable.all[line.name] { group.add(command, strokes) }
      }
      for command in CommandTable.ordered where !bound.contains(command.name) && command.section == section {
        group.entries.append(CommandGroup.Entry(command: command, keys: []))
      }
      return group
    }.filter { !$0.entries.isEmpty }
  }
}

extension Command {
  /// The section of a keymap that it stands in where it has no key.
  fileprivate var section: String {
    let beginning = String(name.prefix { $0 != "." })
    if beginning == "spell" { return "composer" }
    if beginning == "mode" { return "normal" }
    let sections = ["edit", "prompt", "composer", "line", "preview", "help"]
    return pane ?? (sections.contains(beginning) ? beginning : "global")
  }
}

extension CommandTable {
  /// The sections of keymaps but `unbound`, as people are shown them.
  static let shownSections: [String] =
    PaneRegistry.all.flatMap { [$0.name] + $0.sections } + [
      "global", "recording", "composer", "line", "insert", "normal", "preview", "edit", "prompt", "help",
    ]

  /// What a section is called.
  static func title(ofSection section: String, _ tr: Catalog) -> String {
    let pane = PaneRegistry.all.first { section == $0.name || section.hasPrefix($0.name + ".") }
    guard let pane else { return sectionTitles[section].map { tr($0) } ?? section }
    return [tr(pane.title), sectionTitles[section].map { tr($0) }].compactMap(\.self).joined(separator: ", ")
  }

  static let sectionTitles: [String: String] = [
    "global": msgid("Everywhere"), "recording": msgid("While a macro is recorded"),
    "composer": msgid("In the editor"), "line": msgid("In a line of chat"),
    "insert": msgid("In the editor, typing"), "normal": msgid("In the editor, commands of vim"),
    "preview": msgid("In the preview of a text or a file"),
    "edit": msgid("In any text"), "prompt": msgid("In the prompt"), "help": msgid("In this list"),
    "forums.boards": msgid("the boards"), "forums.topics": msgid("the topics"), "forums.thread": msgid("a topic"),
    "chat.rooms": msgid("the rooms"), "chat.room": msgid("a room"), "events.month": msgid("the month"),
    "events.week": msgid("the week"), "events.event": msgid("an event"), "events.near": msgid("what is near"),
    "events.map": msgid("the map"), "files.detail": msgid("a file"), "outbox.detail": msgid("what waits"),
    "votes.proposal": msgid("a proposal"), "news.article": msgid("an article"),
    "courses.lessons": msgid("the lessons"), "courses.lesson": msgid("a lesson"),
    "members.member": msgid("a member"), "bundles.bundle": msgid("a bundle"),
  ]
}
