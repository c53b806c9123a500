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
  ///
  /// Each page begins with the last object of the one before: were it told by a position, what is destroyed meanwhile would make
  /// the next one skip something. (Cyrus 3.6, moreover, does not heed the position of events.)
  func fetchAll(_ unit: PullUnit) async throws(SyncError) -> [Delta] {
    let state = try await currentState(unit)
    let known = try knownIDs(unit)
    var seen: Set<ObjectID> = []
    var walk = ListWalk()
    var (path, pages) = (PullPath(), 0)
    while true {
      let last = walk.last
      let asked = known.isEmpty ? try await queryPage(unit, after: last) : try await idsPage(unit, after: last, known)
      guard let page = asked else { return try await fetchAtOnce(unit) }
      pages += 1
      guard path.advances(to: String(pages), bringing: page.ids) else { throw .contradictory(.endless) }
      guard let new = walk.take(page.ids) else { continue }
      seen.formUnion(page.seen)
      var delta = Delta(
        account: unit.account.id, type: unit.type, upserts: page.objects.map(JSONValue.object), newState: nil)
      delta.isRestored = unit.isRestored
      if new == 0 {
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

  /// A page of a `/query`: what it found, those that are something to us, and the objects that are new or have changed.
  private struct FoundPage {
    let ids: [String]
    var seen: [ObjectID] = []
    var objects: [JSONObject] = []
  }

  /// Ids and objects in one request. nil: the type has no `/query`.
  private func queryPage(_ unit: PullUnit, after last: String?) async throws(SyncError) -> FoundPage? {
    let (dialect, query) = (unit.dialect, query(unit, after: last))
    let reference = ResultReference(resultOf: query.callID, name: query.name, path: "/ids")
    let get = dialect.get(["#ids": reference.json], unit.account, id: "1")
    let response = try await call(dialect.capabilities.sorted(), [query, get])
    guard let ids = try Self.found(response, after: last) else { return nil }
    guard !ids.isEmpty else { return FoundPage(ids: []) }
    let result = try Self.result(response, "1") { arguments throws(WireError) in try GetResult(arguments) }
    let objects = dialect.translated(result).list
    return FoundPage(ids: ids, seen: objects.compactMap { $0["id"]?.string }.map { ObjectID($0) }, objects: objects)
  }

  /// Ids first, then what is missing, then what may have changed. nil: the type has no `/query`.
  private func idsPage(
    _ unit: PullUnit, after last: String?, _ known: Set<ObjectID>
  ) async throws(SyncError) -> FoundPage? {
    let response = try await call(unit.dialect.capabilities.sorted(), [query(unit, after: last)])
    guard let found = try Self.found(response, after: last) else { return nil }
    let ids = found.map { ObjectID($0) }
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
    return FoundPage(ids: found, seen: Array(seen), objects: objects)
  }

  private func query(_ unit: PullUnit, after last: String?) -> Invocation {
    var arguments = unit.dialect.queryArguments
    arguments["accountId"] = .string(unit.account.jmapID)
    arguments["limit"] = .int(Int64(max(2, unit.pageSize.size)))
    if let last { (arguments["anchor"], arguments["anchorOffset"]) = (.string(last), 0) }
    return Invocation("\(unit.dialect.serverType)/query", arguments, id: "0")
  }

  /// None where the object to begin with is gone; nil: the type has no `/query`.
  private static func found(_ response: Response, after last: String?) throws(SyncError) -> [String]? {
    do throws(SyncError) {
      let answer = try result(response, "0") { arguments throws(WireError) in arguments }
      guard let ids = answer["ids"]?.array else { throw .unreadable(detail: "/query without ids") }
      return ids.compactMap(\.string)
    } catch {
      guard case .methodFailed(let failure) = error else { throw error }
      if failure.type == MethodError.unknownMethod { return nil }
      if failure.type == MethodError.anchorNotFound, last != nil { return [] }
      throw error
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

/// A way through a list that others change meanwhile.
struct ListWalk {
  private var ids: [String] = []
  private var stride = 1

  /// What the next page begins with; nil: the list's beginning.
  var last: String? { ids.last }

  /// - Returns: how many of a page's ids are new, 0 at the end of the list; nil when it does not begin where it was to: the last one is
  ///   gone, and the next page begins with one before.
  mutating func take(_ page: [String]) -> Int? {
    if let last, page.first != last {
      ids.removeLast(min(stride, ids.count))
      stride *= 2
      return nil
    }
    stride = 1
    let new = last == nil ? page[...] : page.dropFirst()
    ids += new
    return new.count
  }
}
