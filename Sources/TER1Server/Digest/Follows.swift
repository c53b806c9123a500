import GRDB
import JSON

/// What a member follows (docs/protocol.md, section 26), as a digest asks for it.
struct Follows {
  private let ids: Set<String>
  private let tags: Set<String>
  private let campaigns: [String]

  init(of member: String, _ db: Database) throws {
    let keys = try db.object(Types.profile.name, member, owner: member)?.json["follows"]?.object?.keys.map(\.self) ?? []
    ids = Set(keys.filter { !$0.hasPrefix("#") && !$0.hasPrefix("=") })
    tags = Set(keys.filter { $0.hasPrefix("#") }.map { String($0.dropFirst()) })
    campaigns = keys.filter { $0.hasPrefix("=") }.map { Folding.key(String($0.dropFirst())) }
  }

  /// - Parameter ids: who wrote it and where it stands.
  func concern(_ ids: [String?], title: String, text: String = "") -> Bool {
    if ids.contains(where: { $0.map(self.ids.contains) ?? false }) { return true }
    if !tags.isEmpty, !tags.isDisjoint(with: Self.tags(in: title + " " + text)) { return true }
    return !campaigns.isEmpty && campaigns.contains { Folding.key(title).contains($0) }
  }

  /// The words that stand behind a `#`, in lower case.
  private static func tags(in text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && !"#-_".contains($0) }
    return Set(words.filter { $0.hasPrefix("#") }.map { String($0.dropFirst()) })
  }
}
