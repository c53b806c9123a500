import GRDB
import JSON
import Wire

/// Channels of a few members that nobody else may read, administrators included: docs/protocol.md, section 26.
enum DirectChannel {
  /// What the ids of such channels begin with; no other container's does.
  static let letter = "X"
  static let mostMembers = 8

  static func isOne(_ container: String) -> Bool { container.hasPrefix(letter) }
}

extension Change {
  /// Completes a channel between the members that it names and its maker; where these have one already, it is named.
  func beginDirect(_ new: inout StoredObject) throws {
    let named = new.json["members"]?.array?.compactMap(\.string) ?? []
    let members = Set(named).union([me]).sorted()
    guard (2...DirectChannel.mostMembers).contains(members.count) else {
      throw SetError.invalid("members", "are 2 to \(DirectChannel.mostMembers) with oneself")
    }
    guard new.json["kind"] == "chat", new.json["parentId"] == .null else {
      throw SetError.invalid("members", "are for a chat that stands below nothing")
    }
    if let standing = try direct(of: members) { throw SetError(SetError.alreadyExists, existingId: standing) }
    new.json["name"] = .string(try names(of: members))
    new.json["members"] = .array(members.map(JSONValue.string))
    new.letter = DirectChannel.letter
  }

  private func direct(of members: [String]) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT channel FROM directChannel WHERE members = ?", arguments: [members.joined(separator: " ")])
  }

  private func names(of members: [String]) throws -> String {
    let names = try members.map { id in
      let member = try db.object("Principal", id)
      guard let name = member?.json["name"]?.string, member?.json["isRemoved"] != true else {
        throw SetError.invalid("members", "are members who are there")
      }
      return String(name.prefix(60))
    }
    return String(names.joined(separator: ", ").prefix(120))
  }

  func keepDirect(_ channel: StoredObject) throws {
    let members = channel.json["members"]?.array?.compactMap(\.string) ?? []
    guard !members.isEmpty else { return }
    try db.execute(
      sql: "INSERT INTO directChannel (members, channel) VALUES (?, ?)",
      arguments: [members.joined(separator: " "), channel.id])
    for member in members {
      try db.execute(
        sql: "INSERT INTO directMember (principalId, channel) VALUES (?, ?)", arguments: [member, channel.id])
    }
  }
}
