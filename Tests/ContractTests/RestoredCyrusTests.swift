import ClientCore
import Foundation
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Text

/// A real Cyrus that was put back from a backup, and that has gone on past the state that a client knows before that client asks again:
/// docs/protocol.md, section 19.
@Suite(.ownThreads, .timeLimit(.minutes(10)), .serialized) struct RestoredCyrusTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// The system's, so many days later.
  private final class LaterClock: Sendable {
    let days = Mutex(0.0)
    var clock: SyncClock {
      SyncClock(
        now: { SyncClock.system.now() + self.days.withLock { $0 } * 86_400 }, sleep: SyncClock.system.sleep,
        random: SyncClock.system.random)
    }
  }

  private func append(_ number: Int, _ name: String, _ cooperative: CyrusServer.Cooperative) throws {
    let mail = """
      From: Lou <lou@example.org>
      Message-ID: <\(name)\(number)@example.org>
      Subject: \(name) \(number)
      MIME-Version: 1.0
      Content-Type: text/plain

      Bonjour

      """
    try cooperative.append(mail, folder)
  }

  private func subjects(_ member: CyrusMember) throws -> [String] {
    try member.topics().compactMap { $0.subject?.raw }.sorted()
  }

  private static let history: [HistoryWindow?] = [nil, .days(30)]

  @Test(arguments: CyrusServer.Version.present, history)
  func whatItLostAndWhatIsNewIsFound(_ version: CyrusServer.Version, history: HistoryWindow?) async throws {
    let server = try CyrusServer(version)
    let cooperative = server.cooperative
    let later = LaterClock()
    let anna = try CyrusMember(cooperative, "anna", folder, history: history, clock: later.clock)
    let other = try CyrusMember(cooperative, "bert", folder)
    for number in 0..<4 { try append(number, "avant", cooperative) }
    try await other.sync()
    try other.announce(CyrusMember.draft("Assemblée"), in: "Agenda")
    try await other.sync()
    try await anna.sync()
    try server.backUp()
    for number in 0..<3 { try append(number, "perdu", cooperative) }
    try other.announce(CyrusMember.draft("Perdue"), in: "Agenda")
    try await other.sync()
    try await anna.sync()
    #expect(try subjects(anna).count == 7 && anna.events.count == 2)
    try server.restore()
    // Past all that she knows.
    for number in 0..<12 { try append(number, "ensuite", cooperative) }
    let third = try CyrusMember(cooperative, "bert", folder)
    try await third.sync()
    try third.announce(CyrusMember.draft("Nouvelle"), in: "Agenda")
    try await third.sync()
    try await anna.sync()
    let wanted = ((0..<4).map { "avant \($0)" } + (0..<12).map { "ensuite \($0)" }).sorted()
    #expect(try subjects(anna) != wanted, "or the test tells nothing")

    try anna.cache.saveDraft(
      Draft(
        id: "mine", target: try anna.board("Forum").key, content: ["body": .string("en cours")],
        savedAt: later.clock.now()))
    later.days.withLock { $0 = 2 }
    try await anna.sync()
    #expect(anna.notices.contains { if case .differed = $0 { true } else { false } })
    #expect(try subjects(anna) == wanted)
    #expect(try anna.events.map(\.title.raw).sorted() == ["Assemblée", "Nouvelle"])
    #expect(try anna.cache.reader.drafts().map(\.id) == ["mine"])
    // And the next day there is nothing to compare.
    later.days.withLock { $0 = 4 }
    let before = anna.notices.count
    #expect(try await anna.sync().received == 0)
    #expect(anna.notices.count == before)
  }

  /// What is here already is not fetched again.
  @Test(arguments: CyrusServer.Version.present)
  func comparingFetchesOnlyWhatLacks(_ version: CyrusServer.Version) async throws {
    let server = try CyrusServer(version)
    let cooperative = server.cooperative
    let later = LaterClock()
    let anna = try CyrusMember(cooperative, "anna", folder, clock: later.clock)
    for number in 0..<20 { try append(number, "avant", cooperative) }
    try await anna.sync()
    try server.backUp()
    try append(0, "perdu", cooperative)
    try await anna.sync()
    try server.restore()
    for number in 0..<3 { try append(number, "ensuite", cooperative) }
    try await anna.sync()
    later.days.withLock { $0 = 2 }
    let report = try await anna.sync()
    #expect(report.received <= 3 + 4, "mails that lack, and a board or a calendar whose count changed")
    #expect(try subjects(anna).count == 23)
  }
}
