import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing
import Text

@Suite struct MembersTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "members") { try await Directory.fill($0) }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func directoryAndMember(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("members-" + suffix)
    scenario.type("j <Enter>")
    scenario.check("member-" + suffix)
    scenario.type("h gg <Enter>")
    scenario.check("member-own-" + suffix)
  }

  @Test func theListIsFilteredByWhatOneMaySee() async throws {
    let scenario = try await scenario()
    scenario.type("f transp")
    #expect(scenario.text.contains("Jo Martin") && !scenario.text.contains("Camille"))
    scenario.type("<C-u> zanzibar")
    #expect(scenario.text.contains("Personne ne répond à"))
    scenario.type("<Esc>")
    #expect(scenario.text.contains("Camille"))
  }

  @Test func followingIsKeptInTheOutboxAndShownAtOnce() async throws {
    let scenario = try await scenario()
    scenario.type("G +")
    #expect(scenario.text.contains("personne d’autre ne le sait"))
    #expect(try scenario.cache.reader.members().filter(\.isFollowed).count == 2)
    let entry = try #require(try scenario.cache.reader.outbox().last?.entry.mutation)
    #expect(entry.type == Profile.name && entry.id == "moi")
    scenario.type("+")
    #expect(try scenario.cache.reader.members().filter(\.isFollowed).count == 1)
    scenario.type("gg +")
    #expect(scenario.text.contains("C’est vous"))
  }

  @Test func theProfileIsWrittenLineByLine() async throws {
    let scenario = try await scenario()
    scenario.type("e")
    scenario.check("profile-form")
    scenario.type("<C-Home> <C-k> \"CGT Ports\" <C-s>")
    let profile = try #require(try scenario.cache.reader.profile(AccountID(rawValue: 1)))
    #expect(profile.fields[.union]?.raw == "CGT Ports" && profile.fields[.reach]?.raw == "06 39 98 01 02")
    #expect(profile.shown == [.union])
    scenario.type("e <C-End> \", Planète\" <C-s>")
    #expect(scenario.text.contains("n’est pas une ligne du profil"))
  }

  @Test func writingToAMemberOpensAChatOfTwo() async throws {
    let scenario = try await scenario()
    scenario.type("G i")
    #expect(scenario.text.contains("Entre vous seulement"))
    scenario.type("\"Salut\" <Enter>")
    let types = try scenario.cache.reader.outbox().map(\.entry.mutation.type)
    #expect(types == [Channel.name, Message.name])
    scenario.check("direct-chat")
    scenario.type("<Esc> <Esc> : \"pane members\" <Enter> i")
    #expect(try scenario.cache.reader.rooms().filter(\.channel.isDirect).count == 1)
  }

  @Test(arguments: [(40, 12), (80, 24)]) func moderatorsSeeWhatWaitsAndWhatWasDone(columns: Int, rows: Int) async throws
  {
    let scenario = try await Scenario(size: (columns, rows), firstPane: "moderation") { cache in
      try await Directory.fill(cache)
      let account = try Directory.account(cache)
      _ = try await cache.apply([
        Cooperative.delta(
          account, Message.name, [Cooperative.post("m1", "Une insulte", subject: "Grille", by: "jo", ago: 90)]),
        Cooperative.delta(
          account, Report.name,
          [
            [
              "id": "r1", "kind": "report", "state": "open", "messageId": "m1", "channelId": "actions",
              "authorId": "camille", "text": "C’est une insulte", "at": Cooperative.ago(30),
            ],
            [
              "id": "r2", "kind": "join", "state": "open", "name": "Dora", "reach": "06 39 98 00 77",
              "text": "Je voudrais vous rejoindre", "at": Cooperative.ago(20),
            ],
            [
              "id": "r3", "kind": "pin", "state": "accepted", "messageId": "m1", "channelId": "actions",
              "authorId": "jo", "text": "", "at": Cooperative.ago(10),
            ],
          ]),
      ])
    }
    scenario.check("moderation-\(columns)x\(rows)")
    scenario.type("H")
    let patch = try #require(try scenario.cache.reader.outbox().last?.entry.mutation)
    guard case .update(let changes) = patch.action else { return }
    #expect(patch.id == "m1" && changes["hiddenAt"]?.string != nil)
    scenario.type("H U")
    #expect(scenario.text.contains("Repris\u{A0}: remontrer"), "\(scenario.text)")
    scenario.type("a")
    #expect(try scenario.cache.reader.reports().first { $0.key.id == "r1" }?.report.state == .accepted)
    scenario.type("G a")
    #expect(scenario.text.contains("déjà décidé"))
    scenario.type("k a")
    #expect(scenario.text.contains("rien à décider"))
  }

  /// Where lines are told one after the other a row says all of itself, so that each has its number wherever one is.
  @Test func byLinesEveryReportIsWhole() async throws {
    let scenario = try await Scenario(size: (Size.told + 100, 24), firstPane: "moderation") { cache in
      try await Directory.fill(cache)
      let reports: [JSONValue] = ["Dora", "Elsa"].map { name in
        [
          "id": .string(name), "kind": "join", "state": "open", "name": .string(name), "reach": "06 39 98 00 77",
          "text": .string("Je suis \(name)"), "at": Cooperative.ago(20),
        ]
      }
      _ = try await cache.apply([Cooperative.delta(try Directory.account(cache), Report.name, reports)])
    } adjust: {
      $0.settings.isLinear = true
    }
    #expect(scenario.text.contains("Je suis Dora") && scenario.text.contains("Je suis Elsa"), "\(scenario.text)")
  }

  /// What was decided is said with who decided it, and where it happened.
  @Test func aDecisionIsSignedAndPlaced() async throws {
    let scenario = try await Scenario(firstPane: "moderation") { cache in
      try await Directory.fill(cache)
      let account = try Directory.account(cache)
      _ = try await cache.apply([
        Cooperative.delta(account, Channel.name, Cooperative.channels),
        Cooperative.delta(
          account, Message.name, [Cooperative.post("m1", "Une insulte", subject: "Grille", by: "jo", ago: 90)]),
        Cooperative.delta(
          account, Report.name,
          [
            [
              "id": "r1", "kind": "report", "state": "accepted", "messageId": "m1", "channelId": "actions",
              "authorId": "camille", "text": "C’est une insulte", "at": Cooperative.ago(30), "decidedBy": "jo",
            ]
          ]),
      ])
    }
    #expect(scenario.text.contains("accepté par Jo Martin"), "\(scenario.text)")
    #expect(scenario.text.contains("écrit par Jo Martin, dans «\u{A0}Actions\u{A0}»"), "\(scenario.text)")
  }

  /// Two moderators decide at once: the second is told of the first.
  @Test func aDecisionThatCameLateSaysSo() async throws {
    let scenario = try await Scenario(firstPane: "outbox") { cache in
      let account = try await Cooperative.fill(cache)
      let report: JSONValue = [
        "id": "r1", "kind": "report", "state": "open", "messageId": "t1a", "authorId": "camille",
        "at": Cooperative.ago(30),
      ]
      _ = try await cache.apply([Cooperative.delta(account, Report.name, [report])])
      try cache.enqueue([Report.decide(ObjectKey(account, Report.name, "r1"), .accepted)])
      let taken = try cache.takeReady([account], now: Scenario.startOfTime + 900, limit: 9)
      let failure = OutboxEntry.Failure(type: OutboxEntry.Failure.superseded, description: nil)
      _ = try cache.settle(taken.map { ($0.id, .refused(failure)) })
    }
    scenario.type("<Enter>")
    #expect(scenario.text.contains("Quelqu’un d’autre en a décidé avant vous"), "\(scenario.text)")
  }

  /// A report that the server refuses stays in the outbox: it says of what it was, and what was written.
  @Test func aRefusedReportSaysOfWhatItWas() async throws {
    let scenario = try await Scenario(firstPane: "outbox") { cache in
      let account = try await Cooperative.fill(cache)
      let message = ObjectKey(account, Message.name, "t1a")
      try cache.enqueue([Report.of(message, text: "C’est de la publicité", clientID: "r")])
      let taken = try cache.takeReady([account], now: Scenario.startOfTime + 900, limit: 9)
      let failure = OutboxEntry.Failure(type: "alreadyReported", description: nil)
      _ = try cache.settle(taken.map { ($0.id, .refused(failure)) })
    }
    #expect(scenario.text.contains("On se retrouve où"), "\(scenario.text)")
    scenario.type("<Enter>")
    #expect(scenario.text.contains("C’est de la publicité"), "\(scenario.text)")
  }

  @Test func aMemberIsFoundBySearch() async throws {
    let scenario = try await scenario()
    scenario.type("/ \"transports type:membre\" <Enter>")
    #expect(scenario.text.contains("Jo Martin"))
    scenario.type("<Enter>")
    #expect(scenario.text.contains("CGT Transports") && scenario.text.contains("Membres"))
  }

  @Test func aServerWithoutProfilesSaysSo() async throws {
    let scenario = try await Scenario(firstPane: "members") { cache in
      let account = try Cooperative.account(cache)
      _ = try await cache.apply([Cooperative.delta(account, Principal.name, Cooperative.people)])
    }
    scenario.type("e")
    #expect(scenario.text.contains("Ce serveur ne garde pas de profils"))
    scenario.type("G +")
    #expect(scenario.text.contains("Ce serveur ne garde pas de profils"))
  }
}

/// A directory of a few members, of whom some say more than their names.
enum Directory {
  static func person(_ handle: String, _ name: String, _ profile: JSONObject, _ more: JSONObject = [:]) -> JSONValue {
    var object = Cooperative.person(handle, name).object ?? [:]
    object["profile"] = profile.isEmpty ? nil : .object(profile)
    return .object(object.merging(more) { $1 })
  }

  static let people: [JSONValue] = [
    person("moi", "Claude Le Goff", ["union": "CGT Énergie"]),
    person("camille", "Camille Roux", ["union": "CGT Santé", "section": "Brest", "roles": "trésorière"]),
    person(
      "jo", "Jo Martin",
      ["union": "CGT Transports", "roles": "délégué syndical", "reach": "06 39 98 00 12\nle soir"], ["isAdmin": true]),
    person("ana", "Ana Silva", [:]),
    person("parti", "Pierre Parti", [:], ["isRemoved": true]),
  ]

  static let own: JSONValue = [
    "id": "moi", "union": "CGT Énergie", "section": "Brest", "roles": "", "reach": "06 39 98 01 02",
    "audience": ["union": "members"], "follows": ["camille": "Principal", "#grève": "Tag"],
  ]

  static func account(_ cache: Cache) throws -> AccountID {
    let description = AccountDescription(
      jmapID: "u1", name: "Union locale de Brest",
      capabilities: ["urn:ter1:discussion", "urn:ietf:params:jmap:principals", "urn:ter1:members"], principalID: "moi")
    return try #require(try cache.storeSession([:], login: "u1", accounts: [description]).first).id
  }

  static func fill(_ cache: Cache) async throws {
    let account = try account(cache)
    _ = try await cache.apply([
      Cooperative.delta(account, Principal.name, people), Cooperative.delta(account, Profile.name, [own]),
      Cooperative.delta(account, Channel.name, Cooperative.channels),
    ])
  }
}
