import ClientCore
import JSON
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// What an engine makes of a server that lies: it is capped, named, and survived.
@Suite(.timeLimit(.minutes(10))) struct LieTests: LieSuite {
  let folder: TemporaryFolder
  init() throws {
    folder = try TemporaryFolder()
    LieCount.add()
  }

  // MARK: Accounts

  @Test(arguments: ["Channel/changes", "Channel/get", "Message/changes"])
  func answersForAnotherAccount(method: String) async throws {
    let error = try await outcome { name, arguments in
      guard name == method else { return nil }
      return Liar.honest(name, arguments).merging(["accountId": "B"]) { $1 }
    }
    #expect(error == .contradictory(.foreignAccount))
  }

  @Test func oneServerNeitherReadsNorWritesAnothersData() async throws {
    let cache = try cache()
    let honest = Liar.transport { name, arguments in
      switch name {
      case "Channel/changes": Liar.changes(to: "1", created: ["c"], arguments)
      case "Channel/get": Liar.get([Liar.channel("c").merging(["name": "Ours"]) { $1 }])
      default: nil
      }
    }
    #expect(await outcome(try engine(honest, cache, login: "one")) == nil)
    let asked = Mutex<[String]>([])
    let liar = Liar.transport { name, arguments in
      asked.withLock { $0.append(JSONValue.object(arguments).text) }
      return switch name {
      // The same ids, and then all of them gone.
      case "Channel/changes":
        arguments["sinceState"] == "2"
          ? Liar.honest(name, arguments).merging(["newState": "3", "destroyed": ["c"]]) { $1 }
          : Liar.changes(to: "2", created: ["c"], arguments)
      case "Channel/get": Liar.get([Liar.channel("c").merging(["name": "Theirs"]) { $1 }])
      default: nil
      }
    }
    let other = try engine(liar, cache, login: "two")
    #expect(await outcome(other) == nil)
    let (one, two) = (try account("one", cache), try account("two", cache))
    #expect(one != two)
    #expect(try cache.reader.json(ObjectKey(two, "Channel", "c"))?["name"] == "Theirs")
    try cache.enqueue([
      Mutation(
        account: one, type: "Message", id: ObjectID(clientID: "n"),
        action: .create(["clientId": "n", "channelId": "c", "body": "secret", "sentAt": "2026-01-01T00:00:00Z"]))
    ])
    #expect(await outcome(other) == nil)
    #expect(try cache.reader.json(ObjectKey(one, "Channel", "c"))?["name"] == "Ours")
    #expect(try cache.reader.json(ObjectKey(two, "Channel", "c")) == nil)
    #expect(try cache.state(one, "Channel") == "1")
    #expect(!asked.withLock { $0.joined() }.contains("secret"))
  }

  // MARK: States and pages

  @Test(arguments: [String(repeating: "9", count: 100_000), "a\u{1B}[2J", "a\r\nX-Injected: 1", "\0"])
  func givesAStateThatIsNone(state: String) async throws {
    let error = try await outcome { name, arguments in
      name == "Channel/changes" ? Liar.changes(to: state, arguments) : nil
    }
    #expect(error == .contradictory(.state))
  }

  @Test func goesInCircles() async throws {
    let error = try await outcome { name, arguments in
      guard name == "Channel/changes" else { return nil }
      return Liar.changes(to: arguments["sinceState"] == "x" ? "y" : "x", hasMore: true, arguments)
    }
    #expect(error == .contradictory(.endless))
  }

  @Test(arguments: [[], ["c"]]) func hasMoreChangesForEver(created: [String]) async throws {
    let pages = Mutex(0)
    let error = try await outcome { name, arguments in
      if name == "Channel/get" { return Liar.get(created.map(Liar.channel)) }
      guard name == "Channel/changes" else { return nil }
      let next = pages.withLock { count in
        count += 1
        return count
      }
      return Liar.changes(to: "s\(next)", created: created, hasMore: true, arguments)
    }
    #expect(error == .contradictory(.endless))
    #expect(pages.withLock { $0 } < 1_100)
  }

  @Test func queriesThatNeverAdvance() async throws {
    let capabilities: JSONObject = ["urn:ietf:params:jmap:core": [:], "urn:ietf:params:jmap:filenode": [:]]
    let error = try await outcome(Liar.session(capabilities: capabilities)) { name, arguments in
      let node: JSONObject = ["id": "f", "name": "tract.pdf", "blobId": "b"]
      if name == "FileNode/query" { return ["accountId": "A", "ids": ["f", "g"], "queryState": "1", "position": 0] }
      return name == "FileNode/get" && arguments["ids"]?.array?.isEmpty != true ? Liar.get([node]) : nil
    }
    #expect(error == .contradictory(.endless))
  }

  // MARK: Objects

  @Test func idsReusedForOtherObjects() async throws {
    let round = Mutex(0)
    let cache = try cache()
    let engine = try engine(
      Liar.transport { name, arguments in
        let first = round.withLock { $0 } == 0
        return switch name {
        case "Channel/changes", "Message/changes", "ReadPosition/changes":
          Liar.changes(to: first ? "1" : "2", created: ["x"], arguments)
        case "Channel/get":
          Liar.get([Liar.channel("x").merging(["parentId": "x", "kind": first ? "chat" : "forum"]) { $1 }])
        case "Message/get":
          Liar.get([Liar.message("x", in: "x").merging(["threadRootId": "x", "replyTo": "x"]) { $1 }])
        case "ReadPosition/get": Liar.get([["id": "x", "readUpTo": "2026-01-01T00:00:00Z"]])
        default: nil
        }
      }, cache)
    #expect(await outcome(engine) == nil)
    round.withLock { $0 = 1 }
    #expect(await outcome(engine) == nil)
    let account = try account("essai", cache)
    for type in ["Channel", "Message", "ReadPosition"] as [TypeName] { #expect(try cache.ids(account, type) == ["x"]) }
  }

  @Test func aCreateThatBecomesAnotherObject() async throws {
    let cache = try cache()
    let engine = try engine(
      Liar.transport { name, arguments in
        switch name {
        case "Channel/changes": arguments["sinceState"] == "0" ? Liar.changes(to: "1", created: ["c"], arguments) : nil
        case "Channel/get": Liar.get([Liar.channel("c")])
        case "Message/changes":
          arguments["sinceState"] == "0" ? Liar.changes(to: "1", created: ["m"], arguments) : nil
        case "Message/get": Liar.get([Liar.message("m", in: "c")])
        case "Message/set":
          // Both become the message that somebody else wrote.
          Liar.honest(name, arguments).merging([
            "created": .object((arguments["create"]?.object ?? [:]).mapValues { _ in ["id": "m"] })
          ]) { $1 }
        default: nil
        }
      }, cache)
    #expect(await outcome(engine) == nil)
    let account = try account("essai", cache)
    for id in ["n1", "n2"] {
      try cache.enqueue([
        Mutation(
          account: account, type: "Message", id: ObjectID(clientID: id),
          action: .create([
            "clientId": .string(id), "channelId": "c", "body": .string(id), "sentAt": "2026-01-01T00:00:00Z",
          ]))
      ])
    }
    _ = await outcome(engine)
    _ = await outcome(engine)
    #expect(try cache.ids(account, "Message").contains("m"))
  }

  @Test(arguments: ["", "\u{1B}[2J", "../../x", String(repeating: "a", count: 1_000_000)])
  func idsThatAreNone(id: String) async throws {
    let error = try await outcome { name, arguments in
      switch name {
      case "Channel/changes": Liar.changes(to: "1", created: [id], arguments)
      case "Channel/get": Liar.get([Liar.channel(id)])
      default: nil
      }
    }
    #expect(error == nil)
  }

  // MARK: Addresses

  @Test(arguments: [
    "https://evil.example/", "//evil.example/api", "http://127.0.0.1:2/api", "https://127.0.0.1.evil.example/",
  ])
  func namesAnotherHostForItsApi(address: String) async throws {
    let error = try await outcome(Liar.session(["apiUrl": .string(address)])) { _, _ in nil }
    switch error {
    case .foreignHost?, .address(.plainHTTP)?: break
    default: Issue.record("\(error as Any)")
    }
  }

  @Test func namesAnotherHostForFiles() throws {
    let document = JSONValue.object(
      Liar.session(["downloadUrl": "https://evil.example/{blobId}", "uploadUrl": "https://evil.example/{accountId}"]))
    let session = try ServerSession(document, home: ServerURL("https://coop.example/jmap"), domain: "coop.example")
    #expect(throws: SyncError.foreignHost("evil.example")) { try session.uploadURL(account: "A") }
    #expect(throws: SyncError.foreignHost("evil.example")) {
      try session.downloadURL(account: "A", blob: "b", name: "n", type: "t")
    }
    // A blob's id is the server's too: it stays one part of the path.
    let honest = try ServerSession(
      JSONValue.object(Liar.session()), home: ServerURL("https://coop.example/jmap"), domain: "coop.example")
    let url = try honest.downloadURL(account: "A", blob: "../../?x#y@evil.example", name: "n", type: "t")
    #expect(url.host == "coop.example" && url.text.contains("..%2F..%2F%3Fx%23y%40evil.example"))
  }
}
