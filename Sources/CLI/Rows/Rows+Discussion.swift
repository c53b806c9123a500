internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Text

extension Author {
  /// The name, and whether anybody vouches for it.
  var words: SafeText {
    (name.isEmpty ? SafeText(tr("somebody")) : name.line) + SafeText(isVerified ? "" : " " + tr("(unverified)"))
  }
}

extension Message {
  /// What stands in the place of a text that is not to be read any more; nil: the text stands.
  var absence: SafeText? {
    guard isDeleted else { return nil }
    return SafeText(isTakenAway ? "(" + tr("hidden by the moderators") + ")" : tr("(deleted)"))
  }
}

extension Row {
  static func board(_ board: BoardRow, in account: UntrustedText) -> Row {
    let channel = board.channel
    let line =
      SafeText(String(repeating: "  ", count: board.depth)) + channel.name.line
      + SafeText("  " + tr(board.topics, "%1 topic", "%1 topics"))
      + (board.unreadTopics > 0 ? SafeText(", " + tr(board.unreadTopics, "%1 new", "%1 new ones")) : "")
      + board.mark.suffix
    return Row(
      json: [
        "key": .string(board.key.text), "id": .id(channel.id), "account": .text(account), "name": .text(channel.name),
        "description": .text(channel.summary), "parentId": .id(channel.parentID), "topics": .number(board.topics),
        "unreadTopics": .number(board.unreadTopics), "mentions": .number(board.addressed),
        "lastActivity": .time(board.lastActivity),
        "isArchived": .bool(channel.isArchived), "mayPost": .bool(channel.rights.mayPost),
        "isMail": .bool(channel.isMail),
      ], line: line)
  }

  static func room(_ room: RoomRow, in account: UntrustedText) -> Row {
    let line =
      room.channel.name.line + (room.unread > 0 ? SafeText("  " + tr(room.unread, "%1 new", "%1 new ones")) : "")
      + (room.lastLine.map { "  " + (room.lastAuthor?.name.line ?? "") + colon + $0.line } ?? "")
      + room.mark.suffix
    return Row(
      json: [
        "key": .string(room.key.text), "id": .id(room.channel.id), "account": .text(account),
        "name": .text(room.channel.name),
        "description": .text(room.channel.summary), "unread": .number(room.unread), "mentions": .number(room.addressed),
        "isMuted": .bool(room.isMuted), "lastActivity": .time(room.lastActivity),
        "lastAuthor": .text(room.lastAuthor?.name),
        "lastLine": .text(room.lastLine), "isArchived": .bool(room.channel.isArchived),
        "mayPost": .bool(room.channel.rights.mayPost),
      ], line: line)
  }

  /// - Parameter isPlaced: whether the line says on which forum it stands.
  static func topic(_ topic: TopicRow, on board: UntrustedText, isPlaced: Bool, zone: TimeZone) -> Row {
    let line =
      SafeText(RowTime.local(topic.lastActivity, zone) + "  ") + (isPlaced ? board.line + " > " : "")
      + (topic.subject?.line ?? SafeText(tr("(no subject)")))
      + "  ("
      + (topic.author?.words ?? "?") + SafeText(", " + tr(topic.replies, "%1 reply", "%1 replies") + ")")
      + (topic.unread > 0 ? SafeText("  " + tr(topic.unread, "%1 new", "%1 new ones")) : "") + topic.mark.suffix
    return Row(
      json: [
        "key": .string(topic.key.text), "id": .id(topic.key.id), "forum": .text(board), "forumId": .id(topic.channelID),
        "subject": .text(topic.subject), "author": .text(topic.author?.name),
        "isAuthorVerified": .bool(topic.author?.isVerified ?? false), "startedAt": .time(topic.startedAt),
        "lastActivity": .time(topic.lastActivity), "replies": .number(topic.replies), "unread": .number(topic.unread),
        "isPinned": .bool(topic.isPinned), "isMuted": .bool(topic.isMuted), "isDeleted": .bool(topic.isDeleted),
        "state": topic.mark.json,
      ], line: line)
  }

  static func message(_ row: MessageRow, in channel: UntrustedText, topic: UntrustedText?, zone: TimeZone) -> Row {
    let message = row.message
    let text = message.absence ?? message.body.line
    let line =
      SafeText(RowTime.local(message.receivedAt, zone) + "  ") + row.author.words + colon + text + row.mark.suffix
    return Row(json: json(row, in: channel, topic: topic), line: line)
  }

  private static func json(_ row: MessageRow, in channel: UntrustedText, topic: UntrustedText?) -> JSONValue {
    let message = row.message
    return [
      "key": .string(row.key.text), "id": .id(row.key.id), "channel": .text(channel),
      "channelId": .id(message.channelID),
      "topic": .text(topic), "topicId": message.isChat ? .null : .id(message.conversationID),
      "replyTo": .id(message.replyTo),
      "subject": .text(message.subject), "body": .text(message.body), "author": .text(row.author.name),
      "isAuthorVerified": .bool(row.author.isVerified), "isOwn": .bool(row.author.isViewer),
      "sentAt": .time(message.sentAt),
      "receivedAt": .time(message.receivedAt), "editedAt": .time(message.editedAt),
      "isDeleted": .bool(message.deletedAt != nil), "isHidden": .bool(message.hiddenAt != nil),
      "isCut": .bool(message.isCut),
      "isWhole": .bool(message.isWhole),
      "isPinned": .bool(message.isPinned), "isUnread": .bool(row.isUnread), "depth": .number(row.depth),
      "attachments": .array(message.attachments.map(attachment)),
      "reactions": .object(JSONObject(message.reactions.map { ($0.emoji.raw, .number($0.principals.count)) }) { $1 }),
      "state": row.mark.json,
    ]
  }

  private static func attachment(_ attachment: Message.Attachment) -> JSONValue {
    [
      "blobId": .id(attachment.blobID), "name": .text(attachment.name), "type": .text(attachment.type),
      "size": .number(attachment.size),
    ]
  }
}
