import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import Sync
import TER1TUI
import TestSupport
import Testing

/// What is said, kept and taken back, where no other suite asks.
@Suite struct RulesTests {
  private func chat(keymap: String = "default", _ columns: Int = 80, _ rows: Int = 24) async throws -> Scenario {
    try await Scenario(size: (columns, rows), keymap: keymap, firstPane: "chat") { try await Cooperative.fill($0) }
  }

  private func messages(_ scenario: Scenario) throws -> [OutboxEntry] {
    try scenario.cache.reader.outbox().map(\.entry).filter { $0.mutation.type == Message.name }
  }

  // MARK: What loses its use

  @Test(arguments: ["default", "vim", "emacs"]) func aLineThatLostItsUseIsKeptAndNotSent(keymap: String) async throws {
    let scenario = try await chat(keymap: keymap)
    scenario.type("<Enter> i \"Qui passe ?\" <M-e> \"10:30\" <Enter>")
    #expect(scenario.text.contains("avant 10:30 Salon > Qui passe ?"), "\(scenario.text)")
    scenario.type("<Enter>")
    #expect(!scenario.text.contains("avant 10:30"), "it is of one line alone")
    #expect(try messages(scenario).map(\.mutation.expiresAt) == [Scenario.startOfTime + 1_800])
    scenario.wait(seconds: 1_700)
    #expect(try messages(scenario).map(\.state) == [.queued])
    scenario.wait(seconds: 120)
    #expect(try messages(scenario).map(\.failure?.type) == ["expired"])
    scenario.type("<Esc> : \"pane outbox\" <Enter> <Enter>")
    #expect(scenario.text.contains("Qui passe ?") && scenario.text.contains("1 refus"), "\(scenario.text)")
    scenario.type("<Esc> r")
    #expect(try messages(scenario).map(\.state) == [.queued])
    #expect(try messages(scenario).map(\.mutation.expiresAt) == [nil])
  }

  /// The machine's clock is an hour fast, or slow: what the server says counts.
  @Test(arguments: [3_600.0, -3_600.0]) func aWrongClockEndsNoUse(off: Double) async throws {
    let scenario = try await chat(keymap: "default")
    let login = try #require(try scenario.cache.reader.accounts().first).login
    scenario.announce(LinkStanding(clockOff: off), of: login)
    scenario.type("<Enter> i \"Qui passe ?\" <M-e> \"30min\" <Enter> <Enter>")
    #expect(try messages(scenario).map(\.mutation.expiresAt) == [Scenario.startOfTime - off + 1_800])
    scenario.wait(seconds: 1_700)
    #expect(try messages(scenario).map(\.state) == [.queued])
    scenario.wait(seconds: 120)
    #expect(try messages(scenario).map(\.failure?.type) == ["expired"])
  }

  @Test func aTextSaysUntilWhenItIsOfUseAndItsDraftKnows() async throws {
    let scenario = try await Scenario(size: (40, 12), firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("<Enter> <Enter> gg r \"Bientôt\" <M-e> \"2h\" <Enter>")
    #expect(scenario.text.contains("sans objet après 12:00"), "\(scenario.text)")
    scenario.type("<Esc>")
    scenario.restart()
    scenario.type("g d <Enter>")
    #expect(scenario.text.contains("sans objet après 12:00"), "\(scenario.text)")
    scenario.wait(seconds: 7_300)
    scenario.type("<C-s>")
    #expect(scenario.text.contains("n’a plus d’objet"), "\(scenario.text)")
    #expect(try messages(scenario).isEmpty)
    scenario.type("<M-e> \"jamais\" <Enter> <C-s>")
    #expect(try messages(scenario).map(\.mutation.expiresAt) == [nil])
  }

  // MARK: Where a link goes

  @Test(arguments: [
    (["SSH_CONNECTION": "a"], "presse-papiers de votre propre terminal, pas"),
    (["SSH_CONNECTION": "a", "TMUX": "b"], "arrive avec set-clipboard on"), ([:], "Envoyé au presse-papiers"),
  ]) func aLinkThatIsNotOpenedIsCopiedAndItIsSaidWhere(environment: [String: String], words: String) async throws {
    let scenario = try await Scenario(size: (120, 24), firstPane: "chat") {
      try await Cooperative.fill($0)
    } adjust: {
      $0.environment = environment
    }
    scenario.type(": \"link.open https://coop.example/a\" <Enter>")
    #expect(scenario.text.contains("Pas ouvert, copié") && scenario.text.contains(words), "\(scenario.text)")
    #expect(scenario.text.contains("https://coop.example/a"))
    #expect(scenario.terminal.clipboard == ["https://coop.example/a"])
  }

  @Test func withoutAClipboardTheLinkIsShownBare() async throws {
    let scenario = try await chat(40, 12)
    scenario.terminal.hasClipboard = false
    scenario.type(": \"link.open https://coop.example/a\" <Enter>")
    #expect(scenario.text.contains("Rien ici pour l’ouvrir") && scenario.text.contains("\nhttps://coop.example/a"))
    #expect(scenario.screen.link == "https://coop.example/a")
    scenario.type("j")
    #expect(scenario.screen.link == nil)
  }

  @Test func aLinkOfNoKnownKindIsRefusedForThat() async throws {
    let scenario = try await chat()
    scenario.terminal.hasClipboard = false
    scenario.type(": \"link.open javascript:alert(1)\" <Enter>")
    #expect(scenario.text.contains("javascript:alert(1)") && scenario.text.contains("pas une adresse qui s’ouvre"))
    #expect(!scenario.text.contains("Rien ici pour l’ouvrir"))
  }

  @Test(arguments: ["javascript:alert(1)", "https://coop.example/é", "file:///etc/passwd"])
  func whatIsNoAddressOfAKnownKindLeadsNowhere(link: String) async throws {
    let scenario = try await chat()
    scenario.type(": \"link.show \(link)\" <Enter>")
    #expect(scenario.text.hasPrefix(link) && scenario.screen.link == nil)
  }

  // MARK: The focused row

  @Test(arguments: [(40, 12), (80, 24)]) func aRemarkOfSeveralLinesLeavesTheFocusedRowInSight(
    columns: Int, rows: Int
  ) async throws {
    let scenario = try await Scenario(size: (columns, rows), firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("<PageDown> <PageDown> : \"sujets perdus quelque part bien loin d’ici, et au-delà encore\" <Enter>")
    let marked = (0..<rows).filter { scenario.screen.text(row: $0).contains("▌") }
    #expect(marked.contains(scenario.screen.cursor.row), "\(scenario.text)")
  }

  // MARK: What is kept here alone

  @Test func aPinIsTakenBackAndNothingElse() async throws {
    let scenario = try await Scenario(firstPane: "events", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    func pinned() throws -> Int {
      try scenario.cache.reader.eventPins().json.object?.values.reduce(0) { $0 + ($1.array?.count ?? 0) } ?? 0
    }
    scenario.type("* G *")
    #expect(try pinned() == 2)
    scenario.type("U")
    #expect(try pinned() == 1)
    scenario.type("U")
    #expect(try pinned() == 0)
    #expect(scenario.text.contains("Repris"))
    scenario.type("U")
    #expect(scenario.text.contains("rien à reprendre"))
  }

  @Test func aMarkIsTakenBack() async throws {
    let scenario = try await chat()
    scenario.type(": \"mark.set a\" <Enter> U ' a")
    #expect(scenario.text.contains("Aucun endroit"), "\(scenario.text)")
  }

  @Test func aMarkOnAnUnsentTopicLeadsToItOnceItIsSent() async throws {
    let scenario = try await Scenario(firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("<Enter> n \"Un sujet\" <Tab> \"Un mot\" <C-s> <Enter> : \"mark.set a\" <Enter>")
    scenario.type("g m : \"mark.set b\" <Enter>")
    let account = AccountID(rawValue: 1)
    let ready = try scenario.cache.takeReady([account], now: Scenario.startOfTime + 60, limit: 9)
    let topic = try #require(ready.first { $0.mutation.type == Message.name })
    scenario.announce(try scenario.cache.settle([(topic.id, .delivered(serverID: "m-neuf", properties: [:]))]))
    #expect(try scenario.cache.reader.note("marks")?.text.contains("m-neuf") == true)
    scenario.type("U")
    let marks = try #require(try scenario.cache.reader.note("marks")).text
    #expect(marks.contains("m-neuf") && !marks.contains(topic.mutation.id.rawValue), "\(marks)")
    scenario.type("1 <Esc> ' a")
    #expect(scenario.text.contains("Un mot"), "\(scenario.text)")
  }

  @Test func aMarkLeadsToTheDateItWasPutOn() async throws {
    let scenario = try await Scenario(firstPane: "events", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    scenario.type(": \"events.date 17/11\" <Enter> <Enter>")
    #expect(scenario.text.contains("17 novembre"), "\(scenario.text)")
    scenario.type(": \"mark.set c\" <Enter> 1 ' c")
    #expect(scenario.text.contains("17 novembre"), "\(scenario.text)")
    scenario.type("<Esc> : \"mark.set d\" <Enter> t ' d <Enter>")
    #expect(scenario.text.contains("17 novembre"), "\(scenario.text)")
  }

  // MARK: Rooms

  @Test func aMutedRoomCountsNothing() async throws {
    let scenario = try await chat()
    let before = try scenario.cache.reader.unreadCounts().chat
    scenario.type("g m")
    #expect(scenario.text.contains("ne compte plus"), "\(scenario.text)")
    #expect(try scenario.cache.reader.unreadCounts().chat < before)
    scenario.type("g m")
    #expect(try scenario.cache.reader.unreadCounts().chat == before)
  }

  @Test func aLineTakesAReactionAndLosesItAgain() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> G + p")
    #expect(scenario.text.contains("👍"), "\(scenario.text)")
    func sent() throws -> [Mutation.Action] {
      try scenario.cache.reader.outbox().map(\.entry.mutation).filter { $0.type != ReadPosition.name }.map(\.action)
    }
    #expect(try sent() == [.update(["reactions/👍/moi": true])], "\(scenario.text)")
    scenario.type("+ p")
    let left = try sent()
    #expect(left.allSatisfy { $0 == .update(["reactions/👍/moi": .null]) }, "\(left)")
  }

  @Test func theFirstUnreadLineIsOneKeyAway() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> G")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("J’arrive un peu après") == true)
    scenario.type("N")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Réunion ce soir"), "\(scenario.text)")
  }

  // MARK: The outbox

  private func refused(_ type: String, after keys: String) async throws -> Scenario {
    let scenario = try await Scenario(firstPane: "files", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    scenario.type(keys)
    let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn, limit: 9)
    let failure = OutboxEntry.Failure(type: type, description: nil)
    scenario.announce(try scenario.cache.settle(entries.map { ($0.id, .refused(failure)) }))
    return scenario
  }

  @Test func whatWaitsSaysItsSizeAndItsNextTry() async throws {
    let scenario = try await chat()
    scenario.type("<Enter> i \"\(String(repeating: "mot ", count: 300))\" <Enter> <Esc>")
    let entry = try #require(
      try scenario.cache.takeReady([AccountID(rawValue: 1)], now: Scenario.startOfTime + 60, limit: 9)
        .first { $0.mutation.type == Message.name })
    scenario.announce(try scenario.cache.settle([(entry.id, .retry(at: Scenario.startOfTime + 11_100))]))
    scenario.wait(seconds: 7_200)
    scenario.type(": \"pane outbox\" <Enter> G")
    let row = scenario.screen.text(row: scenario.screen.cursor.row)
    #expect(row.contains("1,2\u{A0}ko"), "\(row)")
    scenario.type("<Enter>")
    #expect(scenario.text.contains("13:05") && scenario.text.contains("1 essai"), "\(scenario.text)")
    scenario.type("r")
    #expect(try messages(scenario).map(\.nextAttemptAt) == [nil], "its key tries again at once")
  }

  @Test func aRefusedChangeSaysWhatItWas() async throws {
    let scenario = try await refused(
      "forbidden", after: "G r <C-u> \"Autre nom.pdf\" <Enter> : \"pane outbox\" <Enter> 4")
    scenario.type("5 <Enter>")
    #expect(scenario.text.contains("renommage") && scenario.text.contains("Autre nom.pdf"), "\(scenario.text)")
    scenario.type("<Esc> x")
    #expect(!scenario.text.contains("texte sera perdu"), "\(scenario.text)")
  }

  @Test func whatWasRefusedIsTakenBackWithoutATrace() async throws {
    let scenario = try await refused("alreadyExists", after: "n \"Archives\" <Enter>")
    scenario.type("U")
    #expect(try scenario.cache.reader.outbox().isEmpty, "\(scenario.text)")
    #expect(!scenario.text.contains("Archives/"))
  }

  /// A draft stood there alone before.
  @Test func theOutboxBeginsWithWhatWasRefused() async throws {
    let scenario = try await chat()
    scenario.type(": \"pane forums\" <Enter> <Enter> <Enter> r \"Brouillon\" <Esc> : \"pane outbox\" <Enter> 2")
    scenario.type("<Enter> i \"Refusé\" <Enter> <Esc>")
    let entries = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: Scenario.startOfTime + 60, limit: 9)
    let failure = OutboxEntry.Failure(type: "forbidden", description: nil)
    scenario.announce(
      try scenario.cache.settle(entries.filter { $0.mutation.type == Message.name }.map { ($0.id, .refused(failure)) }))
    scenario.type(": \"pane outbox\" <Enter>")
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("Refusé"), "\(scenario.text)")
  }

  // MARK: Files on their way

  @Test func aFileOnItsWayIsOneRowThatStopsAndGoesOn() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("tract.txt")
    try Data(repeating: 65, count: 600_000).write(to: URL(fileURLWithPath: path))
    let scenario = try await Scenario(firstPane: "files", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    scenario.type(": \"files.upload \(path)\" <Enter>")
    if scenario.text.contains("oui") { scenario.type("o") }
    scenario.settle()
    let upload = try #require(try scenario.cache.reader.outbox().first { $0.entry.mutation.type == Blob.name }?.entry)
    #expect(try scenario.cache.reader.outboxSummary().waiting == 1)
    scenario.type(": \"pane outbox\" <Enter>")
    let rows = scenario.text.split(separator: "\n").filter { $0.contains("tract.txt") && $0.contains("fichier") }
    #expect(rows.count == 1 && scenario.text.contains("1 "), "\(scenario.text)")
    _ = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: UnionWorld.autumn, limit: 9)
    scenario.announce(.upload(entry: upload.id, sent: 300_000))
    scenario.announce(.everything)
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("50\u{202F}%"), "\(scenario.text)")
    scenario.type("x")
    #expect(scenario.text.contains("arrêtez-le d’abord"))
    scenario.type("p")
    #expect(try scenario.cache.reader.isPaused(upload: upload.id))
    #expect(scenario.screen.text(row: scenario.screen.cursor.row).contains("‖"), "\(scenario.text)")
    #expect(scenario.text.contains("r / p reprend"), "\(scenario.text)")
    scenario.type("p")
    #expect(try !scenario.cache.reader.isPaused(upload: upload.id))
    scenario.type("p r")
    #expect(try !scenario.cache.reader.isPaused(upload: upload.id), "it goes on while its part is on its way")
    #expect(try scenario.cache.reader.outboxEntry(upload.id)?.entry.state == .sending)
    scenario.type("p")
    scenario.announce(try scenario.cache.settle([(upload.id, .retry(at: UnionWorld.autumn + 9))]))
    #expect(try scenario.cache.reader.isPaused(upload: upload.id), "what comes of the part on its way changes nothing")
    try scenario.cache.requeueSending()
    #expect(try scenario.cache.nextAttempt([AccountID(rawValue: 1)]) == nil)
    scenario.type("r")
    #expect(try !scenario.cache.reader.isPaused(upload: upload.id))
    scenario.type("x o")
    #expect(try scenario.cache.reader.outbox().isEmpty, "the file goes with its row")
    scenario.type("U")
    let left = try scenario.cache.reader.outbox().map(\.entry.mutation)
    #expect(left.isEmpty, "and does not come back without it: \(left) \(scenario.text)")
  }

  @Test func aFileThatIsStoppedHoldsUpNoOther() async throws {
    let folder = try TemporaryFolder()
    try Data(repeating: 65, count: 600_000).write(to: URL(fileURLWithPath: folder.file("photo.txt")))
    let scenario = try await Scenario(firstPane: "forums") { try await Cooperative.fill($0) }
    scenario.type("<Enter> <Enter> A <C-u>")
    scenario.paste(folder.file("photo.txt"))
    scenario.type("<Enter> \"Voici\" <C-s>")
    scenario.settle()
    let upload = try #require(try scenario.cache.reader.outbox().first { $0.entry.mutation.type == Blob.name }?.entry)
    scenario.announce(try scenario.cache.pause(upload: upload.id))
    scenario.type("<Esc> n \"Un sujet\" <Tab> \"Un mot\" <C-s>")
    scenario.wait(seconds: 60)
    let ready = try scenario.cache.takeReady([AccountID(rawValue: 1)], now: Scenario.startOfTime + 60, limit: 9)
    #expect(ready.map(\.mutation.type).filter { $0 != ReadPosition.name } == [Message.name], "\(ready)")
  }

  @Test func whatAFileCostsIsSaidBeforeItIsFetched() async throws {
    let scenario = try await Scenario(firstPane: "files", now: UnionWorld.autumn) { try await UnionWorld.fill($0) }
    scenario.announce(
      LinkStanding(budget: 40_000_000, quality: LinkQuality(roundTrip: 0.5, down: 8_000)), of: "vire")
    scenario.type("j j <Enter> d")
    #expect(scenario.text.contains("49\u{A0}min") && scenario.text.contains("du budget du jour"), "\(scenario.text)")
    #expect(try scenario.cache.reader.downloads().isEmpty)
  }
}
