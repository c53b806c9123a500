import ClientCore
import Localization
import Text

enum ChatCommands {
  typealias Entry = PaneCommand<ChatPane>

  static let all: [Entry] = places + writing + MessageCommands<ChatPane>.all + moderating

  private static let places: [Entry] = [
    Entry(
      name: "chat.first-unread", label: msgid("first new"),
      summary: msgid("Go to the first line that was new when you came in"),
      unavailable: { pane, context in
        if pane.level == .rooms { return context.tr("Open a room first") }
        return pane.reading?.firstUnread == nil ? context.tr("Nothing was new in this room") : nil
      },
      action: { (pane, context) throws(CacheError) in
        if let id = pane.reading?.firstUnread { _ = try pane.reading?.go(to: id, context) }
        return pane.noteSeen()
      }),
    Entry(
      name: "chat.answered", label: msgid("what it answers"), summary: msgid("Go to the line that this one answers"),
      unavailable: { pane, context in
        pane.objection(context) { $0.row.message.replyTo == nil ? context.tr("This line answers no other") : nil }
      },
      action: { (pane, context) throws(CacheError) in
        if let id = pane.reading?.current?.message.replyTo { _ = try pane.reading?.go(to: id, context) }
        return pane.noteSeen()
      }),
    Entry(
      name: "chat.mark-read", label: msgid("mark read"),
      summary: msgid("Take the whole room as read; nobody else sees it"), cost: .change, unavailable: noRoom,
      action: { (pane, context) throws(CacheError) in
        guard let room = pane.chosenRoom, let last = room.lastActivity else { return [] }
        return [
          .enqueue([ReadPosition.read(room.key, upTo: last)]), .notice(Notice(.success, context.tr("Marked as read"))),
        ]
      }),
    Entry(
      name: "chat.mute", label: msgid("mute"), summary: msgid("Count nothing of this room as new, or count it again"),
      cost: .change, unavailable: noRoom,
      action: { (pane, context) throws(CacheError) in
        guard let room = pane.chosenRoom else { return [] }
        let words =
          room.isMuted
          ? context.tr("This room counts again") : context.tr("This room is muted: it no longer counts as new")
        return [.enqueue([ReadPosition.mute(room.key, !room.isMuted)]), .notice(Notice(.success, words))]
      }),
  ]

  private static let moderating: [Entry] = [
    Entry(
      name: "chat.archive", label: msgid("close room"),
      summary: msgid("Close the room for writing, or open it again"), usage: "[now]", cost: .change,
      unavailable: { pane, context in Moderation.archiveObjection(pane.chosenRoom?.channel, context.tr) },
      action: { (pane, context) throws(CacheError) in
        pane.chosenRoom.map { Moderation.archive($0.key, $0.channel, "chat.archive", context) } ?? []
      })
  ]

  private static let writing: [Entry] = [
    Entry(
      name: "chat.write", label: msgid("write"), summary: msgid("Write a line in this room"), unavailable: mayNotWrite,
      action: { (pane, context) throws(CacheError) in pane.write(context) }),
    Entry(
      name: "chat.reply", label: msgid("reply"), summary: msgid("Answer this line"),
      unavailable: { pane, context in pane.objection(context) { $0.replyObjection(pane.reading?.timeline.room.channel) }
      },
      action: { (pane, context) throws(CacheError) in
        pane.composeReply(quoting: pane.reading?.selectedText != nil, context)
      }),
    Entry(
      name: "chat.quote", label: msgid("reply quoting"),
      summary: msgid("Answer this line, quoting it or the lines chosen of it"),
      unavailable: { pane, context in pane.objection(context) { $0.replyObjection(pane.reading?.timeline.room.channel) }
      },
      action: { (pane, context) throws(CacheError) in pane.composeReply(quoting: true, context) }),
    Entry(
      name: "chat.attach", label: msgid("send a file"), summary: msgid("Send a file into this room"), usage: "PATH",
      cost: .told, unavailable: mayNotWrite,
      action: { (pane, context) throws(CacheError) in pane.attach(context) }),
    Entry(
      name: "chat.edit", label: msgid("edit"), summary: msgid("Change your line"),
      unavailable: { pane, context in pane.objection(context) { $0.editObjection } },
      action: { (pane, context) throws(CacheError) in pane.composeEdit(pane.reading?.current, context) }),
    Entry(
      name: "chat.edit-last", label: msgid("edit last"), summary: msgid("Change the last line you wrote"),
      unavailable: { pane, context in
        pane.reading?.lastOwn == nil ? context.tr("You have written nothing here lately that can be changed") : nil
      },
      action: { (pane, context) throws(CacheError) in pane.composeEdit(pane.reading?.lastOwn, context) }),
  ]

  // MARK: Why not

  private static let noRoom: @Sendable (ChatPane, Context) -> String? = { pane, context in
    pane.chosenRoom == nil ? context.tr("Choose a room first") : nil
  }
  private static let mayNotWrite: @Sendable (ChatPane, Context) -> String? = { pane, context in
    guard let channel = pane.chosenRoom?.channel else { return context.tr("Choose a room first") }
    return channel.rights.mayPost && !channel.isArchived ? nil : MessageActions.writeObjection(channel, context.tr)
  }
}
