import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// Reports, what is hidden, and the log of what moderators did: docs/protocol.md, section 26.
struct ReportTests {
  private let village: Village
  private let forum: String
  private let message: String

  init() throws {
    village = try Village()
    forum = try village.forum()
    message = try village.topic(in: forum, "Zanzibar", as: "carl")
    try village.cooperative.grant(.usual, on: .channel(name: "Salaires"), to: .everyone)
  }

  private func report(_ more: JSONObject = [:], as handle: String = "bert") throws -> String {
    let draft: JSONObject = [
      "clientId": .string(UUID().uuidString), "messageId": .string(message), "text": "Insulte",
    ]
    return try village.create("Report", draft.merging(more) { $1 }, as: handle)
  }

  private func reports(_ kind: String, as handle: String = "anna") throws -> [JSONObject] {
    try village.query("Report", ["kind": .string(kind)], as: handle)
      .compactMap { try village.get("Report", $0, as: handle) }
  }

  // MARK: Reports

  @Test func aReportIsSeenByModeratorsAlone() throws {
    let states = { try village.cooperative.standing(of: village.member("bert")).states["Report"] }
    let before = try states()
    let id = try report()
    for other in ["bert", "carl"] {
      #expect(try village.get("Report", id, as: other) == nil && village.query("Report", .null, as: other) == [])
      #expect(try village.changes("Report", since: "0", as: other).created == [])
      #expect(throws: SetError.self) { try village.update("Report", id, ["state": "refused"], as: other) }
    }
    // Nor are they told when something was reported.
    #expect(try states() == before)
    let seen = try #require(try village.get("Report", id, as: "anna"))
    #expect(seen["authorId"] == .string(try village.principal("bert")) && seen["text"] == "Insulte")
    try village.update("Report", id, ["state": "accepted"], as: "anna")
    #expect(try village.get("Report", id, as: "anna")?["decidedBy"] == .string(try village.principal("anna")))
    #expect(throws: SetError.self) { try village.destroy("Report", id, as: "anna") }
  }

  @Test func whoBecomesModeratorSeesWhatWasReportedBefore() throws {
    let id = try report()
    let rights: Rights = [.read, .post, .moderate]
    let state = try #require(try village.call("Report/get", ["ids": []])["state"]?.string)
    try village.cooperative.grant(rights, on: .channel(name: "Salaires"), to: .member(handle: "bert"))
    #expect(throws: MethodError(MethodError.cannotCalculateChanges)) { try village.changes("Report", since: state) }
    #expect(try village.changes("Report", since: "0").created == [id])
  }

  @Test func nobodyForgesWhoReports() throws {
    for forged in [["authorId": .string(try village.principal("carl"))], ["at": "2020-01-01T00:00:00Z"]]
      as [JSONObject]
    {
      #expect(setError { try report(forged) }?.type == SetError.invalidProperties)
    }
    for forged in [["kind": "hide"], ["kind": "join"], ["state": "accepted"], ["name": "X"], ["messageId": "M9"]]
      as [JSONObject]
    {
      #expect(throws: SetError.self) { try report(forged) }
    }
    let hidden = try village.create("Channel", ["kind": "forum", "name": "Bureau"], as: "anna")
    try village.cooperative.grant([], on: .channel(name: "Bureau"), to: .everyone)
    let secret = try village.topic(in: hidden, "Secret", as: "anna")
    #expect(setError { try report(["messageId": .string(secret)]) }?.type == "invalidProperties")
  }

  @Test func aMemberReportsAMessageOnceAndNotWithoutEnd() throws {
    let id = try report(["clientId": "once"])
    // The same again, because its answer was lost.
    #expect(setError { try report(["clientId": "once"]) } == SetError(SetError.alreadyExists, existingId: id))
    #expect(setError { try report(["text": "Encore"]) } == SetError("alreadyReported", existingId: id))
    for number in 0..<19 {
      let other = try village.topic(in: forum, "Sujet \(number)", as: "carl")
      _ = try report(["messageId": .string(other)])
    }
    let last = try village.topic(in: forum, "Encore", as: "carl")
    #expect(setError { try report(["messageId": .string(last)]) }?.type == SetError.overQuota)
  }

  /// Nobody moderates a private channel: the report shows to administrators what the reporter was told, and no more.
  @Test func ofAPrivateChannelTheReportHoldsTheText() throws {
    let carl = try village.principal("carl")
    let draft: JSONObject = ["clientId": "d", "kind": "chat", "name": "-", "members": [.string(carl)]]
    let channel = try village.create("Channel", draft)
    let line = try village.say("Menace", in: channel, as: "carl")
    let id = try report(["messageId": .string(line)])
    #expect(try village.get("Report", id, as: "anna")?["quote"] == "Menace")
    #expect(try village.get("Message", line, as: "anna") == nil)
  }

  // MARK: Hiding

  @Test func aHiddenMessageIsSeenByItsAuthorAndModeratorsAlone() throws {
    let blob = try village.cooperative.keepBlob(Array("zanzibar".utf8), for: village.member("carl")).id
    let attachments: JSONValue = [["blobId": .string(blob), "name": "zanzibar.txt", "type": "text/plain"]]
    let draft: JSONObject = [
      "clientId": "h", "channelId": .string(forum), "threadRootId": .string(message), "body": "zanzibar",
      "attachments": attachments, "mentions": [.string(try village.principal("bert"))],
    ]
    let reply = try village.create("Message", draft, as: "carl")
    try village.update("Message", reply, ["hiddenAt": "2026-01-01T00:00:00Z"], as: "anna")
    for reader in ["carl", "anna"] {
      #expect(try village.get("Message", reply, as: reader)?["body"] == "zanzibar")
      #expect(try village.cooperative.blob(blob, for: village.member(reader)) != nil)
    }
    #expect(try village.get("Message", reply)?["hiddenAt"]?.string != nil)
    let sync = try village.call("Sync/changes", ["states": [village.cooperative.accountID: ["Message": "0"]]])
    let digest = try village.call("Digest/get", ["since": "2020-01-01T00:00:00Z"])
    let all = [try village.get("Message", reply).map(JSONValue.object) ?? .null, .object(sync), .object(digest)]
    #expect(all.allSatisfy { !$0.text.contains("zanzibar") })
    #expect(
      try village.query("Message", ["text": "zanzibar"]) == [message] && village.get("Message", reply)?["body"] == "")
    #expect(try !village.query("Message", ["hasAttachment": true]).contains(reply))
    #expect(try village.cooperative.blob(blob, for: village.member("bert")) == nil)
    // Nor does a guess tell, by what an update is answered.
    let guess: JSONObject = [
      "update": [reply: ["reactions/x/\(try village.principal("bert"))": true]],
      "ifMatch": [reply: ["body": "zanzibar"]],
    ]
    #expect(try village.set("Message", guess).notUpdated[reply]?.type == SetError.forbidden)
    #expect(setError { try village.update("Message", reply, ["body": "zanzibar"]) }?.type == SetError.forbidden)
    try village.update("Message", reply, ["hiddenAt": nil], as: "anna")
    #expect(try village.get("Message", reply)?["body"] == "zanzibar")
    #expect(try village.query("Message", ["text": "zanzibar"]).contains(reply))
  }

  @Test func onlyModeratorsHide() throws {
    for other in ["bert", "carl"] {
      #expect(throws: SetError.self) {
        try village.update("Message", message, ["hiddenAt": "2026-01-01T00:00:00Z"], as: other)
      }
    }
    let draft: JSONObject = [
      "clientId": "x", "channelId": .string(forum), "subject": "S", "body": "b", "hiddenAt": "2026-01-01T00:00:00Z",
    ]
    #expect(throws: SetError.self) { try village.create("Message", draft, as: "anna") }
  }

  // MARK: The log

  @Test func whatModeratorsDoIsWrittenDown() throws {
    let other = try village.forum("Santé")
    try village.update("Message", message, ["pinned": true], as: "anna")
    try village.update("Message", message, ["hiddenAt": "2026-01-01T00:00:00Z"], as: "anna")
    try village.update("Message", message, ["hiddenAt": nil], as: "anna")
    try village.update("Message", message, ["channelId": .string(other)], as: "anna")
    try village.update("Channel", forum, ["isArchived": true], as: "anna")
    try village.update("Message", message, ["deletedAt": "2026-01-01T00:00:00Z"], as: "anna")
    let anna = JSONValue.string(try village.principal("anna"))
    for act in ["pin", "hide", "show", "move", "close", "delete"] {
      let entries = try reports(act)
      #expect(entries.count == 1 && entries.first?["authorId"] == anna, "\(act)")
      let id = try #require(entries.first?["id"]?.string)
      for patch in [["state": "refused"], ["authorId": "x"]] as [JSONObject] {
        #expect(throws: SetError.self) { try village.update("Report", id, patch, as: "anna") }
      }
      #expect(throws: SetError.self) { try village.destroy("Report", id, as: "anna") }
    }
    // What one does to one's own is nobody's business.
    let own = try village.topic(in: other, "Mien", as: "carl")
    try village.update("Message", own, ["deletedAt": "2026-01-01T00:00:00Z"], as: "carl")
    #expect(try reports("delete").count == 1 && reports("delete", as: "carl").isEmpty)
  }
}

/// The refusal that `body` throws; nil: it throws none.
func setError<Result>(_ body: () throws -> Result) -> SetError? {
  do {
    _ = try body()
    return nil
  } catch { return error as? SetError }
}
