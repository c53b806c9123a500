import ClientCore
import Foundation
import Localization
import TestSupport
import Testing

/// The outbox with one of each that waits, and the sheet of what was refused.
@Suite struct OutboxSeenTests {
  private static let account = AccountID(rawValue: 1)

  private func scenario(_ size: (Int, Int), _ language: Language, _ folder: TemporaryFolder) async throws -> Scenario {
    let scenario = try await Scenario(size: size, language: language, firstPane: "forums") { cache in
      _ = try await Cooperative.fill(cache)
    }
    let cache = scenario.cache
    try cache.enqueue([post("refuse", "Une ligne de trop")])
    let refused = try cache.takeReady([Self.account], now: Scenario.startOfTime, limit: 9)
    let failure = OutboxEntry.Failure(type: "forbidden", description: nil)
    _ = try cache.settle(refused.map { ($0.id, .refused(failure)) })
    try cache.enqueue([
      post("attend", "Qui apporte la sono ?"),
      post("bientot", "Il reste une place dans la voiture", expiresAt: Scenario.startOfTime + 5_400),
    ])
    let path = folder.file("tract.txt")
    try Data(repeating: 65, count: 600_000).write(to: URL(fileURLWithPath: path))
    let content = try cache.spool(copying: path, type: "text/plain")
    try cache.enqueue(FileNode.upload(Self.account, named: "tract.txt", in: nil, content: content, clientID: "fichier"))
    let upload = try #require(try cache.reader.outbox().first { $0.entry.mutation.type == Blob.name }).entry.id
    scenario.announce(try cache.pause(upload: upload))
    scenario.announce(.everything)
    return scenario
  }

  private func post(_ id: String, _ text: String, expiresAt: Double? = nil) -> Mutation {
    let room = ObjectKey(Self.account, Channel.name, "salon")
    return Message.post(
      MessageDraft(body: text), in: room, clientID: id, sentAt: Scenario.startOfTime, expiresAt: expiresAt)
  }

  /// A download that is under way, on a link of 10 kB a second.
  private func fetching(
    _ state: Download.State, _ failure: Download.Failure? = nil, _ size: (Int, Int) = (80, 24)
  ) async throws -> Scenario {
    let scenario = try await Scenario(size: size, firstPane: "outbox") { cache in
      _ = try await Cooperative.fill(cache)
      try cache.recordDownload(
        Download(
          id: "d", account: Self.account, blobID: "b", path: "/tmp/film.bin", size: 1_000_000, received: 600_000,
          state: state, failure: failure, updatedAt: Scenario.startOfTime))
    }
    let quality = LinkQuality(roundTrip: 0.3, down: 10_000)
    scenario.announce(LinkStanding(quality: quality), of: "u1")
    scenario.announce(.everything)
    return scenario
  }

  private func plain(_ scenario: Scenario) -> String {
    scenario.text.replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ").replacing(/\n +/, with: " ")
  }

  @Test func aFileOnItsWayIsSaidWithWhatIsLeftOfIt() async throws {
    let scenario = try await fetching(.running)
    #expect(plain(scenario).contains("600 ko / 1 Mo, encore environ 40 s"), "\(scenario.text)")
    #expect(plain(scenario).contains("p pause"), "\(scenario.text)")
    scenario.type("<Enter>")
    #expect(plain(scenario).contains("600 ko sur 1 Mo (60 %), encore environ 40 s"), "\(scenario.text)")
    let narrow = try await fetching(.running, nil, (40, 12))
    narrow.type("<Enter>")
    #expect(plain(narrow).contains("encore"), "\(narrow.text)")
  }

  @Test func oneThatStandsSaysWhyAndWhatGoesOn() async throws {
    let cut = try await fetching(.waiting, .link)
    cut.type("<Enter>")
    #expect(plain(cut).contains("600 ko sur 1 Mo") && plain(cut).contains("il reprendra de lui-même"), "\(cut.text)")
    let paused = try await fetching(.paused)
    #expect(plain(paused).contains("p reprendre") && plain(paused).contains("arrêté"), "\(paused.text)")
    let gone = try await fetching(.failed, .gone)
    gone.type("<Enter>")
    #expect(plain(gone).contains("non téléchargé : le serveur ne l’a plus"), "\(gone.text)")
  }

  /// What was refused is the file's content; what it is called waits for it, and is no reason.
  @Test func aFileThatWasRefusedSaysSo() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("tract.txt")
    try Data(repeating: 65, count: 600_000).write(to: URL(fileURLWithPath: path))
    let scenario = try await Scenario(firstPane: "outbox") { cache in
      _ = try await Cooperative.fill(cache)
      let content = try cache.spool(copying: path, type: "text/plain")
      try cache.enqueue(FileNode.upload(Self.account, named: "tract.txt", in: nil, content: content, clientID: "f"))
      let taken = try cache.takeReady([Self.account], now: Scenario.startOfTime + 900, limit: 9)
      let failure = OutboxEntry.Failure(type: "overQuota", description: nil)
      _ = try cache.settle(taken.map { ($0.id, .refused(failure)) })
    }
    #expect(!plain(scenario).contains("p pause"), "\(scenario.text)")
    scenario.type("<Enter>")
    #expect(plain(scenario).contains("refusé : cela vous attend"), "\(scenario.text)")
  }

  /// What has come over a bad link is not thrown away by one key.
  @Test func givingUpAsksOnceSomethingHasCome() async throws {
    let scenario = try await fetching(.running)
    scenario.type("x")
    #expect(plain(scenario).contains("Ce qui est arrivé (600 ko) sera supprimé"), "\(scenario.text)")
  }

  @Test(arguments: sizes, Language.allCases) func whatWaitsIsSeen(size: (Int, Int), language: Language) async throws {
    let folder = try TemporaryFolder()
    let scenario = try await scenario(size, language, folder)
    scenario.wait(seconds: 3_600)
    scenario.type(": \"pane outbox\" <Enter>")
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("outbox-filled-\(name)")
    for text in ["Une ligne", "Qui apporte", "Il reste", "tract.txt"] {
      #expect(scenario.text.contains(text) || size.1 == 12, "\(text): \(scenario.text)")
    }
    scenario.type("<Enter>")
    scenario.check("outbox-refused-\(name)")
  }
}
