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
  ]

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.singleton) }

  /// The later of two positions stands.
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let dates = [old, new].map { $0.json["readUpTo"]?.string.flatMap(UTCDate.init) ?? UTCDate(milliseconds: 0) }
    new.json["readUpTo"] = .string(max(dates[0], dates[1]).text)
  }

  func destroy(_ old: StoredObject, in change: Change) throws {}

  func absent(_ id: String, in change: Change) throws -> StoredObject? {
    var target = try change.readable("Channel", id)
    if target == nil, let message = try change.readable("Message", id), message.json["subject"]?.string != nil {
      target = message
    }
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
