import JSON
import Testing
import Text

@testable import ClientCore

struct EarlierTextTests {
  private func texts(_ village: Village) throws -> [String] {
    try village.reader.earlierTexts(village.key(Message.name, "m")).map(\.body.raw)
  }

  private func edited(_ body: String, at minute: Int, _ more: JSONObject = [:]) -> JSONValue {
    message("m", body, at: 1, more.merging(["editedAt": .string(date(minute))]) { $1 })
  }

  @Test func whatWasSaidBeforeIsKept() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m", "à 14 h", at: 1)])
    try await village.receive(Message.name, [edited("à 15 h", at: 5)])
    try await village.receive(Message.name, [edited("à 15 h", at: 5, ["pinned": true])])
    try await village.receive(Message.name, [edited("à 16 h", at: 9)])
    let earlier = try village.reader.earlierTexts(village.key(Message.name, "m"))
    #expect(earlier.map(\.body.raw) == ["à 15 h", "à 14 h"])
    #expect(earlier.map(\.since) == [seconds(5), seconds(1)])
  }

  @Test func aTextThatComesLaterIsNoChange() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m", "le début", at: 1, ["bodySize": 2_000])])
    try await village.receive(Message.name, [message("m", "le début et la suite", at: 1)])
    #expect(try texts(village).isEmpty)
  }

  @Test func nothingIsLeftOfAMessageThatWasDeleted() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m", "secret", at: 1)])
    try await village.receive(Message.name, [edited("public", at: 5)])
    #expect(try texts(village) == ["secret"])
    try await village.receive(Message.name, [message("m", "", at: 1, ["deletedAt": .string(date(9))])])
    #expect(try texts(village).isEmpty)
  }

  @Test func onesOwnChangeThatIsTakenBackLeavesNothing() async throws {
    let village = try Village()
    try await village.settle()
    try await village.receive(Message.name, [message("m", "à 14 h", from: "moi", at: 1)])
    let key = village.key(Message.name, "m")
    _ = try village.cache.enqueue([Message.edit(key, body: "à 15 h")])
    #expect(try texts(village) == ["à 14 h"])
    let waiting = try #require(try village.reader.outbox().first)
    _ = try village.cache.drop(waiting.entry.id)
    #expect(try texts(village).isEmpty)
  }
}
