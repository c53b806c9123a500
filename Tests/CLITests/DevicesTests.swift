import Foundation
import JSON
import TestSupport
import Testing

/// A member's devices, listed and revoked from another one.
@Suite(.ownThreads) struct DevicesTests {
  private func devices(_ person: Person) throws -> [JSONValue] {
    let listed = try person.ter1("devices", "list", "--json")
    try #require(listed.status == 0, "\(listed.errors)")
    return try listed.lines.map { try JSONValue(parsing: $0) }
  }

  @Test func aLostDeviceIsLetInNoMoreAndKeepsWhatItHas() throws {
    let village = try Village()
    let (lost, other) = (try Person(), try Person())
    try lost.join(village)
    let own = try #require(try devices(lost).first)
    #expect(own["isCurrent"] == true)
    #expect(own["created"]?.string?.hasSuffix("Z") == true && own["lastUsed"]?.string?.hasSuffix("Z") == true)
    #expect(own["name"] == "ter1", "a machine’s name is nobody’s business")
    try other.join(village)
    #expect(try devices(other).count == 2)
    let id = try #require(own["id"]?.string)
    #expect(try other.ter1("devices").lines.contains { $0.hasPrefix("ul  \(id)  ") })

    let posted = try lost.ter1("post", "chat", "salon", "--queue", input: "gardé")
    #expect(posted.status == 0 || posted.status == 75, "\(posted.errors)")
    #expect(try other.ter1("devices", "revoke", id).status == 0)
    #expect(try devices(other).map { $0["isCurrent"] } == [true])
    let refused = try lost.ter1("sync")
    #expect(refused.status == 77)
    #expect(refused.errors.contains("its access was revoked"))
    #expect(refused.errors.contains("still here"))
    #expect(refused.errors.contains("ter1 account login"))
    #expect(try lost.ter1("list", "topics").lines.count == 1)
    #expect(try lost.ter1("outbox", "list").lines.count == 1)

    let back = try lost.ter1("account", "login", "ul", "--password-file", village.passwordFile)
    #expect(back.status == 0, "\(back.errors)")
    #expect(try lost.ter1("sync").status == 0)
    #expect(try other.ter1("sync").status == 0)
    #expect(try other.ter1("list", "chat").output.contains("gardé"))
  }

  @Test func anUnknownDeviceIsNamed() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let outcome = try person.ter1("devices", "revoke", "D9999")
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("D9999"))
  }
}
