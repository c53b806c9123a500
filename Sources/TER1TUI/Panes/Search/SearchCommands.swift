import ClientCore
import Localization

enum SearchCommands {
  static let all: [PaneCommand<SearchPane>] = [
    PaneCommand(
      name: "search.query", label: "search", summary: "Look for words everywhere: forums, chat, events, files",
      usage: "[WORDS]",
      action: { (pane, context) throws(CacheError) in
        guard !context.arguments.isEmpty else {
          let input = Input(
            label: context.tr("Search: "), text: pane.query, line: CommandLine("search.query"), isLive: true)
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
      name: "search.help", label: "how to search",
      summary: "Words that narrow a search: from:, in:, before:, after:, type:",
      action: { (_, context) throws(CacheError) in
        [.notice(Notice(.information, SearchWords.operators(context.tr)))]
      }),
  ]
}
