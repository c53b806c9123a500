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
  func fetchAll(_ unit: PullUnit) async throws(SyncError) -> [Delta] {
    let state = try await currentState(unit)
    var seen: Set<ObjectID> = []
    var position = 0
    while true {
      guard let page = try await queryPage(unit, position) else { return try await fetchAtOnce(unit) }
      position += page.ids
      seen.formUnion(page.objects.compactMap { $0["id"]?.string }.map { ObjectID($0) })
      var delta = Delta(
        account: unit.account.id, type: unit.type, upserts: page.objects.map(JSONValue.object), newState: nil)
      delta.isRestored = unit.isRestored
      if page.ids == 0 {
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
    let call = Invocation(
      "\(unit.type)/get", ["accountId": .string(unit.account.jmapID), "ids": ids], id: "0")
    let response = try await self.call([unit.capability], [call])
    return try Self.result(response, "0") { arguments throws(WireError) in try GetResult(arguments) }
  }

  /// nil: the type has no `/query`.
  private func queryPage(
    _ unit: PullUnit, _ position: Int
  ) async throws(SyncError) -> (ids: Int, objects: [JSONObject])? {
    let account = JSONValue.string(unit.account.jmapID)
    let query = Invocation(
      "\(unit.type)/query",
      ["accountId": account, "position": .int(Int64(position)), "limit": .int(Int64(unit.pageSize.size))], id: "0")
    let reference = ResultReference(resultOf: "0", name: query.name, path: "/ids")
    let get = Invocation("\(unit.type)/get", ["accountId": account, "#ids": reference.json], id: "1")
    let response = try await call([unit.capability], [query, get])
    do {
      guard let ids = try response.result(of: "0")?["ids"]?.array else {
        throw SyncError.unreadable(detail: query.name)
      }
      let objects = try Self.result(response, "1") { arguments throws(WireError) in try GetResult(arguments) }
      return (ids.count, objects.list)
    } catch let error as MethodError {
      if error.type == MethodError.unknownMethod { return nil }
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
