import Foundation
import JSON
import TER1Server
import Testing

@testable import TER1Import

struct DemonstrationTests {
  @Test func everyPaneHasSomethingToShow() throws {
    let imported = try ImportedCooperative()
    try Demonstration.fill(imported.cooperative)
    let messages = try imported.objects("Message")
    let topics = messages.filter { $0["subject"]?.string != nil }
    #expect(topics.count >= 35)
    let replies = Dictionary(grouping: messages.compactMap { $0["threadRootId"]?.string }) { $0 }
    #expect(replies.values.count { $0.count >= 18 } >= 4)
    #expect(messages.contains { $0["author"]?["name"]?.string != nil })
    #expect(messages.contains { $0["attachments"]?.array?.isEmpty == false })
    #expect(messages.contains { $0["mentions"]?.array?.isEmpty == false })
    #expect(messages.contains { $0["pinned"] == true })
    #expect(messages.contains { $0["editedAt"]?.string != nil })
    #expect(try imported.objects("Channel").contains { $0["isArchived"] == true })
    #expect(try imported.objects("FileNode").count >= 30)
    for object in try messages + imported.objects("CalendarEvent") + imported.objects("FileNode") {
      #expect(!holdsControl(object))
      #expect(!object.text.contains("{thu") && !object.text.contains("{sat"))
    }
  }

  /// On any day of the week, at any hour, in a leap year, on the days on which the clocks change.
  @Test(arguments: [
    "2026-11-23T00:00:30Z", "2026-11-29T22:59:59Z", "2028-02-28T12:00:00Z", "2027-03-28T01:00:00Z",
    "2027-10-31T00:30:00Z", "2026-12-31T23:30:00Z",
  ])
  func datesAreRelative(_ text: String) throws {
    let now = try #require(UTCDate(text)).milliseconds
    let imported = try ImportedCooperative()
    try Demonstration.fill(imported.cooperative, now: now)
    let dates = try imported.objects("Message").compactMap {
      $0["receivedAt"]?.string.flatMap(UTCDate.init)?.milliseconds
    }
    #expect(dates.allSatisfy { $0 < now })
    #expect(dates.contains { now - $0 < 3_600_000 })
    let today = String(text.prefix(10))
    let starts = try imported.objects("CalendarEvent").compactMap { $0["start"]?.string }
    #expect(starts.count { $0 > today } >= 8)
    #expect(starts.contains { $0 < today })
    // One vote is told by the digest on any day.
    let closings = try imported.objects("Proposal").compactMap {
      $0["closesAt"]?.string.flatMap(UTCDate.init)?.milliseconds
    }
    #expect(closings.contains { $0 > now && $0 < now + 2 * 86_400_000 })
  }

  @Test func someThingsAreReadAndSomeNot() throws {
    let imported = try ImportedCooperative()
    try Demonstration.fill(imported.cooperative)
    let account = JSONValue.string(imported.cooperative.accountID)
    let member = try #require(try imported.cooperative.member(handle: "camille"))
    let body: JSONValue = [
      "using": ["urn:ietf:params:jmap:core", "urn:ter1:discussion"],
      "methodCalls": [["ReadPosition/get", ["accountId": account, "ids": nil], "r"]],
    ]
    let answer = try JSONValue(parsing: imported.cooperative.api(body.bytes, as: member).body)
    let list = try #require(answer["methodResponses"]?[0]?[1]?["list"]?.array)
    let read = Dictionary(
      uniqueKeysWithValues: list.compactMap { position in
        position["id"]?.string.map { ($0, position["readUpTo"]?.string ?? "") }
      })
    let unread = try imported.objects("Message").filter { message in
      let place =
        message["threadRootId"]?.string
        ?? (message["subject"]?.string == nil ? message["channelId"] : message["id"])?.string
      return (message["receivedAt"]?.string ?? "") > read[place ?? ""] ?? ""
    }
    #expect((20...120).contains(unread.count))
  }

  @Test func passwordsOpenTheDoor() throws {
    let imported = try ImportedCooperative()
    try Demonstration.fill(imported.cooperative)
    #expect(
      try imported.cooperative.members().filter(\.maySignIn).map(\.handle) == ["camille", "lou", "nadia", "yann"])
  }
}
