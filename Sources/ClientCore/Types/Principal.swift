internal import GRDB
internal import JSON
public import Text

/// A member or a group: RFC 9670; docs/protocol.md, section 11.
public struct Principal: Sendable, Hashable {
  public let id: ObjectID
  public let isGroup: Bool
  public let name: UntrustedText
  public let summary: UntrustedText
  /// nil unless the member made it public.
  public let email: UntrustedText?
  /// The login name, used for @mentions.
  public let handle: UntrustedText
  /// The form used in events: `mailto:` or `urn:`.
  public let calendarAddress: UntrustedText?
  public let timeZone: UntrustedText?
  public let isAdmin: Bool
  /// A former member.
  public let isRemoved: Bool
  /// What he lets all members see of his profile.
  public let profile: [ProfileField: UntrustedText]
}

extension Principal: SyncedType {
  public static let name: TypeName = "Principal"
  static let capability = "urn:ietf:params:jmap:principals"
  static let code: Int64 = 4
  static let table = "principal"
  static let columns = ["name", "handle", "looks"]
  static let schema = [
    SchemaStep(
      name: "principal",
      sql: """
        CREATE TABLE principal (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          name TEXT NOT NULL,
          handle TEXT NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        CREATE INDEX principal_name ON principal (account, name COLLATE NOCASE);
        CREATE INDEX principal_handle ON principal (account, handle COLLATE NOCASE);
        """),
    SchemaStep(
      name: "principal.looks",
      sql: """
        ALTER TABLE principal ADD COLUMN looks TEXT NOT NULL DEFAULT '';
        CREATE INDEX principal_looks ON principal (account, looks, id, handle);
        -- They get their looks as they are fetched again.
        DELETE FROM syncState WHERE type = 'Principal';
        """),
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    isGroup = object["type"]?.string == "group"
    name = UntrustedText(try object.required("name"))
    summary = object.text("description")
    email = object["email"]?.string.map { UntrustedText($0) }
    handle = object.text("handle")
    calendarAddress = object["calendarAddress"]?.string.map { UntrustedText($0) }
    timeZone = object["timeZone"]?.string.map { UntrustedText($0) }
    isAdmin = object.flag("isAdmin")
    isRemoved = object.flag("isRemoved")
    let published = object["profile"] ?? [:]
    profile = Dictionary(
      ProfileField.allCases.map { ($0, published.text($0.rawValue)) }, uniquingKeysWith: { first, _ in first }
    ).filter { !$0.value.isEmpty }
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [] }
  var searchText: SearchText? {
    let shown = ProfileField.allCases.compactMap { profile[$0]?.raw }
    return SearchText(title: name.raw, body: ([handle.raw, summary.raw] + shown).joined(separator: "\n"))
  }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [name.raw.databaseValue, handle.raw.databaseValue, Lookalike.skeleton(of: name).databaseValue]
  }
}
