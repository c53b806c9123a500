import JSON
import TER1Server
import Testing
import Wire

/// docs/protocol.md, section 17.
struct SyncChangesTests {
  let village: Village
  let chat: String

  init() throws {
    village = try Village()
    chat = try village.chat()
    _ = try village.say("avant", in: chat)
  }

  private func sync(_ arguments: JSONObject, as handle: String = "bert") throws -> JSONObject {
    try village.call("Sync/changes", arguments, as: handle)
  }

  private func token(as handle: String = "bert") throws -> String {
    try #require(try sync(["states": [:]], as: handle)["token"]?.string)
  }

  private func changed(since token: String, as handle: String = "bert") throws -> [String: JSONValue] {
    let account = village.cooperative.accountID
    return try sync(["since": .string(token)], as: handle)["changed"]?[account]?.object ?? [:]
  }

  private func answer(since token: String, as handle: String = "bert") throws -> Response? {
    guard let answer = try village.cooperative.news(since: token, for: village.member(handle)) else { return nil }
    return try Response(JSONValue(parsing: answer.body))
  }

  @Test func aTokenStandsForEverything() throws {
    let token = try token()
    #expect(try changed(since: token).isEmpty)
    #expect(try answer(since: token) == nil)
    let new = try village.say("après", in: chat)
    try village.update("ReadPosition", chat, ["readUpTo": "2026-01-01T00:00:00Z"])
    let news = try changed(since: token)
    #expect(Set(news.keys) == ["Message", "ReadPosition"])
    #expect(news["Message"]?["list"]?.array?.map { $0["id"]?.string } == [new])
    #expect(news["Message"]?["list"]?[0] == .object(try #require(try village.get("Message", new))))
    #expect(news["Message"]?["state"]?.string == (try village.changes("Message", since: "0").newState))
    let next = try #require(try answer(since: token)?.result(of: "s")?["token"]?.string)
    #expect(try answer(since: next) == nil)
    try village.reopen()
    #expect(try answer(since: next) == nil)
  }

  @Test func whatWasDestroyedIsTold() throws {
    let gone = try village.say("à retirer", in: chat)
    let token = try token()
    try village.destroy("Message", gone, as: "anna")
    #expect(try changed(since: token)["Message"]?["destroyed"] == [.string(gone)])
  }

  @Test func othersReadingIsNoNews() throws {
    let token = try token()
    try village.update("ReadPosition", chat, ["readUpTo": "2026-01-01T00:00:00Z"], as: "anna")
    #expect(try answer(since: token) == nil)
  }

  @Test func moreThanTheLimitIsLeftToPages() throws {
    let token = try token()
    let ids = try (0..<5).map { try village.say("\($0)", in: chat) }
    let answer = try sync(["since": .string(token), "limit": 2])
    #expect(answer["token"]?.isNull == true)
    let messages = answer["changed"]?[village.cooperative.accountID]?["Message"]
    #expect(messages?["hasMore"] == true)
    #expect(messages?["list"]?.array?.map { $0["id"]?.string } == Array(ids.prefix(2)))
    let rest = try village.changes("Message", since: try #require(messages?["state"]?.string))
    #expect(rest.created == Array(ids.dropFirst(2)))
    #expect(refusal { _ = try sync(["since": .string(token), "limit": 0]) } == "invalidArguments")
  }

  @Test func statesDoInThePlaceOfAToken() throws {
    let state = try village.changes("Message", since: "0").newState
    let new = try village.say("après", in: chat)
    let account = village.cooperative.accountID
    let answer = try sync(["states": [account: ["Message": .string(state), "Unknown": "1"]]])
    #expect(answer["changed"]?[account]?["Message"]?["list"]?.array?.map { $0["id"]?.string } == [new])
    #expect(answer["changed"]?[account]?["Channel"] == nil)
    #expect(refusal { _ = try sync(["states": ["other": [:]]]) } == "accountNotFound")
    #expect(refusal { _ = try sync([:]) } == "invalidArguments")
  }

  @Test func otherRightsAreAnotherBeginning() throws {
    let token = try token()
    try village.cooperative.grant([], on: .channel(name: "Permanence"), to: .member(handle: "bert"))
    #expect(refusal { _ = try sync(["since": .string(token)]) } == "cannotCalculateChanges")
    #expect(try answer(since: token)?.methodResponses.first?.name == "error")
  }

  @Test func anotherSessionIsNews() throws {
    let token = try token()
    try village.cooperative.setAdmin("bert")
    #expect(try answer(since: token) != nil)
  }

  @Test(arguments: ["", "x", "....", "a.0.1.b", "a.0.1-0-9.b", "9999999999999999999999.0.0.0"])
  func foreignTokensAreNotUnderstood(_ token: String) throws {
    #expect(refusal { _ = try sync(["since": .string(token)]) } == "cannotCalculateChanges")
    let parts = try self.token().split(separator: ".")
    let later = "\(parts[0]).\(parts[1]).999999.\(parts[3])"
    #expect(refusal { _ = try sync(["since": .string(later)]) } == "cannotCalculateChanges")
  }
}
