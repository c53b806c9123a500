import JSON
import Wire

/// docs/protocol.md, sections 4 to 7: boards, topics, replies and what was read.
enum DiscussionChecks {
  static let all: [Check] = [
    check("Message.create", "a topic is kept as it was written, and the server says who and when", "6", create),
    check("Message.order", "receivedAt grows strictly, so that a channel has one order", "6", order),
    check("Message.twice", "the same create again is alreadyExists with existingId", "4", twice),
    check("Message.twice-destroyed", "a clientId is known for ever, also of what was destroyed", "4", twiceDestroyed),
    check("Message.server-set", "what the server sets cannot be written", "4", serverSet),
    check("Message.reply", "a reply belongs to its topic, and is found by it", "6", reply),
    check("Message.edit", "the author changes his text, and editedAt tells", "6", edit),
    check("Message.delete", "deleting empties the text and keeps the message", "6", delete),
    check("Message.react", "a member puts his reaction, and takes it back", "6", react),
    check("Message.limits", "texts that are too long or hold control characters are refused", "4", limits),
    check("Message.pages", "maxChanges pages through what is new, nothing twice", "4", pages),
    check("Message.destroyed", "what was destroyed is told once, as destroyed", "4", destroyed),
    check("Message.rights", "nobody changes another's text", "6", rights),
    check("ReadPosition.update", "how far one has read only grows", "7", readPosition),
    check("ReadPosition.private", "nobody sees how far another has read", "7", privacy),
    Check(
      "set.state-mismatch", "ifInState refuses a set on another state", "RFC 8620, 5.3", need: .writing, stateMismatch),
    Check("set.unknown-id", "an update of what is not there is notFound", "RFC 8620, 5.3", need: .writing, unknownID),
  ]

  private static func check(
    _ name: String, _ promise: String, _ section: String,
    _ examine: @escaping @Sendable (Board) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, \(section)", levels: [.l2], need: .writing) {
      examinee async throws(Finding) in
      try await examine(try await Board.make(examinee))
    }
  }

  private static func create(_ board: Board) async throws(Finding) {
    let id = try await board.post([
      "subject": "Ordre du jour", "body": "Accueil, **budget**, vote.", "bodyType": "text/markdown",
    ])
    let message = try await board.messages.object(id)
    let seen = JSONValue.object(message).short
    try expect(
      message["subject"] == "Ordre du jour" && message["body"] == "Accueil, **budget**, vote.", "the text", seen)
    try expect(message["channelId"]?.string == board.id, "channelId \(board.id)", seen)
    try expect(message["senderId"] == board.principal, "senderId, the member's principal", seen)
    for name in ["sentAt", "receivedAt"] {
      try expect(message[name]?.string?.hasSuffix("Z") == true, "\(name), a UTCDate", seen)
    }
    try expect(message["threadRootId"] ?? .null == .null, "no threadRootId", seen)
    try expect(message["clientId"]?.string != nil, "the clientId, for its creator", seen)
  }

  private static func order(_ board: Board) async throws(Finding) {
    var created: JSONObject = [:]
    for number in 0..<5 {
      created["m\(number)"] = .object(board.message(["body": .string("\(number)"), "subject": "n"]))
    }
    let result = try await board.messages.set(["create": .object(created)])
    try expect(result.created.count == 5, "five messages created", "\(result.created.count)")
    let ids = result.created.values.compactMap { $0["id"]?.string }
    let list = try await board.messages.get(["ids": .array(ids.map(JSONValue.string)), "properties": ["receivedAt"]])
      .list
    let times = Set(list.compactMap { $0["receivedAt"]?.string })
    try expect(times.count == 5, "five different receivedAt", times.sorted().joined(separator: " "))
  }

  private static func twice(_ board: Board) async throws(Finding) {
    let message = board.message(["subject": "Une fois", "body": "et une seule"])
    let id = try await board.post(message)
    let again = try await board.messages.set(["create": ["n": .object(message)]])
    let error = try want(again.notCreated["n"], "notCreated", "\(again.created.keys)")
    try expect(
      error.type == SetError.alreadyExists && error.existingId == id, "alreadyExists, existingId \(id)", error.words)
  }

  private static func twiceDestroyed(_ board: Board) async throws(Finding) {
    let message = board.message(["subject": "Une fois", "body": "et plus jamais"])
    let id = try await board.post(message)
    _ = try await board.messages.set(["destroy": [.string(id)]])
    let again = try await board.messages.set(["create": ["n": .object(message)]])
    let error = try want(again.notCreated["n"], "notCreated", "\(again.created.keys)")
    try expect(error.type == SetError.alreadyExists, "alreadyExists", error.words)
  }

  private static func serverSet(_ board: Board) async throws(Finding) {
    for (name, value): (String, JSONValue) in [
      ("receivedAt", "2020-01-01T00:00:00Z"), ("senderId", "somebody"), ("id", "mine"),
    ] {
      let message = board.message(["subject": "s", "body": "b", name: value])
      let result = try await board.messages.set(["create": ["n": .object(message)]])
      if let id = result.created["n"]?["id"]?.string { board.trash(id) }
      let error = try want(result.notCreated["n"], "\(name) refused", "created")
      try expect(error.type == SetError.invalidProperties, "invalidProperties", error.words)
      try expect(error.properties.contains(name), "properties names \(name)", error.words)
    }
  }

  private static func reply(_ board: Board) async throws(Finding) {
    let topic = try await board.post(["subject": "Sujet", "body": "?"])
    let reply = try await board.post(["threadRootId": .string(topic), "replyTo": .string(topic), "body": "!"])
    let found = try await board.messages.query(["filter": ["threadRootId": .string(topic)]])
    try expect(found == [reply], "the reply, for the filter threadRootId", "\(found)")
    let wrong = board.message(["threadRootId": "none", "body": "!"])
    let result = try await board.messages.set(["create": ["n": .object(wrong)]])
    try expect(result.notCreated["n"] != nil, "a reply to no topic is refused", "created")
  }

  private static func edit(_ board: Board) async throws(Finding) {
    let id = try await board.post(["subject": "Avant", "body": "avant"])
    let before = try await board.messages.state()
    try await board.messages.change(id, ["body": "après"])
    let message = try await board.messages.object(id)
    try expect(message["body"] == "après", "the new text", JSONValue.object(message).short)
    try expect(message["editedAt"]?.string != nil, "editedAt", JSONValue.object(message).short)
    let changes = try await board.messages.changes(since: before)
    try expect(changes.updated == [id] && changes.created.isEmpty, "updated [\(id)]", "\(changes)")
  }

  private static func delete(_ board: Board) async throws(Finding) {
    let id = try await board.post(["subject": "À oublier", "body": "secret"])
    try await board.messages.change(id, ["deletedAt": "2026-01-01T00:00:00Z"])
    let message = try await board.messages.object(id)
    try expect(message["body"] == "" && message["subject"] == "", "no text", JSONValue.object(message).short)
    try expect(message["deletedAt"]?.string != nil, "deletedAt", JSONValue.object(message).short)
  }

  private static func react(_ board: Board) async throws(Finding) {
    guard let own = board.principal.string else { throw .notOffered("the session names no currentUserPrincipalId") }
    let id = try await board.post(["subject": "Alors ?", "body": "?"])
    try await board.messages.change(id, ["reactions/👍/\(own)": true])
    let with = try await board.messages.object(id)["reactions"]
    try expect(with == ["👍": [.string(own)]], "the reaction", with?.short ?? "absent")
    try await board.messages.change(id, ["reactions/👍/\(own)": nil])
    let without = try await board.messages.object(id)["reactions"]
    try expect(without == [:], "no reaction", without?.short ?? "absent")
  }

  private static func limits(_ board: Board) async throws(Finding) {
    let long = String(repeating: "é", count: 131_073)
    for (text, type) in [(long, SetError.tooLarge), ("a\u{7}b", SetError.invalidProperties)] {
      let result = try await board.messages.set([
        "create": ["n": .object(board.message(["subject": "s", "body": .string(text)]))]
      ])
      if let id = result.created["n"]?["id"]?.string { board.trash(id) }
      try expect(result.notCreated["n"]?.type == type, type, result.notCreated["n"]?.words ?? "created")
    }
  }

  private static func pages(_ board: Board) async throws(Finding) {
    var state = try await board.messages.state()
    var written: Set<String> = []
    for number in 0..<5 { written.insert(try await board.post(["subject": .string("\(number)"), "body": "x"])) }
    var seen: [String] = []
    for _ in 0..<6 {
      let page = try await board.messages.changes(since: state, atMost: 2)
      try expect(page.created.count + page.updated.count <= 2, "at most 2 ids", "\(page)")
      seen += page.created
      state = page.newState
      if !page.hasMoreChanges { break }
    }
    try expect(seen.count == 5 && Set(seen) == written, "the five new messages, once", "\(seen)")
  }

  private static func destroyed(_ board: Board) async throws(Finding) {
    let id = try await board.post(["subject": "Court", "body": "x"])
    let before = try await board.messages.state()
    let result = try await board.messages.set(["destroy": [.string(id)]])
    try expect(result.destroyed == [id], "destroyed [\(id)]", result.notDestroyed[id]?.words ?? "\(result.destroyed)")
    let changes = try await board.messages.changes(since: before)
    try expect(
      changes.destroyed == [id] && changes.updated.isEmpty && changes.created.isEmpty, "destroyed [\(id)]", "\(changes)"
    )
    let found = try await board.messages.get(["ids": [.string(id)]])
    try expect(found.notFound == [id], "notFound [\(id)]", "\(found.list.count) objects")
  }

  private static func rights(_ board: Board) async throws(Finding) {
    let second = try await board.messages.examinee.second()
    let id = try await board.post(["subject": "À moi", "body": "mien"])
    let others = Collection(
      examinee: second, type: "Message", account: board.messages.account, using: board.messages.using)
    _ = try await others.object(id)
    let result = try await others.update(id, ["body": "tien"])
    try expect(
      result.notUpdated[id]?.type == SetError.forbidden, "forbidden", result.notUpdated[id]?.words ?? "updated")
    let seen = try await others.object(id)
    try expect(seen["clientId"] ?? .null == .null, "the clientId for its creator alone", JSONValue.object(seen).short)
  }

  private static func readPosition(_ board: Board) async throws(Finding) {
    let id = try await board.post(["subject": "Lu", "body": "x"])
    let positions = board.of("ReadPosition")
    let (early, late): (JSONValue, JSONValue) = ("2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z")
    try await positions.change(id, ["readUpTo": late])
    let second = try await positions.update(id, ["readUpTo": early])
    try expect(second.updated[id]?["readUpTo"] == late, "the later readUpTo stands, and is told", "\(second.updated)")
    try expect(try await positions.object(id)["readUpTo"] == late, "the later readUpTo", "the earlier")
    let result = try await positions.set(["destroy": [.string(id)]])
    try expect(result.destroyed == [id], "unread again", result.notDestroyed[id]?.words ?? "not destroyed")
  }

  private static func privacy(_ board: Board) async throws(Finding) {
    let second = try await board.messages.examinee.second()
    let id = try await board.post(["subject": "Lu", "body": "x"])
    try await board.of("ReadPosition").change(id, ["readUpTo": "2026-01-02T00:00:00Z"])
    let others = Collection(
      examinee: second, type: "ReadPosition", account: board.messages.account, using: board.messages.using)
    let found = try await others.get(["ids": [.string(id)]])
    try expect(found.notFound == [id], "notFound [\(id)]", "\(found.list)")
    _ = try await board.of("ReadPosition").set(["destroy": [.string(id)]])
  }

  private static func stateMismatch(_ examinee: Examinee) async throws(Finding) {
    let (name, _) = try ExaminedType.first(of: examinee)
    let outcome = try await ExaminedType.named(name, examinee).outcome(
      "set", ["ifInState": "ter1-conformance-none", "update": [:]])
    guard case .failure(let error) = outcome else {
      throw .failed(expected: "the error stateMismatch", seen: "an answer")
    }
    try expect(error.type == MethodError.stateMismatch, "the error stateMismatch", error.words)
  }

  private static func unknownID(_ examinee: Examinee) async throws(Finding) {
    let (name, _) = try ExaminedType.first(of: examinee)
    let nobody = "ter1-conformance-none"
    let result = try await ExaminedType.named(name, examinee).update(nobody, ["name": "x"])
    try expect(
      result.notUpdated[nobody]?.type == SetError.notFound, "notFound", result.notUpdated[nobody]?.words ?? "updated")
  }
}

/// A forum of our own, which goes when the check ends, with all that was posted.
struct Board: Sendable {
  let id: String
  let messages: Collection
  /// Who the member is; null where the session does not say.
  let principal: JSONValue

  static func make(_ examinee: Examinee) async throws(Finding) -> Board {
    let channels = try ExaminedType.named("Channel", examinee)
    let principal = examinee.capability(Capability.principals, of: channels.account)?["currentUserPrincipalId"] ?? .null
    let properties: JSONObject = [
      "kind": "forum", "name": .string("ter1 conformance \(Unique.word())"), "clientId": .string(Unique.word()),
    ]
    let result = try await channels.set(["create": ["n": .object(properties)]])
    if result.notCreated["n"]?.type == SetError.forbidden {
      throw .notTried("needs a member with mayAdmin, so that everything can be removed again")
    }
    let id = try want(
      result.created["n"]?["id"]?.string, "a Channel is created", result.notCreated["n"]?.words ?? "nothing")
    examinee.trash.add(channels, id)
    let messages = Collection(examinee: examinee, type: "Message", account: channels.account, using: channels.using)
    return Board(id: id, messages: messages, principal: principal)
  }

  func of(_ type: String) -> Collection {
    Collection(examinee: messages.examinee, type: type, account: messages.account, using: messages.using)
  }

  /// A message with what every message has.
  func message(_ properties: JSONObject) -> JSONObject {
    let usual: JSONObject = [
      "clientId": .string(Unique.word()), "channelId": .string(id), "sentAt": "2026-01-01T00:00:00Z",
    ]
    return usual.merging(properties) { _, own in own }
  }

  func post(_ properties: JSONObject) async throws(Finding) -> String {
    let created = try await messages.create(message(properties))
    return created["id"]?.string ?? ""
  }

  func trash(_ id: String) { messages.examinee.trash.add(messages, id) }
}

enum Unique {
  /// A word that nobody used before.
  static func word() -> String { "ter1-" + String(UInt64.random(in: 0 ... .max), radix: 36) }
}
