import ClientCore
import Foundation
import Sync
import TestSupport
import Testing
import Text

/// Attachments from a server that knows no `Range`: what was cut goes on by `Blob/get`, or begins again and says so.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: Scripts.hasPython, "Python is not installed"))
struct CyrusDownloadTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: CyrusServer.Version.present) func whatWasCutGoesOn(_ version: CyrusServer.Version) async throws {
    let (beginsAgain, kept) = try await fetch(version, hidesSlices: false)
    #expect(kept > 0 && !beginsAgain)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whereTheServerCannotItBeginsAgainAndSaysSo(_ version: CyrusServer.Version) async throws {
    let (beginsAgain, kept) = try await fetch(version, hidesSlices: true)
    #expect(kept > 0 && beginsAgain)
  }

  /// Fetches an attachment over a link that cuts it once.
  /// - Returns: whether it was told to begin again, and how much was there after the cut.
  private func fetch(
    _ version: CyrusServer.Version, hidesSlices: Bool
  ) async throws -> (beginsAgain: Bool, kept: Int) {
    let cooperative = try CyrusServer.shared(version).newCooperative()
    let way = try Way(try ServerURL(cooperative.server.url).port)
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let notices = Box<[SyncNotice]>([])
    func engine() throws -> SyncEngine {
      let login = LoginConfiguration(
        name: "coop", sessionURL: try ServerURL("http://127.0.0.1:\(way.port)/jmap/"),
        credential: .basic(name: cooperative.name("anna"), password: cooperative.password("anna")), pingSeconds: nil)
      let transport = SlicesTransport(CurlTransport(CurlEngine()), hides: hidesSlices)
      return SyncEngine(login: login, cache: cache, transport: transport) {
        if case .notice(let notice) = $0 { notices.value.append(notice) }
      }
    }
    let bytes = content(700_000, seed: 21)
    try post(bytes, to: cooperative)
    _ = try await engine().syncOnce()
    var wanted = try attachment(cache, cooperative)
    try way.become("--cut-after", "300000")
    await #expect(throws: SyncError.self) { _ = try await engine().download(wanted) }
    wanted = try #require(try cache.reader.download("d"))
    let kept = read(try #require(wanted.part))?.count ?? 0
    #expect(kept < bytes.count)
    try way.become()
    #expect(read(try await engine().download(wanted)) == bytes)
    return (notices.value.contains { if case .beginsAgain = $0 { true } else { false } }, kept)
  }

  /// Puts a mail with an attachment into the forum.
  private func post(_ bytes: [UInt8], to cooperative: CyrusServer.Cooperative) throws {
    let encoded = Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    let head = [
      "From: Anna <anna@example.org>", "Subject: Tract", "Date: Fri, 1 May 2026 10:00:00 +0000",
      "Message-ID: <tract@example.org>", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=grenze", "",
      "--grenze", "Content-Type: text/plain", "", "Voici.", "--grenze", "Content-Type: application/pdf; name=tract.pdf",
      "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=tract.pdf", "",
    ]
    let mail = folder.file("mail")
    let text = head.joined(separator: "\r\n") + "\r\n" + encoded.replacing("\n", with: "\r\n") + "\r\n--grenze--\r\n"
    try #require(write(Array(text.utf8), to: mail))
    let curl = try ChildProcess([
      "/usr/bin/curl", "-sS", "--fail", "-u", "\(cooperative.name("coop")):\(cooperative.password("coop"))",
      "imap://127.0.0.1:\(cooperative.server.imapPort)/Forum", "-T", mail,
    ])
    try #require(curl.wait() == 0)
  }

  private func attachment(_ cache: Cache, _ cooperative: CyrusServer.Cooperative) throws -> Download {
    let account = try #require(try cache.accounts(login: "coop").first { $0.jmapID == cooperative.account }).id
    let boards = try cache.reader.boards(account)
    let board = try #require(boards.first { $0.channel.name.raw == "Forum" })
    let topic = try #require(try cache.reader.topics(board.key, limit: 10).rows.first)
    let message = try #require(try cache.reader.thread(topic.key, limit: 10)?.messages.rows.first).message
    let file = try #require(message.attachments.first)
    return Download(
      id: "d", account: account, blobID: file.blobID, path: folder.file("tract.pdf"), mediaType: file.type,
      size: file.size, sha256: nil, updatedAt: 0)
  }
}

/// A real link, on which a server may keep quiet of `Blob/get`.
private struct SlicesTransport: Transport {
  let inner: any Transport
  let hides: Bool

  init(_ inner: any Transport, hides: Bool) { (self.inner, self.hides) = (inner, hides) }

  var traffic: LinkTraffic { inner.traffic }
  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard hides else { return try await inner.send(request) }
    var plain = request
    plain.headers.removeAll { $0.0 == "Accept-Encoding" }
    var response = try await inner.send(plain)
    let text = String(decoding: response.body, as: UTF8.self)
    response.body = Array(text.replacing("https://cyrusimap.org/ns/jmap/blob", with: "https://other.example/").utf8)
    return response
  }
}
