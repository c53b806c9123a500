import JSON
import Wire

/// What is particular to one type of object. The methods know nothing of any type but this.
protocol ObjectType: Sendable {
  /// As in `Message/get`.
  var name: String { get }
  /// What the ids of this type begin with.
  var letter: String { get }
  var capability: String { get }
  var properties: [Property] { get }
  /// Whether properties that are not in the list are kept as they came.
  var isOpen: Bool { get }
  /// Whether each member has objects of this type that nobody else sees.
  var isPrivate: Bool { get }
  /// Properties that are given only to who names them.
  var heavy: Set<String> { get }
  /// Whether each object is the container whose rights count for it.
  var isContainer: Bool { get }
  var hasQueryChanges: Bool { get }
  /// What of a container one must be given to see its objects.
  var needs: Rights { get }
  /// What an object shows as `myRights`; nil: it has none.
  func myRights(_ rights: Rights) -> JSONValue?

  /// The text that the filter `text` searches.
  func searchText(_ json: JSONObject) -> String
  /// The blobs that the object refers to.
  func blobs(_ json: JSONObject) -> [String]

  /// Checks and completes a new object, whose properties are each well-formed; throws a `SetError`.
  func create(_ new: inout StoredObject, in change: Change) throws
  /// Does what else follows from a new object, once it has its id.
  func created(_ new: StoredObject, in change: Change) throws
  /// Applies a patch; the default is RFC 8620's.
  func patched(_ json: JSONObject, with patch: JSONObject, in change: Change) throws -> JSONObject
  /// Throws why nothing of the object may be changed or destroyed now, whatever its sender had seen of it; or `AlreadyDone`.
  func admit(_ new: StoredObject, in change: Change) throws
  /// Checks and completes a changed object; throws a `SetError`, or `AlreadyDone`.
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws
  /// Does what else follows from an update that was kept.
  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws
  /// Checks whether the object may go, and removes what goes with it; throws a `SetError`.
  func destroy(_ old: StoredObject, in change: Change) throws
  /// The object to update when there is none of this id; nil: notFound.
  func absent(_ id: String, in change: Change) throws -> StoredObject?
  /// Why an object that is not there cannot be destroyed.
  func absence(of id: String, in change: Change) throws -> SetError
  /// What only this reader is told of an object; nil: nothing.
  func own(_ id: String, in call: Call) throws -> JSONObject?

  /// One condition of a filter as SQL; nil: the filter is not supported.
  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition?
  /// The SQL expression to sort by; nil: not supported.
  func sortExpression(_ property: String) -> String?
  /// The SQL expression that tells what an object is read in, for `collapseThreads`; nil: each stands alone.
  var threadExpression: String? { get }
}

extension ObjectType {
  var isOpen: Bool { false }
  var isPrivate: Bool { false }
  var heavy: Set<String> { [] }
  var isContainer: Bool { false }
  var hasQueryChanges: Bool { false }
  var needs: Rights { .read }
  func myRights(_ rights: Rights) -> JSONValue? { nil }
  func searchText(_ json: JSONObject) -> String { "" }
  func blobs(_ json: JSONObject) -> [String] { [] }
  func created(_ new: StoredObject, in change: Change) throws {}
  func updated(_ new: StoredObject, from old: StoredObject, in change: Change) throws {}
  func admit(_ new: StoredObject, in change: Change) throws {}
  func absent(_ id: String, in change: Change) throws -> StoredObject? { nil }
  func absence(of id: String, in change: Change) throws -> SetError { SetError(SetError.notFound) }
  func own(_ id: String, in call: Call) throws -> JSONObject? { nil }
  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? { nil }
  func sortExpression(_ property: String) -> String? { nil }
  var threadExpression: String? { nil }

  func patched(_ json: JSONObject, with patch: JSONObject, in change: Change) throws -> JSONObject {
    try Draft.apply(patch, to: json)
  }

  func property(_ name: String) -> Property? { properties.first { $0.name == name } }

  /// The keys whose values differ.
  func changedKeys(_ old: JSONObject, _ new: JSONObject) -> [String] {
    Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
  }
}

/// An update of what is not there any more had been done while it was: it succeeds once more, and nothing is kept of it.
struct AlreadyDone: Error {
  /// What the update is answered.
  let answer: JSONObject
}

/// All types, by name.
enum Types {
  static let channel = ChannelType()
  static let message = MessageType()
  static let readPosition = ReadPositionType()
  static let calendar = CalendarType()
  static let calendarEvent = CalendarEventType()
  static let fileNode = FileNodeType()
  static let principal = PrincipalType()
  static let proposal = ProposalType()
  static let tally = TallyType()
  static let ballot = BallotType()
  static let feed = FeedType()
  static let article = ArticleType()
  static let course = CourseType()
  static let lesson = LessonType()
  static let courseProgress = CourseProgressType()
  static let profile = ProfileType()
  static let report = ReportType()

  static let all: [any ObjectType] = [
    principal, channel, message, readPosition, calendar, calendarEvent, fileNode, proposal, tally, ballot, feed,
    article, course, lesson, courseProgress, profile, report,
  ]
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static func named(_ name: some StringProtocol) -> (any ObjectType)? { byName[String(name)] }
}
