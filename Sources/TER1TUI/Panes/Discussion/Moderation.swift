import ClientCore
import Localization
import Text

/// What the rights of a board or a room allow beside writing, and why it is not allowed.
enum Moderation {
  /// Why a board or a room can be neither closed nor opened again; nil: it can.
  static func archiveObjection(_ channel: Channel?, _ tr: Catalog) -> String? {
    guard let channel else { return tr("Choose a board or a room first") }
    if channel.isMail { return tr("This board is a mailbox: it cannot be closed") }
    return channel.rights.mayAdmin
      ? nil : tr("Only who administers “%1” may close it or open it again", channel.name.line)
  }

  /// Asks before a board is closed: nobody could write any more. It is opened again without a question.
  static func archive(_ key: ObjectKey, _ channel: Channel, _ command: String, _ context: Context) -> [Effect] {
    let (tr, name) = (context.tr, channel.name.line)
    guard channel.isArchived || context.arguments.first == "now" else {
      let text = SafeText(tr("Close “%1”? It stays readable, and nobody can write in it.", name))
      return [.ask(Question(text, [.yes(tr, as: tr("close it"), CommandLine(command, ["now"])), .no(tr)]))]
    }
    let words = channel.isArchived ? tr("“%1” is open for writing again", name) : tr("“%1” is closed for writing", name)
    return [.enqueue([Channel.archive(key, !channel.isArchived)]), .notice(Notice(.success, words))]
  }
}

extension ForumsPane {
  func moveObjection(_ context: Context) -> String? {
    guard let topic = chosenTopic else { return context.tr("Choose a topic first") }
    let channel = level == .thread ? thread?.page.channel : board?.channel
    if channel?.isMail ?? false { return context.tr("This board is a mailbox: a topic cannot be moved out of it") }
    if topic.isDeleted { return context.tr("This message was deleted") }
    guard channel?.rights.mayModerate ?? false else { return context.tr("Only moderators may move a topic") }
    return targets(context).isEmpty ? context.tr("There is no other board that you moderate") : nil
  }

  /// The boards that the topic can go to: both must be moderated.
  private func targets(_ context: Context) -> [BoardRow] {
    guard let topic = chosenTopic else { return [] }
    return boards.rows.compactMap(\.board).filter {
      $0.key.account == topic.key.account && $0.key.id != topic.channelID && $0.channel.rights.mayModerate
        && !$0.channel.isArchived && !$0.channel.isMail
    }
  }

  mutating func moveTopic(_ context: Context) throws(CacheError) -> [Effect] {
    guard let topic = chosenTopic else { return [] }
    let targets = targets(context)
    guard let typed = context.arguments.first, !typed.isEmpty else {
      let input = Input(
        label: context.tr("Move it to which board:"), text: targets.count == 1 ? targets[0].name : "",
        line: CommandLine("forums.move"), completions: targets.map(\.name))
      return [.prompt(input)]
    }
    let wanted = Command.folded(typed)
    guard let board = targets.first(where: { Command.folded($0.name) == wanted }) else {
      return [.notice(Notice(.warning, context.tr("You moderate no other board called “%1”", SafeText(typed))))]
    }
    let notice = Notice(.success, context.tr("Moved to “%1”", board.channel.name.line))
    let left = level == .thread ? try back(context) ?? [] : []
    return left + [.enqueue([Message.move(topic.key, to: board.key.id)]), .notice(notice)]
  }
}

extension BoardRow {
  fileprivate var name: String { channel.name.line.string }
}
