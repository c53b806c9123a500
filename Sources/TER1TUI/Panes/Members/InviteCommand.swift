import ClientCore
import Localization
import Text

/// Inviting from the interface: a link that works once, as a QR code where there is room for one.
enum InviteCommand {
  static let all: [Command] = [
    Command(
      "invite", label: msgid("invite"),
      summary: msgid("Make a link by which one person becomes a member, once; shown as a QR code too"),
      usage: "[WHOM]", needsNetwork: true, cost: .change
    ) { (app, context) throws(CacheError) in try app.invite(context) }
  ]

  static let days = 7
}

extension App {
  fileprivate func invite(_ context: Context) throws(CacheError) -> [Effect] {
    guard let account = accounts.first(where: { account == nil || $0.id == account }) else {
      return [.notice(Notice(.information, tr("No cooperative is known here yet")))]
    }
    if let reason = MembersCommands.keepsProfiles(account.id, context) { return [.notice(Notice(.warning, reason))] }
    let me = try MembersCommands.viewer(account.id, context).flatMap { (key) throws(CacheError) in
      try context.cache.member(key)
    }
    guard me?.principal.isAdmin == true else {
      return [.notice(Notice(.information, tr("Only who administers the cooperative invites")))]
    }
    guard !context.arguments.isEmpty else {
      return [.prompt(Input(label: tr("For whom (only administrators see it): "), line: CommandLine("invite")))]
    }
    return [.invite(login: account.login, note: context.arguments.joined(separator: " "), days: InviteCommand.days)]
  }

  /// The link is on the screen alone: it is kept nowhere here, and is not told again.
  mutating func show(invitation link: UntrustedText, days: Int) {
    notice = nil
    sheet = LinkSheet(
      link: link, wantsCode: true,
      about: [Line(tr("An invitation into the cooperative"), Style(.title))],
      below: [
        Line(),
        Line(
          tr(
            days, "It works once, within %1 day. Whoever has it can use it.",
            "It works once, within %1 days. Whoever has it can use it.")),
      ])
  }
}
