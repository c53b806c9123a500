import JSON
import TER1Server
import Testing
import Wire

struct ChannelTests {
  @Test("only administrators make, change and destroy channels")
  func rights() throws {
    let village = try Village()
    #expect(refusal { try village.create("Channel", ["kind": "chat", "name": "x"]) } == "forbidden")
    let chat = try village.chat()
    #expect(refusal { try village.update("Channel", chat, ["name": "y"]) } == "forbidden")
    #expect(refusal { try village.destroy("Channel", chat) } == "forbidden")
    try village.update("Channel", chat, ["name": "y"], as: "anna")
    let seen = try #require(try village.get("Channel", chat))
    #expect(seen["name"] == "y")
    #expect(seen["myRights"] == ["mayRead": true, "mayPost": true, "mayModerate": false, "mayAdmin": false])
  }

  @Test("kind is immutable, unknown and server-set properties are named")
  func properties() throws {
    let village = try Village()
    let chat = try village.chat()
    #expect(refusal { try village.update("Channel", chat, ["kind": "forum"], as: "anna") } == "invalidProperties")
    let result = try village.set(
      "Channel", ["create": ["k": ["kind": "chat", "name": "x", "id": "y", "colour": "red"]]], as: "anna")
    #expect(result.notCreated["k"]?.properties == ["colour", "id"])
    #expect(
      refusal { try village.update("Channel", chat, ["parentId": .string(chat)], as: "anna") } == "invalidProperties")
  }

  @Test("a destroyed channel takes its messages along")
  func destroy() throws {
    let village = try Village()
    let chat = try village.chat()
    let message = try village.say("a", in: chat)
    let state = try village.changes("Message", since: "0").newState
    try village.destroy("Channel", chat, as: "anna")
    #expect(try village.changes("Message", since: state).destroyed == [message])
    #expect(try village.get("Message", message) == nil)
  }
}

struct MessageTests {
  @Test("the server says who and when")
  func stamp() throws {
    let village = try Village()
    let chat = try village.chat()
    let id = try village.create(
      "Message",
      ["clientId": "1", "channelId": .string(chat), "body": "a", "sentAt": "2999-01-01T00:00:00Z"])
    let message = try #require(try village.get("Message", id, as: "carl"))
    #expect(message["senderId"] == .string(try village.principal("bert")))
    #expect(message["sentAt"] == message["receivedAt"])
    #expect(message["clientId"] == nil)
    #expect(try village.get("Message", id)?["clientId"] == "1")
    let next = try #require(try village.get("Message", village.say("b", in: chat)))
    #expect(try #require(next["receivedAt"]?.string) > #require(message["receivedAt"]?.string))
    #expect(
      refusal {
        try village.create(
          "Message", ["clientId": "2", "channelId": .string(chat), "body": "a", "senderId": "P1"])
      } == "invalidProperties")
  }

  @Test("topics have subjects, replies and chat have none")
  func subjects() throws {
    let village = try Village()
    let (forum, chat) = (try village.forum(), try village.chat())
    let topic = try village.topic(in: forum)
    func post(_ object: JSONObject) -> String? {
      refusal {
        try village.create(
          "Message", object.merging(["clientId": .string("\(object.hashValue)"), "body": "x"]) { a, _ in a })
      }
    }
    let (inForum, inChat): (JSONValue, JSONValue) = (.string(forum), .string(chat))
    #expect(post(["channelId": inForum]) == "invalidProperties")
    #expect(post(["channelId": inForum, "subject": ""]) == "invalidProperties")
    #expect(post(["channelId": inChat, "subject": "a"]) == "invalidProperties")
    #expect(post(["channelId": inForum, "threadRootId": .string(topic), "subject": "a"]) == "invalidProperties")
    #expect(post(["channelId": inChat, "threadRootId": .string(topic)]) == "invalidProperties")
    #expect(post(["channelId": inForum, "threadRootId": .string(topic)]) == nil)
    #expect(post(["channelId": inForum, "subject": "b"]) == nil)
  }

  @Test("control characters, endless and empty texts are refused")
  func texts() throws {
    let village = try Village()
    let chat = try village.chat()
    #expect(refusal { _ = try village.say("\u{1B}[2J", in: chat) } == "invalidProperties")
    #expect(refusal { _ = try village.say("a\u{9B}m", in: chat) } == "invalidProperties")
    #expect(refusal { _ = try village.say("", in: chat) } == "invalidProperties")
    #expect(refusal { _ = try village.say(String(repeating: "a", count: 262_145), in: chat) } == "tooLarge")
    #expect(refusal { _ = try village.say("a\n\tb é", in: chat) } == nil)
  }

  @Test("a create sent twice makes one message, for ever")
  func idempotency() throws {
    let village = try Village()
    let chat = try village.chat()
    let id = try village.say("a", in: chat, clientId: "same")
    func again() throws -> SetError? {
      do {
        _ = try village.say("a", in: chat, clientId: "same")
        return nil
      } catch let error as SetError {
        return error
      }
    }
    #expect(try again() == SetError(SetError.alreadyExists, existingId: id))
    try village.destroy("Message", id, as: "anna")
    try village.reopen()
    #expect(try again() == SetError(SetError.alreadyExists, existingId: id))
    #expect(try village.say("a", in: chat, clientId: "same", as: "carl") != id)
  }

  @Test("the author edits, the moderator pins and deletes")
  func roles() throws {
    let village = try Village()
    let chat = try village.chat()
    let id = try village.say("a", in: chat)
    #expect(refusal { try village.update("Message", id, ["body": "b"], as: "carl") } == "forbidden")
    #expect(refusal { try village.update("Message", id, ["body": "b"], as: "anna") } == "forbidden")
    #expect(refusal { try village.update("Message", id, ["pinned": true]) } == "forbidden")
    #expect(refusal { try village.destroy("Message", id) } == "forbidden")
    let edit = try village.update("Message", id, ["body": "b"])
    #expect(edit["editedAt"]?.string != nil)
    try village.update("Message", id, ["pinned": true], as: "anna")
    #expect(
      refusal { try village.update("Message", id, ["deletedAt": "2026-01-01T00:00:00Z"], as: "carl") } == "forbidden")
    try village.update("Message", id, ["deletedAt": "2026-01-01T00:00:00Z"], as: "anna")
    let deleted = try #require(try village.get("Message", id))
    #expect(deleted["body"] == "" && deleted["deletedAt"] != "2026-01-01T00:00:00Z")
    #expect(refusal { try village.update("Message", id, ["deletedAt": nil]) } == "invalidProperties")
    #expect(refusal { try village.update("Message", id, ["body": "c"]) } == "forbidden")
  }

  @Test("a member reacts for himself only")
  func reactions() throws {
    let village = try Village()
    let chat = try village.chat()
    let id = try village.say("a", in: chat)
    let (bert, carl) = (try village.principal("bert"), try village.principal("carl"))
    try village.update("Message", id, ["reactions/👍/\(bert)": true])
    try village.update("Message", id, ["reactions/👍/\(carl)": true], as: "carl")
    #expect(try village.get("Message", id)?["reactions"] == ["👍": .array([bert, carl].sorted().map(JSONValue.string))])
    #expect(refusal { try village.update("Message", id, ["reactions/👍/\(carl)": nil]) } == "forbidden")
    #expect(refusal { try village.update("Message", id, ["reactions": [:]]) } == "invalidProperties")
    #expect(refusal { try village.update("Message", id, ["reactions/👍/\(bert)": 7]) } == "invalidPatch")
    try village.update("Message", id, ["reactions/👍/\(bert)": nil])
    try village.update("Message", id, ["reactions/👍/\(carl)": nil], as: "carl")
    #expect(try village.get("Message", id)?["reactions"] == [:])
  }

  @Test("a topic moves with its replies; a destroyed one takes them along")
  func threads() throws {
    let village = try Village()
    let (here, there) = (try village.forum("a"), try village.forum("b"))
    let topic = try village.topic(in: here)
    let reply = try village.create(
      "Message",
      ["clientId": "r", "channelId": .string(here), "threadRootId": .string(topic), "body": "b"], as: "carl")
    #expect(refusal { try village.update("Message", topic, ["channelId": .string(there)]) } == "forbidden")
    #expect(
      refusal { try village.update("Message", reply, ["channelId": .string(there)], as: "anna") } == "invalidProperties"
    )
    try village.update("Message", topic, ["channelId": .string(there)], as: "anna")
    #expect(try village.get("Message", reply)?["channelId"] == .string(there))
    #expect(try village.query("Message", ["channelId": .string(there)]).count == 2)
    try village.destroy("Message", topic, as: "anna")
    #expect(try village.get("Message", reply) == nil)
  }

  @Test("an archived channel is read, not written")
  func archive() throws {
    let village = try Village()
    let chat = try village.chat()
    let id = try village.say("a", in: chat)
    try village.update("Channel", chat, ["isArchived": true], as: "anna")
    #expect(refusal { _ = try village.say("b", in: chat) } == "forbidden")
    #expect(refusal { try village.update("Message", id, ["body": "b"]) } == "forbidden")
    #expect(try village.get("Message", id) != nil)
  }

  @Test("search ignores accents and case, and forgets what was changed")
  func search() throws {
    let village = try Village()
    let chat = try village.chat()
    let id = try village.say("Grève générale à l'usine", in: chat)
    #expect(try village.query("Message", ["text": "greve GENER"]) == [id])
    #expect(try village.query("Message", ["text": "usine lundi"]) == [])
    #expect(try village.query("Message", ["text": "\"*)("]) == [])
    try village.update("Message", id, ["body": "Assemblée"])
    #expect(try village.query("Message", ["text": "grève"]) == [])
    #expect(try village.query("Message", ["operator": "NOT", "conditions": [["text": "assemblee"]]]) == [])
    #expect(refusal { _ = try village.query("Message", ["colour": "red"]) } == "unsupportedFilter")
  }
}

struct NewestFirstTests {
  private let newest: JSONValue = [["property": "receivedAt", "isAscending": false]]

  @Test("of each topic and each room only the newest message, and their topics in the same request")
  func collapsed() throws {
    let village = try Village()
    let (forum, chat) = (try village.forum(), try village.chat())
    let (old, new) = (try village.topic(in: forum, "Ancien"), try village.topic(in: forum, "Nouveau"))
    _ = try village.say("un", in: chat)
    let said = try village.say("deux", in: chat)
    let reply = try village.create(
      "Message", ["clientId": "r", "channelId": .string(forum), "threadRootId": .string(old), "body": "b"])
    #expect(try collapsed(village) == [reply, said, new])
    #expect(try collapsed(village, ["limit": 1]) == [reply])
    #expect(try collapsed(village, ["position": 1, "limit": 1]) == [said])
    #expect(try collapsed(village, ["anchor": .string(said), "anchorOffset": 1]) == [new])
    let account = JSONValue.string(village.cooperative.accountID)
    let roots = ResultReference(resultOf: "1", name: "Message/get", path: "/list/*/threadRootId")
    let response = try village.answer(
      [
        Invocation("Message/get", ["accountId": account, "ids": [.string(reply), .string(said)]], id: "1"),
        Invocation("Message/get", ["accountId": account, "#ids": roots.json, "properties": ["subject"]], id: "2"),
      ], as: "bert")
    let result = try GetResult(#require(try response.result(of: "2")))
    #expect(result.list == [["id": .string(old), "subject": "Ancien"]] && result.notFound == [])
  }

  private func collapsed(_ village: Village, _ more: JSONObject = [:]) throws -> [String] {
    let arguments: JSONObject = ["sort": newest, "collapseThreads": true]
    let answer = try village.call("Message/query", arguments.merging(more) { _, new in new })
    return (answer["ids"]?.array ?? []).compactMap(\.string)
  }

  @Test("an event of some hours has ended the day after")
  func shortEvents() throws {
    let village = try Village()
    let calendar = try village.create("Calendar", ["name": "Agenda"], as: "anna")
    func event(_ uid: String, _ duration: String) throws -> String {
      try village.create(
        "CalendarEvent",
        [
          "@type": "Event", "uid": .string(uid), "calendarIds": [calendar: true], "title": "T",
          "start": "2026-05-01T10:00:00", "duration": .string(duration), "timeZone": "Europe/Paris",
        ], as: "anna")
    }
    _ = try event("short", "PT2H")
    let long = try event("long", "P3D")
    #expect(try village.query("CalendarEvent", ["after": "2026-05-04T12:00:00"]) == [long])
  }
}

struct ReadPositionTests {
  @Test("the later position stands, and nobody else sees it")
  func later() throws {
    let village = try Village()
    let chat = try village.chat()
    let (early, late) = ("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z")
    try village.update("ReadPosition", chat, ["readUpTo": .string(late)])
    let answer = try village.update("ReadPosition", chat, ["readUpTo": .string(early), "isMuted": true])
    #expect(answer["readUpTo"] == .string(late))
    #expect(try village.get("ReadPosition", chat)?["isMuted"] == true)
    #expect(try village.get("ReadPosition", chat, as: "carl") == nil)
    #expect(try village.changes("ReadPosition", since: "0", as: "carl").created == [])
    try village.destroy("ReadPosition", chat)
    let state = try village.changes("ReadPosition", since: "0").newState
    try village.update("ReadPosition", chat, ["readUpTo": .string(early)])
    #expect(try village.changes("ReadPosition", since: state).created == [chat])
    #expect(try village.get("ReadPosition", chat)?["readUpTo"] == .string(early))
  }

  @Test("only what can be read has a position")
  func targets() throws {
    let village = try Village()
    #expect(refusal { try village.update("ReadPosition", "C999", ["isMuted": true]) } == "notFound")
    #expect(refusal { try village.create("ReadPosition", ["readUpTo": "2026-01-01T00:00:00Z"]) } == "singleton")
    let topic = try village.topic(in: village.forum())
    #expect(refusal { try village.update("ReadPosition", topic, ["isMuted": true]) } == nil)
  }
}
