import Feeds
import GRDB
import JSON
import Wire

/// docs/protocol.md, section 24: a feed of news that the server reads for all its members.
struct FeedType: ObjectType {
  let name = "Feed"
  let letter = "N"
  let capability = Capability.news
  let properties: [Property] = [
    .serverSet("id"),
    .clientId,
    Property("url", .text(bytes: 2_048)),
    Property("title", .text(bytes: 512), initial: ""),
    Property("folder", .text(bytes: 255), initial: ""),
    Property("channelId", .id).nullable,
    .serverSet("site"),
    .serverSet("trouble"),
    .serverSet("created"),
  ]

  func searchText(_ json: JSONObject) -> String {
    [json["title"], json["url"]].compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  func create(_ new: inout StoredObject, in change: Change) throws {
    try Self.requireAdmin(change)
    let count = try Int.fetchOne(
      change.db.cachedStatement(sql: "SELECT count(*) FROM object WHERE type = 'Feed' AND isDestroyed = 0"))
    guard count ?? 0 < Limits.maxFeeds else {
      throw SetError(SetError.overQuota, "a cooperative has at most \(Limits.maxFeeds) feeds")
    }
    new.json["created"] = .string(change.transaction.now.text)
    try place(&new, in: change)
  }

  func created(_ new: StoredObject, in change: Change) throws { try change.db.beginVisits(of: new.id) }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    try Self.requireAdmin(change)
    if new.json["url"] != old.json["url"] { new.json["trouble"] = nil }
    try place(&new, in: change)
  }

  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws {
    if new.json["url"] != old.json["url"] { try change.db.beginVisits(of: new.id) }
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    try Self.requireAdmin(change)
    try change.destroyAll(Types.article, where: "parent = ?", [old.id])
    try change.destroyAll(Types.readPosition, where: "id = ?", [old.id])
    try change.db.execute(sql: "DELETE FROM feedVisit WHERE feedId = ?", arguments: [old.id])
  }

  private static func requireAdmin(_ change: Change) throws {
    guard change.access.isAdmin else {
      throw SetError(SetError.forbidden, "only administrators choose what the server reads")
    }
  }

  private func place(_ new: inout StoredObject, in change: Change) throws {
    let url = new.json["url"]?.string ?? ""
    guard WebAddress.isOne(url), WebAddress.host(url) != nil, !WebAddress.hasLogin(url) else {
      throw SetError.invalid("url", "is an address of http or https without a login")
    }
    if let channel = new.json["channelId"]?.string, try change.readable("Channel", channel) == nil {
      throw SetError.invalid("channelId", "is no channel")
    }
    new.name = Folding.key(url)
    let taken = try change.db.objects(
      where: "type = 'Feed' AND parent = '' AND name = ? AND seq != ?", [new.name, new.sequence])
    if let taken = taken.first { throw SetError(SetError.alreadyExists, "it is there", existingId: taken.id) }
  }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    guard property == "text", let text = value.string else { return nil }
    return .text(text)
  }

  func sortExpression(_ property: String) -> String? { property == "title" ? "json ->> 'title'" : nil }
}
