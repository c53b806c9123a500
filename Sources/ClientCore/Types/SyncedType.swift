internal import GRDB
internal import JSON
import Text

/// A data type that is synced: all the cache knows of it, in one file, and one line in `TypeRegistry`.
protocol SyncedType: Sendable {
  static var name: TypeName { get }
  /// The capability (RFC 8620, section 1.6.1) an account must have for the type to exist there.
  static var capability: String { get }
  /// 1 to 15: the low bits of the type's row numbers, by which a search hit finds its table. 17 to 47: search does not find it. Frozen.
  static var code: Int64 { get }
  static var table: String { get }
  /// Append-only; a released step is never edited.
  static var schema: [SchemaStep] { get }
  /// What is extracted beside row, account, id, json and mark, in the order of `values`.
  static var columns: [String] { get }
  /// The property by which a create is recognised when it comes back: its value is the clientId of a local id.
  static var clientIDProperty: String { get }
  /// Names of properties that hold ids of other objects or blobs, at any depth.
  static var references: Set<String> { get }

  /// Those of the references that mean what an object begins, where that has an id of its own.
  static var conversationReferences: Set<String> { get }
  static func conversation(begunBy object: JSONValue) -> ObjectID?

  init(_ object: JSONValue) throws(DecodingFailure)

  var id: ObjectID { get }
  /// What search and lists sort by: milliseconds since 1970; 0 for what has no time.
  var time: Int64 { get }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue]
  /// What lists this object stands in.
  var containers: [(type: TypeName, id: ObjectID)] { get }
  var searchText: SearchText? { get }

  /// The object a create is shown as until the server answers.
  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject
  /// What an update begins with when the server knows no such object; nil when that cannot be.
  static func blank(_ id: ObjectID) -> JSONValue?
  /// The object after a patch that waits in the outbox.
  static func patched(_ object: JSONValue, with patch: JSONObject, for viewer: Viewer) throws(PatchError) -> JSONValue
  static func merge(_ patch: JSONObject, into create: JSONObject) -> CreateMerge
  /// Whether a change of this property of a patch must not overwrite another's unseen.
  static func guardsProperty(_ path: String) -> Bool
  /// What is looked at before the object is destroyed: another's change of it, or one's own on another device, is not to go unseen.
  static var guardedWhenDestroyed: [String] { get }
  /// Whether nobody typed it: what the server will not have is forgotten without a word.
  static var isSilent: Bool { get }
  /// What the member has to send again after a restored server lost it: a create, an update, or nothing.
  /// - Parameters:
  ///   - known: what the server had said.
  ///   - object: what it says now; nil when it knows no such object.
  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action?
  /// Whether any two waiting updates become one, whatever properties they touch.
  static var coalescesUpdates: Bool { get }
  /// What a later update makes of an earlier one that has not been sent.
  static func coalesced(_ earlier: JSONObject, _ later: JSONObject) -> JSONObject
  /// Where the object stands in time and in what, for a type of which the cache may hold the recent part only; nil: it is held whole.
  static func place(of object: JSONValue) -> HistoryPlace?
  /// Whether more than what lists show of the object is there.
  static func isWhole(_ object: JSONValue) -> Bool
  /// Whether some of its properties are told only to who names them.
  static var hasHeavyProperties: Bool { get }
  /// An object without its heavy properties, with those that are here and still right.
  static func completed(_ object: JSONValue, from known: JSONValue) -> JSONValue
  /// Whether an object's heavy properties, given by anybody, are those that the server speaks of.
  static func isRight(_ object: JSONValue, by known: JSONValue) -> Bool
  /// Brings the tables derived from this type's rows up to date, in the same transaction.
  static func derive(_ changes: [RowChange], _ transaction: Transaction) throws
}

/// How an update meets the create of its object that still waits.
enum CreateMerge {
  case merged(JSONObject)
  /// The person took the object back before anybody saw it.
  case cancelled
  case separate
}

/// Why an object cannot be understood; it goes to the table `quarantine`.
struct DecodingFailure: Error {
  let reason: String
}

struct SchemaStep {
  let name: String
  let sql: String

  /// A type's table: what all of them have, and the type's own columns, each with its SQL type.
  /// - Parameter more: indexes and tables beside it.
  static func table(_ name: String, columns: [String] = [], _ more: String = "") -> SchemaStep {
    let own = columns.map { "  \($0) NOT NULL,\n" }.joined()
    return SchemaStep(
      name: name,
      sql: """
        CREATE TABLE \(name) (
          row INTEGER PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          mark INTEGER NOT NULL,
        \(own)  UNIQUE (account, id)
        ) STRICT;
        \(more)
        """)
  }
}

/// Who looks: the member's own principal in an account.
struct Viewer: Sendable, Hashable {
  let account: AccountID
  let principal: ObjectID?
  /// Seconds since 1970.
  let now: Double
}

/// One row that was written or deleted in a transaction.
struct RowChange {
  let account: AccountID
  let id: ObjectID
  let before: StoredRow?
  let after: StoredRow?
}

/// A row as it stands in its type's table.
struct StoredRow {
  let row: Int64
  let object: any SyncedType
  var mark = Mark.none
}

/// What full-text search finds an object by.
struct SearchText: Equatable {
  var title = ""
  var body = ""
  /// The name of an author who is no principal.
  var authorName = ""
  var author: ObjectID?
  var container: (type: TypeName, id: ObjectID)?
  var hasAttachment = false

  static func == (left: SearchText, right: SearchText) -> Bool {
    left.title == right.title && left.body == right.body && left.authorName == right.authorName
      && left.author == right.author && left.container?.id == right.container?.id
      && left.hasAttachment == right.hasAttachment
  }
}

extension SyncedType {
  static var clientIDProperty: String { "clientId" }
  static var references: Set<String> { [] }
  static var conversationReferences: Set<String> { [] }
  static func conversation(begunBy object: JSONValue) -> ObjectID? { nil }
  static var coalescesUpdates: Bool { false }
  static var isSilent: Bool { false }
  static func guardsProperty(_ path: String) -> Bool { false }
  static var guardedWhenDestroyed: [String] { [] }
  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? { nil }
  static func preview(_ properties: JSONObject, of mutation: Mutation, for viewer: Viewer) -> JSONObject { properties }
  static func blank(_ id: ObjectID) -> JSONValue? { nil }
  static func patched(
    _ object: JSONValue, with patch: JSONObject, for viewer: Viewer
  ) throws(PatchError) -> JSONValue { try object.patched(with: patch) }
  static func merge(_ patch: JSONObject, into create: JSONObject) -> CreateMerge {
    guard let object = try? JSONValue.object(create).patched(with: patch).object else { return .separate }
    return .merged(object)
  }
  static func coalesced(_ earlier: JSONObject, _ later: JSONObject) -> JSONObject {
    earlier.merging(later) { _, new in new }
  }
  static func place(of object: JSONValue) -> HistoryPlace? { nil }
  static func isWhole(_ object: JSONValue) -> Bool { true }
  static var hasHeavyProperties: Bool { false }
  static func completed(_ object: JSONValue, from known: JSONValue) -> JSONValue { object }
  static func isRight(_ object: JSONValue, by known: JSONValue) -> Bool { false }
  static func derive(_ changes: [RowChange], _ transaction: Transaction) throws {}
}

/// Where an object stands in an account's history.
struct HistoryPlace {
  /// Milliseconds since 1970.
  let time: Int64
  /// The channel and the topic.
  let scopes: [String]
}

extension JSONValue {
  func required(_ name: String) throws(DecodingFailure) -> String {
    guard let text = self[name]?.string else { throw DecodingFailure(reason: "no string \(name)") }
    return text
  }
  func id() throws(DecodingFailure) -> ObjectID {
    let id = ObjectID(try required("id"))
    guard !id.rawValue.isEmpty else { throw DecodingFailure(reason: "an empty id") }
    return id
  }
  func reference(_ name: String) -> ObjectID? { self[name]?.string.map { ObjectID($0) } }
  func text(_ name: String) -> UntrustedText { UntrustedText(self[name]?.string ?? "") }
  func instant(_ name: String) -> Double? { self[name]?.string.flatMap { UTCDate.seconds($0) } }
  func flag(_ name: String) -> Bool { self[name]?.bool ?? false }
}

extension JSONValue {
  /// The value, or no value for JSON's null. (A plain `nil` beside a JSONValue would be read as `.null`.)
  var unlessNull: JSONValue? { isNull ? Optional.none : .some(self) }
}
