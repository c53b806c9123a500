import JSON
import TER1Server
import Wire

/// What is tried, by the names of docs/protocol.md's section 22. Each attempt makes what it is tried on, and tells whether it was
/// found; what is refused is thrown.
enum MatrixAttempts {
  typealias Attempt = @Sendable (MatrixWorld, _ person: String) throws -> Bool

  static let all: [String: Attempt] =
    [
      whole, channels, messages, readPositions, calendars, events, files, principals, devices, bundles, blobs,
      proposals,
      tallies, ballots, feeds, articles, courses, lessons, progresses, profiles, reports, invitations,
    ]
    .reduce(into: [:]) { $0.merge($1) { _, second in second } }

  // MARK: Reading

  /// The four that all types have.
  static func reading(
    _ type: String, _ id: @escaping @Sendable (MatrixWorld, String) throws -> String
  ) -> [String: Attempt] {
    [
      "\(type)/get": { world, person in
        let id = try id(world, person)
        return try GetResult(world.call("\(type)/get", ["ids": [.string(id)]], as: person)).list.count == 1
      },
      "\(type)/changes": { world, person in try isAmongChanges(id(world, person), type, world, person) },
      "\(type)/query": { world, person in
        let id = try id(world, person)
        return try world.call("\(type)/query", [:], as: person)["ids"]?.array?.contains(.string(id)) ?? false
      },
      "\(type)/queryChanges": { world, person in
        let state = try world.call("\(type)/query", [:], as: person)["queryState"] ?? .null
        return try world.call("\(type)/queryChanges", ["sinceQueryState": state], as: person)["added"] == []
      },
    ]
  }

  private static func isAmongChanges(
    _ id: String, _ type: String, _ world: MatrixWorld, _ person: String
  ) throws -> Bool {
    var state = "0"
    while true {
      let changes = try Changes(world.call("\(type)/changes", ["sinceState": .string(state)], as: person))
      if changes.created.contains(id) { return true }
      guard changes.hasMoreChanges else { return false }
      state = changes.newState
    }
  }

  static func done(_ body: () throws -> Void) rethrows -> Bool {
    try body()
    return true
  }

  // MARK: All types at once

  private static let whole: [String: Attempt] = [
    "Session": { world, person in
      try world.cooperative.session(for: world.admitted(person), baseURL: "https://ul.example")["apiUrl"] != nil
    },
    "Push": { world, person in try !world.cooperative.standing(of: world.admitted(person)).states.isEmpty },
    "Core/echo": { world, person in try world.call("Core/echo", ["a": 1], as: person)["a"] == 1 },
    "Digest/get": { world, person in
      let topic = try world.topic(by: "herald")
      let arguments: JSONObject = ["since": "2020-01-01T00:00:00Z", "ids": [.string(topic)]]
      return try world.call("Digest/get", arguments, as: person)["list"]?.array?.isEmpty == false
    },
    "Sync/changes": { world, person in
      let state = try world.call("Message/get", ["ids": []], as: person)["state"] ?? .null
      let topic = try world.topic()
      let states: JSONValue = [world.cooperative.accountID: ["Message": state]]
      let answer = try world.call("Sync/changes", ["states": states], as: person)
      return answer["changed"]?[world.cooperative.accountID]?["Message"]?["list"]?.array?
        .contains { $0["id"] == .string(topic) } ?? false
    },
  ]

  // MARK: Discussion

  private static let channels = reading("Channel") { world, _ in world.forum }.merging([
    "Channel/set create": { world, person in
      try done { try world.create("Channel", ["kind": "chat", "name": .string(world.unique("room"))], as: person) }
    },
    "Channel/set update": { world, person in
      try done { try world.update("Channel", world.forum, ["description": .string(world.unique("d"))], as: person) }
    },
    "Channel/set destroy": { world, person in
      try done { try world.destroy("Channel", world.newForum(), as: person) }
    },
  ]) { first, _ in first }

  private static func posting(_ more: @escaping @Sendable (MatrixWorld, String) throws -> JSONObject) -> Attempt {
    { world, person in
      let draft = world.draft(topic: world.forum).merging(try more(world, person)) { _, more in more }
      return try done { try world.create("Message", draft, as: person) }
    }
  }

  private static func changing(_ patch: @escaping @Sendable (MatrixWorld, String) throws -> JSONObject) -> Attempt {
    { world, person in try done { try world.update("Message", world.topic(), patch(world, person), as: person) } }
  }

  static func principal(_ person: String, _ world: MatrixWorld) -> String { world.principals[person] ?? "" }

  private static let messages = reading("Message") { world, _ in try world.topic() }.merging([
    "Message/set create": posting { _, _ in [:] },
    "… with a blob of a message there": posting { world, _ in
      let blob = try world.blob(of: "author")
      let draft = world.draft(topic: world.forum).merging(["attachments": MatrixWorld.attachment(blob)]) { $1 }
      try world.create("Message", draft, as: "author")
      return ["attachments": MatrixWorld.attachment(blob)]
    },
    "… with a blob that the author alone may read": posting { world, _ in
      ["attachments": MatrixWorld.attachment(try world.blob(of: "author"))]
    },
    "… with `senderId`": posting { world, _ in ["senderId": .string(principal("author", world))] },
    "… with `author`": posting { _, _ in ["author": ["name": "Anna", "address": "anna@ul.example"]] },
    "… with `receivedAt`": posting { _, _ in ["receivedAt": "2020-01-01T00:00:00Z"] },
    "… pinned": posting { _, _ in ["pinned": true] },
    "Message/set update: `body`": changing { _, _ in ["body": "Autre"] },
    "Message/set update: `senderId`": changing { world, person in
      ["senderId": .string(principal(person == "author" ? "member" : person, world))]
    },
    "Message/set update: `deletedAt`": changing { _, _ in ["deletedAt": "2026-01-01T00:00:00Z"] },
    "Message/set update: `pinned`": changing { _, _ in ["pinned": true] },
    "Message/set update: `channelId`": changing { world, _ in ["channelId": .string(world.otherForum)] },
    "Message/set update: `hiddenAt`": changing { _, _ in ["hiddenAt": "2026-01-01T00:00:00Z"] },
    "Message/set update: own reaction": changing { world, person in ["reactions/x/\(principal(person, world))": true] },
    "Message/set update: another’s reaction": changing { world, _ in
      ["reactions/x/\(principal("herald", world))": true]
    },
    "Message/set destroy": { world, person in
      try done { try world.destroy("Message", world.topic(), as: person) }
    },
  ]) { first, _ in first }

  /// The author's, of a topic that is new.
  private static func position(_ world: MatrixWorld, _: String) throws -> String {
    let topic = try world.topic()
    try world.update("ReadPosition", topic, ["isMuted": true], as: "author")
    return topic
  }

  private static let readPositions = reading("ReadPosition", position).merging([
    "ReadPosition/set create": { world, person in
      try done { try world.create("ReadPosition", ["readUpTo": "2026-01-01T00:00:00Z"], as: person) }
    },
    "ReadPosition/set update: one’s own": { world, person in
      try done { try world.update("ReadPosition", world.topic(by: "herald"), ["isMuted": true], as: person) }
    },
    "ReadPosition/set destroy": { world, person in
      try done { try world.destroy("ReadPosition", position(world, person), as: person) }
    },
  ]) { first, _ in first }
}
