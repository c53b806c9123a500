import GRDB
import JSON

/// What a member follows (docs/protocol.md, section 26), as a digest asks for it.
struct Follows {
  private let ids: Set<String>
  private let tags: Set<String>
  /// As tags, without signs.
  private let campaigns: Set<String>

  init(of member: String, _ db: Database) throws {
    let keys = try db.object(Types.profile.name, member, owner: member)?.json["follows"]?.object?.keys.map(\.self) ?? []
    ids = Set(keys.filter { !$0.hasPrefix("#") && !$0.hasPrefix("=") })
    tags = Set(keys.filter { $0.hasPrefix("#") }.map { String($0.dropFirst()) })
    campaigns = Set(keys.filter { $0.hasPrefix("=") }.map { Self.bare($0) }).subtracting([""])
  }

  /// - Parameter ids: who wrote it and where it stands.
  func concern(_ ids: [String?], title: String, text: String = "") -> Bool {
    if ids.contains(where: { $0.map(self.ids.contains) ?? false }) { return true }
    guard !tags.isEmpty || !campaigns.isEmpty else { return false }
    let named = Self.tags(in: title + " " + text)
    return !tags.isDisjoint(with: named) || named.contains { campaigns.contains(Self.bare($0)) }
  }

  /// Letters and digits in lower case: what a campaign's name and its tag have in common.
  private static func bare(_ name: String) -> String {
    Folding.key(name).filter { $0.isLetter || $0.isNumber }
  }

  /// The words that stand behind a `#`, in lower case.
  private static func tags(in text: String) -> Set<String> {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && !"#-_".contains($0) }
    return Set(words.filter { $0.hasPrefix("#") }.map { String($0.dropFirst()) })
  }
}
