import ClientCore
import JSON
import Sync
import TestSupport
import Testing

/// What a sync costs on the wire, TLS aside: the goals of docs/performance.md.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .enabled(if: ServerBinary.isThere))
struct LinkCostTests {
  let folder: TemporaryFolder
  /// The server lives as long as this.
  let peer: any Peer
  let anna: Client
  let bert: Client

  init() throws {
    folder = try TemporaryFolder()
    peer = try PeerKind.binary.make()
    (anna, bert) = (try Client(peer, "anna", folder), try Client(peer, "bert", folder))
  }

  private static func cost(_ report: SyncReport) -> Int { report.traffic.bytesUp + report.traffic.bytesDown }

  /// A room that both have.
  private func meet() async throws -> ObjectID {
    _ = try await anna.engine.syncOnce()
    let room = try await anna.makeRoom("Salon")
    _ = try await bert.engine.syncOnce()
    return room
  }

  @Test func nothingNewCostsOneShortQuestion() async throws {
    _ = try await meet()
    for _ in 0..<2 {
      let idle = try await bert.engine.syncOnce()
      #expect(idle.roundTrips == 1)
      #expect(Self.cost(idle) <= 260, "\(idle.traffic)")
    }
  }

  @Test func newsComeWithTheQuestion() async throws {
    let room = try await meet()
    let texts = (0..<20).map {
      "Camarades, rendez-vous jeudi à 18 h devant la Bourse du travail, message numéro \($0)."
    }
    for text in texts { try anna.say(text, in: room) }
    _ = try await anna.engine.syncOnce()
    let news = try await bert.engine.syncOnce()
    #expect(news.received == 20)
    #expect(news.roundTrips == 1)
    #expect(Self.cost(news) <= 700, "\(news.traffic)")
    #expect(try bert.bodies() == texts)
    #expect(try await bert.engine.syncOnce().roundTrips == 1)
  }

  @Test func writingBringsTheNewsAlong() async throws {
    let room = try await meet()
    try anna.say("une question", in: room)
    _ = try await anna.engine.syncOnce()
    try bert.say("une réponse", in: room)
    let round = try await bert.engine.syncOnce()
    #expect(round.roundTrips == 1)
    #expect(round.delivered == 1)
    #expect(Self.cost(round) <= 720, "\(round.traffic)")
    #expect(try bert.bodies() == ["une question", "une réponse"])
    let idle = try await bert.engine.syncOnce()
    #expect(idle.roundTrips == 1)
    #expect(idle.received == 0)
  }
}
