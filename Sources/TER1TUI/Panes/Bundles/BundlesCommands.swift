import ClientCore
import Localization
import Text

enum BundlesCommands {
  static let all: [PaneCommand<BundlesPane>] = [
    PaneCommand(
      name: "bundles.export", label: msgid("for the server"),
      summary: msgid("Write what waits in the outbox into an encrypted file that anybody can carry to the server"),
      usage: "[PATH]",
      unavailable: { _, context in
        context.reason { () throws(CacheError) in
          try context.cache.outboxSummary().waiting == 0 ? context.tr("Nothing waits here") : nil
        }
      },
      action: { (_, context) throws(CacheError) in
        guard let path = context.arguments.first else {
          return [ask("bundles.export", [], file(named: "ter1", context), context)]
        }
        guard let account = try account(context) else { return [severalAccounts(context)] }
        return order(account, [], since: nil, path)
      }),
    PaneCommand(
      name: "bundles.give", label: msgid("for a member"),
      summary: msgid("Write what a member may read into a file that he alone can open; SINCE: 3d, 2026-11-24, last"),
      usage: "[MEMBER [PATH [SINCE]]]",
      action: { (_, context) throws(CacheError) in try give(context) }),
    PaneCommand(
      name: "bundles.import", label: msgid("import"),
      summary: msgid("Take what bundles brought, from a file or from all files of a folder"), usage: "[PATH…]",
      cost: .change,
      action: { (_, context) throws(CacheError) in
        guard !context.arguments.isEmpty else {
          let label = context.tr("File or folder: ")
          // Where files come; Tab goes through what is there.
          let line = CommandLine("bundles.import")
          return [.prompt(Input(label: label, text: context.downloadFolder + "/", line: line, completesPaths: true))]
        }
        let paths = context.arguments.filter { !$0.isEmpty }.map(TypedPath.expanded)
        return paths.isEmpty ? [] : [.importBundles(paths)]
      }),
    PaneCommand(
      name: "bundles.forget", label: msgid("forget"),
      summary: msgid("Know nothing of the bundle any more; one that waits to be handed in is given up"),
      unavailable: { pane, context in
        guard let bundle = pane.current?.bundle else { return context.tr("There is no bundle here") }
        guard bundle.role == .made, bundle.state == .waiting else { return nil }
        return context.tr("The server must be told of it first: sync")
      },
      action: { (pane, context) throws(CacheError) in pane.current.map { forget($0.bundle, context) } ?? [] }),
  ]

  // MARK: Making

  private static func give(_ context: Context) throws(CacheError) -> [Effect] {
    let tr = context.tr
    let members = try context.cache.members(context.account).filter { !$0.isViewer }
    guard let name = context.arguments.first else {
      let names = members.map { $0.principal.handle.line.string }
      return [.prompt(Input(label: tr("For whom: "), line: CommandLine("bundles.give"), completions: names))]
    }
    guard !name.isEmpty else { return [] }
    let found = members.filter { [$0.principal.handle, $0.principal.name].contains { $0.line.string == name } }
    guard found.count == 1 else {
      return [.notice(Notice(.warning, tr("“%1” is no member, or several", UntrustedText(name).line)))]
    }
    guard context.arguments.count > 1 else {
      return [ask("bundles.give", [name], file(named: found[0].principal.handle.line.string, context), context)]
    }
    do throws(Unclear) {
      let since = try since(context.arguments.dropFirst(2).first, found[0].key, context)
      return order(found[0].key.account, [found[0].key.id], since: since, context.arguments[1])
    } catch {
      switch error {
      case .cache(let error): throw error
      case .said(let words): return [.notice(Notice(.warning, words))]
      }
    }
  }

  private enum Unclear: Error {
    case cache(CacheError)
    case said(String)
  }

  private static func since(
    _ word: String?, _ member: ObjectKey, _ context: Context
  ) throws(Unclear) -> Double? {
    guard let word, !word.isEmpty else { return nil }
    if word == "last" {
      do throws(CacheError) { return try context.cache.lastBundle(member.account, for: member.id) } catch {
        throw .cache(error)
      }
    }
    guard let moment = SinceWords.moment(word, now: context.now, zone: context.zone), moment <= context.now else {
      throw .said(context.tr("Moments: 2h, 3d, yesterday, 18:30, 2026-11-24") + ", last")
    }
    return moment
  }

  private static func order(_ account: AccountID, _ members: [ObjectID], since: Double?, _ path: String) -> [Effect] {
    guard !path.isEmpty else { return [] }
    return [
      .exportBundle(BundleOrder(account: account, members: members, since: since, path: TypedPath.expanded(path)))
    ]
  }

  private static func ask(_ command: String, _ words: [String], _ text: String, _ context: Context) -> Effect {
    .prompt(
      Input(
        label: context.tr("Save as: "), text: text, line: CommandLine(command, words), completesPaths: true))
  }

  /// `~/lou-2026-11-26.ter1`
  private static func file(named name: String, _ context: Context) -> String {
    let safe = name.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    return "~/\(safe)-\(LocalTime(at: context.now, in: context.zone).string.prefix(10)).ter1"
  }

  /// nil: it is not clear which.
  private static func account(_ context: Context) throws(CacheError) -> AccountID? {
    context.account ?? (context.accounts.count == 1 ? context.accounts[0].id : nil)
  }

  private static func severalAccounts(_ context: Context) -> Effect {
    .notice(Notice(.warning, context.tr("Choose an account first: g1, g2…")))
  }

  private static func forget(_ bundle: KeptBundle, _ context: Context) -> [Effect] {
    let tr = context.tr
    guard bundle.role == .carried, bundle.state == .waiting, context.arguments.first != "--now" else {
      return [.forgetBundle(bundle)]
    }
    let text = SafeText(tr("Not hand it in? Nobody else may have it."))
    return [.ask(Question(text, [.yes(tr, CommandLine("bundles.forget", ["--now"])), .no(tr)]))]
  }
}
