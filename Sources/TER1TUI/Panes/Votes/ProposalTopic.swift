import ClientCore
import JSON
import Localization
import Text

/// Where a proposal is discussed that has no topic yet: docs/protocol.md, section 23, lets one be given once, until the closing.
enum ProposalTopic {
  /// Why there is neither a topic nor a way to begin one; nil: there is.
  static func missing(_ row: ProposalRow, _ context: Context) -> String? {
    guard row.proposal.topicID == nil else { return nil }
    let state = row.state(at: context.now)
    guard state == .waiting || state == .open else { return context.tr("There is no topic for this proposal") }
    if row.key.id.isLocal { return context.tr("This proposal is still on its way to the server") }
    guard row.proposal.mayModerate || row.author?.isViewer == true else {
      return context.tr("There is no topic for this proposal; who proposed it, or a moderator, can begin one")
    }
    return context.reason { () throws(CacheError) in
      try board(row, context) == nil ? context.tr("You may not write on this board") : nil
    }
  }

  /// A topic on the proposal's own board.
  static func begin(_ row: ProposalRow, _ context: Context) throws(CacheError) -> [Effect] {
    guard let board = try board(row, context) else { return [] }
    return [
      .compose(
        Composition(
          pane: VotesPane.name, tag: ["discusses": row.key.id.rawValue], target: board.key,
          title: SafeText(context.tr("Discuss on %1", board.channel.name.line)),
          subject: row.proposal.title.line.string, body: invitation(context.tr)))
    ]
  }

  /// nil: the text is no topic of a proposal.
  static func accept(_ text: ComposedText, _ context: Context) -> ComposeResult? {
    guard let id = text.tag["discusses"] else { return nil }
    guard let subject = text.subject, subject.contains(where: { !$0.isWhitespace }) else {
      return .refused(context.tr("A topic needs a subject"))
    }
    let topic = Message.post(
      MessageDraft(subject: subject, body: text.body), in: text.target, clientID: context.makeID(), sentAt: context.now)
    let proposal = ObjectKey(text.target.account, Proposal.name, ObjectID(id))
    let place = Proposal.change(proposal, ["topicId": .string(topic.id.rawValue)])
    return .sent([.enqueue([topic, place]), .notice(Notice(.success, context.tr("Your topic is on its way")))])
  }

  static func invitation(_ tr: Catalog) -> String {
    tr("What do you think of this proposal? The vote is in the pane “Votes”.")
  }

  private static func board(_ row: ProposalRow, _ context: Context) throws(CacheError) -> BoardRow? {
    try context.cache.boards(row.key.account).first {
      $0.key.id == row.proposal.channelID && $0.channel.rights.mayPost && !$0.channel.isArchived
    }
  }
}
