import ClientCore
import JSON
import PlainText
import Wire

extension EmailDialect {
  func needs(of mutation: Mutation) -> Set<ObjectKey> {
    switch mutation.action {
    case .create(let properties):
      guard let parent = properties["replyTo"]?.string else { return [] }
      return [ObjectKey(mutation.account, type, ObjectID(parent))]
    case .update, .destroy: return [ObjectKey(mutation.account, type, mutation.id)]
    case .upload: return []
    }
  }

  func action(for mutation: Mutation, _ related: [ObjectKey: JSONObject]) throws(Untranslatable) -> SetAction {
    let object = needs(of: mutation).first.flatMap { related[$0] }
    switch mutation.action {
    case .create(let properties): return try create(properties, mutation.id, answering: object)
    case .update(let patch):
      guard patch["deletedAt"].map({ !$0.isNull }) ?? false, patch.count == 1 else {
        throw Untranslatable(Untranslatable.notInMail, properties: patch.keys.sorted())
      }
      return Self.removal(of: object)
    case .destroy: return Self.removal(of: object)
    case .upload: throw Untranslatable(Untranslatable.notInMail)
    }
  }

  /// What is on other boards too is taken off its own.
  private static func removal(of message: JSONObject?) -> SetAction {
    guard message?["mailboxIds"] != nil, let board = message?["channelId"]?.string else { return SetAction(.destroy) }
    return SetAction(.update(["mailboxIds/\(board)": .null]))
  }

  func search(for mutation: Mutation) -> JSONObject? {
    guard case .create = mutation.action, let clientID = mutation.id.clientID else { return nil }
    return ["header": ["Message-ID", .string(MailID.make(clientID, host: sender.host))]]
  }

  /// Nothing that the server would choose anew for a second try is left to it, so that it knows a mail it has taken.
  private func create(
    _ properties: JSONObject, _ id: ObjectID, answering parent: JSONObject?
  ) throws(Untranslatable) -> SetAction {
    guard let board = properties["channelId"]?.string, let clientID = id.clientID else {
      throw Untranslatable("invalidProperties", properties: ["channelId"])
    }
    let thread = try Thread(properties, answering: parent)
    var email: JSONObject = [
      "mailboxIds": [board: true], "from": [["name": .string(sender.name), "email": .string(sender.address)]],
      "subject": .string(thread.subject), "bodyValues": ["t": ["value": properties["body"] ?? ""]],
      "textBody": [["partId": "t", "type": "text/plain"]],
      "messageId": [.string(MailID.make(clientID, host: sender.host))],
    ]
    email["sentAt"] = properties["sentAt"]?.string.flatMap { UTCDate.seconds($0) }
      .map { .string(UTCDate.string(from: $0.rounded(.down))) }
    if let attachments = properties["attachments"]?.array, !attachments.isEmpty {
      email["attachments"] = .array(attachments.map(Self.attachment))
    }
    email.merge(thread.headers) { _, new in new }
    return SetAction(.create(email), taken: taken(email, thread, board))
  }

  private static func attachment(_ attachment: JSONValue) -> JSONValue {
    [
      "blobId": attachment["blobId"] ?? "", "name": attachment["name"] ?? "",
      "type": attachment["type"] ?? "application/octet-stream", "disposition": "attachment",
    ]
  }

  private func taken(_ email: JSONObject, _ thread: Thread, _ board: String) -> JSONObject {
    var message = thread.headers
    message["messageId"] = email["messageId"]?[0]
    message["subject"] = .string(thread.ownSubject)
    message["author"] = ["name": .string(sender.name), "address": .string(sender.address)]
    message["bodyType"] = "text/plain"
    return message.merging(Self.places(MailKeys(message, board: board))) { _, new in new }
  }
}

/// Where a new mail stands.
private struct Thread {
  /// As it is sent, and as it is shown.
  let subject, ownSubject: String
  /// `inReplyTo` and `references`; empty for a topic.
  var headers: JSONObject = [:]

  init(_ properties: JSONObject, answering parent: JSONObject?) throws(Untranslatable) {
    guard properties["replyTo"]?.string != nil else {
      subject = CleanText.line(properties["subject"]?.string ?? "")
      ownSubject = subject
      return
    }
    guard let parent else { throw Untranslatable("notFound") }
    guard let messageID = parent["messageId"]?.string else { throw Untranslatable(Untranslatable.noMessageID) }
    ownSubject = MailSubject.stripped(parent["subject"]?.string ?? "")
    subject = "Re: " + ownSubject
    let before = MailKeys.ids(parent["references"])
    let chain = before.isEmpty ? MailKeys.ids(parent["inReplyTo"]).prefix(1) : before[...]
    headers = [
      "inReplyTo": [.string(messageID)],
      "references": .array(MailKeys.ids(.array((chain + [messageID]).map { .string($0) })).map { .string($0) }),
    ]
  }
}
