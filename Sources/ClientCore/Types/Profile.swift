internal import Foundation
internal import GRDB
internal import JSON
public import Text

/// What can be said of a member beside his name.
public enum ProfileField: String, Sendable, CaseIterable {
  case union, section, roles
  /// How to reach him.
  case reach
}

/// The member's own profile, and what he follows: docs/protocol.md, section 26. Nobody else has it; its id is his principal's.
public struct Profile: Sendable, Hashable {
  public let id: ObjectID
  public let fields: [ProfileField: UntrustedText]
  /// The fields that all members of the cooperative see; the others nobody does.
  public let shown: Set<ProfileField>
  public let follows: Set<Followed>
}

/// Somebody or something that a member follows.
public struct Followed: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case person = "Principal"
    case board = "Channel"
    case tag = "Tag"
    case campaign = "Campaign"
  }

  public let kind: Kind
  /// An id; of a tag its word without the sign, in lower case; of a campaign its name.
  public let name: String

  public init(_ kind: Kind, _ name: String) { (self.kind, self.name) = (kind, name) }
}

extension Profile: SyncedType {
  public static let name: TypeName = "Profile"
  static let capability = "urn:ter1:members"
  static let code: Int64 = 34
  static let table = "profile"
  static let columns: [String] = []
  static let coalescesUpdates = true
  static let schema = [
    SchemaStep.table("profile")
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    fields = Dictionary(
      ProfileField.allCases.map { ($0, object.text($0.rawValue)) }, uniquingKeysWith: { first, _ in first }
    ).filter { !$0.value.isEmpty }
    shown = Set(ProfileField.allCases.filter { object["audience"]?[$0.rawValue]?.string == "members" })
    follows = Set(
      (object["follows"]?.object ?? [:]).compactMap { name, kind in
        kind.string.flatMap { Followed.Kind(rawValue: $0) }.map { Followed($0, Self.plain(name)) }
      })
  }

  /// Tags begin with their sign, so that none is taken for an id.
  private static func plain(_ name: String) -> String {
    name.hasPrefix("#") || name.hasPrefix("=") ? String(name.dropFirst()) : name
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [] }
  var searchText: SearchText? { nil }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] { [] }

  /// The first update makes it; to the letter what the server takes it to be before, which the update's basis is compared with.
  static func blank(_ id: ObjectID) -> JSONValue? {
    var object: JSONObject = ["id": .string(id.rawValue), "audience": [:], "follows": [:]]
    for field in ProfileField.allCases { object[field.rawValue] = "" }
    return .object(object)
  }

  static func guardsProperty(_ path: String) -> Bool { ProfileField(rawValue: path) != nil }

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil else { return nil }
    let names = ProfileField.allCases.map(\.rawValue) + ["audience", "follows"]
    return .update((known.object ?? [:]).filter { names.contains($0.key) })
  }
}

// MARK: - Intentions

extension Profile {
  /// - Parameter shown: the fields that all members may see.
  public static func change(
    _ fields: [ProfileField: String], shown: Set<ProfileField>, of principal: ObjectKey
  ) -> Mutation {
    var patch: JSONObject = [:]
    for (field, text) in fields { patch[field.rawValue] = .string(text) }
    let audience = shown.map { ($0.rawValue, JSONValue.string("members")) }
    patch["audience"] = .object(JSONObject(audience, uniquingKeysWith: { first, _ in first }))
    return Mutation(account: principal.account, type: name, id: principal.id, action: .update(patch))
  }

  public static func follow(_ followed: Followed, _ isFollowed: Bool, by principal: ObjectKey) -> Mutation {
    let key = followed.key.replacing("~", with: "~0").replacing("/", with: "~1")
    return Mutation(
      account: principal.account, type: name, id: principal.id,
      action: .update(["follows/\(key)": isFollowed ? .string(followed.kind.rawValue) : .null]))
  }
}

extension Followed {
  /// As it stands on the wire.
  public var key: String {
    switch kind {
    case .person, .board: name
    case .tag: "#" + name
    case .campaign: "=" + name
    }
  }
}

extension Followed {
  /// - Parameter text: as people write it, "#grève"; nil: it is no tag.
  public init?(tag text: String) {
    guard text.hasPrefix("#") else { return nil }
    let word = text.dropFirst().lowercased().precomposedStringWithCanonicalMapping
    guard !word.isEmpty, word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else { return nil }
    self.init(.tag, word)
  }
}

extension Set<Followed> {
  /// Whether who follows these follows the message: its author, its board, a tag in it or in its topic, or the campaign of such a tag.
  func concern(_ message: Message, topic: UntrustedText?) -> Bool {
    guard !isEmpty else { return false }
    if let sender = message.senderID, contains(Followed(.person, sender.rawValue)) { return true }
    if contains(Followed(.board, message.channelID.rawValue)) { return true }
    let campaigns = Set<String>(filter { $0.kind == .campaign }.map { Self.bare($0.name) })
    guard !campaigns.isEmpty || contains(where: { $0.kind == .tag }) else { return false }
    let text = (topic?.raw ?? message.subject?.raw ?? "") + " " + message.body.raw
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && !"#-_".contains($0) }
    return words.filter { $0.hasPrefix("#") }.contains { word in
      contains(Followed(.tag, String(word.dropFirst()))) || campaigns.contains(Self.bare(String(word)))
    }
  }

  /// Letters and digits in lower case: what a campaign's name and its tag have in common.
  private static func bare(_ name: String) -> String {
    name.lowercased().precomposedStringWithCanonicalMapping.filter { $0.isLetter || $0.isNumber }
  }
}
