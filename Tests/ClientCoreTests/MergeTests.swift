import Foundation
import JSON
import TestSupport
import Testing
import Text

@testable import ClientCore

/// What bundles bring: docs/protocol.md, section 29.
struct MergeTests {
  /// A cooperative's history of one type: what each change left behind. The number of a state is that of its last change.
  private struct Past {
    private(set) var changes: [(id: String, body: String?)] = []

    init(_ count: Int, _ random: inout SeededGenerator) {
      var alive: [String] = []
      for number in 1...count {
        let what = Int.random(in: 0..<10, using: &random)
        if what < 5 || alive.isEmpty {
          alive.append("m\(number)")
          changes.append(("m\(number)", "new"))
        } else if what < 8 {
          changes.append((alive[Int.random(in: alive.indices, using: &random)], "edit \(number)"))
        } else {
          changes.append((alive.remove(at: Int.random(in: alive.indices, using: &random)), nil))
        }
      }
    }

    /// As `/changes` gives them, and all that is there for nil.
    func records(_ account: AccountID, since: Int?, to end: Int, by carrier: ObjectID? = nil) -> CarriedRecords {
      var last: [String: String?] = [:]
      for change in changes[(since ?? 0)..<end] { last[change.id] = .some(change.body) }
      let list = last.compactMap { id, body in body.map { message(id, $0, at: 1) } }
      var records = CarriedRecords(
        account: account, type: Message.name, list: list, state: "e.0.\(end)", carrier: carrier)
      records.since = since.map { "e.0.\($0)" }
      records.destroyed = since == nil ? [] : last.filter { $0.value == nil }.map { ObjectID($0.key) }
      return records
    }
  }

  private func village(_ past: Past, at state: Int) async throws -> Village {
    let village = try Village()
    try await village.settle()
    let all = past.records(village.account, since: nil, to: state)
    try await village.receive(Message.name, Array(all.list), state: all.state)
    return village
  }

  private func rows(_ village: Village) throws -> [String: JSONValue] {
    var rows: [String: JSONValue] = [:]
    for id in try village.cache.ids(village.account, Message.name) {
      rows[id.rawValue] = try village.reader.json(village.key(Message.name, id))
    }
    return rows
  }

  private static let seed = ProcessInfo.processInfo.environment["TER1_SEED"].flatMap { UInt64($0) } ?? 1

  @Test(arguments: 0..<12) func theOrderAndTheNumberOfBundlesMakeNoDifference(round: Int) async throws {
    var random = SeededGenerator(seed: Self.seed + UInt64(round))
    let past = Past(40, &random)
    let base = Int.random(in: 1..<20, using: &random)
    var ends: [(since: Int?, end: Int, carrier: ObjectID?)] = [(base, 40, nil), (base, 25, nil), (25, 33, nil)]
    for _ in 0..<3 {
      let end = Int.random(in: 2...40, using: &random)
      ends.append((Bool.random(using: &random) ? nil : Int.random(in: 0..<end, using: &random), end, nil))
      ends.append((nil, Int.random(in: 1...40, using: &random), Bool.random(using: &random) ? "marie" : "jean"))
    }
    ends.removeFirst(Int.random(in: 0...2, using: &random))
    var expected: [String: JSONValue]?
    for _ in 0..<4 {
      let village = try await village(past, at: base)
      for one in (ends + ends.prefix(3)).shuffled(using: &random) {
        let records = past.records(village.account, since: one.since, to: one.end, by: one.carrier)
        _ = try village.cache.merge([records])
      }
      for one in ends.shuffled(using: &random) {
        let records = past.records(village.account, since: one.since, to: one.end, by: one.carrier)
        _ = try village.cache.merge([records])
      }
      let rows = try rows(village)
      #expect(rows == expected ?? rows, "seed \(Self.seed) + \(round), base \(base), \(ends), \(past.changes)")
      expected = rows
    }
  }

  /// Found by the test above: what a bundle brought first, and the server then told of, was taken for gone.
  @Test func whatTheServerToldOfStaysThoughABundleWasFirst() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [], state: "e.0.5")
    func records(_ list: [JSONValue], _ since: String?, _ state: String) -> CarriedRecords {
      var records = CarriedRecords(
        account: village.account, type: Message.name, list: list, state: state, carrier: nil)
      records.since = since
      return records
    }
    let object = message("m7", at: 7)
    _ = try village.cache.merge([records([object], nil, "e.0.9")])
    _ = try village.cache.merge([records([object], "e.0.5", "e.0.8")])
    _ = try village.cache.merge([records([], "e.0.8", "e.0.12")])
    #expect(try village.cache.ids(village.account, Message.name) == ["m7"])
  }

  @Test func theServersRecordsMoveTheStateOn() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m1", at: 1), message("m2", at: 2)], state: "e.0.5")
    func records(_ since: String?, _ state: String) -> CarriedRecords {
      var records = CarriedRecords(
        account: village.account, type: Message.name, list: [message("m3", at: 3)], state: state, carrier: nil)
      (records.since, records.destroyed) = (since, ["m1"])
      return records
    }
    // Of other rights, or with something between: the objects alone.
    for (since, state) in [("e.1.5", "e.1.6"), ("e.0.7", "e.0.9")] {
      #expect(try village.cache.merge([records(since, state)]).taken > 0)
      #expect(try village.cache.state(village.account, Message.name) == "e.0.5")
    }
    #expect(try village.cache.unconfirmedCarried(village.account) == ["Message": ["m3"]])
    #expect(try village.cache.merge([records("e.0.5", "e.0.12")]).taken == 2)
    #expect(try village.cache.state(village.account, Message.name) == "e.0.12")
    #expect(try village.cache.merge([records("e.0.5", "e.0.12")]).known == 2)
    #expect(try village.cache.unconfirmedCarried(village.account).isEmpty)
    #expect(try village.cache.ids(village.account, Message.name) == ["m2", "m3"])
  }

  @Test func aMemberAddsAndNeverChanges() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m1", "vrai", at: 1)], state: "e.0.5")
    let forged = [message("m1", "faux", at: 1), message("m2", "neuf", from: "moi", at: 2)]
    var records = CarriedRecords(
      account: village.account, type: Message.name, list: forged, state: "e.0.9", carrier: "jean")
    records.destroyed = ["m1"]
    #expect(try village.cache.merge([records]).taken == 1)
    let known = try rows(village)
    #expect(known["m1"]?["body"] == "vrai" && known["m2"]?["senderId"]?.isNull == true)
    let row = try #require(try village.reader.message(village.key(Message.name, "m2")))
    #expect(!row.author.isVerified && !row.author.isViewer && row.author.name.raw == "Camille Moi")
    #expect(try village.cache.unconfirmedCarried(village.account) == ["Message": ["m2"]])
    // The server knows nothing of it.
    try await village.receive(Message.name, [], destroyed: ["m2"])
    #expect(try village.cache.unconfirmedCarried(village.account).isEmpty)
    #expect(try village.cache.ids(village.account, Message.name) == ["m1"])
  }

  /// Events and votes too: marked, and nobody votes on a text that the server may not have.
  @Test func whatAMemberBringsIsMarkedAndNotVotedOn() async throws {
    let village = try Village()
    try await village.settle()
    func carried(_ type: TypeName, _ object: JSONValue) -> CarriedRecords {
      CarriedRecords(account: village.account, type: type, list: [object], state: "e.0.9", carrier: "jean")
    }
    let event: JSONValue = [
      "id": "e1", "uid": "e1", "calendarIds": ["k": true], "title": "AG", "start": "2026-06-01T18:00:00",
      "duration": "PT2H", "timeZone": "Europe/Paris",
    ]
    let proposal: JSONValue = [
      "id": "p1", "channelId": "b", "title": "Grève ?", "method": "yesno", "closesAt": "2026-06-02T18:00:00Z",
    ]
    _ = try village.cache.merge([carried(CalendarEvent.name, event), carried(Proposal.name, proposal)])
    #expect(try village.reader.confirmed(village.account, CalendarEvent.name, limit: 9).isEmpty)
    #expect(try village.reader.json(village.key(CalendarEvent.name, "e1"))?.isCarried == true)
    let row = try #require(try village.reader.proposals(village.account, now: 0).first)
    #expect(row.proposal.isCarried && !row.proposal.mayVote && row.mark == .carried)
    #expect(try village.reader.confirmed(village.account, Proposal.name, limit: 9).isEmpty)
    // The server knows it, and says it otherwise.
    try await village.receive(
      Proposal.name, [.object((proposal.object ?? [:]).merging(["title": "Grève le 3 ?"]) { $1 })], state: "e.0.10")
    let told = try #require(try village.reader.proposals(village.account, now: 0).first)
    #expect(told.proposal.mayVote && told.mark == .none && told.proposal.title.raw == "Grève le 3 ?")
  }

  /// A lesson's text that a member brings is the server's, by its digest, or nothing.
  @Test func aTextIsTakenWhereTheServersDigestVouchesForIt() async throws {
    let village = try Village()
    try await village.settle()
    let digest = Basis.digest("Le texte")
    func lesson(_ id: String, _ text: String?) -> JSONValue {
      var lesson: JSONObject = [
        "id": .string(id), "courseId": "c", "key": .string(id), "title": "L", "number": 1, "size": 8,
        "digest": .string(digest),
      ]
      if let text { lesson["text"] = .string(text) }
      return .object(lesson)
    }
    try await village.receive(Lesson.name, [lesson("l1", nil), lesson("l2", nil)], state: "e.0.5")
    let records = CarriedRecords(
      account: village.account, type: Lesson.name, list: [lesson("l1", "Le texte"), lesson("l2", "Un faux")],
      state: "e.0.9", carrier: "jean")
    #expect(try village.cache.merge([records]).taken == 1)
    #expect(try village.reader.json(village.key(Lesson.name, "l1"))?["text"] == "Le texte")
    #expect(try village.reader.json(village.key(Lesson.name, "l2"))?["text"] == nil)
    #expect(try village.cache.unconfirmedCarried(village.account).isEmpty)
  }

  @Test func whatWaitsStaysOnTop() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m1", "vieux", at: 1)], state: "e.0.5")
    try village.cache.enqueue([
      Mutation(account: village.account, type: Message.name, id: "m1", action: .update(["body": "mien"]))
    ])
    var records = CarriedRecords(
      account: village.account, type: Message.name, list: [message("m1", "neuf", at: 1)], state: "e.0.9", carrier: nil)
    records.since = "e.0.5"
    _ = try village.cache.merge([records])
    #expect(try rows(village)["m1"]?["body"] == "mien")
    #expect(try village.cache.serverObjects([village.key(Message.name, "m1")]).values.first?["body"] == "neuf")
  }
}
