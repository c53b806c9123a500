import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import Sync
import TER1TUI
import TestSupport
import Testing

/// An opened topic shows one message whole and the others by their headings, which unfold as one comes to them; what is folded is not read.
@Suite struct UnfoldingTests {
  private static let topic: ObjectID = "p0"

  /// Of the messages: the reader has read the first three. p3 is longer than any of the screens but the widest, p5 says next to nothing, p6 is gone.
  private static var messages: [JSONValue] {
    func post(
      _ number: Int, _ body: String, to parent: Int = 0, by author: String, _ more: JSONObject = [:]
    ) -> JSONValue {
      Cooperative.post(
        "p\(number)", body, subject: number == 0 ? "Piquet de lundi" : nil, root: number == 0 ? nil : "p0",
        to: number == 0 ? nil : "p\(parent)", by: author, ago: 600 - Double(number) * 10, more)
    }
    let long = (1...60).map { "Ligne \($0) du compte rendu." }.joined(separator: "\n")
    return [
      post(0, "Rendez-vous lundi à 6 h devant le dépôt.\n\nQui apporte le café ?", by: "camille"),
      post(1, "Je viens avec deux thermos.\n\nEt des gobelets.", by: "jo"),
      post(2, "Il en faut plus : nous serons trente.", to: 1, by: "sam"),
      post(3, long, by: "noelle"),
      post(4, "Merci pour le compte rendu !\n\nJe le fais suivre.", to: 3, by: "jo"),
      post(5, "+1", to: 4, by: "sam"),
      post(6, "", by: "camille", ["deletedAt": Cooperative.ago(400)]),
      post(7, "Voici le lien : https://coop.example/piquet\n\nÀ lundi.", by: "camille"),
      post(8, "À lundi, donc.\n\nBonne nuit.", to: 7, by: "noelle"),
    ]
  }

  /// - Parameters:
  ///   - read: how many minutes ago the reader was there last.
  ///   - title: a message of which no more than the title is here.
  private func opened(
    _ size: (Int, Int) = (80, 24), _ language: Language = .french, keymap: String = "default", read: Double = 0,
    title: Int? = nil, keys: String = "<Enter> <Enter>", adjust: (inout Configuration) -> Void = { _ in }
  ) async throws -> Scenario {
    let scenario = try await Scenario(
      size: size, language: language, keymap: keymap, firstPane: "forums",
      fill: { cache in
        let account = try Cooperative.account(cache)
        let whole = Self.messages.indices.filter { $0 != title }.map { Self.messages[$0] }
        _ = try await cache.apply([
          Cooperative.delta(account, Principal.name, Cooperative.people),
          Cooperative.delta(account, Channel.name, [Cooperative.channels[0]]),
          Cooperative.delta(account, Message.name, whole),
          Cooperative.delta(
            account, ReadPosition.name, [["id": .string(Self.topic.rawValue), "readUpTo": Cooperative.ago(read)]]),
        ])
        if let title { try await Self.take(title: Self.messages[title], account, cache) }
      }, adjust: adjust)
    scenario.type(keys)
    return scenario
  }

  private static func take(title: JSONValue, _ account: AccountID, _ cache: Cache) async throws {
    let object = (title.object ?? [:]).filter { !["body", "bodyType", "sentAt"].contains($0.key) }
    let id = try #require(object["id"]?.string)
    var page = HistoryPage(
      HistoryQuery.first(account, isWhole: false, now: Scenario.startOfTime)[0], ids: [ObjectID(id)], objects: [object])
    (page.newState, page.readAt) = ("1", [Message.name: "1"])
    _ = try #require(try await cache.take([page], isNoted: false))
  }

  private func unread(_ scenario: Scenario) throws -> Int? {
    let account = try #require(try scenario.cache.reader.accounts().first).id
    return try scenario.cache.reader.topic(ObjectKey(account, Message.name, Self.topic))?.unread
  }

  /// The row that the cursor is on.
  private func current(_ scenario: Scenario) -> String { scenario.screen.text(row: scenario.screen.cursor.row) }

  private func row(of words: String, _ scenario: Scenario) -> Int? {
    (0..<scenario.screen.size.rows).first { scenario.screen.text(row: $0).contains(words) }
  }

  // MARK: What is shown

  @Test(arguments: sizes, Language.allCases) func oneMessageIsWhole(size: (Int, Int), language: Language) async throws {
    let scenario = try await opened(size, language)
    let name = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("unfolding-opened-\(name)")
    #expect(scenario.text.contains("Qui apporte le café") && !scenario.text.contains("deux thermos"))
    scenario.type("j j")
    scenario.check("unfolding-two-further-\(name)")
    scenario.type("t")
    scenario.check("unfolding-whole-\(name)")
  }

  @Test func itOpensAtTheFirstNewMessageAndWhatSaysLittleStandsBesideItsHeading() async throws {
    let scenario = try await opened((80, 30), read: 575)
    #expect(current(scenario).contains("● Noëlle Œuvrard"))
    #expect(scenario.text.contains("Ligne 1 du"))
    scenario.type("<End>")
    #expect(current(scenario).contains("Noëlle Œuvrard") && scenario.text.contains("Bonne nuit."))
    #expect(row(of: "● Camille Roux", scenario) != nil)
    let (short, gone) = (row(of: "  +1", scenario), row(of: "message supprimé", scenario))
    #expect(gone != nil && gone == short.map { $0 + 1 })
  }

  // MARK: Moving

  /// What unfolds does it where its heading stands, and stays so.
  @Test func linesGoFromMessageToMessageAndUnfoldThem() async throws {
    let scenario = try await opened()
    let place = try #require(row(of: "+ Jo Martin", scenario))
    scenario.type("j")
    #expect(scenario.screen.cursor.row == place && scenario.text.contains("deux thermos"))
    scenario.type("j k k")
    #expect(current(scenario).contains("Camille Roux"))
    #expect(scenario.text.contains("deux thermos") && scenario.text.contains("nous serons trente"))
    scenario.type("k")
    #expect(current(scenario).contains("Camille Roux"))
  }

  /// Lines of it go by, its heading first; only then the next message. Back the same way.
  @Test func aLongMessageIsReadLineByLine() async throws {
    let scenario = try await opened(keys: "<Enter> <Enter> j j j")
    #expect(row(of: "Noëlle Œuvrard", scenario) == 2 && scenario.text.contains("Ligne 19 "))
    let left = 60 - 19
    for _ in 0..<left { scenario.type("j") }
    #expect(scenario.text.contains("Ligne 60 ") && !scenario.text.contains("Je le fais suivre"))
    scenario.type("j")
    #expect(current(scenario).contains("Jo Martin") && scenario.text.contains("Je le fais suivre"))
    scenario.type("k")
    #expect(current(scenario).contains("Ligne"))
    for _ in 0..<60 where !scenario.text.contains("Ligne 1 ") { scenario.type("k") }
    #expect(scenario.text.contains("Ligne 1 ") && row(of: "Noëlle Œuvrard", scenario) != 2)
  }

  @Test func aPageIsAPageOfText() async throws {
    let scenario = try await opened()
    scenario.type("<PageDown>")
    #expect(current(scenario).contains("Jo Martin") && scenario.screen.cursor.row == 2)
    #expect(scenario.text.contains("nous serons trente") && scenario.text.contains("Ligne 8 "))
    scenario.check("unfolding-page-80x24-fr")
    scenario.type("<PageDown>")
    #expect(scenario.screen.text(row: 2).contains("Ligne 11 ") && scenario.text.contains("Ligne 30 "))
    for _ in 0..<4 { scenario.type("<PageDown>") }
    #expect(scenario.text.contains("Bonne nuit."))
    let end = scenario.text
    scenario.type("<PageDown>")
    #expect(scenario.text == end)
    for _ in 0..<8 { scenario.type("<PageUp>") }
    #expect(current(scenario).contains("Camille Roux") && scenario.screen.cursor.row == 2)
  }

  @Test func jumpsUnfoldWhatTheyLeadTo() async throws {
    let scenario = try await opened()
    scenario.type("n n")
    #expect(current(scenario).contains("Sam") && scenario.text.contains("nous serons trente"))
    scenario.type("u")
    #expect(current(scenario).contains("Jo Martin"))
    scenario.type("<End>")
    #expect(scenario.text.contains("Bonne nuit.") && !scenario.text.contains("Je le fais suivre"))
    scenario.type("u")
    #expect(current(scenario).contains("Camille Roux") && scenario.text.contains("coop.example/piquet"))
    scenario.type("<Home>")
    #expect(current(scenario).contains("Camille Roux") && scenario.text.contains("Qui apporte le café"))
    scenario.type("/ \"gobelets\" <Enter> <Enter>")
    #expect(current(scenario).contains("Jo Martin") && scenario.text.contains("Et des gobelets."))
    #expect(!scenario.text.contains("Qui apporte le café"))
  }

  @Test func enterFoldsAndUnfoldsWhatHasNoLink() async throws {
    let scenario = try await opened(keys: "<Enter> <Enter> j <Enter>")
    #expect(!scenario.text.contains("deux thermos") && current(scenario).contains("+ Jo Martin"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("deux thermos"))
    scenario.type("n n n n <Enter>")
    #expect(scenario.text.contains("C’est le message entier"))
    scenario.type("n n <Enter>")
    #expect(scenario.text.contains("Voici le lien") && !scenario.text.contains("? aide"), "\(scenario.text)")
  }

  // MARK: Read

  /// Only what was whole on the screen is read; of the messages, the two that say little are in sight with their headings.
  @Test func aFoldedMessageIsNotRead() async throws {
    let scenario = try await opened((80, 30), read: 575, keys: "<Enter>")
    #expect(try unread(scenario) == 5)
    scenario.type("<Enter>")
    #expect(try unread(scenario) == 4)
    scenario.type("<Esc> <Enter>")
    #expect(current(scenario).contains("Jo Martin"))
    #expect(try unread(scenario) == 2, "and what stands beside its heading is read with it")
    scenario.type("<Space>")
    #expect(try unread(scenario) == 1)
    scenario.type("<Space>")
    #expect(try unread(scenario) == 0)
  }

  @Test func whatIsShownWholeIsRead() async throws {
    let scenario = try await opened((200, 120), read: 700)
    #expect(try unread(scenario) == 7)
    scenario.type("t")
    #expect(try unread(scenario) == 0)
  }

  /// In the last row a heading has its text out of sight.
  @Test func aHeadingAloneIsNotRead() async throws {
    let scenario = try await opened((80, 12), read: 700, keys: "<Enter> <Enter> t")
    for _ in 0..<8 where row(of: "Sam N’Diaye", scenario) == nil { scenario.type("j") }
    #expect(row(of: "Sam N’Diaye", scenario) != nil && !scenario.text.contains("nous serons trente"))
    #expect(try unread(scenario) == 6)
    scenario.type("j")
    #expect(try unread(scenario) == 5)
  }

  /// The text of a folded message is asked for once it unfolds.
  @Test func whatIsFoldedLacksNoText() async throws {
    let scenario = try await opened(title: 4, keys: "<Enter>")
    scenario.announce(LinkStanding(policy: .manual, quality: LinkQuality(roundTrip: 0.6, down: 6_000)), of: "u1")
    scenario.type("<Enter> j")
    #expect(!scenario.text.contains("la suite du sujet"), "\(scenario.text)")
    scenario.type("n n n")
    #expect(scenario.text.contains("encore sur le serveur") && scenario.text.contains("la suite du sujet"))
  }

  // MARK: The choice

  @Test func theChoiceIsKept() async throws {
    let scenario = try await opened(keys: "<Enter> <Enter> t")
    #expect(scenario.text.contains("deux thermos") && !scenario.text.contains("tout déplier"))
    scenario.type("<Esc> <Enter>")
    #expect(scenario.text.contains("deux thermos"))
    scenario.restart()
    scenario.type("<Enter> <Enter>")
    #expect(scenario.text.contains("deux thermos"))
    scenario.type("t")
    #expect(!scenario.text.contains("deux thermos") && scenario.text.contains("tout déplier"))
    scenario.restart()
    scenario.type("<Enter> <Enter>")
    #expect(!scenario.text.contains("deux thermos"))
  }

  @Test func theSettingHoldsUntilSomebodyChooses() async throws {
    let scenario = try await opened(keymap: "vim", adjust: { $0.settings.showsWholeTopics = true })
    #expect(scenario.text.contains("deux thermos"))
    scenario.type("z i")
    #expect(!scenario.text.contains("deux thermos"))
    scenario.restart()
    scenario.type("<Enter> <Enter>")
    #expect(!scenario.text.contains("deux thermos"))
  }

  @Test func byLinesEveryMessageIsWhole() async throws {
    let scenario = try await opened(adjust: { $0.settings.isLinear = true })
    #expect(scenario.text.contains("deux thermos"))
    scenario.type("t")
    #expect(scenario.text.contains("deux thermos"))
    scenario.type("g j")
    #expect(scenario.text.contains("chaque message est entier"), "\(scenario.text)")
  }

  // MARK: What is done with the current one

  @Test func whatOneWroteStaysUnfoldedWhenItIsSent() async throws {
    let scenario = try await opened(keys: "<Enter> <Enter> r \"J’apporte\" <Enter> <Enter> \"deux gâteaux.\" <C-s>")
    #expect(scenario.text.contains("deux gâteaux"))
    let account = try #require(try scenario.cache.reader.accounts().first).id
    let entries = try scenario.cache.takeReady([account], now: Scenario.startOfTime + 60, limit: 10)
    let entry = try #require(entries.first { $0.mutation.type == Message.name })
    scenario.announce(try scenario.cache.settle([(entry.id, .delivered(serverID: "p9", properties: [:]))]))
    #expect(!scenario.text.contains("en attente"))
    #expect(scenario.text.contains("deux gâteaux"), "\(scenario.text)")
  }

  @Test func linesOfAMessageBesideItsHeadingAreQuoted() async throws {
    let scenario = try await opened(keys: "<Enter> <Enter> <End> k k k V V R")
    #expect(scenario.text.contains("> +1") && !scenario.text.contains("> Sam"), "\(scenario.text)")
  }

  @Test func foldedAnswersAreSaid() async throws {
    let scenario = try await opened(keys: "<Enter> <Enter> j z <Enter>")
    #expect(current(scenario).contains("+ Jo Martin") && current(scenario).contains("1 réponse repliée"))
    scenario.type("j")
    #expect(scenario.text.contains("Ligne 1 "))
  }
}
