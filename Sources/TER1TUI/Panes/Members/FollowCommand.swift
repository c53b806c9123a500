import ClientCore
import Localization
import Text

/// Following what is no member: a forum, a tag, a campaign.
enum FollowCommand {
  static let all: [Command] = [
    Command(
      "follow", label: msgid("follow"),
      summary: msgid("Follow a forum or room by name, a #tag or a =campaign, or follow it no more"),
      usage: "NAME|#TAG|=CAMPAIGN"
    ) { (app, context) throws(CacheError) in try app.follow(context) }
  ]
}

extension App {
  fileprivate func follow(_ context: Context) throws(CacheError) -> [Effect] {
    let channels =
      try context.cache.boards(account).map { ($0.key, $0.channel) }
      + context.cache.rooms(account).map { ($0.key, $0.channel) }
    guard let typed = context.arguments.first, !typed.isEmpty else {
      return [
        .prompt(
          Input(
            label: tr("Follow (a name, #tag or =campaign): "), line: CommandLine("follow"),
            completions: try channels.map { $0.1.name.line.string } + followedTags(context)))
      ]
    }
    guard let (account, followed) = meant(typed, channels), let me = MembersCommands.viewer(account, context) else {
      return [.notice(Notice(.warning, tr("Nothing here is called “%1”", SafeText(typed))))]
    }
    if let reason = MembersCommands.keepsProfiles(account, context) { return [.notice(Notice(.warning, reason))] }
    let isFollowed = try context.cache.follows()[account]?.contains(followed) ?? false
    let words =
      isFollowed
      ? tr("You follow “%1” no more", SafeText(typed)) : tr("You follow “%1”; nobody else knows", SafeText(typed))
    return [.enqueue([Profile.follow(followed, !isFollowed, by: me)]), .notice(Notice(.success, words))]
  }

  /// As one types them.
  private func followedTags(_ context: Context) throws(CacheError) -> [String] {
    try context.cache.follows().values.joined().compactMap { followed in
      switch followed.kind {
      case .tag: "#" + followed.name
      case .campaign: "=" + followed.name
      case .person, .board: nil
      }
    }.sorted()
  }

  private func meant(_ typed: String, _ channels: [(ObjectKey, Channel)]) -> (AccountID, Followed)? {
    let own = account ?? accounts.first?.id
    if let tag = Followed(tag: typed) { return own.map { ($0, tag) } }
    if typed.hasPrefix("="), typed.count > 1 { return own.map { ($0, Followed(.campaign, String(typed.dropFirst()))) } }
    let wanted = Command.folded(typed)
    return channels.first { Command.folded($0.1.name.line.string) == wanted }
      .map { ($0.0.account, Followed(.board, $0.0.id.rawValue)) }
  }
}
