import GRDB
import JSON
import Testing
import Wire

@testable import TER1Server

struct RequestTests {
  private func problem(_ body: String, _ village: Village) throws -> JSONValue {
    let answer = village.cooperative.api(Array(body.utf8), as: try village.member("bert"))
    #expect(answer.status >= 400 && answer.type == "application/problem+json")
    return try JSONValue(parsing: answer.body)
  }

  @Test(
    "what is no request is told as the RFC says",
    arguments: [
      ("{", "notJSON"), ("\u{0}", "notJSON"), ("[]", "notRequest"), (#"{"using":[]}"#, "notRequest"),
      (#"{"using":["urn:x"],"methodCalls":[]}"#, "unknownCapability"),
    ])
  func problems(body: String, type: String) throws {
    #expect(try problem(body, Village())["type"] == .string("urn:ietf:params:jmap:error:" + type))
  }

  @Test("limits are enforced")
  func limits() throws {
    let village = try Village()
    let calls = JSONValue.array(Array(repeating: ["Core/echo", [:], "0"], count: 65))
    #expect(
      try problem(JSONValue.object(["using": [], "methodCalls": calls]).text, village)["limit"] == "maxCallsInRequest")
    let ids = JSONValue.array((0...1000).map { .string("M\($0)") })
    #expect(refusal { _ = try village.call("Message/get", ["ids": ids]) } == "requestTooLarge")
    #expect(
      refusal { _ = try village.call("Message/set", ["destroy": .array(ids.array?.prefix(501).map(\.self) ?? [])]) }
        == "requestTooLarge")
    #expect(
      refusal { _ = try village.call("Message/changes", ["sinceState": "0", "maxChanges": 0]) } == "invalidArguments")
  }

  @Test("errors of a method leave the others alone")
  func methodErrors() throws {
    let village = try Village()
    let account = JSONValue.string(village.cooperative.accountID)
    let answer = try village.answer(
      [
        Invocation("Nothing/get", ["accountId": account], id: "0"), Invocation("Channel/get", [:], id: "1"),
        Invocation("Channel/get", ["accountId": "other"], id: "2"),
        Invocation("Channel/set", ["accountId": account, "ifInState": "old"], id: "3"),
        Invocation("Core/echo", ["a": 1], id: "4"),
        Invocation("Channel/get", ["accountId": account, "properties": ["colour"]], id: "5"),
        Invocation(
          "Channel/get",
          ["accountId": account, "#ids": ResultReference(resultOf: "4", name: "Core/echo", path: "/b").json], id: "6"),
      ], as: "bert")
    func error(_ id: String) -> String? { refusal { _ = try answer.result(of: id) } }
    #expect(error("0") == "unknownMethod" && error("1") == "invalidArguments" && error("2") == "accountNotFound")
    #expect(error("3") == "stateMismatch" && error("5") == "invalidArguments" && error("6") == "invalidResultReference")
    #expect(try answer.result(of: "4") == ["a": 1])
  }

  @Test("one request makes a channel, a topic and its reply, and reads them by reference")
  func references() throws {
    let village = try Village()
    let account = JSONValue.string(village.cooperative.accountID)
    let messages: JSONValue = [
      "reply": ["clientId": "2", "channelId": "#c", "threadRootId": "#topic", "body": "#c"],
      "topic": ["clientId": "1", "channelId": "#c", "subject": "a", "body": "b"],
    ]
    let ids = ResultReference(resultOf: "2", name: "Message/changes", path: "/created").json
    let authors = ResultReference(resultOf: "3", name: "Message/get", path: "/list/*/senderId").json
    let answer = try village.answer(
      [
        Invocation(
          "Channel/set", ["accountId": account, "create": ["c": ["kind": "forum", "name": "x"]]], id: "0"),
        Invocation("Message/set", ["accountId": account, "create": messages], id: "1"),
        Invocation("Message/changes", ["accountId": account, "sinceState": "0"], id: "2"),
        Invocation("Message/get", ["accountId": account, "#ids": ids], id: "3"),
        Invocation("Principal/get", ["accountId": account, "#ids": authors, "properties": ["handle"]], id: "4"),
        Invocation("Message/set", ["accountId": account, "update": ["#topic": ["pinned": true]]], id: "5"),
      ], as: "anna", createdIds: [:])
    let list = try GetResult(#require(try answer.result(of: "3"))).list
    #expect(list.count == 2)
    let topic = try #require(list.first { $0["subject"] == "a" })
    let reply = try #require(list.first { $0["subject"] == .null })
    #expect(reply["threadRootId"] == topic["id"] && reply["body"] == "#c")
    let principals = try GetResult(#require(try answer.result(of: "4"))).list
    #expect(principals == [["id": .string(try village.principal("anna")), "handle": "anna"]])
    #expect(try SetResult(#require(try answer.result(of: "5"))).notUpdated.isEmpty)
    #expect(answer.createdIds?["topic"].map(JSONValue.string) == topic["id"])
  }

  @Test("the session's state follows the session")
  func sessionState() throws {
    let village = try Village()
    func state(_ base: String = "http://a") throws -> JSONValue? {
      village.cooperative.session(for: try village.member("bert"), baseURL: base)["state"]
    }
    let before = try state()
    #expect(try state("http://b") == before)
    #expect(try village.answer([], as: "bert").sessionState == before?.string)
    try village.cooperative.setAdmin("bert")
    #expect(try state() != before)
  }

  @Test("what is acknowledged is on the disk")
  func durability() throws {
    let village = try Village()
    let mode = try village.cooperative.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    #expect(mode == 2)
  }
}

struct ImportTests {
  @Test("an archive imported twice doubles nothing, and says who wrote what")
  func twice() throws {
    let village = try Village()
    var ids: [String] = []
    for _ in 0..<2 {
      try village.cooperative.importBatch { batch in
        let channel = try batch.channel(kind: "forum", name: "Archives")
        if let known = try batch.lookup(type: "Message", importKey: "<1@x>") { return ids.append(known) }
        ids.append(
          try batch.insert(
            type: "Message",
            [
              "importKey": "<1@x>", "channelId": .string(channel), "subject": "a", "body": "b",
              "author": ["name": "Zoé", "address": "z@example.org"], "sentAt": "2001-01-01T00:00:00Z",
            ]))
      }
    }
    #expect(ids.count == 2 && ids[0] == ids[1])
    let message = try #require(try village.get("Message", ids[0]))
    #expect(message["receivedAt"] == "2001-01-01T00:00:00.000Z" && message["senderId"] == .null)
    #expect(message["author"]?["name"] == "Zoé" && message["importKey"] == nil)
  }

  @Test("what no client could be given is refused, and the rest is kept")
  func refusals() throws {
    let village = try Village()
    try village.cooperative.importBatch { batch in
      let folder = try batch.folder(path: ["a", "b"])
      #expect(try batch.folder(path: ["A", "B"]) == folder)
      let draft: JSONObject = ["name": "x\u{1B}[2J", "parentId": folder.map(JSONValue.string) ?? .null]
      #expect(throws: ImportRefusal.self) { _ = try batch.insert(type: "FileNode", draft) }
      #expect(throws: ImportRefusal.self) { _ = try batch.insert(type: "Message", ["body": "x", "channelId": "C9"]) }
    }
    #expect(try village.query("FileNode", [:]).count == 2)
  }
}

struct PushTests {
  @Test("a client that was away is told what changed, and only that")
  func reconnection() throws {
    let village = try Village()
    let (cooperative, bert) = (village.cooperative, try village.member("bert"))
    let chat = try village.chat()
    let before = try cooperative.standing(of: bert)
    #expect(Cooperative.changes(in: before, since: before.eventID).isEmpty)
    _ = try village.say("a", in: chat, as: "carl")
    try village.update("ReadPosition", chat, ["isMuted": true], as: "carl")
    let after = try cooperative.standing(of: bert)
    #expect(Cooperative.changes(in: after, since: before.eventID).keys.sorted() == ["Message"])
    #expect(Cooperative.changes(in: after, since: "nonsense") == after.states)
  }
}
