import ClientCore
import Glibc
import Sync
import TestSupport
import Testing

/// What `ter1 doctor` finds out, on every server that can run here.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct ServerFactsTests {
  @Test(arguments: PeerKind.present) func whatAServerOffers(_ kind: PeerKind) async throws {
    let peer = try kind.make()
    let facts = try await inspect(try peer.login("anna"), over: try peer.transport("anna"))
    let offer = try #require(facts.accounts.first { $0.account.jmapID == peer.account } ?? facts.accounts.first)
    switch kind {
    case .inProcess, .binary, .nginx:
      #expect(offer.level == .l2 && offer.calendars == "C" && offer.hasChat && offer.hasFiles && offer.hasPeople)
      #expect(offer.resumesUploads)
    case .cyrus36, .cyrus310:
      #expect(offer.level == .l1 && offer.calendars == (kind == .cyrus36 ? "A" : "B"))
      #expect(!offer.hasChat && !offer.hasFiles && !offer.hasPeople && !offer.resumesUploads)
    }
    #expect((facts.news == .push) == [.binary, .nginx].contains(kind))
    guard kind != .inProcess else { return }
    #expect(facts.answersIn.contains("gzip") && facts.takes.contains("gzip"))
    #expect(facts.roundTrip.map { $0.least <= $0.most } == true)
    #expect(facts.clockAhead.map { abs($0) < 5 } == true)
  }

  @Test(.enabled(if: Needed.brought(PeerKind.present.contains(.nginx), "no nginx (Tools/packages test)")))
  func whatAHandshakeShows() throws {
    let peer = try PeerKind.nginx.make()
    let (transport, url) = (try peer.transport("anna"), try peer.login("anna").sessionURL)
    let facts = try #require((transport as? CurlTransport)?.inspectTLS(of: url))
    #expect(facts.version == "TLSv1.3")
    // The test's certificate is good for two days.
    let left = try #require(facts.expiresAt) - Double(time(nil))
    #expect(left > 86_400 && left < 3 * 86_400)
  }
}
