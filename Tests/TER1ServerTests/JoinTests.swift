import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// Becoming a member by an invitation, or asking for one: docs/protocol.md, section 26.
struct JoinTests {
  private let clock = StoppedClock()
  private let village: Village

  init() throws { village = try Village(clock: clock) }

  private func invite(_ draft: JSONObject = [:], as handle: String = "anna") throws -> (id: String, code: String) {
    let result = try village.set("Invitation", ["create": ["k": .object(draft)]], as: handle)
    if let error = result.notCreated["k"] { throw error }
    let made = try #require(result.created["k"])
    return (try #require(made["id"]?.string), try #require(made["code"]?.string))
  }

  private func join(
    _ code: String?, _ handle: String = "dora", address: String = "192.0.2.1", _ more: JSONObject = [:]
  ) -> JoinAnswer {
    var body: JSONObject = ["handle": .string(handle), "name": "Dora", "password": "correct horse battery"]
    if let code { body["code"] = .string(code) }
    return village.cooperative.join(JSONValue.object(body.merging(more) { $1 }).bytes, from: address)
  }

  @Test func anInvitationMakesOneMemberOnce() throws {
    let (id, code) = try invite(["note": "Dora"])
    #expect(join(code) == .joined(handle: "dora"))
    let credentials = Credentials.basic(handle: "dora", password: "correct horse battery")
    guard case .member(let dora) = village.cooperative.authenticate(credentials, from: "192.0.2.1") else {
      Issue.record("she is not let in")
      return
    }
    #expect(!dora.isAdmin)
    #expect(join(code, "eve", address: "192.0.2.2") == .refused)
    let list = try village.call("Invitation/get", ["ids": nil], as: "anna")["list"]?.array
    #expect(list?.first?["id"] == .string(id) && list?.first?["usedBy"] == .string(dora.principalID))
    #expect(!JSONValue.array(list ?? []).text.contains(code))
  }

  @Test func neitherAGuessNorAnOldOneNorARevokedOneLetsIn() throws {
    #expect(join("guess") == .refused && join("", address: "192.0.2.9") == .refused)
    let (_, old) = try invite(["days": 1])
    clock.pass(seconds: 86_400)
    #expect(join(old, address: "192.0.2.3") == .refused)
    let (id, revoked) = try invite()
    try village.destroy("Invitation", id, as: "anna")
    #expect(join(revoked, address: "192.0.2.4") == .refused)
    #expect(try village.cooperative.member(handle: "dora") == nil)
  }

  @Test func whoGuessesIsSlowedDown() throws {
    var answers: [JoinAnswer] = []
    for number in 0..<6 { answers.append(join("guess \(number)", address: "192.0.2.5")) }
    #expect(answers.prefix(4).allSatisfy { $0 == .refused })
    guard case .slowDown = answers.last else {
      Issue.record("\(answers)")
      return
    }
    // The right code neither, until the time is over.
    let (_, code) = try invite()
    guard case .slowDown = join(code, address: "192.0.2.5") else {
      Issue.record("let in")
      return
    }
    #expect(join(code, address: "192.0.2.6") == .joined(handle: "dora"))
  }

  @Test func onlyAnAdministratorInvites() throws {
    for verb in ["get", "set"] {
      #expect(throws: MethodError(MethodError.forbidden)) {
        try village.call("Invitation/\(verb)", ["create": ["k": [:]]], as: "bert")
      }
    }
    for draft in [["days": 0], ["days": 31], ["code": "mine"], ["note": 7], ["isAdmin": true]] as [JSONObject] {
      #expect(throws: SetError.self) { try invite(draft) }
    }
  }

  /// The code is not in the file: neither as it is given nor in another alphabet that a person would look for.
  @Test func theFileDoesNotHoldTheCode() throws {
    let (_, code) = try invite()
    try village.reopen()
    let files = try FileManager.default.contentsOfDirectory(atPath: village.directory)
    for file in files where file.hasPrefix("cooperative") {
      let bytes = try Data(contentsOf: URL(filePath: village.directory + "/" + file))
      #expect(bytes.range(of: Data(code.utf8)) == nil)
    }
    #expect(join(code) == .joined(handle: "dora"))
  }

  /// A name is nobody's to take twice; what is wrong with the rest costs no invitation.
  @Test func whatWillNotDoIsSaidAndTheInvitationStays() throws {
    let (_, code) = try invite()
    #expect(join(code, "bert") == .taken)
    for more in [["handle": "Ber T"], ["password": "short"], ["name": "a\u{7}"], ["name": " "], ["handle": 7]]
      as [JSONObject]
    {
      guard case .invalid = join(code, "dora", more) else {
        Issue.record("\(more)")
        continue
      }
    }
    #expect(village.cooperative.join(Array("{".utf8), from: "192.0.2.7") == .invalid("no JSON object"))
    #expect(join(code) == .joined(handle: "dora"))
  }

  @Test func twoAtOnceAreOneMember() async throws {
    let (_, code) = try invite()
    let answers = await withTaskGroup(of: JoinAnswer.self) { group in
      for number in 0..<4 {
        let cooperative = village.cooperative
        let body: JSONValue = [
          "code": .string(code), "handle": .string("dora\(number)"), "name": "Dora", "password": "correct horse",
        ]
        group.addTask { cooperative.join(body.bytes, from: "192.0.2.\(number)") }
      }
      return await group.reduce(into: [JoinAnswer]()) { $0.append($1) }
    }
    #expect(answers.count { if case .joined = $0 { true } else { false } } == 1, "\(answers)")
    #expect(try village.cooperative.members().count { $0.handle.hasPrefix("dora") } == 1)
  }

  // MARK: Requests

  private func ask(_ number: Int) -> JoinAnswer {
    let body: JSONValue = ["name": "Dora", "reach": "06 12", "text": "Je voudrais vous rejoindre"]
    return village.cooperative.join(body.bytes, from: "192.0.\(number / 256).\(number % 256)")
  }

  @Test func aRequestIsSeenAndDecidedByThoseWhoAdminister() throws {
    #expect(ask(1) == .asked)
    let id = try #require(try village.query("Report", ["kind": "join"], as: "anna").first)
    let request = try #require(try village.get("Report", id, as: "anna"))
    #expect(request["name"] == "Dora" && request["reach"] == "06 12" && request["state"] == "open")
    #expect(try village.get("Report", id, as: "bert") == nil)
    try village.update("Report", id, ["state": "refused"], as: "anna")
    #expect(try village.get("Report", id, as: "anna")?["decidedBy"] == .string(try village.principal("anna")))
  }

  @Test func aFloodOfRequestsIsHeldBack() throws {
    var answers: [JoinAnswer] = []
    for _ in 0..<8 { answers.append(ask(1)) }
    #expect(answers.count { $0 == .asked } == 4)
    // And from many addresses no more are kept than somebody can look at.
    for number in 2..<100 { _ = ask(number) }
    #expect(try village.query("Report", ["kind": "join"], as: "anna").count == 50)
    #expect(ask(200) == .slowDown(3_600))
    for text in [["name": "", "reach": "x"], ["name": "Dora"], ["name": "Dora", "reach": "x\u{1B}[2J"], ["name": 7]]
      as [JSONValue]
    {
      guard case .invalid = village.cooperative.join(text.bytes, from: "198.51.100.1") else {
        Issue.record("\(text.text)")
        continue
      }
    }
  }
}
