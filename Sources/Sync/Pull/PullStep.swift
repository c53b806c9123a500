import ClientCore
import JSON
import Wire

/// What a page means for the cache, and where its unit goes on.
struct PullStep: Sendable {
  var delta: Delta
  /// nil: the unit is done.
  var next: PullUnit?

  /// - Parameter known: the server's ids that the cache holds; asked for at the end of a reconcile only.
  init(
    _ unit: PullUnit, _ page: PulledPage, known: () throws(CacheError) -> Set<ObjectID>
  ) throws(SyncError) {
    let changes = page.changes
    guard !changes.hasMoreChanges || changes.newState != unit.sinceState else {
      throw .unreadable(detail: "\(unit.dialect.serverType)/changes does not move on")
    }
    var next = unit
    let ids = changes.created + changes.updated + changes.destroyed
    guard !changes.hasMoreChanges || next.advances(to: changes.newState, bringing: ids) else {
      throw .contradictory(.endless)
    }
    next.sinceState = changes.newState
    let gone = (changes.destroyed + page.notFound).map { ObjectID($0) }
    delta = Delta(
      account: unit.account.id, type: unit.type, upserts: page.objects.map(JSONValue.object), destroyed: gone,
      newState: changes.newState)
    delta.isRestored = unit.isRestored
    if case .reconcile(var seen) = unit.mode {
      seen.formUnion(page.objects.compactMap { $0["id"]?.string }.map { ObjectID($0) })
      seen.subtract(gone)
      next.mode = .reconcile(seen: seen)
      if changes.hasMoreChanges {
        delta.newState = nil
      } else {
        delta.destroyed += try cached(known).subtracting(seen).subtracting(gone)
      }
    }
    self.next = changes.hasMoreChanges ? next : nil
  }
}
