import ClientCore
import JSON
import PlainText
import Wire

/// A mail in a shared mailbox is a topic or a reply: docs/protocol.md, section 20.
struct EmailDialect: Dialect {
  struct Sender: Sendable, Hashable {
    let name: String
    let address: String
    var host: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
  }

  let type = Message.name
  let serverType = "Email"
  let offers: Set<Offer> = [.forums]
  let capabilities: Set<String> = [Capability.mail]
  /// What new mails say of their author; the server does not look at it.
  let sender: Sender

  let getArguments: JSONObject = [
    "properties": [
      "id", "mailboxIds", "keywords", "messageId", "inReplyTo", "references", "from", "subject", "sentAt", "receivedAt",
      "textBody", "attachments", "bodyValues",
    ],
    "bodyProperties": ["partId", "blobId", "size", "name", "type", "header:Content-Type:asRaw"],
    "fetchTextBodyValues": true, "maxBodyValueBytes": .int(Int64(MailBody.firstBytes)),
  ]
  let fullArguments: JSONObject = ["maxBodyValueBytes": .int(Int64(MailBody.mostBytes))]
  let titleArguments: JSONObject = [
    "properties": [
      "id", "mailboxIds", "keywords", "messageId", "inReplyTo", "references", "from", "subject", "receivedAt",
    ],
    "fetchTextBodyValues": false,
  ]
  /// All else of a mail is immutable (RFC 8621, section 4); and on some servers whatever another member reads is an update.
  let updateArguments: JSONObject? = ["properties": ["id", "mailboxIds", "keywords", "receivedAt"]]
  let queryArguments: JSONObject = ["sort": [["property": "receivedAt", "isAscending": false]]]

  func countArguments(since time: Int64?) -> JSONObject? {
    var filter: JSONObject = ["notKeyword": "$draft"]
    if let time, time > 0 { filter["after"] = .string(UTCDate.string(from: Double(time) / 1_000)) }
    return queryArguments.merging(["filter": .object(filter)]) { $1 }
  }

  func translated(_ email: JSONObject) -> JSONObject? {
    guard let id = email["id"], !isDraft(email), let received = MailDate.utc(email["receivedAt"]) else { return nil }
    var message: JSONObject = [
      "id": id, "bodyType": "text/plain", "receivedAt": .string(received),
      "sentAt": .string(MailDate.utc(email["sentAt"]).map { min($0, received) } ?? received),
      "subject": .string(CleanText.line(email["subject"]?.string ?? "")), "author": author(email),
    ]
    // A title has none.
    if email["textBody"] != nil { message.merge(MailBody(email).properties) { _, new in new } }
    if let messageID = MailKeys.ids(email["messageId"]).first { message["messageId"] = .string(messageID) }
    for name in ["references", "inReplyTo"] {
      let ids = MailKeys.ids(email[name])
      if !ids.isEmpty { message[name] = .array(ids.map { .string($0) }) }
    }
    message["clientId"] = MailID.clientID(of: message["messageId"]?.string).map { .string($0) }
    return placed(message, in: email["mailboxIds"])
  }

  func updated(_ known: JSONObject, with email: JSONObject) -> JSONObject? {
    isDraft(email) ? nil : placed(known, in: email["mailboxIds"])
  }

  /// Where an email is, for what may not be here and need not be.
  func place(of update: JSONObject) -> JSONObject? {
    guard !isDraft(update), let received = MailDate.utc(update["receivedAt"]) else { return nil }
    return board(update["mailboxIds"]).map { ["channelId": .string($0), "receivedAt": .string(received)] }
  }

  private func board(_ mailboxes: JSONValue?) -> String? {
    mailboxes?.object?.filter { $0.value.bool ?? false }.keys.min()
  }

  private func isDraft(_ email: JSONObject) -> Bool { email["keywords"]?["$draft"]?.bool ?? false }

  private func author(_ email: JSONObject) -> JSONValue {
    let from = email["from"]?[0]
    func line(_ name: String) -> JSONValue { .string(CleanText.line(from?[name]?.string ?? "")) }
    return ["name": line("name"), "address": line("email")]
  }

  /// On the board that its mailbox is, the first in the order of ids if there are several; nil: in none.
  private func placed(_ message: JSONObject, in mailboxes: JSONValue?) -> JSONObject? {
    let boards = (mailboxes?.object ?? [:]).filter { $0.value.bool ?? false }.keys.sorted()
    guard let board = boards.first else { return nil }
    var message = message
    message["channelId"] = .string(board)
    message["mailboxIds"] = boards.count > 1 ? .array(boards.map { .string($0) }) : Optional.none
    message.merge(Self.places(MailKeys(message, board: board))) { _, new in new }
    if message["threadRootId"]?.string != nil, let subject = message["subject"]?.string {
      message["subject"] = .string(MailSubject.stripped(subject))
    }
    return message
  }

  static func places(_ keys: MailKeys) -> JSONObject {
    [
      "mailKey": .string(keys.own), "threadRootId": keys.isTopic ? .null : .string(keys.root),
      "replyTo": keys.answered.map { .string($0) } ?? .null,
    ]
  }
}

extension EmailDialect.Sender {
  /// The name that one logs in with; it is an address itself, or one at no host that could be somebody's.
  init(_ session: Session) {
    let user = CleanText.line(session.username, bytes: 200).filter { !$0.isWhitespace && !"<>,;:\"()".contains($0) }
    let parts = user.split(separator: "@")
    self.init(
      name: parts.first.map(String.init) ?? "",
      address: parts.count == 2 ? user : "\(parts.first ?? "nobody")@localhost")
  }
}

/// The Message-ID of a mail that ter1 made: it holds the clientId.
enum MailID {
  private static let prefix = "ter1."

  static func make(_ clientID: String, host: String) -> String { "\(prefix)\(clientID)@\(host)" }

  static func clientID(of messageID: String?) -> String? {
    guard let messageID, messageID.hasPrefix(prefix), let at = messageID.lastIndex(of: "@") else { return nil }
    let id = messageID[..<at].dropFirst(prefix.count)
    return id.isEmpty || id.utf8.count > 128 ? nil : String(id)
  }
}
