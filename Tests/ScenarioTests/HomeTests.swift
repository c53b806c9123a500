import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// What matters since the last visit, in order, on one screen; and when one begins there.
@Suite struct HomeTests {
  private static func ago(_ minutes: Double) -> JSONValue {
    .string(UTCDate.string(from: UnionWorld.autumn - minutes * 60))
  }

  private static func topic(_ id: String, _ title: String, _ count: Int64, _ more: JSONObject = [:]) -> JSONValue {
    let entry: JSONObject = [
      "type": "Message", "id": .string(id), "in": "actions", "title": .string(title), "count": .int(count),
      "authors": ["Marie Lefèvre"], "at": ago(Double(count) * 30), "text": "Le tract est prêt.",
    ]
    return .object(entry.merging(more) { $1 })
  }

  private static let important: [JSONValue] = [
    [
      "type": "CalendarEvent", "id": "lille", "in": "c1", "title": "Rencontre du Nord", "change": "changed",
      "start": "2026-11-07T10:00:00", "text": "Lille",
    ],
    [
      "type": "CalendarEvent", "id": "rennes", "in": "c1", "title": "Assemblée à Vire", "change": "cancelled",
      "start": "2026-11-09T18:00:00", "text": "Vire",
    ],
    [
      "type": "Proposal", "id": "v1", "in": "actions", "title": "Signer l’accord ?", "change": "closing",
      "closesAt": ago(-600),
    ],
    topic("t1", "Manifestation de jeudi", 12, ["mentions": 1, "authorCount": 5]),
    topic("t2", "Caisse de solidarité", 3, ["followed": true]),
  ]

  /// More than any of the sizes has room for.
  private static let digest: JSONValue = [
    "since": ago(960), "until": ago(2), "omitted": 2,
    "list": .array(important + (1...48).map { topic("r\($0)", "Sujet \($0)", Int64($0)) }),
  ]

  private static func march(_ more: JSONObject) -> JSONValue {
    let object: JSONObject = [
      "locations": ["1": ["name": "Place de la Bastille"]],
      "participants": ["moi": ["name": "Camille Moi", "participationStatus": "accepted"]],
      "updated": "2026-10-21T08:00:00Z",
    ]
    return UnionWorld.event(
      "marche", "Marche nationale", "2036-10-31T14:00:00", "PT4H", object.merging(more) { $1 })
  }

  private static let places: [JSONValue] = [("lille", "50.6366,3.0635"), ("rennes", "48.8386,-0.8892")].map {
    id, point in
    UnionWorld.event(
      id, id, "2026-11-07T10:00:00", "PT2H", ["locations": ["1": ["coordinates": .string("geo:" + point)]]])
  }

  private func scenario(
    _ size: (Int, Int) = (80, 24), _ language: Language = .french, pane: String? = "home", digest: JSONValue? = digest,
    left hours: Double? = nil, beginning: Beginning = .automatic
  ) async throws -> Scenario {
    try await Scenario(
      size: size, language: language, firstPane: pane, now: UnionWorld.autumn,
      fill: { cache in
        try await UnionWorld.fill(cache)
        let account = try #require(try cache.reader.accounts().first?.id)
        try await UnionWorld.apply(cache, account, CalendarEvent.name, Self.places + [Self.march([:])])
        let moved: JSONObject = [
          "start": "2036-10-31T15:00:00", "updated": "2026-10-22T10:00:00Z", "updatedBy": "marie",
        ]
        try await UnionWorld.apply(cache, account, CalendarEvent.name, [Self.march(moved)])
        try cache.setNote("near.home", ["name": "Vire Normandie", "latitude": 48.8386, "longitude": -0.8892])
        try cache.setNote("left", hours.map { .double(UnionWorld.autumn - $0 * 3_600) })
        if let digest { _ = try cache.keep(digest: digest, of: account) }
      }, adjust: { $0.settings.beginning = beginning })
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func whatMatters(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size, language)
    scenario.check("home-\(size.0)x\(size.1)-\(language.rawValue)")
  }

  /// The meeting one goes to, what is near, what is far; votes; mentions; what is followed; the rest. Nothing scrolls.
  @Test(arguments: [(40, 12), (80, 24), (200, 50)]) func theOrderHoldsAtEverySize(size: (Int, Int)) async throws {
    let scenario = try await scenario(size)
    let titles = ["Marche nationale", "Signer", "Manifestation de jeudi", "Caisse de", "Sujet 1"]
    let rows = titles.map { title in
      (0..<size.1).first { scenario.screen.text(row: $0).contains(title.prefix(9)) }
    }
    #expect(rows.compactMap(\.self) == rows.compactMap(\.self).sorted() && !rows.contains(nil), "\(scenario.text)")
    let text = scenario.text
    if let near = text.range(of: "Assemblée à"), let far = text.range(of: "Rencontre") {
      #expect(near.lowerBound < far.lowerBound)
    }
    #expect(text.contains("gW") || text.contains("W les montre"), "\(text)")
    scenario.type("G")
    #expect(scenario.text.contains("Marche nation"), "it is one screen")
  }

  @Test func aLineLeadsToWhereItIsRead() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter>")
    #expect(scenario.text.contains("Le lieu ou l’heure a changé."))
    scenario.type(": \"pane home\" <Enter>")
    #expect(!scenario.text.contains("Marche nationale"), "it has been seen")
    scenario.type("G <Enter>")
    #expect(scenario.text.contains("Résumé]"), "the digest tells all")
  }

  @Test(
    arguments: [
      (7.0, Beginning.automatic, true), (5, .automatic, false), (nil, .automatic, false), (1, .home, true),
      (99, .lastPlace, false),
    ] as [(Double?, Beginning, Bool)])
  func oneBeginsThereAfterAWhile(hours: Double?, beginning: Beginning, isHome: Bool) async throws {
    let scenario = try await scenario(pane: nil, digest: nil, left: hours, beginning: beginning)
    #expect(scenario.text.contains("Accueil]") == isHome, "\(scenario.text)")
    #expect(scenario.text.contains("Marche nationale : ") || isHome == scenario.text.contains("Marche nationale"))
    guard isHome else { return }
    scenario.type("h")
    #expect(scenario.text.contains("[1 Forums"), "one goes back to where one was")
  }

  /// However long ago the last visit ended well.
  @Test func whoIsCutOffGoesOnWhereHeWas() async throws {
    let scenario = try await scenario(pane: nil, digest: nil, left: 30)
    #expect(scenario.text.contains("Accueil]"))
    scenario.type("3")
    scenario.wait(seconds: 3)
    scenario.restart()
    #expect(scenario.text.contains("[3 Agenda]"), "\(scenario.text)")
    scenario.wait(seconds: 6 * 3_600)
    scenario.restart()
    #expect(scenario.text.contains("Accueil]"), "\(scenario.text)")
  }

  /// Made of what is here, it follows what comes.
  @Test func whatComesIsSeenAtOnce() async throws {
    let scenario = try await scenario(pane: nil, digest: nil, left: 7)
    let account = try #require(try scenario.cache.reader.accounts().first?.id)
    let post: JSONValue = [
      "id": "neu", "channelId": "actions", "subject": "Piquet demain", "body": "Qui vient ?", "senderId": "marie",
      "bodyType": "text/markdown", "sentAt": Self.ago(1), "receivedAt": Self.ago(1),
    ]
    let board: JSONValue = ["id": "actions", "kind": "forum", "name": "Actions", "myRights": ["mayRead": true]]
    try await scenario.receive([
      Delta(account: account, type: Channel.name, upserts: [board], newState: nil),
      Delta(account: account, type: Message.name, upserts: [post], newState: nil),
    ])
    scenario.settle()
    #expect(scenario.text.contains("Piquet demain"), "\(scenario.text)")
  }

  /// What was made before the last visit ended is no news.
  @Test func anOldDigestIsNotShown() async throws {
    let scenario = try await scenario(left: 0)
    #expect(!scenario.text.contains("Caisse de solidarité"))
    scenario.type("gw")
    #expect(scenario.text.contains("fait ici"))
  }

  /// Of what lasts all day the day alone is said, also in the digest.
  @Test func whatLastsAllDayHasNoHour() async throws {
    let course: JSONValue = [
      "type": "CalendarEvent", "id": "stage", "in": "c1", "title": "Stage", "change": "cancelled",
      "start": "2026-11-12T00:00:00", "text": "Vire",
    ]
    let scenario = try await scenario(digest: ["since": Self.ago(960), "until": Self.ago(2), "list": [course]])
    #expect(scenario.text.contains("12/11") && !scenario.text.contains("00:00"), "\(scenario.text)")
    scenario.type(": \"pane digest\" <Enter>")
    #expect(scenario.text.contains("12/11") && !scenario.text.contains("00:00"), "\(scenario.text)")
  }
}
