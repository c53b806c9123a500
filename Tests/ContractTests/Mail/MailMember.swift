import ClientCore
import Foundation
import Sync
import Synchronization
import TestSupport
import Testing
import Text

/// One member of a cooperative on a real Cyrus, who reads and writes its mailboxes as forums.
final class MailMember: Sendable {
  let cache: Cache
  let engine: SyncEngine
  let link: CuttingTransport
  let cooperative: CyrusServer.Cooperative
  private let handle: String

  init(
    _ cooperative: CyrusServer.Cooperative, _ handle: String, _ folder: TemporaryFolder, history: HistoryWindow? = nil
  ) throws {
    (self.cooperative, self.handle) = (cooperative, handle)
    cache = try Cache(path: folder.file("\(handle)-\(UInt32.random(in: 0 ... .max)).sqlite"))
    link = CuttingTransport(CurlTransport(BinaryPeer.engine))
    var login = LoginConfiguration(
      name: handle, sessionURL: try ServerURL(cooperative.server.url).resolving("/jmap/"),
      credential: .basic(name: cooperative.name(handle), password: cooperative.password(handle)), pollSeconds: 3_600,
      pingSeconds: nil)
    login.history = history
    engine = SyncEngine(login: login, cache: cache, transport: link) { _ in }
  }

  @discardableResult func sync() async throws -> SyncReport { try await engine.syncOnce() }

  var account: Account {
    get throws {
      let accounts = try cache.accounts(login: handle)
      return try #require(accounts.first { $0.jmapID == cooperative.account })
    }
  }

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

/// A link that, when told, loses the answer to the next request that writes, after the server has done it.
final class CuttingTransport: Transport {
  private let inner: any Transport
  private let losesNext = Mutex(false)
  private let hook = Mutex<(words: String, body: @Sendable () -> Void)?>(nil)

  init(_ inner: any Transport) { self.inner = inner }

  func loseNextAnswer() { losesNext.withLock { $0 = true } }
  /// Something that happens right after the next answer that holds these words.
  func afterNextAnswer(holding words: String, _ body: @escaping @Sendable () -> Void) {
    hook.withLock { $0 = (words, body) }
  }

  private func runHook(_ response: HTTPResponse) {
    let text = String(decoding: response.body, as: UTF8.self)
    let body = hook.withLock { hook -> (@Sendable () -> Void)? in
      guard let waiting = hook, text.contains(waiting.words) else { return nil }
      hook = nil
      return waiting.body
    }
    body?()
  }

  var traffic: LinkTraffic { inner.traffic }
  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let response = try await inner.send(request)
    runHook(response)
    // Not the request: that may be compressed.
    guard String(decoding: response.body, as: UTF8.self).contains("Email/set"),
      losesNext.withLock({ losesNext in
        defer { losesNext = false }
        return losesNext
      })
    else { return response }
    throw .interrupted(detail: "the answer is lost")
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
