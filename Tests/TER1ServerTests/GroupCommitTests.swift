import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// Changes that wait together are written together: none may take another with it, or be told of before it is there.
struct GroupCommitTests {
  private static let writers = 24

  @Test("of many writers at once each is answered for itself; a refused one leaves nothing, and takes nobody with it")
  func manyAtOnce() async throws {
    let village = try Village()
    let room = try village.chat()
    let before = try #require(try village.call("Message/get", ["ids": []])["state"]?.string)
    let answers = try await Self.together(village.cooperative, try village.member("bert"), room)
    for (number, answer) in answers.enumerated() {
      switch number % 3 {
      case 0: #expect(throws: MethodError(MethodError.stateMismatch)) { try answer.result(of: "0") }
      case 1: #expect(try SetResult(answer.result(of: "0") ?? [:]).notCreated["k"]?.type == SetError.invalidProperties)
      default: #expect(try SetResult(answer.result(of: "0") ?? [:]).created["k"] != nil)
      }
    }
    let wanted = (0..<Self.writers).filter { $0 % 3 == 2 }.map { "mot \($0)" }.sorted()
    func bodies() throws -> [String] {
      try GetResult(village.call("Message/get", ["ids": nil])).list.compactMap { $0["body"]?.string }.sorted()
    }
    #expect(try bodies() == wanted)
    #expect(try village.changes("Message", since: before).created.count == wanted.count)
    try village.reopen()
    #expect(try bodies() == wanted)
  }

  /// On threads of their own, all at once: every third writer asks for a state that never was, every third says nothing at all.
  private static func together(_ cooperative: Cooperative, _ bert: Member, _ room: String) async throws -> [Response] {
    let answers = await withTaskGroup(of: (Int, [UInt8]).self) { group in
      for number in 0..<writers {
        let body = number % 3 == 1 ? "" : "mot \(number)"
        let draft: JSONValue = [
          "clientId": .string("c\(number)"), "channelId": .string(room), "body": .string(body),
        ]
        var arguments: JSONObject = ["accountId": .string(cooperative.accountID), "create": ["k": draft]]
        if number % 3 == 0 { arguments["ifInState"] = "never" }
        let request = Request(using: Village.using, methodCalls: [Invocation("Message/set", arguments, id: "0")])
        group.addTask {
          await withCheckedContinuation { done in
            Thread.detachNewThread {
              done.resume(returning: (number, cooperative.api(request.json.bytes, as: bert).body))
            }
          }
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    return try (0..<writers).map { try Response(JSONValue(parsing: answers[$0] ?? [])) }
  }
}
