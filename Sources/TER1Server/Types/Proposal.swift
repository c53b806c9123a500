import GRDB
import JSON
import Voting
import Wire

/// docs/protocol.md, section 23: what is put to a vote. Until it opens it may be changed; from then on nothing that a ballot rests on.
struct ProposalType: ObjectType {
  let name = "Proposal"
  let letter = "V"
  let capability = Capability.proposals
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("channelId", .id).immutable,
    Property("topicId", .id).nullable,
    Property("amends", .id).nullable.immutable,
    Property("title", .text(bytes: 255)),
    Property("body", .text(bytes: 65_536), initial: ""),
    Property("method", .oneOf(VotingMethod.allCases.map(\.rawValue))).immutable,
    Property("options", .other, initial: []),
    Property("dots", .unsigned, initial: 0),
    Property("isSecret", .bool, initial: false).immutable,
    Property("quorum", .unsigned, initial: 0),
    Property("opensAt", .date).nullable,
    Property("closesAt", .date),
    Property("withdrawnAt", .date).nullable,
    .serverSet("created"),
    .serverSet("createdBy"),
    .serverSet("myRights"),
  ]

  /// What a ballot rests on.
  private static let fixedOnceOpen = ["title", "body", "options", "dots", "quorum", "opensAt", "closesAt"]

  func myRights(_ rights: Rights) -> JSONValue? {
    ["mayVote": .bool(rights.contains(.respond)), "mayModerate": .bool(rights.contains(.moderate))]
  }

  func searchText(_ json: JSONObject) -> String {
    [json["title"], json["body"]].compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: Create

  func create(_ new: inout StoredObject, in change: Change) throws {
    guard let channel = try change.readable("Channel", new.json["channelId"]?.string ?? "") else {
      throw SetError.invalid("channelId", "is no channel")
    }
    guard channel.json["isArchived"] != true else { throw SetError(SetError.forbidden, "the channel is archived") }
    try change.require(.post, in: channel.id)
    guard new.json["withdrawnAt"] == .null else { throw SetError.invalid("withdrawnAt", "is for what is there") }
    new.container = channel.id
    new.json["created"] = .string(change.transaction.now.text)
    new.json["createdBy"] = .string(change.me)
    try checkTopic(new, in: change)
    try checkAmended(new, in: change)
    try checkContent(&new, now: change.transaction.now)
  }

  func created(_ new: StoredObject, in change: Change) throws { try change.transaction.insertTally(of: new) }

  private func checkTopic(_ new: StoredObject, in change: Change) throws {
    guard let id = new.json["topicId"]?.string else { return }
    guard let topic = try change.readable("Message", id), topic.container == new.container,
      topic.json["subject"]?.string != nil
    else { throw SetError.invalid("topicId", "is no topic of this channel") }
  }

  /// What is amended stands before its opening, in the same channel, and amends nothing.
  private func checkAmended(_ new: StoredObject, in change: Change) throws {
    guard let id = new.json["amends"]?.string else { return }
    guard let amended = try change.readable(name, id), amended.container == new.container,
      amended.json["amends"]?.string == nil
    else { throw SetError.invalid("amends", "is no proposal of this channel that may be amended") }
    guard try change.phase(of: id) == .waiting else { throw SetError(SetError.proposalOpen, "it has been opened") }
  }

  private func checkContent(_ new: inout StoredObject, now: UTCDate) throws {
    guard new.json["title"]?.string?.contains(where: { !$0.isWhitespace }) == true else {
      throw SetError.invalid("title", "is empty")
    }
    try checkOptions(new.json)
    guard let closes = new.json["closesAt"]?.string.flatMap(UTCDate.init), closes > now else {
      throw SetError.invalid("closesAt", "is over")
    }
    let opens = max(new.json["opensAt"]?.string.flatMap(UTCDate.init) ?? now, now)
    guard opens < closes else { throw SetError.invalid("opensAt", "comes after closesAt") }
    new.json["opensAt"] = .string(opens.text)
    new.json["closesAt"] = .string(closes.text)
    new.sortKey = closes.milliseconds
  }

  private func checkOptions(_ json: JSONObject) throws {
    let options = json["options"]?.array?.map(\.string) ?? [nil]
    let texts = options.compactMap(\.self)
    guard texts.count == options.count, texts.allSatisfy({ (1...255).contains($0.utf8.count) }),
      Set(texts).count == texts.count
    else { throw SetError.invalid("options", "are different texts of 1 to 255 bytes") }
    guard BallotPaper(proposal: .object(json)) != nil else {
      throw SetError(
        SetError.invalidProperties, "do not fit the method", properties: ["dots", "options"])
    }
  }

  // MARK: Update and destroy

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let rights = change.access.rights(in: old.container)
    guard rights.contains(.moderate) || old.creator == change.me && rights.contains(.post) else {
      throw SetError(SetError.forbidden, "only who made it and moderators may change it")
    }
    let phase = try change.phase(of: old.id)
    guard phase == .waiting || phase == .open else { throw SetError(SetError.proposalClosed, "it is over") }
    let keys = changedKeys(old.json, new.json)
    if !keys.allSatisfy({ !Self.fixedOnceOpen.contains($0) }) {
      guard phase == .waiting else { throw SetError(SetError.proposalOpen, "it has been opened: it stays as it is") }
      try checkContent(&new, now: change.transaction.now)
    }
    if keys.contains("topicId") {
      guard old.json["topicId"]?.string == nil else { throw SetError.invalid("topicId", "is given once") }
      try checkTopic(new, in: change)
    }
    if keys.contains("withdrawnAt") { new.json["withdrawnAt"] = .string(change.transaction.now.text) }
  }

  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws {
    if new.json["withdrawnAt"] != old.json["withdrawnAt"] { return try change.transaction.withdraw(new) }
    if new.json["opensAt"] != old.json["opensAt"] || new.json["closesAt"] != old.json["closesAt"] {
      try change.transaction.setNextStep(of: new)
    }
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.require(.admin, in: old.container)
    try change.destroyAll(Types.tally, where: "id = ?", [old.id])
    try change.destroyAll(Types.ballot, where: "id = ?", [old.id])
  }

  // MARK: Query

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("channelId", .string(let id)): SQLCondition("container = ?", [id])
    case ("amends", .null): SQLCondition("json ->> 'amends' IS NULL", [])
    case ("amends", .string(let id)): SQLCondition("json ->> 'amends' = ?", [id])
    case ("text", .string(let text)): .text(text)
    case ("after", .string(let text)): UTCDate(text).map { SQLCondition("sortKey >= ?", [$0.milliseconds]) }
    case ("before", .string(let text)): UTCDate(text).map { SQLCondition("sortKey < ?", [$0.milliseconds]) }
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "closesAt" ? "sortKey" : nil }
}

extension SetError {
  static let proposalNotOpen = "proposalNotOpen"
  static let proposalOpen = "proposalOpen"
  static let proposalClosed = "proposalClosed"
}
