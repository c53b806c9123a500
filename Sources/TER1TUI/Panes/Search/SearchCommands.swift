import ClientCore
import Localization
import Text

enum SearchCommands {
  static let all: [PaneCommand<SearchPane>] = [
    PaneCommand(
      name: "search.query", label: "search", summary: "Look for words everywhere: forums, chat, events, files",
      usage: "[WORDS]",
      action: { (pane, context) throws(CacheError) in
        guard !context.arguments.isEmpty else {
          let input = Input(
            label: context.tr("Search: "), text: pane.query, line: CommandLine("search.query"), isLive: true,
            isSelected: true)
          return [.prompt(input)]
        }
        return pane.look(for: context.arguments.joined(separator: " "), context)
      }),
    PaneCommand(
      name: "search.server", label: msgid("on the server"),
      summary: msgid("Look for the same words on the servers, among what is not here"), needsNetwork: true,
      cost: .told, unavailable: { pane, context in pane.query.isEmpty ? context.tr("Look for some words first") : nil },
      action: { (pane, context) throws(CacheError) in try pane.askServers(context) }),
    PaneCommand(
      name: "search.save", label: msgid("keep"),
      summary: msgid("Keep this search under a name, as a folder of what it finds"),
      usage: "[NAME]",
      unavailable: { pane, context in pane.isBlank ? context.tr("Look for some words first") : nil },
      action: { (pane, context) throws(CacheError) in
        guard let name = context.arguments.first else {
          let text = pane.current?.name ?? pane.query
          return [
            .prompt(Input(label: context.tr("Keep under which name: "), text: text, line: CommandLine("search.save")))
          ]
        }
        guard !name.allSatisfy(\.isWhitespace) else { return [] }
        let words = context.tr("Kept: “%1” stands in the forums and here", UntrustedText(name).line)
        return pane.save(as: name) + [.notice(Notice(.success, SafeText(words)))]
      }),
    PaneCommand(
      name: "search.saved", label: msgid("kept search"), summary: msgid("Show what a kept search finds"),
      usage: "[NAME]",
      unavailable: { pane, context in pane.saved.isEmpty ? context.tr("No search is kept yet") : nil },
      action: { (pane, context) throws(CacheError) in
        let name = context.arguments.joined(separator: " ")
        guard name.isEmpty else { return try pane.show(name, context) }
        let (line, names) = (CommandLine("search.saved"), pane.saved.map(\.name))
        return [.prompt(Input(label: context.tr("Kept search: "), line: line, completions: names))]
      }),
    PaneCommand(
      name: "search.forget", label: msgid("forget"),
      summary: msgid("Forget the kept search; what it found stays where it is"),
      unavailable: { pane, context in
        pane.list.current?.saved ?? pane.current == nil ? context.tr("This is no kept search") : nil
      },
      action: { (pane, _) throws(CacheError) in
        guard let search = pane.list.current?.saved ?? pane.current else { return [] }
        return pane.forget(search)
      }),
    PaneCommand(
      name: "search.help", label: "how to search",
      summary: "Words that narrow a search: from:, in:, before:, after:, type:",
      action: { (_, context) throws(CacheError) in
        [.notice(Notice(.information, SearchWords.operators(context.tr)))]
      }),
  ]
}
