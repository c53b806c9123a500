import JSON
import Sync
import Wire

/// docs/protocol.md, section 26: profiles, invitations, chats of few, what moderators did.
enum MemberChecks {
  static let all: [Check] = [
    Check(
      "Profile.private", "what a profile does not show is nowhere that another member can read", "docs/protocol.md, 26",
      levels: [.l2], need: .writing, privacy),
    check("Invitation.once", "an invitation tells its code once, and can be taken back", invitation),
    check("Invitation.administrators", "only who administers the cooperative invites", uninvited),
    check("Channel.direct", "two members have one chat of their own, whoever begins it", direct),
    check("Report.log", "what a moderator does to another's message is written down, for moderators alone", log),
  ]

  private static func check(
    _ name: String, _ promise: String, _ examine: @escaping @Sendable (Examinee) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 26", levels: [.l2], need: .writing, examine)
  }

  // MARK: Invitations

  private static func invitations(_ examinee: Examinee) throws(Finding) -> Collection {
    let profiles = try ExaminedType.named("Profile", examinee)
    return Collection(examinee: examinee, type: "Invitation", account: profiles.account, using: profiles.using)
  }

  private static func invitation(_ examinee: Examinee) async throws(Finding) {
    let invitations = try invitations(examinee)
    let new: JSONObject = ["note": "ter1 conformance", "days": 1]
    guard case .success(let answer) = try await invitations.outcome("set", ["create": ["n": .object(new)]]) else {
      throw .notTried("needs a member who administers the cooperative")
    }
    let seen = JSONValue.object(answer).short
    let created = try want(answer["created"]?["n"], "an invitation", seen)
    let id = try want(created["id"]?.string, "its id", created.short)
    examinee.trash.add(invitations, id)
    let code = try want(created["code"]?.string, "its code", created.short)
    try expect(code.utf8.count >= 40, "a code that nobody guesses", "\(code.utf8.count) characters")
    try expect(created["expires"]?.string?.hasSuffix("Z") == true, "expires, a UTCDate", created.short)
    let list = try await invitations.call("get", ["ids": nil])["list"] ?? .null
    let mine = try want(list.array?.first { $0["id"]?.string == id }, "the invitation in the list", list.short)
    try expect(!list.text.contains(code), "the code is not told again", "it is")
    try expect(mine["note"] == new["note"] && mine["usedAt"] ?? .null == .null, "its note, and unused", mine.short)
    for days: JSONValue in [0, 31] {
      let wrong = try await invitations.call("set", ["create": ["n": ["days": days]]])
      try expect(wrong["notCreated"]?["n"]?["type"] == "invalidProperties", "\(days.short) days refused", "taken")
    }
  }

  private static func uninvited(_ examinee: Examinee) async throws(Finding) {
    let other = try await examinee.second()
    for (verb, arguments): (String, JSONObject) in [("get", ["ids": nil]), ("set", ["create": ["n": [:]]])] {
      let outcome = try await invitations(other).outcome(verb, arguments)
      guard case .failure(let error) = outcome else {
        throw .failed(expected: "forbidden for the second member", seen: "Invitation/\(verb) answered")
      }
      try expect(error.type == MethodError.forbidden, "forbidden", error.words)
    }
  }

  // MARK: Chats of few

  private static func me(_ examinee: Examinee) throws(Finding) -> String {
    let profiles = try ExaminedType.named("Profile", examinee)
    let principals = examinee.capability(Capability.principals, of: profiles.account)
    return try want(principals?["currentUserPrincipalId"]?.string, "currentUserPrincipalId", "none")
  }

  /// The chat stays, as there is one for the same two for ever, and is found again next time.
  private static func direct(_ examinee: Examinee) async throws(Finding) {
    let other = try await examinee.second()
    let members = [try me(examinee), try me(other)]
    var ids: Set<String> = []
    for (one, peer) in [(examinee, members[1]), (other, members[0])] {
      let new: JSONObject = [
        "kind": "chat", "name": "", "members": [.string(peer)], "clientId": .string(Unique.word()),
      ]
      let result = try await ExaminedType.named("Channel", one).set(["create": ["n": .object(new)]])
      let words = result.notCreated["n"]?.words ?? "neither created nor notCreated"
      ids.insert(
        try want(result.created["n"]?["id"]?.string ?? result.notCreated["n"]?.existingId, "a chat of two", words))
    }
    try expect(ids.count == 1, "one chat for the same two", "\(ids)")
    for one in [examinee, other] {
      let channel = try await ExaminedType.named("Channel", one).object(ids.first ?? "")
      let named = Set(channel["members"]?.array?.compactMap(\.string) ?? [])
      try expect(named == Set(members), "both members", JSONValue.object(channel).short)
      let rights = channel["myRights"]
      let isEqual = rights?["mayPost"] == true && rights?["mayModerate"] != true && rights?["mayAdmin"] != true
      try expect(isEqual, "both post, nobody moderates", rights?.short ?? "absent")
    }
  }

  // MARK: What moderators did

  private static func log(_ examinee: Examinee) async throws(Finding) {
    let board = try await Board.make(examinee)
    let other = try await examinee.second()
    let messages = Collection(
      examinee: other, type: "Message", account: board.messages.account, using: board.messages.using)
    let created = try await messages.create(board.message(["subject": "Annonce", "body": "À vendre"]))
    let id = created["id"]?.string ?? ""
    try await board.messages.change(id, ["hiddenAt": "2026-01-01T00:00:00Z"])
    let reports = try ExaminedType.named("Report", examinee)
    let found = try await reports.query(["filter": ["channelId": .string(board.id), "kind": "hide"]])
    let report = try want(found.first, "a Report of the kind hide", "none")
    let entry = try await reports.object(report)
    let isTold = entry["messageId"]?.string == id && entry["authorId"] == board.principal && entry["at"] != nil
    try expect(isTold, "which message, who and when", JSONValue.object(entry).short)
    let destroyed = try await reports.set(["destroy": [.string(report)]])
    try expect(destroyed.notDestroyed[report] != nil, "it is never destroyed", "it was")
    let seen = try await ExaminedType.named("Report", other).get(["ids": [.string(report)]])
    try expect(seen.list.isEmpty, "nothing for who does not moderate", "\(seen.list)")
  }

  private static func privacy(_ examinee: Examinee) async throws(Finding) {
    let profiles = try ExaminedType.named("Profile", examinee)
    let me = try me(examinee)
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
