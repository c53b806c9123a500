import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing
import Text

@Suite struct FeedsTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, keymap: String = "default"
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, keymap: keymap, firstPane: "news") {
      try await Blogs.fill($0)
    }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func feedsArticlesAndAnArticle(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("feeds-" + suffix)
    scenario.type("<Enter>")
    scenario.check("feeds-articles-" + suffix)
    scenario.type("<Enter>")
    scenario.check("feeds-article-" + suffix)
    scenario.type("G")
    scenario.check("feeds-article-end-" + suffix)
  }

  @Test func openingAnArticleReadsItAndNMakesItNewAgain() async throws {
    let scenario = try await scenario()
    #expect(try scenario.cache.reader.unreadArticles() == 4)
    scenario.type("<Enter> <Enter>")
    #expect(try scenario.cache.reader.unreadArticles() == 3)
    scenario.type("N")
    #expect(try scenario.cache.reader.unreadArticles() == 4)
  }

  @Test func spaceReadsOneAfterTheOtherAndThenElsewhere() async throws {
    let scenario = try await scenario(120, 40)
    scenario.type("<Enter> <Enter>")
    for _ in 0..<12 { scenario.type("<Space>") }
    #expect(try scenario.cache.reader.unreadArticles() == 0)
  }

  @Test func spaceComesFromTheForumsToTheNews() async throws {
    let scenario = try await Scenario(firstPane: "forums") { try await Blogs.fill($0) }
    scenario.type("<Space>")
    #expect(scenario.text.contains("Actualité"))
    #expect(try scenario.cache.reader.unreadArticles() == 3)
  }

  @Test func catchingUpReadsAFeedOrAll() async throws {
    let scenario = try await scenario()
    scenario.type("j A")
    #expect(try scenario.cache.reader.unreadArticles() == 2)
    scenario.type("gg A")
    #expect(try scenario.cache.reader.unreadArticles() == 0)
    scenario.type("A")
    #expect(scenario.text.contains("Rien de nouveau ici"))
  }

  @Test func onlyWhatIsNewIsListed() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter> t")
    #expect(!scenario.text.contains("Fiche de paie"))
    scenario.type("t")
    #expect(scenario.text.contains("Fiche de paie"))
  }

  @Test func linksAreOpenedByTheirNumber() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter> <Enter> o <C-u> 2 <Enter>")
    #expect(scenario.text.contains("docks.example"))
    #expect(scenario.text.contains("Ouvrir"))
  }

  @Test func aPictureIsFetchedByChoiceAndItsCostSaid() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter> <Enter> p <C-u> 1 <Enter>")
    #expect(scenario.text.contains("185"))
    scenario.check("feeds-picture-cost")
  }

  @Test func discussingAnArticleWritesATopicAndNamesIt() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter> <Enter> d")
    scenario.check("feeds-discuss")
    scenario.type("\"Qu’en pensez-vous ?\" <C-s>")
    let entries = try scenario.cache.reader.outbox().map(\.entry.mutation).filter { $0.type != ReadPosition.name }
    #expect(entries.map(\.type) == [Message.name, Article.name])
    guard case .update(let patch) = try #require(entries.last).action else { return }
    #expect(patch["topicId"]?.string == entries.first?.id.rawValue)
  }

  @Test func aFeedOfOnesOwnIsAddedRenamedAndRemoved() async throws {
    let scenario = try await scenario()
    scenario.type("a \"blog.example/feed\" <Enter>")
    let own = try #require(try scenario.cache.reader.feeds().first { $0.isOwn })
    #expect(own.feed.url.raw == "https://blog.example/feed")
    #expect(try scenario.cache.reader.outbox().isEmpty)
    scenario.type("G e <C-u> \"Mon blog\" <Enter>")
    scenario.check("feeds-own")
    scenario.type("D o")
    #expect(try scenario.cache.reader.feeds().allSatisfy { !$0.isOwn })
  }

  @Test func theListOfAnotherReaderIsAdded() async throws {
    let scenario = try await scenario()
    let path = NSTemporaryDirectory() + "ter1-\(UUID().uuidString).opml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let list = """
      <opml><body><outline xmlUrl="https://a.example/f" text="A"/><outline xmlUrl="exec:rm"/></body></opml>
      """
    try list.write(toFile: path, atomically: false, encoding: .utf8)
    scenario.type("i <C-u> \"\(path)\" <Enter>")
    #expect(scenario.text.contains("1 flux ajouté"), "\(scenario.text)")
    scenario.settle()
    #expect(try scenario.cache.reader.feeds().filter(\.isOwn).map(\.feed.url.raw) == ["https://a.example/f"])
    scenario.type("i <C-u> \"\(path)\" <Enter>")
    #expect(try scenario.cache.reader.feeds().count(where: \.isOwn) == 1)
    try "<opml><head/></opml>".write(toFile: path, atomically: false, encoding: .utf8)
    scenario.type("i <C-u> \"\(path)\" <Enter>")
    #expect(scenario.text.contains("body"))
    scenario.type("i <C-u> \"/nulle/part\" <Enter>")
    #expect(scenario.text.contains("pas de fichier"))
    scenario.type("i <C-u> \"/proc/self/mem\" <Enter>")
    #expect(scenario.text.contains("mem n’est pas lisible"), "\(scenario.text)")
  }

  @Test func anAddressOfAnotherSchemeIsNotAdded() async throws {
    let scenario = try await scenario()
    scenario.type("a \"javascript:alert(1)\" <Enter>")
    #expect(try scenario.cache.reader.feeds().allSatisfy { !$0.isOwn })
    #expect(scenario.text.contains("adresse"))
  }

  @Test func onlyAdministratorsChangeWhatTheServerReads() async throws {
    let scenario = try await scenario()
    scenario.type("j D")
    #expect(scenario.text.contains("administra"))
    scenario.type("I")
    #expect(scenario.text.contains("administra"))
  }

  @Test func anArticleIsFoundByItsWords() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"portique type:article\" <Enter>")
    #expect(scenario.text.contains("Portique 4"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("droit de retrait"))
  }

  @Test func noFeedIsRead() async throws {
    let scenario = try await Scenario(firstPane: "news") { _ = try Cooperative.account($0) }
    #expect(scenario.text.contains("Aucun flux"))
  }
}

/// Two blogs that the server reads, one of them in trouble.
enum Blogs {
  static func article(
    _ id: String, _ feed: String, _ title: String, hours: Double, _ text: String, _ more: JSONObject = [:]
  ) -> JSONValue {
    let at = JSONValue.string(UTCDate.string(from: Scenario.startOfTime - hours * 3_600))
    let object: JSONObject = [
      "id": .string(id), "feedId": .string(feed), "title": .string(title), "publishedAt": at, "receivedAt": at,
      "text": .string(text), "url": .string("https://\(feed).example/\(id)"),
    ]
    return .object(object.merging(more) { $1 })
  }

  static let feeds: [JSONValue] = [
    ["id": "docks", "url": "https://docks.example/feed", "title": "Dockers de l’Estuaire"],
    [
      "id": "soins", "url": "https://soins.example/feed", "title": "Soignants du Bocage", "folder": "Santé",
      "trouble": ["kind": "unreachable", "since": "2026-04-18T00:00:00Z"],
    ],
  ]

  static let articles: [JSONValue] = [
    article(
      "p4", "docks", "Portique 4 : la panne n’était pas une surprise", hours: 2,
      """
      Trois signalements en deux mois, aucune réponse. Le portique est resté bloqué avec un conducteur en cabine.

      Le droit de retrait s’exerce, et il se signale : la lettre est ici <https://docks.example/lettre.pdf>.

      - Réunion jeudi à 14 h
      - au local
      """,
      [
        "author": "La commission sécurité",
        "pictures": [
          [
            "url": "https://docks.example/a.jpg", "alt": "Le portique sous la pluie", "size": 184_320, "blobId": "G1",
            "type": "image/jpeg",
          ],
          ["url": "https://docks.example/b.jpg"],
        ],
      ]),
    article("reunion", "docks", "Ce que nous avons obtenu", hours: 30, "La réunion a duré quatre heures."),
    article("nuits", "soins", "Fiche de paie des nuits", hours: 100, "Trois lignes à regarder.", ["topicId": "t1"]),
    article("maternite", "soins", "La maternité de nuit ne fermera pas", hours: 20, "C’est gagné pour l’été."),
    article("urgences", "soins", "Urgences : le compte n’y est pas", hours: 50, "Il manque neuf postes."),
  ]

  static func fill(_ cache: Cache) async throws {
    let description = AccountDescription(
      jmapID: "u1", name: "Union locale de Brest",
      capabilities: ["urn:ter1:discussion", "urn:ietf:params:jmap:principals", "urn:ter1:news"], principalID: "moi")
    let account = try #require(try cache.storeSession([:], login: "u1", accounts: [description]).first).id
    let read = JSONValue.string(UTCDate.string(from: Scenario.startOfTime - 60 * 3_600))
    _ = try await cache.apply([
      Cooperative.delta(account, Principal.name, Cooperative.people),
      Cooperative.delta(account, Channel.name, Cooperative.channels),
      Cooperative.delta(account, Feed.name, feeds), Cooperative.delta(account, Article.name, articles),
      Cooperative.delta(account, ReadPosition.name, [["id": "soins", "readUpTo": read]]),
    ])
  }
}
