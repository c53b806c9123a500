import Foundation
import JSON
import TER1Server
import Testing
import Wire

struct RightsTests {
  @Test("what a member may not read does not exist for him")
  func hidden() throws {
    let village = try Village()
    let forum = try village.forum("Bureau")
    let topic = try village.topic(in: forum, as: "anna")
    let state = try village.changes("Message", since: "0").newState
    try village.cooperative.grant([.read, .post], on: .channel(name: "bureau"), to: .group(name: "bureau"))
    try village.cooperative.setGroup("bureau", has: "carl", isMember: true)
    #expect(refusal { _ = try village.changes("Message", since: state) } == "cannotCalculateChanges")
    #expect(try village.changes("Message", since: "0").created == [])
    #expect(try village.get("Message", topic) == nil && village.get("Channel", forum) == nil)
    #expect(try village.query("Message", ["channelId": .string(forum)]) == [])
    #expect(refusal { try village.update("ReadPosition", topic, ["isMuted": true]) } == "notFound")
    #expect(refusal { _ = try village.topic(in: forum) } == "invalidProperties")
    #expect(try village.get("Message", topic, as: "carl") != nil)
    #expect(refusal { _ = try village.topic(in: forum, as: "carl") } == nil)
    #expect(try village.get("Message", topic, as: "anna") != nil)
  }

  @Test("reading is not posting, and a moderator need not be an administrator")
  func readers() throws {
    let village = try Village()
    let chat = try village.chat("Annonces")
    let state = try village.changes("Channel", since: "0").newState
    try village.cooperative.grant(.read, on: .channel(name: "Annonces"), to: .everyone)
    try village.cooperative.grant(
      [.read, .post, .moderate], on: .channel(name: "Annonces"), to: .member(handle: "carl"))
    #expect(try village.changes("Channel", since: state).updated == [chat])
    #expect(refusal { _ = try village.say("a", in: chat) } == "forbidden")
    let id = try village.say("a", in: chat, as: "carl")
    try village.update("Message", id, ["pinned": true], as: "carl")
    #expect(
      refusal { try village.update("Message", id, ["reactions/x/\(village.principal("bert"))": true]) } == "forbidden")
    #expect(try village.get("Channel", chat)?["myRights"]?["mayPost"] == false)
    try village.cooperative.resetGrants(on: .channel(name: "Annonces"))
    #expect(refusal { _ = try village.say("a", in: chat) } == nil)
  }

  @Test("a folder's rights hold for all below it, and follow a move")
  func folders() throws {
    let village = try Village()
    func folder(_ name: String, in parent: JSONValue = nil) throws -> String {
      try village.create(
        "FileNode", ["clientId": .string(name), "name": .string(name), "parentId": parent], as: "anna")
    }
    let closed = try folder("closed")
    let inner = try folder("inner", in: .string(closed))
    let open = try folder("open")
    try village.cooperative.grant(.read, on: .folder(path: ["closed"]), to: .member(handle: "carl"))
    #expect(try village.get("FileNode", inner) == nil)
    #expect(
      try village.get("FileNode", inner, as: "carl")?["myRights"] == [
        "mayRead": true, "mayWrite": false, "mayAdmin": false,
      ])
    #expect(refusal { try village.update("FileNode", inner, ["description": "x"], as: "carl") } == "forbidden")
    #expect(refusal { try village.update("FileNode", open, ["parentId": .string(closed)], as: "carl") } == "forbidden")
    let state = try village.changes("FileNode", since: "0").newState
    try village.update("FileNode", inner, ["parentId": nil], as: "anna")
    #expect(try village.get("FileNode", inner) != nil)
    try village.update("FileNode", open, ["parentId": .string(closed)], as: "anna")
    #expect(try village.changes("FileNode", since: state).destroyed == [open])
  }

  @Test("a removed member signs in no more; his name stays")
  func removal() throws {
    let village = try Village()
    let cooperative = village.cooperative
    try cooperative.addMember("dora", name: "Dora", password: Village.password, isAdmin: false)
    let signIn = Credentials.basic(handle: "dora", password: Village.password)
    let dora = try village.member("dora")
    #expect(cooperative.authenticate(signIn, from: "test") == .member(dora))
    try cooperative.removeMember("dora")
    #expect(cooperative.authenticate(signIn, from: "test") == .refused)
    #expect(try cooperative.admitted([dora]).isEmpty)
    #expect(try village.get("Principal", dora.principalID)?["isRemoved"] == true)
    #expect(throws: CooperativeError.memberExists(handle: "dora")) {
      try cooperative.addMember("dora", password: Village.password, isAdmin: false)
    }
  }
}

struct AuthenticationTests {
  @Test("a password changed counts at once, a wrong one is slowed down")
  func passwords() throws {
    let village = try Village()
    let cooperative = village.cooperative
    try cooperative.addMember("dora", password: Village.password, isAdmin: false)
    func signIn(_ password: String, from address: String = "a") -> AuthenticationAnswer {
      cooperative.authenticate(.basic(handle: "dora", password: password), from: address)
    }
    let dora = try village.member("dora")
    #expect(signIn(Village.password) == .member(dora))
    try Cooperative(opening: village.directory).setPassword(of: "dora", to: "another horse")
    #expect(signIn(Village.password) == .refused)
    #expect(try signIn("another horse") == .member(village.member("dora")))
    for _ in 0..<5 { #expect(signIn("wrong", from: "b") == .refused) }
    guard case .slowDown(let seconds) = signIn("wrong", from: "c") else {
      Issue.record("not slowed down")
      return
    }
    #expect(seconds >= 1)
    #expect(try signIn("another horse") == .member(village.member("dora")))
  }

  @Test("a device's token opens until it is revoked, and is told once")
  func devices() throws {
    let village = try Village()
    let result = try village.set("Device", ["create": ["k": ["name": "portable"]]])
    let token = try #require(result.created["k"]?["token"]?.string)
    let id = try #require(result.created["k"]?["id"]?.string)
    var bert = try village.member("bert")
    bert.deviceID = id
    #expect(village.cooperative.authenticate(.bearer(token: token), from: "a") == .member(bert))
    #expect(try village.get("Device", id)?["token"] == nil)
    #expect(try village.get("Device", id, as: "carl") == nil)
    #expect(refusal { try village.destroy("Device", id, as: "carl") } == "notFound")
    try village.destroy("Device", id)
    #expect(village.cooperative.authenticate(.bearer(token: token), from: "a") == .refused)
  }
}
