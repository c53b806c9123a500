import GRDB
import JSON
import Wire

/// docs/protocol.md, section 7.
struct ReadPositionType: ObjectType {
  let name = "ReadPosition"
  let letter = "R"
  let capability = Capability.discussion
  let isPrivate = true
  let properties: [Property] = [
    .serverSet("id"),
    Property("readUpTo", .date),
    Property("isMuted", .bool, initial: false),
    Property("articles", .other).optional,
  ]

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.singleton) }

  /// The later of two positions stands.
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let dates = [old, new].map { $0.json["readUpTo"]?.string.flatMap(UTCDate.init) ?? UTCDate(milliseconds: 0) }
    new.json["readUpTo"] = .string(max(dates[0], dates[1]).text)
    if new.json["articles"] != old.json["articles"] || old.json["articles"] != nil {
      try mergeArticles(into: &new, from: old, upTo: max(dates[0], dates[1]), in: change)
    }
  }

  /// Of a feed: what was read out of its order, or is to be read once more. What says no more than `readUpTo` goes.
  private func mergeArticles(
    into new: inout StoredObject, from old: StoredObject, upTo: UTCDate, in change: Change
  ) throws {
    let told = new.json["articles"]?.object ?? [:]
    guard told.count <= 500, told.values.allSatisfy({ $0.bool != nil }) else {
      throw SetError.invalid("articles", "says true or false of at most 500 articles")
    }
    let both = (old.json["articles"]?.object ?? [:]).merging(told) { _, told in told }
    let marks = try both.filter { id, isRead in
      guard let article = try change.db.object("Article", id), article.parent == new.id else { return false }
      return isRead.bool != (article.sortKey <= upTo.milliseconds)
    }
    new.json["articles"] = marks.isEmpty ? nil : .object(marks)
  }

  func destroy(_ old: StoredObject, in change: Change) throws {}

  func absent(_ id: String, in change: Change) throws -> StoredObject? {
    var target = try change.readable("Channel", id)
    if target == nil, let message = try change.readable("Message", id), message.json["subject"]?.string != nil {
      target = message
    }
    if target == nil { target = try change.readable("Feed", id) }
    guard let target else { return nil }
    var position = StoredObject(
      type: name, json: ["id": .string(id), "readUpTo": "1970-01-01T00:00:00.000Z", "isMuted": false])
    position.id = id
    position.owner = change.me
    position.creator = change.me
    position.container = target.container
    return position
  }
}
