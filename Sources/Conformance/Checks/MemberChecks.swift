import JSON
import Sync
import Wire

/// docs/protocol.md, section 26: profiles.
enum MemberChecks {
  static let all: [Check] = [
    Check(
      "Profile.private", "what a profile does not show is nowhere that another member can read", "docs/protocol.md, 26",
      levels: [.l2], need: .writing, privacy)
  ]

  private static func privacy(_ examinee: Examinee) async throws(Finding) {
    let profiles = try ExaminedType.named("Profile", examinee)
    let account = examinee.session.session.accounts[profiles.account]?.accountCapabilities ?? [:]
    let me = try want(
      account[Capability.principals]?["currentUserPrincipalId"]?.string, "currentUserPrincipalId", "none")
    let before = try await profiles.get(["ids": [.string(me)]]).list.first ?? [:]
    let word = Unique.word()
    let result = try await profiles.update(me, ["section": .string(word), "audience/section": nil])
    try expect(result.updated[me] != nil, "the profile is taken", result.notUpdated[me]?.words ?? "nothing")
    let other = try await examinee.second()
    let seen = try await ExaminedType.named("Profile", other).get(["ids": [.string(me)]])
    try expect(seen.list.isEmpty, "nothing for another member", "\(seen.list)")
    let principals = try ExaminedType.named("Principal", other)
    let principal = try await principals.object(me)
    try expect(
      !JSONValue.object(principal).text.contains(word), "not the private field", JSONValue.object(principal).short)
    let found = try await principals.query(["filter": ["text": .string(word)]])
    try expect(found.isEmpty, "nobody is found by it", "\(found)")
    _ = try await profiles.update(me, ["section": before["section"] ?? ""])
  }
}
