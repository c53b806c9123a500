import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// `Digest/get`: docs/protocol.md, section 21.
struct DigestTests {
  private let village: Village
  private let since = "2020-01-01T00:00:00Z"
  init() throws { village = try Village() }

  private func digest(as handle: String = "carl", _ more: JSONObject = [:]) throws -> JSONObject {
    try village.call("Digest/get", more.merging(["since": .string(since)]) { own, _ in own }, as: handle)
  }

  private func list(as handle: String = "carl", _ more: JSONObject = [:]) throws -> [JSONObject] {
    try (digest(as: handle, more)["list"]?.array ?? []).compactMap(\.object)
  }

  @Test("conversations are counted, with their newest words and authors; one's own are no news")
  func conversations() throws {
    let forum = try village.forum()
    let topic = try village.topic(in: forum, "Grille des salaires", as: "anna")
    try village.create(
      "Message",
      ["clientId": "r", "channelId": .string(forum), "threadRootId": .string(topic), "body": "Bien reçu, à jeudi."])
    let room = try village.chat()
    _ = try village.say("Bonjour", in: room, as: "carl")
    let entries = try list()
    #expect(entries.count == 1)
    let entry = try #require(entries.first)
    #expect(entry["type"] == "Message" && entry["id"] == .string(topic) && entry["in"] == .string(forum))
    #expect(entry["title"] == "Grille des salaires" && entry["count"] == 2 && entry["text"] == "Bien reçu, à jeudi.")
    #expect(entry["authors"] == ["Bert", "Anna"])
    #expect(try list(as: "bert").map { $0["count"] } == [1, 1])
    let later = try digest()["until"]?.string ?? ""
    #expect(try list(["since": .string(later)]).isEmpty)
  }

  @Test("changed events stand above all, then what mentions the member, then the rest")
  func order() throws {
    let agenda = try village.create("Calendar", ["clientId": "k", "name": "Agenda"], as: "anna")
    func event(_ uid: String) throws -> String {
      try village.create(
        "CalendarEvent",
        [
          "uid": .string(uid), "title": .string(uid), "start": "2099-05-01T10:00:00", "timeZone": "Europe/Paris",
          "calendarIds": [agenda: true], "locations": ["1": ["@type": "Location", "name": "République"]],
        ], as: "anna")
    }
    let new = try event("new")
    let cancelled = try event("cancelled")
    try village.update("CalendarEvent", cancelled, ["status": "cancelled"], as: "anna")
    let quiet = try village.chat("Quiet")
    let named = try village.chat("Named")
    try village.create(
      "Message",
      [
        "clientId": "m", "channelId": .string(named), "body": "@carl tu viens ?",
        "mentions": [.string(try village.principal("carl"))],
      ])
    _ = try village.say("dernier", in: quiet)
    let entries = try list()
    #expect(entries.map { $0["id"] } == [cancelled, named, new, quiet].map { .string($0) })
    #expect(entries[0]["change"] == "cancelled" && entries[0]["text"] == "République")
    #expect(entries[1]["mentions"] == 1 && entries[2]["change"] == "new")
  }

  @Test(
    "what the member made or changed himself in the agenda is no news; what others change of it is, until it is over")
  func ownEvents() throws {
    let agenda = try village.create("Calendar", ["clientId": "k", "name": "Agenda"], as: "anna")
    func event(_ uid: String, _ start: String, _ more: JSONObject = [:]) throws -> String {
      let event: JSONObject = [
        "uid": .string(uid), "title": "AG", "start": .string(start), "calendarIds": [agenda: true],
      ]
      return try village.create("CalendarEvent", event.merging(more) { $1 }, as: "anna")
    }
    let meeting = try event("e", "2099-05-01T10:00:00")
    _ = try event("o", "2021-05-01T10:00:00")
    let past = UTCDate(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000) - 4 * 86_400_000).text.prefix(10)
    for (number, duration) in ["PT1H30M", "PT45M", "PT19H59M", "PT12H5M"].enumerated() {
      _ = try event("d\(number)", "\(past)T00:00:00", ["duration": .string(duration)])
    }
    try village.update("CalendarEvent", meeting, ["title": "AG extraordinaire"], as: "anna")
    #expect(try list(as: "anna").isEmpty)
    #expect(try list().map { $0["id"] } == [.string(meeting)])
    try village.cooperative.grant([.read, .moderate], on: .calendar(name: "Agenda"), to: .member(handle: "carl"))
    try village.update("CalendarEvent", meeting, ["title": "AG"], as: "carl")
    #expect(try list(as: "anna").map { $0["change"] } == ["changed"])
  }

  @Test("that somebody comes is no change of an event")
  func answers() throws {
    let agenda = try village.create("Calendar", ["clientId": "k", "name": "Agenda"], as: "anna")
    let event = try village.create(
      "CalendarEvent",
      ["uid": "e", "title": "AG", "start": "2099-05-01T10:00:00", "calendarIds": [agenda: true]], as: "anna")
    let before = try #require(try village.get("CalendarEvent", event)?["updated"])
    let me = try village.principal("bert")
    try village.update("CalendarEvent", event, ["participants/\(me)": ["@type": "Participant", "roles": [:]]])
    #expect(try village.get("CalendarEvent", event)?["updated"] == before)
  }

  @Test("nothing that a member may not read shows, neither in a title nor in a count")
  func rights() throws {
    let secret = try village.forum("Bureau")
    let topic = try village.topic(in: secret, "Nom du négociateur", as: "anna")
    let room = try village.chat("Bureau du soir")
    _ = try village.say("rien", in: room, as: "anna")
    let folder = try village.create(
      "FileNode", ["clientId": "d", "name": "Comptes", "parentId": nil], as: "anna")
    #expect(try list().count == 2)
    for name in ["Bureau", "Bureau du soir"] {
      try village.cooperative.grant(.read, on: .channel(name: name), to: .member(handle: "bert"))
    }
    try village.cooperative.grant(.read, on: .folder(path: ["Comptes"]), to: .member(handle: "bert"))
    let answer = try digest()
    #expect(answer["list"] == [] && answer["count"] == 0 && answer["omitted"] == 0)
    #expect(try list(as: "bert").count == 2, "\(folder)")
    #expect(try digest(["ids": [.string(topic)]])["notFound"] == [.string(topic)])
  }

  @Test("an entry is expanded to the ids of its news, in the same request as the news themselves")
  func expansion() throws {
    let room = try village.chat()
    let ids = try (0..<3).map { try village.say("\($0)", in: room) }
    let account = JSONValue.string(village.cooperative.accountID)
    let digest = Invocation(
      "Digest/get", ["accountId": account, "since": .string(since), "ids": [.string(room)]], id: "0")
    let reference = ResultReference(resultOf: "0", name: "Digest/get", path: "/list/*/messageIds")
    let get = Invocation("Message/get", ["accountId": account, "#ids": reference.json], id: "1")
    let response = try village.answer([digest, get], as: "carl")
    let messages = try GetResult(try #require(try response.result(of: "1"))).list
    #expect(messages.map { $0["id"]?.string } == ids)
  }

  @Test("files are counted by folder, under the folder's name; those at the top have none")
  func folders() throws {
    let folder = try village.create("FileNode", ["clientId": "d", "name": "Tracts", "parentId": nil], as: "anna")
    func file(_ name: String, in parent: JSONValue, second: Int) throws {
      let blob = try village.cooperative.keepBlob(Array(name.utf8), for: try village.member("anna"))
      try village.create(
        "FileNode",
        [
          "clientId": .string(name), "name": .string(name), "parentId": parent, "blobId": .string(blob.id),
          "modified": .string("2026-01-01T00:00:0\(second)Z"),
        ], as: "anna")
    }
    try file("deux.pdf", in: .string(folder), second: 2)
    try file("un.pdf", in: .string(folder), second: 1)
    try file("seul.pdf", in: .null, second: 3)
    let entries = try list().filter { $0["type"] == "FileNode" }
    let inFolder = try #require(entries.first { $0["id"] == .string(folder) })
    #expect(inFolder["title"] == "Tracts" && inFolder["count"] == 2 && inFolder["text"] == "deux.pdf")
    let atTop = try #require(entries.first { $0["id"] == "" })
    #expect(atTop["title"] == "" && atTop["count"] == 1 && atTop["text"] == "seul.pdf")
  }

  @Test("of more new messages than are looked at, the newest are told, and none doubled")
  func mostMessages() throws {
    let room = try village.chat()
    try village.cooperative.importBatch { batch in
      for number in 0..<20_010 {
        let time = UTCDate(milliseconds: 1_700_000_000_000 + Int64(number)).text
        _ = try batch.insert(
          type: "Message",
          [
            "channelId": .string(room), "body": .string("n° \(number)"), "receivedAt": .string(time),
            "sentAt": .string(time),
          ])
      }
    }
    let entry = try #require(try list().first { $0["id"] == .string(room) })
    #expect(entry["count"] == 20_000 && entry["text"] == "n° 20009")
    let ids = try #require(try list(["ids": [.string(room)]]).first?["messageIds"]?.array)
    #expect(Set(ids.compactMap(\.string)).count == 20_000)
  }

  @Test("a small answer gives up first words before entries, and says what is left out")
  func size() throws {
    for number in 0..<20 {
      let room = try village.chat("Salle \(number)")
      _ = try village.say("Des mots qui prennent de la place dans la réponse", in: room)
    }
    let whole = try list()
    #expect(whole.count == 20 && whole.allSatisfy { $0["text"] != nil })
    let size = whole.reduce(0) { $0 + JSONValue.object($1).text.utf8.count }
    let wordless = try list(["maxSize": .int(Int64(size * 3 / 4))])
    #expect(wordless.count == 20 && wordless.last?["text"] == nil && wordless.first?["text"] != nil)
    let small = try digest(["maxSize": 700])
    let left = small["list"]?.array?.count ?? 0
    #expect(left > 0 && left < 20 && small["omitted"]?.int == 20 - left)
    #expect(refusal { _ = try digest(["maxSize": 0]) } == "invalidArguments")
    #expect(refusal { _ = try digest(["since": "hier"]) } == "invalidArguments")
  }
}
