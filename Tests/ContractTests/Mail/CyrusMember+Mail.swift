import ClientCore
import Foundation
import TestSupport
import Testing
import Text

extension CyrusMember {
  func board(_ name: String) throws -> BoardRow {
    try #require(try cache.reader.boards(try account.id).first { $0.channel.name.raw == name }, "no board “\(name)”")
  }

  func topics(_ board: String = "Forum") throws -> [TopicRow] {
    try cache.reader.topics(self.board(board).key, limit: 100).rows
  }

  func topic(_ subject: String) throws -> TopicRow {
    try #require(try topics().first { $0.subject?.raw == subject }, "no topic “\(subject)”")
  }

  func messages(of subject: String) throws -> [MessageRow] {
    try #require(try cache.reader.thread(try topic(subject).key, limit: 100)).messages.rows
  }

  func post(_ subject: String, _ body: String, attachments: [Message.Attachment] = []) throws -> ObjectKey {
    let id = UUID().uuidString.lowercased()
    let draft = MessageDraft(subject: subject, body: body, attachments: attachments)
    let board = try board("Forum").key
    try cache.enqueue([Message.post(draft, in: board, clientID: id, sentAt: Date.now.timeIntervalSince1970)])
    return ObjectKey(board.account, Message.name, ObjectID(clientID: id))
  }

  func reply(_ body: String, to key: ObjectKey) throws {
    let parent = try #require(try cache.reader.message(key)).message
    let mutation = Message.reply(
      MessageDraft(body: body), to: parent, account: key.account, clientID: UUID().uuidString.lowercased(),
      sentAt: Date.now.timeIntervalSince1970)
    try cache.enqueue([mutation])
  }
}

extension CyrusServer.Cooperative {
  /// Puts a mail into a mailbox, as its owner's mail program does.
  func append(_ mail: String, to mailbox: String = "Forum", _ folder: TemporaryFolder) throws {
    let file = folder.file("\(UInt64.random(in: 0 ... .max)).eml")
    try Data(mail.replacing("\n", with: "\r\n").utf8).write(to: URL(fileURLWithPath: file))
    try imap(["-T", file], mailbox)
  }

  /// - Parameters:
  ///   - arguments: curl's.
  ///   - handle: who speaks.
  func imap(_ arguments: [String], _ mailbox: String, as handle: String = "coop") throws {
    let url = "imap://127.0.0.1:\(server.imapPort)/\(mailbox)"
    let curl = try ChildProcess(
      ["/usr/bin/curl", "-sS", "--fail", "-u", "\(name(handle)):\(password(handle))", url] + arguments)
    #expect(curl.wait() == 0, "curl \(arguments) \(mailbox)")
  }
}
