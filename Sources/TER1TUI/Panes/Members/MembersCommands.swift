import ClientCore
import Localization
import Text

enum MembersCommands {
  typealias Available = @Sendable (MembersPane, Context) -> String?

  static let all: [PaneCommand<MembersPane>] = [
    PaneCommand(
      name: "members.filter", label: msgid("filter"), summary: msgid("Show only members whom the typed words find"),
      usage: "[TEXT]",
      action: { (pane, context) throws(CacheError) in
        guard let text = context.arguments.first else {
          return [
            .prompt(
              Input(
                label: context.tr("Filter: "), text: pane.filter, line: CommandLine("members.filter"), isLive: true))
          ]
        }
        return try pane.show(filter: text, context)
      }),
    PaneCommand(
      name: "members.message", label: msgid("write to"),
      summary: msgid("Write to a member in a chat that only you two can read"), cost: .change, unavailable: mayNotWrite,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let me = viewer(row.key.account, context) else { return [] }
        let write = Effect.run(CommandLine("chat.write"))
        if let room = try context.cache.directRoom(row.key.account, with: [row.key.id]) {
          return [.show(pane: ChatPane.name, at: room.key), write]
        }
        let mutation = Channel.direct(
          with: [row.key.id], me: me.id, in: row.key.account, clientID: context.makeID())
        return [
          .enqueue([mutation]), .show(pane: ChatPane.name, at: ObjectKey(mutation.account, mutation.type, mutation.id)),
          write,
        ]
      }),
    PaneCommand(
      name: "members.follow", label: msgid("follow"),
      summary: msgid("Follow a member, or follow no more: what he writes comes first in the digest"),
      cost: .change, unavailable: mayNotFollow,
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current, let me = viewer(row.key.account, context) else { return [] }
        let words =
          row.isFollowed
          ? context.tr("You follow %1 no more", row.principal.name.line)
          : context.tr("You follow %1; nobody else knows", row.principal.name.line)
        let followed = Followed(.person, row.key.id.rawValue)
        return [.enqueue([Profile.follow(followed, !row.isFollowed, by: me)]), .notice(Notice(.success, words))]
      }),
    PaneCommand(
      name: "members.profile", label: msgid("my profile"),
      summary: msgid("Write one's own profile, and say who sees which line"), cost: .text, unavailable: noProfile,
      action: { (pane, context) throws(CacheError) in
        guard let account = account(pane, context), let me = viewer(account, context),
          let row = try context.cache.member(me)
        else { return [] }
        return [.compose(ProfileForm.change(row, try context.cache.profile(account), context))]
      }),
    PaneCommand(
      name: "members.bundle", label: msgid("bundle"),
      summary: msgid("Write what the member may read into a file that he alone can open"), usage: "[PATH [SINCE]]",
      unavailable: { pane, context in
        nobody(pane, context) ?? (pane.current?.isViewer == true ? context.tr("This is you") : nil)
      },
      action: { (pane, context) throws(CacheError) in
        guard let row = pane.current else { return [] }
        return [.run(CommandLine("bundles.give", [row.principal.handle.line.string] + context.arguments))]
      }),
    PaneCommand(
      name: "members.copy", label: msgid("copy"), summary: msgid("Copy how a member is reached"),
      unavailable: { pane, context in
        pane.current?.principal.profile[.reach] == nil ? context.tr("Nothing says how to reach this member") : nil
      },
      action: { (pane, _) throws(CacheError) in
        pane.current?.principal.profile[.reach].map { [.copy($0.lines.map(\.string).joined(separator: "\n"))] } ?? []
      }),
  ]

  static let nobody: Available = { pane, context in
    pane.current == nil ? context.tr("No member is chosen") : nil
  }

  private static let mayNotFollow: Available = { pane, context in
    if let reason = nobody(pane, context) { return reason }
    if pane.current?.isViewer == true { return context.tr("This is you") }
    return pane.current.flatMap { keepsProfiles($0.key.account, context) }
  }

  private static let mayNotWrite: Available = { pane, context in
    if let reason = nobody(pane, context) { return reason }
    if pane.current?.isViewer == true { return context.tr("This is you") }
    if pane.current?.principal.isRemoved == true { return context.tr("This member left the cooperative") }
    return pane.current.flatMap { row in
      keepsProfiles(row.key.account, context) == nil ? nil : context.tr("This server has no private chats")
    }
  }

  private static let noProfile: Available = { pane, context in
    guard let account = account(pane, context) else { return context.tr("No cooperative is known here yet") }
    return keepsProfiles(account, context)
  }

  /// Why there is no profile; nil: there is.
  static func keepsProfiles(_ account: AccountID, _ context: Context) -> String? {
    let capabilities = context.accounts.first { $0.id == account }?.capabilities
    return capabilities?.contains("urn:ter1:members") == true
      ? nil : context.tr("This server keeps no profiles")
  }

  private static func account(_ pane: MembersPane, _ context: Context) -> AccountID? {
    context.account ?? pane.current?.key.account ?? context.accounts.first?.id
  }

  /// The member's own principal.
  static func viewer(_ account: AccountID, _ context: Context) -> ObjectKey? {
    context.accounts.first { $0.id == account }?.principalID.map { ObjectKey(account, Principal.name, $0) }
  }
}
