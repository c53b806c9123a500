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

  /// All pages but the last are written as they come; the last brings the state and removes what is gone.
  ///
  /// Each page begins with the last object of the one before: were it told by a position, what is destroyed meanwhile would make
  /// the next one skip something. (Cyrus 3.6, moreover, does not heed the position of events.)
  func fetchAll(_ unit: PullUnit) async throws(SyncError) -> [Delta] {
    let state = try await currentState(unit)
    var seen: Set<ObjectID> = []
    var walk = ListWalk()
    var (path, pages) = (PullPath(), 0)
    while true {
      guard let page = try await queryPage(unit, after: walk.last) else { return try await fetchAtOnce(unit) }
      pages += 1
      guard path.advances(to: String(pages), bringing: page.ids) else { throw .contradictory(.endless) }
      guard let new = walk.take(page.ids) else { continue }
      seen.formUnion(page.objects.compactMap { $0["id"]?.string }.map { ObjectID($0) })
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
    Array(try cached { () throws(CacheError) in try cache.ids(unit.account.id, unit.type) }.subtracting(seen))
  }

  private func get(_ unit: PullUnit, ids: JSONValue) async throws(SyncError) -> GetResult {
    try await get(unit.dialect, unit.account, ids: ids)
  }

  /// nil: the type has no `/query`.
  private func queryPage(
    _ unit: PullUnit, after last: String?
  ) async throws(SyncError) -> (ids: [String], objects: [JSONObject])? {
    let dialect = unit.dialect
    var arguments = dialect.queryArguments
    arguments["accountId"] = .string(unit.account.jmapID)
    arguments["limit"] = .int(Int64(max(2, unit.pageSize.size)))
    if let last { (arguments["anchor"], arguments["anchorOffset"]) = (.string(last), 0) }
    let query = Invocation("\(dialect.serverType)/query", arguments, id: "0")
    let reference = ResultReference(resultOf: "0", name: query.name, path: "/ids")
    let get = dialect.get(["#ids": reference.json], unit.account, id: "1")
    let response = try await call(dialect.capabilities.sorted(), [query, get])
    do {
      guard let ids = try response.result(of: "0")?["ids"]?.array else {
        throw SyncError.unreadable(detail: query.name)
      }
      let objects = try Self.result(response, "1") { arguments throws(WireError) in try GetResult(arguments) }
      return (ids.compactMap(\.string), dialect.translated(objects).list)
    } catch let error as MethodError {
      if error.type == MethodError.unknownMethod { return nil }
      if error.type == MethodError.anchorNotFound, last != nil { return ([], []) }
      throw .methodFailed(error)
    } catch let error as SyncError { throw error } catch { throw .unreadable(detail: "\(error)") }
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
