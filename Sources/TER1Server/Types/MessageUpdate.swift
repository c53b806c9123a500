import GRDB
import JSON
import Wire

// Who may change what of a message, and what follows.
extension MessageType {
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    let rights = change.access.rights(in: old.container)
    guard let channel = try change.readable("Channel", old.container), channel.json["isArchived"] != true else {
      throw SetError(SetError.forbidden, "the channel is archived")
    }
    let keys = changedKeys(old.json, new.json)
    for key in keys { try check(key, isOpenTo: change, rights, old: old) }
    if keys.contains("channelId") { try move(&new, in: change) }
    if keys.contains("reactions") { try checkReactions(new.json) }
    if keys.contains("hiddenAt") { setHidden(&new, at: change.transaction.now) }
    if keys.contains("deletedAt") {
      empty(&new.json, at: change.transaction.now)
    } else if keys.contains("subject") || keys.contains("body") {
      try checkEdit(&new.json, from: old.json, at: change.transaction.now)
    }
  }

  private func check(_ key: String, isOpenTo change: Change, _ rights: Rights, old: StoredObject) throws {
    let isAuthor = old.creator == change.me && rights.contains(.post)
    let isDeleted = old.json["deletedAt"]?.string != nil
    let may =
      switch key {
      case "subject", "body", "bodyType", "mentions": isAuthor && !isDeleted
      case "deletedAt": (isAuthor || rights.contains(.moderate)) && !isDeleted
      case "pinned", "hiddenAt": rights.contains(.moderate) && !isDeleted
      case "reactions": rights.contains(.post) && !isDeleted
      default: rights.contains(.moderate)
      }
    if key == "deletedAt" && isDeleted { throw SetError.invalid(key, "cannot be taken back") }
    guard may else { throw SetError(SetError.forbidden, "\(key) is not yours to change", properties: [key]) }
  }

  private func checkEdit(_ json: inout JSONObject, from old: JSONObject, at now: UTCDate) throws {
    guard (json["subject"]?.string == nil) == (old["subject"]?.string == nil) else {
      throw SetError.invalid("subject", "is for topics only, and required there")
    }
    if json["subject"]?.string == "" { throw SetError.invalid("subject", "is empty") }
    if json["body"]?.string == "" && json["attachments"]?.array?.isEmpty != false {
      throw SetError.invalid("body", "is empty")
    }
    json["editedAt"] = .string(now.text)
  }

  private func empty(_ json: inout JSONObject, at now: UTCDate) {
    json["deletedAt"] = .string(now.text)
    if json["subject"]?.string != nil { json["subject"] = "" }
    json["body"] = ""
    json["attachments"] = []
    json["mentions"] = []
    json["reactions"] = [:]
    json["hiddenAt"] = nil
  }

  // MARK: Out of sight

  /// The column `name` of a message that is hidden; of all others it is empty.
  static let hiddenName = "hidden"

  private func setHidden(_ new: inout StoredObject, at now: UTCDate) {
    let isHidden = new.json["hiddenAt"]?.string != nil
    new.json["hiddenAt"] = isHidden ? .string(now.text) : nil
    new.name = isHidden ? Self.hiddenName : ""
  }

  /// What others than its author and moderators are given of a hidden message.
  static func redacted(_ json: JSONObject) -> JSONObject {
    var json = json
    if json["subject"]?.string != nil { json["subject"] = "" }
    json["body"] = ""
    json["attachments"] = []
    json["mentions"] = []
    json["reactions"] = [:]
    return json
  }

  // MARK: Moving a topic

  private func move(_ new: inout StoredObject, in change: Change) throws {
    guard new.root.isEmpty, new.json["subject"]?.string != nil else {
      throw SetError.invalid("channelId", "changes for topics only")
    }
    let target = new.json["channelId"]?.string ?? ""
    guard let channel = try change.readable("Channel", target), channel.json["kind"] == "forum" else {
      throw SetError.invalid("channelId", "is no forum")
    }
    guard channel.json["isArchived"] != true else { throw SetError(SetError.forbidden, "the channel is archived") }
    try change.require(.moderate, in: target)
    new.container = target
  }

  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws {
    try change.logModeration(of: new, from: old)
    guard new.container != old.container else { return }
    for reply in try change.db.objects(where: "root = ? AND type = 'Message'", [new.id]) {
      var moved = reply
      moved.container = new.container
      moved.json["channelId"] = .string(new.container)
      try change.transaction.update(moved, from: reply, as: self)
    }
    try change.db.execute(
      sql: "UPDATE object SET container = ? WHERE type = 'ReadPosition' AND id = ?", arguments: [new.container, new.id])
  }

  // MARK: Reactions

  /// In patches the reactions read as `{emoji: {principalId: true}}`.
  func patched(_ json: JSONObject, with patch: JSONObject, in change: Change) throws -> JSONObject {
    let reactionPaths = patch.keys.filter { $0.hasPrefix("reactions/") }
    guard patch["reactions"] == nil || patch["reactions"] == json["reactions"] else {
      throw SetError.invalid("reactions", "is changed one reaction at a time")
    }
    guard !reactionPaths.isEmpty else { return try Draft.apply(patch, to: json) }
    var wide = json
    var emojis = (json["reactions"]?.object ?? [:]).mapValues(Self.members)
    for path in reactionPaths { try expand(path, patch[path] ?? .null, me: change.me, &emojis) }
    wide["reactions"] = .object(emojis)
    var result = try Draft.apply(patch, to: wide)
    result["reactions"] = .object((result["reactions"]?.object ?? [:]).compactMapValues(Self.list))
    return result
  }

  private func expand(_ path: String, _ value: JSONValue, me: String, _ emojis: inout JSONObject) throws {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, value == true || value.isNull else {
      throw SetError(SetError.invalidPatch, "a reaction is reactions/<emoji>/<principal>: true or null")
    }
    guard parts[2] == me else { throw SetError(SetError.forbidden, "a reaction is one's own") }
    let emoji = String(parts[1]).replacing("~1", with: "/").replacing("~0", with: "~")
    guard (1...32).contains(emoji.utf8.count) else { throw SetError.invalid("reactions", "an emoji has 1 to 32 bytes") }
    if emojis[emoji] == nil { emojis[emoji] = [:] }
  }

  private static func members(_ list: JSONValue) -> JSONValue {
    .object(JSONObject((list.array ?? []).compactMap { $0.string.map { ($0, true) } }) { first, _ in first })
  }

  private static func list(_ members: JSONValue) -> JSONValue? {
    guard let ids = members.object?.keys.sorted(), !ids.isEmpty else { return nil }
    return .array(ids.map(JSONValue.string))
  }

  private func checkReactions(_ new: JSONObject) throws {
    guard (new["reactions"]?.object?.count ?? 0) <= 64 else { throw SetError(SetError.tooLarge, "at most 64 emojis") }
    guard Property.isNeutral(new["reactions"] ?? [:]) else {
      throw SetError.invalid("reactions", "holds a control character")
    }
  }

  // MARK: Destroy

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.require(.admin, in: old.container)
    try change.destroyAll(self, where: "root = ?", [old.id])
    try change.destroyAll(Types.readPosition, where: "id = ?", [old.id])
  }
}

extension Change {
  /// Of a hidden message nobody learns anything by trying to change it, but its author and moderators.
  func requireSight(of object: StoredObject) throws {
    guard object.type == Types.message.name, object.name == MessageType.hiddenName, object.creator != me else { return }
    try require(.moderate, in: object.container)
  }

  /// Writes down what somebody did to a message by a moderator's rights.
  fileprivate func logModeration(of new: StoredObject, from old: StoredObject) throws {
    func changed(_ name: String) -> Bool { (new.json[name] ?? .null) != (old.json[name] ?? .null) }
    func log(_ act: String) throws {
      try transaction.log(act, message: new.id, in: new.container, by: me)
    }
    if changed("deletedAt"), new.creator != me { try log("delete") }
    if changed("pinned"), new.json["deletedAt"]?.string == nil { try log(new.json["pinned"] == true ? "pin" : "unpin") }
    if changed("hiddenAt"), new.json["deletedAt"]?.string == nil {
      try log(new.json["hiddenAt"]?.string == nil ? "show" : "hide")
    }
    if changed("channelId"), new.root.isEmpty { try log("move") }
  }
}
