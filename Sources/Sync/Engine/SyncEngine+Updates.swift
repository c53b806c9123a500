import ClientCore
import JSON
import Wire

/// Updates that tell only what can change of an object, or only where it stands: the rest is in the cache, or need not be there.
extension SyncEngine {
  /// The page with whole objects in the place of its updates. What the cache lacks is asked for, unless it lies outside of the part
  /// that the cache holds.
  func whole(_ page: PulledPage, _ unit: PullUnit) async throws(SyncError) -> PulledPage {
    guard !page.updates.isEmpty else { return page }
    var page = page
    let updates = page.updates
    let known = try cached { () throws(CacheError) in
      try cache.serverObjects(
        updates.compactMap { $0["id"]?.string }.map { ObjectKey(unit.account.id, unit.type, ObjectID($0)) })
    }
    var missing: [JSONValue] = []
    for update in updates {
      guard let id = update["id"]?.string else { continue }
      let object = known[ObjectKey(unit.account.id, unit.type, ObjectID(id))]
      if let object, unit.dialect.updateArguments != nil {
        if let object = unit.dialect.updated(object, with: update) {
          page.objects.append(object)
        } else {
          page.notFound.append(id)
        }
      } else if try object == nil ? isWanted(update, unit) : true {
        missing.append(.string(id))
      }
    }
    page.updates = []
    guard !missing.isEmpty else { return page }
    let rest = try await get(unit.dialect, unit.account, ids: .array(missing))
    page.objects += rest.list
    page.notFound += rest.notFound
    return page
  }

  private func isWanted(_ update: JSONObject, _ unit: PullUnit) throws(SyncError) -> Bool {
    guard unit.isPartial else { return true }
    guard var place = unit.dialect.place(of: update) else { return false }
    place["id"] = update["id"]
    return try cached { () throws(CacheError) in
      try cache.isWanted(.object(place), unit.account.id, unit.type)
    }
  }
}
