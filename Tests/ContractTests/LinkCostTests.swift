import ClientCore
import JSON
import Sync
import TestSupport
import Testing

/// What a sync costs on the wire, TLS aside: the goals of docs/performance.md.
@Suite(.timeLimit(.minutes(1)), .enabled(if: ServerBinary.path != nil, "ter1-server is not built"))
struct LinkCostTests {
  @Test func nothingNewCostsLittle() async throws {
    let folder = try TemporaryFolder()
    let peer = try PeerKind.binary.make()
    let (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
    _ = try await anna.engine.syncOnce()
    let room = try await anna.makeRoom("Salon")
    _ = try await bert.engine.syncOnce()
    let idle = try await bert.engine.syncOnce()
    #expect(idle.roundTrips == 1)
    #expect(idle.traffic.bytesUp + idle.traffic.bytesDown <= 400, "\(idle.traffic)")
    for number in 0..<20 {
      try anna.say(
        "Camarades, rendez-vous jeudi à 18 h devant la Bourse du travail, message numéro \(number).", in: room)
    }
    _ = try await anna.engine.syncOnce()
    let news = try await bert.engine.syncOnce()
    #expect(news.received == 20)
    #expect(news.traffic.bytesUp + news.traffic.bytesDown <= 2_500, "\(news.traffic)")
  }
}
