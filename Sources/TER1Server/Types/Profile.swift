import GRDB
public import JSON
import Wire

/// docs/protocol.md, section 26: what a member says of himself and to whom, and what he follows. It is his alone; what others may
/// see of it stands in his Principal, so that nothing else of it is in anything that they can read, ask for or see change.
struct ProfileType: ObjectType {
  let name = "Profile"
  let letter = "Y"
  let capability = Capability.members
  let isPrivate = true
  let properties: [Property] =
    [.serverSet("id")] + fields.map { Property($0, .text(bytes: $0 == "reach" ? 1_024 : 255), initial: "") } + [
      Property("audience", .other, initial: [:]),
      Property("follows", .other, initial: [:]),
    ]

  /// What others may be shown.
  static let fields = ["union", "section", "roles", "reach"]
  private static let audiences: Set<String> = ["members"]
  private static let followed: Set<String> = ["Principal", "Channel", "Tag", "Campaign"]
  private static let mostFollowed = 500

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.singleton) }

  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    try checkAudience(new.json["audience"])
    try checkFollows(new.json["follows"])
    try change.transaction.publish(Self.published(new.json), of: change.me)
  }

  func destroy(_ old: StoredObject, in change: Change) throws {
    try change.transaction.publish(nil, of: change.me)
  }

  func absent(_ id: String, in change: Change) throws -> StoredObject? {
    guard id == change.me else { return nil }
    return Self.blank(of: id)
  }

  static func blank(of principal: String) -> StoredObject {
    var json: JSONObject = ["id": .string(principal), "audience": [:], "follows": [:]]
    for field in fields { json[field] = "" }
    var profile = StoredObject(type: "Profile", json: json)
    (profile.id, profile.owner, profile.creator) = (principal, principal, principal)
    return profile
  }

  /// nil: nothing is shown.
  static func published(_ json: JSONObject) -> JSONValue? {
    let shown = fields.filter { json["audience"]?[$0]?.string == "members" && json[$0]?.string?.isEmpty == false }
    guard !shown.isEmpty else { return nil }
    return .object(JSONObject(shown.map { ($0, json[$0] ?? "") }) { first, _ in first })
  }

  private func checkAudience(_ value: JSONValue?) throws {
    guard let audience = value?.object,
      audience.allSatisfy({ Self.fields.contains($0.key) && Self.audiences.contains($0.value.string ?? "") })
    else { throw SetError.invalid("audience", "names fields, and members: who is not named sees nothing") }
  }

  private func checkFollows(_ value: JSONValue?) throws {
    guard let follows = value?.object,
      follows.allSatisfy({ (1...255).contains($0.key.utf8.count) && Self.followed.contains($0.value.string ?? "") })
    else { throw SetError.invalid("follows", "names what is followed, and one of \(Self.followed.sorted())") }
    guard follows.count <= Self.mostFollowed else {
      throw SetError(SetError.tooLarge, "follows: at most \(Self.mostFollowed)")
    }
  }
}

extension Transaction {
  /// Shows of the member's profile this to all, and nothing else.
  func publish(_ profile: JSONValue?, of principal: String) throws {
    try changePrincipal(principal) { $0["profile"] = profile }
  }

  /// Keeps a member's profile as he would have made it.
  func keepProfile(_ fields: JSONObject, of principal: String) throws {
    var profile = ProfileType.blank(of: principal)
    profile.json.merge(fields) { $1 }
    try revive(&profile, as: Types.profile)
    try publish(ProfileType.published(profile.json), of: principal)
  }

  func forgetProfile(of principal: String) throws {
    guard let profile = try db.object(Types.profile.name, principal, owner: principal) else { return }
    try destroy(profile, as: Types.profile)
  }
}

extension ImportBatch {
  /// - Parameter fields: as in `Profile/get`.
  public mutating func profile(_ fields: JSONObject, of principal: String) throws {
    try transaction.keepProfile(fields, of: principal)
  }

  /// Somebody who is no member asks to become one.
  public mutating func joinRequest(name: String, reach: String, text: String) throws {
    try transaction.ask(name: name, reach: reach, text: text)
  }
}
