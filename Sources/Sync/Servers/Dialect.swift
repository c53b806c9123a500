import ClientCore
import JSON
import Wire

/// How one of our types is spoken of to a server: names, arguments, and translations of JSON at the edge of the sync. A dialect
/// is a pure value: it stores nothing and schedules nothing. What it does not define is docs/protocol.md's.
protocol Dialect: Sendable {
  /// Ours.
  var type: TypeName { get }
  /// What people have of it.
  var offers: Set<Offer> { get }
  /// What the server calls it: the first part of its methods' names.
  var serverType: String { get }
  /// What a request names in `using`, beside core.
  var capabilities: Set<String> { get }
  /// Arguments of `/get` beside `accountId` and `ids`.
  var getArguments: JSONObject { get }
  /// The same for objects that have changed, when a server changes only some of their properties; nil: they are asked for whole.
  var updateArguments: JSONObject? { get }
  /// The same to learn whether an object that is here has changed, where its property `updated` tells; nil: it does not.
  var revisionArguments: JSONObject? { get }
  /// Arguments of a `/query` beside `accountId` and `limit` that finds all objects of this time and later, the newest first where the type
  /// has an order; nil: they cannot be counted.
  /// - Parameter time: milliseconds since 1970; nil: of all times.
  func countArguments(since time: Int64?) -> JSONObject?
  /// Arguments of `/query` beside `accountId`, `position` and `limit`.
  var queryArguments: JSONObject { get }

  /// Arguments of `/query` for a part of the type, beside `accountId`; nil: the server cannot be asked for it.
  func arguments(of query: HistoryQuery) -> JSONObject?
  /// Arguments of `/get` beside `ids` where what lists show is enough.
  var titleArguments: JSONObject { get }
  /// The same where long texts are wanted to their end.
  var fullArguments: JSONObject { get }
  /// An object that was asked for with them: what lacks now lacks for good.
  func full(_ object: JSONObject) -> JSONObject
  /// Where an object is that has changed and is not here, as far as `updateArguments` tells: what a cache's coverage is compared
  /// with; nil for what is nothing to us.
  func place(of update: JSONObject) -> JSONObject?
  /// Whether a reference may name nothing (docs/protocol.md, section 4).
  var takesNullReferences: Bool { get }

  /// An object of the server's `/get` as docs/protocol.md would have it, under the same id; nil for one that is nothing to us.
  func translated(_ object: JSONObject) -> JSONObject?
  /// What the cache knew of an object, after what `updateArguments` brought; nil when it is nothing to us any more.
  func updated(_ known: JSONObject, with object: JSONObject) -> JSONObject?
  /// Objects of the cache without which `action(for:_:)` cannot be made.
  func needs(of mutation: Mutation) -> Set<ObjectKey>
  /// Whether what is to be sent depends on how the object stands on the server at that moment: it is then read, and among `related`.
  func needsFresh(_ mutation: Mutation) -> Bool
  /// - Parameter related: what the cache shows of `needs`, as far as it knows them.
  func action(for mutation: Mutation, _ related: [ObjectKey: JSONObject]) throws(Untranslatable) -> SetAction
  /// A `/query` filter for what an earlier try of a create has made, where the server may not know a second try by itself.
  func search(for mutation: Mutation) -> JSONObject?
  /// What the server answered to a create or an update, as properties of ours.
  func translatedAnswer(_ answer: JSONObject, to mutation: Mutation) -> JSONObject
  /// A refusal as docs/protocol.md would have it.
  func translatedError(_ error: SetError, of verb: SetAction.Verb) -> SetError
  /// The filter of a `/query` for what stands in the way of a create, where `alreadyExists` does not name it; nil: it cannot be found.
  func filter(finding create: JSONObject) -> JSONObject?
}

/// One object's part of a `/set`, in the server's words.
struct SetAction: Sendable, Hashable {
  enum Verb: Sendable, Hashable {
    case create(JSONObject)
    case update(JSONObject)
    case destroy
  }

  var verb: Verb
  /// Arguments of the `/set` beside `accountId` and the objects; entries with other ones go in a call of their own.
  var arguments: JSONObject = [:]
  /// Whether it replaces a whole that was read just before: the `/set` is then for that state only (`ifInState`).
  var restsOnState = false
  /// Properties of ours that hold once the server has taken it, beside those of the mutation.
  var taken: JSONObject = [:]

  init(_ verb: Verb, arguments: JSONObject = [:], taken: JSONObject = [:]) {
    (self.verb, self.arguments, self.taken) = (verb, arguments, taken)
  }
}

/// This cannot be said to this server; the entry fails with these words.
struct Untranslatable: Error, Hashable, Sendable {
  let failure: OutboxEntry.Failure

  init(_ type: String, properties: [String] = []) {
    failure = OutboxEntry.Failure(type: type, description: nil, properties: properties)
  }
}

extension Dialect {
  var offers: Set<Offer> {
    switch type {
    case Message.name: [.forums, .chat]
    case CalendarEvent.name: [.events]
    case FileNode.name: [.files]
    case Principal.name: [.members]
    case Proposal.name: [.votes]
    case Feed.name: [.news]
    default: []
    }
  }
  var getArguments: JSONObject { [:] }
  var updateArguments: JSONObject? { nil }
  var revisionArguments: JSONObject? { nil }
  func countArguments(since time: Int64?) -> JSONObject? { nil }
  var queryArguments: JSONObject { [:] }
  func arguments(of query: HistoryQuery) -> JSONObject? { nil }
  var titleArguments: JSONObject { [:] }
  var fullArguments: JSONObject { [:] }
  func full(_ object: JSONObject) -> JSONObject { object }
  func place(of update: JSONObject) -> JSONObject? { update }
  var takesNullReferences: Bool { false }
  func translated(_ object: JSONObject) -> JSONObject? { object }
  func updated(_ known: JSONObject, with object: JSONObject) -> JSONObject? { translated(object) }
  func needs(of mutation: Mutation) -> Set<ObjectKey> { [] }
  func needsFresh(_ mutation: Mutation) -> Bool { false }
  func search(for mutation: Mutation) -> JSONObject? { nil }
  func action(for mutation: Mutation, _ related: [ObjectKey: JSONObject]) throws(Untranslatable) -> SetAction {
    switch mutation.action {
    case .create(let properties): SetAction(.create(properties))
    case .update(let patch): SetAction(.update(patch))
    case .destroy: SetAction(.destroy)
    case .upload: throw Untranslatable("invalidArguments")
    }
  }
  func translatedAnswer(_ answer: JSONObject, to mutation: Mutation) -> JSONObject { answer }
  func translatedError(_ error: SetError, of verb: SetAction.Verb) -> SetError { error }
  func filter(finding create: JSONObject) -> JSONObject? { nil }
}

extension Dialect {
  /// - Parameters:
  ///   - ids: the argument `ids`, or `#ids`.
  ///   - isUpdate: to ask by `updateArguments` where there are some.
  func get(_ ids: JSONObject, _ account: Account, id callID: String, isUpdate: Bool = false) -> Invocation {
    var arguments = ((isUpdate ? updateArguments : nil) ?? getArguments).merging(ids) { _, ids in ids }
    arguments["accountId"] = .string(account.jmapID)
    return Invocation("\(serverType)/get", arguments, id: callID)
  }

  /// What `/get` answered, in our words: objects that are nothing to us are as if they were not there.
  func translated(_ result: GetResult) -> GetResult {
    var translated = GetResult(state: result.state, list: [], notFound: result.notFound)
    for object in result.list {
      if let ours = self.translated(object) {
        translated.list.append(ours)
      } else if let id = object["id"]?.string {
        translated.notFound.append(id)
      }
    }
    return translated
  }
}

/// docs/protocol.md's own.
struct OwnDialect: Dialect {
  let type: TypeName
  let capabilities: Set<String>
  var serverType: String { type.rawValue }
  var takesNullReferences: Bool { true }
  var titleArguments: JSONObject {
    HistoryQuery.titleProperties(type).map { ["properties": .array($0.map(JSONValue.string))] } ?? [:]
  }

  func arguments(of query: HistoryQuery) -> JSONObject? { query.ownArguments }

  init(_ type: SyncedTypeDescription) { (self.type, capabilities) = (type.name, [type.capability]) }
}
