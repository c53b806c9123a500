import ClientCore
import Localization
import Text

enum ForumsCommands {
  typealias Entry = PaneCommand<ForumsPane>

  static let all: [Entry] = reading + writing + MessageCommands<ForumsPane>.all + onTopic + moderating

  // MARK: Reading

  private static let reading: [Entry] = [
    Entry(
      name: "forums.next-post", label: msgid("next message"), summary: msgid("Go to the next message of the topic"),
      unavailable: noThread,
      action: { (pane, context) throws(CacheError) in try pane.step(context.count ?? 1, context) }),
    Entry(
      name: "forums.previous-post", label: msgid("previous message"), summary: msgid("Go to the message before"),
      unavailable: noThread,
      action: { (pane, context) throws(CacheError) in try pane.step(-(context.count ?? 1), context) }),
    Entry(
      name: "forums.next-unread", label: msgid("next new"), summary: msgid("Go to the next new message of the topic"),
      unavailable: noThread,
      action: { (pane, context) throws(CacheError) in
        let found = try pane.thread?.goToUnread(context) ?? false
        return found
          ? try pane.cameTo(context) : [.notice(Notice(.information, context.tr("Nothing new is left in this topic")))]
      }),
    Entry(
      name: "forums.parent", label: msgid("what it answers"), summary: msgid("Go to the message that this one answers"),
      unavailable: noThread,
      action: { (pane, context) throws(CacheError) in
        let found = try pane.thread?.goToParent(context) ?? false
        return found
          ? try pane.cameTo(context) : [.notice(Notice(.information, context.tr("This message answers no other")))]
      }),
    Entry(
      name: "forums.unfold", label: msgid("unfold all"),
      summary: msgid("Show all messages of topics whole, or one whole and the others as their headings"),
      unavailable: { pane, context in
        context.isLinear ? context.tr("Read by lines, every message is whole") : noThread(pane, context)
      },
      action: { (pane, context) throws(CacheError) in try pane.unfoldAll(context) }),
    Entry(
      name: "forums.fold", label: msgid("fold replies"),
      summary: msgid("Fold the replies to this message, or show them again"),
      unavailable: noThread,
      action: { (pane, context) throws(CacheError) in
        let isDone = pane.thread?.toggleBranch(context) ?? false
        return isDone ? [] : [.notice(Notice(.information, context.tr("Nobody has replied to this message")))]
      }),
    Entry(
      name: "forums.fold-quotes", label: msgid("fold quotations"),
      summary: msgid("Fold long quotations, or show them again"),
      unavailable: noThread,
      action: { (pane, context) throws(CacheError) in
        pane.thread?.toggleQuotes(context)
        return []
      }),
    Entry(
      name: "forums.filter", label: msgid("filter"),
      summary: msgid("Show the topics with certain words in their subject or author"),
      usage: "[TEXT]", unavailable: noBoard, action: { (pane, context) throws(CacheError) in try pane.filter(context) }),
  ]

  // MARK: Writing

  private static let writing: [Entry] = [
    Entry(
      name: "forums.new-topic", label: msgid("new topic"), summary: msgid("Begin a topic on this board"),
      unavailable: mayNotPost,
      action: { (pane, context) throws(CacheError) in pane.composeTopic(context) }),
    Entry(
      name: "forums.reply", label: msgid("reply"), summary: msgid("Reply to this message"), unavailable: replying,
      action: { (pane, context) throws(CacheError) in
        pane.composeReply(quoting: pane.thread?.selectedText != nil, context)
      }),
    Entry(
      name: "forums.quote", label: msgid("reply quoting"),
      summary: msgid("Reply to this message, quoting it or the lines chosen of it"), unavailable: replying,
      action: { (pane, context) throws(CacheError) in pane.composeReply(quoting: true, context) }),
    Entry(
      name: "forums.attach", label: msgid("send a file"),
      summary: msgid("Reply with a file, and a few words if you like"), usage: "PATH",
      cost: .told, unavailable: replying, action: { (pane, context) throws(CacheError) in pane.attach(context) }),
    Entry(
      name: "forums.edit", label: msgid("edit"), summary: msgid("Change your message"),
      unavailable: { pane, context in pane.objection(context) { $0.editObjection } },
      action: { (pane, context) throws(CacheError) in pane.composeEdit(context) }),
  ]

  // MARK: On a topic

  private static let onTopic: [Entry] = [
    Entry(
      name: "forums.mark-read", label: msgid("mark read"),
      summary: msgid("Take the whole topic as read; nobody else sees it"),
      cost: .change, unavailable: noTopic,
      action: { (pane, context) throws(CacheError) in try pane.markRead(context) }),
    Entry(
      name: "forums.mark-unread", label: msgid("mark unread"), summary: msgid("Take the whole topic as unread"),
      cost: .change, unavailable: noTopic,
      action: { (pane, context) throws(CacheError) in
        guard let topic = pane.chosenTopic else { return [] }
        return [.enqueue([ReadPosition.unread(topic.key)])]
          + (try pane.level == .thread ? pane.back(context) ?? [] : [])
      }),
    Entry(
      name: "forums.mute", label: msgid("mute"),
      summary: msgid("Count nothing of this topic as new, or count it again"), cost: .change, unavailable: noTopic,
      action: { (pane, context) throws(CacheError) in
        guard let topic = pane.chosenTopic else { return [] }
        let words =
          topic.isMuted
          ? context.tr("This topic counts again") : context.tr("This topic is muted: it no longer counts as new")
        return [.enqueue([ReadPosition.mute(topic.key, !topic.isMuted)]), .notice(Notice(.success, words))]
      }),
  ]

  // MARK: Moderating

  private static let moderating: [Entry] = [
    Entry(
      name: "forums.move", label: msgid("move topic"), summary: msgid("Move the topic to another board"),
      usage: "[BOARD]", cost: .change, unavailable: { pane, context in pane.moveObjection(context) },
      action: { (pane, context) throws(CacheError) in try pane.moveTopic(context) }),
    Entry(
      name: "forums.archive", label: msgid("close board"),
      summary: msgid("Close the board for writing, or open it again"), usage: "[now]", cost: .change,
      unavailable: { pane, context in Moderation.archiveObjection(pane.chosenBoard?.channel, context.tr) },
      action: { (pane, context) throws(CacheError) in
        pane.chosenBoard.map { Moderation.archive($0.key, $0.channel, "forums.archive", context) } ?? []
      }),
  ]

  // MARK: Why not

  private static let noThread: @Sendable (ForumsPane, Context) -> String? = { pane, context in
    pane.level == .thread && pane.thread != nil ? nil : context.tr("Open a topic first")
  }
  private static let noBoard: @Sendable (ForumsPane, Context) -> String? = { pane, context in
    pane.level == .boards || pane.board == nil ? context.tr("Open a board first") : nil
  }
  private static let noTopic: @Sendable (ForumsPane, Context) -> String? = { pane, context in
    pane.chosenTopic == nil ? context.tr("Choose a topic first") : nil
  }
  private static let replying: @Sendable (ForumsPane, Context) -> String? = { pane, context in
    pane.objection(context) { $0.replyObjection(pane.thread?.page.channel) }
  }
  private static let mayNotPost: @Sendable (ForumsPane, Context) -> String? = { pane, context in
    guard let channel = pane.chosenBoard?.channel else { return context.tr("Choose a board first") }
    return channel.rights.mayPost && !channel.isArchived ? nil : MessageActions.writeObjection(channel, context.tr)
  }
}
