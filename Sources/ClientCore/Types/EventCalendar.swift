internal import GRDB
internal import JSON
public import Text

/// A calendar: docs/protocol.md, section 8. (Not named `Calendar`, which is Foundation's.)
public struct EventCalendar: Sendable, Hashable {
  public struct Rights: Sendable, Hashable {
    public let mayReadItems, mayWriteAll, mayWriteOwn, mayRSVP, mayDelete: Bool
  }

  public let id: ObjectID
  public let name: UntrustedText
  public let summary: UntrustedText
  /// A CSS colour.
  public let color: UntrustedText?
  public let sortOrder: Int
  public let timeZone: UntrustedText?
  public let rights: Rights
  /// The address by which the member takes part in its events, where the server names one.
  public let viewerAddress: UntrustedText?
  /// The member's own; else one that is shared with him.
  public let isPersonal: Bool
}

extension EventCalendar: SyncedType {
  public static let name: TypeName = "Calendar"
  static let capability = "urn:ietf:params:jmap:calendars"
  static let code: Int64 = 6
  static let table = "calendar"
  static let columns = ["sortOrder"]
  static let schema = [
    SchemaStep(
      name: "calendar",
      sql: """
        CREATE TABLE calendar (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
          sortOrder INTEGER NOT NULL,
          UNIQUE (account, id)
        ) STRICT;
        """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    name = UntrustedText(try object.required("name"))
    summary = object.text("description")
    color = object["color"]?.string.map { UntrustedText($0) }
    sortOrder = object["sortOrder"]?.int ?? 0
    timeZone = object["timeZone"]?.string.map { UntrustedText($0) }
    rights = Rights(object["myRights"])
    isPersonal = object.flag("isPersonal")
    viewerAddress = object["viewerAddress"]?.string.map { UntrustedText($0) }
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [] }
  var searchText: SearchText? { SearchText(title: name.raw) }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] { [sortOrder.databaseValue] }
}

extension EventCalendar.Rights {
  init(_ rights: JSONValue?) {
    (mayReadItems, mayWriteAll) = (rights?.flag("mayReadItems") ?? true, rights?.flag("mayWriteAll") ?? false)
    (mayWriteOwn, mayRSVP) = (rights?.flag("mayWriteOwn") ?? false, rights?.flag("mayRSVP") ?? false)
    mayDelete = rights?.flag("mayDelete") ?? false
  }
}
