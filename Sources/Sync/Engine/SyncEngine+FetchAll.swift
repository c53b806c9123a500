import ClientCore
import JSON
import Wire

/// For servers that know no `sinceState: "0"`: everything by `/query` and `/get`, then `/changes` from a state taken before.
extension SyncEngine {
  /// The first unit that needs this, and the others.
  func splitForFallback(_ units: [PullUnit]) throws(SyncError) -> (PullUnit?, [PullUnit]) {
    guard session?.isTER1 == false, let index = units.firstIndex(where: { $0.sinceState == PullUnit.beginning })
    else { return (nil, units) }
    var rest = units
    return (rest.remove(at: index), rest)
  }

  /// All pages but the last are written as they come; the last brings the state and removes what is gone. Of what is here already only
  /// what has changed is fetched.
  func fetchAll(_ unit: PullUnit) async throws(SyncError) -> [Delta] {
    let state = try await currentState(unit)
    let known = try knownIDs(unit)
    var seen: Set<ObjectID> = []
    var position = 0
    while true {
      let asked = known.isEmpty ? try await queryPage(unit, position) : try await idsPage(unit, position, known)
      guard let page = asked else { return try await fetchAtOnce(unit) }
      position += page.count
      seen.formUnion(page.seen)
      var delta = Delta(
        account: unit.account.id, type: unit.type, upserts: page.objects.map(JSONValue.object), newState: nil)
      delta.isRestored = unit.isRestored
      if page.count == 0 {
        delta.destroyed = try missing(unit, seen)
        delta.newState = state
        return [delta]
      }
      do { tell(try await cache.apply([delta])) } catch { throw .cache(error) }
      report.received += delta.upserts.count
    }
  }

  private func currentState(_ unit: PullUnit) async throws(SyncError) -> String {
    let result = try await get(unit, ids: .array([]))
    return result.state
  }

  /// For types without `/query`.
  private func fetchAtOnce(_ unit: PullUnit) async throws(SyncError) -> [Delta] {
    let result = try await get(unit, ids: .null)
    let seen = Set(result.list.compactMap { $0["id"]?.string }.map { ObjectID($0) })
    var delta = Delta(
      account: unit.account.id, type: unit.type, upserts: result.list.map(JSONValue.object),
      destroyed: try missing(unit, seen), newState: result.state)
    delta.isRestored = unit.isRestored
    return [delta]
  }

  private func missing(_ unit: PullUnit, _ seen: Set<ObjectID>) throws(SyncError) -> [ObjectID] {
    Array(try knownIDs(unit).subtracting(seen))
  }

  private func get(_ unit: PullUnit, ids: JSONValue) async throws(SyncError) -> GetResult {
    try await get(unit.dialect, unit.account, ids: ids)
  }

  /// A page of a `/query`: how many it found, those that are something to us, and the objects that are new or have changed.
  private struct FoundPage {
    let count: Int
    let seen: [ObjectID]
    let objects: [JSONObject]
  }

  /// Ids and objects in one request. nil: the type has no `/query`.
  private func queryPage(_ unit: PullUnit, _ position: Int) async throws(SyncError) -> FoundPage? {
    let (dialect, query) = (unit.dialect, query(unit, position))
    let reference = ResultReference(resultOf: query.callID, name: query.name, path: "/ids")
    let get = dialect.get(["#ids": reference.json], unit.account, id: "1")
    let response = try await call(dialect.capabilities.sorted(), [query, get])
    guard let ids = try Self.found(response) else { return nil }
    let result = try Self.result(response, "1") { arguments throws(WireError) in try GetResult(arguments) }
    let objects = dialect.translated(result).list
    return FoundPage(
      count: ids.count, seen: objects.compactMap { $0["id"]?.string }.map { ObjectID($0) }, objects: objects)
  }

  /// Ids first, then what is missing, then what may have changed. nil: the type has no `/query`.
  private func idsPage(
    _ unit: PullUnit, _ position: Int, _ known: Set<ObjectID>
  ) async throws(SyncError) -> FoundPage? {
    let response = try await call(unit.dialect.capabilities.sorted(), [query(unit, position)])
    guard let ids = try Self.found(response) else { return nil }
    let (old, new) = (ids.filter(known.contains), ids.filter { !known.contains($0) })
    var (objects, gone): ([JSONObject], [String]) = ([], [])
    if !new.isEmpty {
      let result = try await get(unit, ids: .array(new.map { .string($0.rawValue) }))
      (objects, gone) = (result.list, result.notFound)
    }
    if !old.isEmpty {
      let result = try await compared(old, unit.dialect, unit.account)
      (objects, gone) = (objects + result.list, gone + result.notFound)
    }
    let seen = Set(ids).subtracting(gone.map { ObjectID($0) })
    return FoundPage(count: ids.count, seen: Array(seen), objects: objects)
  }

  private func query(_ unit: PullUnit, _ position: Int) -> Invocation {
    var arguments = unit.dialect.queryArguments
    arguments["accountId"] = .string(unit.account.jmapID)
    (arguments["position"], arguments["limit"]) = (.int(Int64(position)), .int(Int64(unit.pageSize.size)))
    return Invocation("\(unit.dialect.serverType)/query", arguments, id: "0")
  }

  private static func found(_ response: Response) throws(SyncError) -> [ObjectID]? {
    do throws(SyncError) {
      let answer = try result(response, "0") { arguments throws(WireError) in arguments }
      guard let ids = answer["ids"]?.array else { throw .unreadable(detail: "/query without ids") }
      return ids.compactMap(\.string).map { ObjectID($0) }
    } catch {
      guard case .methodFailed(let failure) = error, failure.type == MethodError.unknownMethod else { throw error }
      return nil
    }
  }

  static func result<T>(
    _ response: Response, _ callID: String, _ parse: (JSONObject) throws(WireError) -> T
  ) throws(SyncError) -> T {
    let arguments: JSONObject?
    do { arguments = try response.result(of: callID) } catch { throw .methodFailed(error) }
    guard let arguments else { throw .unreadable(detail: "no answer to \(callID)") }
    do { return try parse(arguments) } catch { throw .unreadable(detail: "\(error)") }
  }
}
