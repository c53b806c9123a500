import ClientCore
import JSON
import Wire

/// Objects that are here already and may stand otherwise on the server: only what tells whether they do is asked for.
extension SyncEngine {
  /// - Returns: those that differ, whole, and those that are gone; with an empty state when not all were read at the same one.
  func compared(
    _ ids: [ObjectID], _ dialect: any Dialect, _ account: Account
  ) async throws(SyncError) -> GetResult {
    let asked = JSONValue.array(ids.map { .string($0.rawValue) })
    guard let arguments = dialect.updateArguments ?? dialect.revisionArguments else {
      return try await get(dialect, account, ids: asked)
    }
    var answer = try await told(arguments, asked, dialect, account)
    let (objects, known) = (answer.list, try standing(ids, dialect, account))
    answer.list = []
    var whole: [JSONValue] = []
    for object in objects {
      guard let id = object["id"]?.string else { continue }
      switch known[ObjectID(id)].map({ dialect.comparison(of: $0, with: object) }) ?? .unknown {
      case .same: break
      case .now(let object): answer.list.append(object)
      case .gone: answer.notFound.append(id)
      case .unknown: whole.append(.string(id))
      }
    }
    return whole.isEmpty ? answer : try await completed(answer, whole, dialect, account)
  }

  private func completed(
    _ answer: GetResult, _ ids: [JSONValue], _ dialect: any Dialect, _ account: Account
  ) async throws(SyncError) -> GetResult {
    let rest = try await get(dialect, account, ids: .array(ids))
    return GetResult(
      state: rest.state == answer.state ? rest.state : "", list: answer.list + rest.list,
      notFound: answer.notFound + rest.notFound)
  }

  /// In the server's words.
  private func told(
    _ arguments: JSONObject, _ ids: JSONValue, _ dialect: any Dialect, _ account: Account
  ) async throws(SyncError) -> GetResult {
    var arguments = arguments
    (arguments["accountId"], arguments["ids"]) = (.string(account.jmapID), ids)
    let get = Invocation("\(dialect.serverType)/get", arguments, id: "0")
    let response = try await call(dialect.capabilities.sorted(), [get])
    return try Self.result(response, "0") { arguments throws(WireError) in try GetResult(arguments) }
  }

  private func standing(
    _ ids: [ObjectID], _ dialect: any Dialect, _ account: Account
  ) throws(SyncError) -> [ObjectID: JSONObject] {
    let objects = try cached { () throws(CacheError) in
      try cache.serverObjects(ids.map { ObjectKey(account.id, dialect.type, $0) })
    }
    return Dictionary(objects.map { ($0.key.id, $0.value) }) { first, _ in first }
  }
}

/// How an object of the server's stands beside what is here of it.
enum Comparison {
  case same
  /// This is how it stands.
  case now(JSONObject)
  /// It is nothing to us any more.
  case gone
  /// It has to be asked for whole.
  case unknown
}

extension Dialect {
  /// - Parameter object: what `updateArguments`, or else `revisionArguments`, brought.
  fileprivate func comparison(of known: JSONObject, with object: JSONObject) -> Comparison {
    guard updateArguments != nil else {
      return object["updated"] != nil && object["updated"] == known["updated"] ? .same : .unknown
    }
    guard let now = updated(known, with: object) else { return .gone }
    return now == known ? .same : .now(now)
  }
}
