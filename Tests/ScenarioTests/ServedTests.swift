import ClientCore
import JSON
import Runtime
import Sync
import TER1Server
import TestSupport
import Testing

@testable import TER1Import

/// The demonstration cooperative on the real server, in this process, over the real engine.
private struct ServedCooperative {
  private let folder: TestSupport.TemporaryFolder
  private let cooperative: TER1Server.Cooperative

  init(now: Double) throws {
    folder = try TemporaryFolder()
    try TER1Server.Cooperative.create(at: folder.file("server"), name: Demonstration.name)
    cooperative = try TER1Server.Cooperative(opening: folder.file("server"))
    try Demonstration.fill(cooperative, now: Int64(now * 1_000))
  }

  /// Sends what waits and fetches what is new.
  func sync(_ cache: Cache, as handle: String = "camille") async throws {
    let member = try #require(try cooperative.member(handle: handle))
    let login = LoginConfiguration(
      name: handle, sessionURL: try ServerURL(CooperativeTransport.origin + "/.well-known/jmap"),
      credential: .bearer("t")
    )
    let engine = SyncEngine(login: login, cache: cache, transport: CooperativeTransport.make(cooperative, as: member)) {
      _ in
    }
    _ = try await engine.syncOnce()
  }

  /// How a member's own engine reaches it.
  func link(as handle: String) throws -> Configuration.Link {
    let member = try #require(try cooperative.member(handle: handle))
    let login = LoginConfiguration(
      name: handle, sessionURL: try ServerURL(CooperativeTransport.origin + "/.well-known/jmap"),
      credential: .bearer("t"))
    return Configuration.Link(login: login, transport: CooperativeTransport.make(cooperative, as: member))
  }

  /// A topic of another member, written by his own client.
  func post(_ subject: String, as handle: String) async throws {
    let cache = try Cache(path: folder.file("\(handle)-writes.sqlite"))
    try await sync(cache, as: handle)
    let board = try #require(try cache.reader.boards().first).key
    let draft = MessageDraft(subject: subject, body: subject)
    _ = try cache.enqueue([Message.post(draft, in: board, clientID: subject, sentAt: Scenario.startOfTime)])
    try await sync(cache, as: handle)
  }

  func setAdmin(_ handle: String) throws { try cooperative.setAdmin(handle) }

  /// The texts of all messages, as another member's own client has them.
  func texts(as handle: String) async throws -> [String] {
    let cache = try Cache(path: folder.file("\(handle).sqlite"))
    try await sync(cache, as: handle)
    let account = try #require(try cache.accounts(login: handle).first)
    return try cache.ids(account.id, Message.name).compactMap {
      try cache.reader.json(ObjectKey(account.id, Message.name, $0))?["body"]?.string
    }
  }
}

/// From the server to the screen and back.
@Suite struct ServedTests {
  @Test func visit() async throws {
    let served = try ServedCooperative(now: Scenario.startOfTime)
    let scenario = try await Scenario { try await served.sync($0) }
    #expect(scenario.text.contains("Forums"))
    scenario.type("<Enter> j j <Enter> <PageDown>")
    scenario.type("r \"Bien reçu, je m’en occupe.\" <C-s>")
    #expect(scenario.text.contains("en attente d’envoi"))
    try await served.sync(scenario.cache)
    scenario.announce(.everything)
    #expect(scenario.text.contains("Bien reçu, je m’en occupe."))
    #expect(!scenario.text.contains("en attente d’envoi"))
    scenario.type("2 j <Enter> <PageUp> <Esc> 3 j j <Enter> h m 4 <Enter> 6 \"salaire\" <Enter> 1 <Space> <Space>")
    #expect(try await served.texts(as: "nadia").contains("Bien reçu, je m’en occupe."))
  }

  /// What is typed repeats on the server, in every view, and for a colleague who asks for the event's text.
  @Test func anEventThatRepeatsIsWrittenSentAndSeen() async throws {
    let served = try ServedCooperative(now: Scenario.startOfTime)
    let scenario = try await Scenario(firstPane: "events") { try await served.sync($0) }
    scenario.type("a \"Cercle de lecture\" <Tab> <C-Home> <C-k> \"21/04 18h 2h\" <Down> <Home> <C-k>")
    scenario.type("\"chaque lundi\" <C-s>")
    #expect(scenario.text.contains("mais cela se répète"))
    scenario.type("<Down> <Home> <C-k> \"toutes les semaines, 3 fois\" <C-s>")
    try await served.sync(scenario.cache)
    scenario.announce(.everything)
    for date in ["21/04", "28/04", "5/05"] {
      scenario.type("d \"\(date)\" <Enter>")
      #expect(scenario.text.contains("Cercle de lecture"), "\(date)")
    }
    scenario.type("d \"12/05\" <Enter>")
    let later = try #require(scenario.text.firstRange(of: "mar. 12 mai"))
    #expect(!scenario.text[later.upperBound...].contains("Cercle de lecture"))
    scenario.type("d \"28/04\" <Enter> M")
    #expect(scenario.text.contains("Cercle de lecture"))
    scenario.type("M m d \"5/05\" <Enter>")
    #expect(scenario.text.contains("Cercle"))
    let colleague = try Cache(path: scenario.cache.path + "-nadia")
    try await served.sync(colleague, as: "nadia")
    let events = try colleague.ids(try #require(try colleague.reader.accounts().first).id, CalendarEvent.name)
    let account = try #require(try colleague.reader.accounts().first).id
    let rules = try events.compactMap { id in
      try colleague.reader.json(ObjectKey(account, CalendarEvent.name, id)).flatMap {
        $0["title"] == "Cercle de lecture" ? $0["recurrenceRule"] : nil
      }
    }
    #expect(rules == [["@type": "RecurrenceRule", "frequency": "weekly", "count": 3]])
  }

  /// Who asks for news is told what came, that nothing came, or why nobody can be asked.
  @Test func whoAsksForNewsIsAnswered() async throws {
    let served = try ServedCooperative(now: Scenario.startOfTime)
    let link = try served.link(as: "camille")
    let scenario = try await Scenario(
      fill: { try await served.sync($0) }, adjust: { $0.links = [link] })
    try await ask(scenario, until: "Rien de nouveau")
    try await served.post("Du nouveau", as: "nadia")
    try await ask(scenario, until: "nouveauté")
    let cut = InProcessTransport { _ in .failure(.interrupted(detail: "")) }
    let alone = try await Scenario(
      fill: { try await served.sync($0) },
      adjust: { $0.links = [Configuration.Link(login: link.login, transport: cut)] })
    try await ask(alone, until: "! ")
    let none = try await Scenario()
    try await ask(none, until: "aucun serveur")
  }

  private func ask(_ scenario: Scenario, until answer: String) async throws {
    scenario.type("S")
    for _ in 0..<2_000 where !scenario.text.contains(answer) {
      try await Task.sleep(for: .milliseconds(5))
      scenario.settle()
    }
    #expect(scenario.text.contains(answer) && !scenario.text.contains("Demande des nouvelles"), "\(scenario.text)")
  }

  /// What waits is written, and taken again as if somebody else had brought it: it is handed in.
  @Test func bundlesAreWrittenAndTakenWithoutANetwork() async throws {
    let served = try ServedCooperative(now: Scenario.startOfTime)
    let cut = InProcessTransport { _ in .failure(.interrupted(detail: "")) }
    let link = Configuration.Link(login: try served.link(as: "camille").login, transport: cut)
    let stick = try TemporaryFolder()
    let scenario = try await Scenario(fill: { try await served.sync($0) }, adjust: { $0.links = [link] })
    scenario.type("<Enter> j j <Enter> r \"Par la clé\" <C-s>")
    scenario.type(": \"bundles.export \(stick.file("b"))\" <Enter>")
    #expect(scenario.text.contains("1 changement pour le serveur"), "\(scenario.text)")
    scenario.type(": \"bundles.export \(stick.file("b"))\" <Enter>")
    #expect(scenario.text.contains("existe déjà"))
    scenario.type("g B i <C-u> \"\(stick.path)\" <Enter>")
    #expect(scenario.text.contains("Porté pour quelqu’un"), "\(scenario.text)")
    let bundles = try scenario.cache.reader.bundles()
    #expect(bundles.count == 2 && bundles.contains { $0.role == .made } && bundles.contains { $0.role == .carried })
  }

  /// A link that works once, with its code where there is room for it: it is in no note, and goes with the next key.
  @Test(arguments: [(40, 12, false), (80, 24, true), (200, 50, true)])
  func oneInvitesFromThePaneOfMembers(columns: Int, rows: Int, hasCode: Bool) async throws {
    let served = try ServedCooperative(now: Scenario.startOfTime)
    try served.setAdmin("camille")
    let link = try served.link(as: "camille")
    let scenario = try await Scenario(
      size: (columns, rows), firstPane: "members", fill: { try await served.sync($0) }, adjust: { $0.links = [link] })
    scenario.type("a \"Dora\" <Enter>")
    for _ in 0..<2_000 where !scenario.text.contains("/jmap/join#") {
      try await Task.sleep(for: .milliseconds(5))
      scenario.settle()
    }
    #expect(scenario.text.contains("/jmap/join#"), "\(scenario.text)")
    #expect(scenario.text.contains("7 jours") && scenario.text.contains("▀▀") == hasCode, "\(scenario.text)")
    #expect(
      try scenario.cache.reader.note("history") == nil
        || scenario.cache.reader.note("history")?.text.contains("join#") == false)
    scenario.type("j")
    #expect(!scenario.text.contains("/jmap/join#"))
  }

  @Test func whoDoesNotAdministerIsTold() async throws {
    let served = try ServedCooperative(now: Scenario.startOfTime)
    let scenario = try await Scenario(firstPane: "members") { try await served.sync($0, as: "nadia") }
    scenario.type("a")
    #expect(scenario.text.contains("Seul qui administre"), "\(scenario.text)")
  }
}
