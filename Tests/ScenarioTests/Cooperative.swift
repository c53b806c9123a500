import ClientCore
import Foundation
import JSON
import TestSupport
import Testing

/// A small cooperative to look at: a few boards, topics and rooms, told as a server would tell them.
enum Cooperative {
  /// Minutes before the moment at which scenarios begin.
  static func ago(_ minutes: Double) -> JSONValue { .string(UTCDate.string(from: Scenario.startOfTime - minutes * 60)) }

  static let mayAll: JSONValue = ["mayRead": true, "mayPost": true, "mayModerate": false, "mayAdmin": false]
  static let mayRead: JSONValue = ["mayRead": true, "mayPost": false, "mayModerate": false, "mayAdmin": false]

  static func account(_ cache: Cache, _ name: String = "Union locale de Brest", id: String = "u1") throws -> AccountID {
    let description = AccountDescription(
      jmapID: id, name: name, capabilities: ["urn:ter1:discussion", "urn:ietf:params:jmap:principals"],
      principalID: "moi")
    return try #require(try cache.storeSession([:], login: id, accounts: [description]).first).id
  }

  static func delta(_ account: AccountID, _ type: TypeName, _ objects: [JSONValue]) -> Delta {
    Delta(account: account, type: type, upserts: objects, newState: "1")
  }

  static func board(
    _ id: String, _ name: String, parent: String? = nil, order: Int = 0, rights: JSONValue = mayAll,
    archived: Bool = false,
    kind: String = "forum"
  ) -> JSONValue {
    var object: JSONObject = [
      "id": .string(id), "kind": .string(kind), "name": .string(name), "sortOrder": .int(Int64(order)),
      "myRights": rights,
      "isArchived": .bool(archived),
    ]
    object["parentId"] = parent.map { .string($0) }
    return .object(object)
  }

  static func person(_ handle: String, _ name: String) -> JSONValue {
    ["id": .string(handle), "type": "individual", "name": .string(name), "handle": .string(handle)]
  }

  static func post(
    _ id: String, _ body: String, in channel: String = "actions", subject: String? = nil, root: String? = nil,
    to parent: String? = nil, by sender: String? = "camille", ago minutes: Double, _ more: JSONObject = [:]
  ) -> JSONValue {
    var object: JSONObject = [
      "id": .string(id), "channelId": .string(channel), "body": .string(body), "bodyType": "text/markdown",
      "sentAt": ago(minutes), "receivedAt": ago(minutes),
    ]
    object["senderId"] = sender.map { .string($0) }
    object["subject"] = subject.map { .string($0) }
    object["threadRootId"] = root.map { .string($0) }
    object["replyTo"] = (parent ?? root).map { .string($0) }
    return .object(object.merging(more) { _, new in new })
  }

  static let people: [JSONValue] = [
    person("moi", "Claude Le Goff"), person("camille", "Camille Roux"), person("jo", "Jo Martin"),
    person("sam", "Sam N’Diaye"), person("noelle", "Noëlle Œuvrard"),
  ]

  static let channels: [JSONValue] = [
    board("actions", "Actions", order: 1), board("retraites", "Retraites", parent: "actions", order: 1),
    board("annonces", "Annonces de l’union", order: 2, rights: mayRead),
    board("2019", "Grève de 2019", order: 3, archived: true),
    board("vide", "Entraide", order: 4), board("salon", "Salon", order: 1, kind: "chat"),
    board("tracts", "Équipe tracts", order: 2, kind: "chat"),
  ]

  static let topics: [JSONValue] = [
    post(
      "t1",
      "Rendez-vous **jeudi à 14 h** place de la Liberté.\n\nOn se retrouve où avant ?\n\n- les tracts : Jo\n- la sono : *à trouver*",
      subject: "Manifestation de jeudi", ago: 3_000,
      ["pinned": true, "reactions": ["✊": ["jo", "sam", "moi"], "👍": ["noelle"]]]),
    post(
      "t1a", "> On se retrouve où avant ?\n\nDevant la bourse du travail, à 13 h.", root: "t1", by: "jo", ago: 2_900),
    post(
      "t1b", "La sono, c’est bon : https://coop.example/sono?jour=jeudi", root: "t1", to: "t1a", by: "sam", ago: 240,
      ["editedAt": ago(200)]),
    post("t1c", "Qui passe la prendre ? @moi ?", root: "t1", to: "t1b", by: "noelle", ago: 120, ["mentions": ["moi"]]),
    post("t1d", "", root: "t1", by: "camille", ago: 90, ["deletedAt": ago(80)]),
    post(
      "t1e", "Le tract est prêt.", root: "t1", by: "jo", ago: 45,
      ["attachments": [["blobId": "b1", "name": "tract-jeudi.pdf", "type": "application/pdf", "size": 1_240_000]]]),
    post("t2", "Compte rendu de la réunion de mardi.", subject: "Compte rendu du 14", by: "noelle", ago: 7_300),
    post(
      "t3", "Bonjour à toutes et tous,\n\n> > ancien\n> cité\n\nVoilà.\n-- \nX", subject: "Re: archives de la liste",
      by: nil, ago: 50_000,
      ["bodyType": "text/plain", "author": ["name": "Dominique", "address": "dominique@example.org"]]),
    post(
      "a1", "La commission exécutive se réunit le 30.", in: "annonces", subject: "Commission exécutive", by: "noelle",
      ago: 600),
  ]

  static let lines: [JSONValue] = [
    post("c1", "Bonjour !", in: "salon", by: "camille", ago: 1_600),
    post("c2", "Qui a les clés du local ?", in: "salon", by: "camille", ago: 1_599),
    post("c3", "Moi", in: "salon", to: "c2", by: "jo", ago: 1_590, ["reactions": ["👍": ["camille"]]]),
    post("c4", "Réunion ce soir : https://meet.coop.example/union", in: "salon", by: "sam", ago: 100),
    post("c5", "@moi tu viens ?", in: "salon", by: "sam", ago: 99, ["mentions": ["moi"]]),
    post("c6", "J’arrive un peu après.", in: "salon", by: "noelle", ago: 40, ["editedAt": ago(39)]),
    post("d1", "Relecture demain ?", in: "tracts", by: "jo", ago: 5_000),
  ]

  @discardableResult
  static func fill(_ cache: Cache) async throws -> AccountID {
    let account = try account(cache)
    _ = try await cache.apply([
      delta(account, Principal.name, people), delta(account, Channel.name, channels),
      delta(account, Message.name, topics + lines),
      delta(
        account, ReadPosition.name,
        [
          ["id": "t1", "readUpTo": ago(1_000)], ["id": "t2", "readUpTo": ago(7_000)],
          ["id": "t3", "readUpTo": ago(40_000)],
          ["id": "salon", "readUpTo": ago(1_000)], ["id": "tracts", "readUpTo": ago(1_000)],
        ]),
    ])
    return account
  }
}
