import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// Channels of a few members: docs/protocol.md, section 26.
struct DirectChannelTests {
  private let village: Village
  private let carl: String

  init() throws {
    village = try Village()
    carl = try village.principal("carl")
  }

  private func open(with members: [String], as handle: String = "bert") throws -> String {
    try village.create(
      "Channel",
      [
        "clientId": .string(UUID().uuidString), "kind": "chat", "name": "-",
        "members": .array(members.map(JSONValue.string)),
      ], as: handle)
  }

  @Test func twoWhoWriteAtOnceGetOneChannel() throws {
    let first = try open(with: [carl])
    let bert = try village.principal("bert")
    let error = #expect(throws: SetError.self) { try open(with: [bert], as: "carl") }
    #expect(error?.type == SetError.alreadyExists && error?.existingId == first)
    #expect(setError { try open(with: [carl, carl, bert]) }?.existingId == first)
    _ = try village.say("Bonjour", in: first)
    _ = try village.say("Salut", in: first, as: "carl")
    #expect(try village.query("Message", ["channelId": .string(first)], as: "carl").count == 2)
    #expect(try village.get("Channel", first, as: "carl")?["name"] == "Bert, Carl")
    // Three are another channel.
    let anna = try village.principal("anna")
    #expect(try open(with: [carl, anna]) != first)
  }

  /// Administrators included.
  @Test func nobodyElseReadsWritesOrFinds() throws {
    let channel = try open(with: [carl])
    let message = try village.say("zanzibar", in: channel)
    #expect(try village.get("Channel", channel, as: "anna") == nil)
    #expect(try village.get("Message", message, as: "anna") == nil)
    #expect(try village.query("Message", ["text": "zanzibar"], as: "anna") == [])
    #expect(try village.changes("Message", since: "0", as: "anna").created == [])
    #expect(try village.changes("Channel", since: "0", as: "anna").created == [])
    #expect(throws: SetError.self) { try village.say("Je lis", in: channel, as: "anna") }
    #expect(throws: SetError.self) { try village.update("Channel", channel, ["isArchived": true], as: "anna") }
    #expect(throws: SetError.self) { try village.destroy("Channel", channel, as: "anna") }
    let digest = try village.call("Digest/get", ["since": "2020-01-01T00:00:00Z"], as: "anna")
    #expect(!JSONValue.object(digest).text.contains("zanzibar"))
    let own = try village.call("Digest/get", ["since": "2020-01-01T00:00:00Z"], as: "carl")["list"]?[0]
    #expect(own?["title"] == "Bert" && own?["id"] == .string(channel))
  }

  @Test func noRightsAreGivenThereAndNobodyIsAdded() throws {
    let channel = try open(with: [carl])
    let anna = try village.principal("anna")
    for patch in [["members": [.string(anna)]], ["name": "Autre"], ["members": nil]] as [JSONObject] {
      #expect(throws: SetError.self) { try village.update("Channel", channel, patch) }
    }
    #expect(throws: CooperativeError.self) {
      try village.cooperative.grant(.all, on: .channel(name: "Bert, Carl"), to: .member(handle: "anna"))
    }
  }

  @Test(arguments: [[], ["nobody"], ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]])
  func whatIsNoConversationIsRefused(members: [String]) throws {
    #expect(setError { try open(with: members) }?.type == SetError.invalidProperties)
    let forum: JSONObject = ["kind": "forum", "name": "-", "members": [.string(carl)]]
    #expect(throws: SetError.self) { try village.create("Channel", forum) }
    // Without members it is for administrators, as ever.
    #expect(throws: SetError.self) { try village.create("Channel", ["kind": "chat", "name": "Salon"]) }
  }
}
