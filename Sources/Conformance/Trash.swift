import JSON
import Synchronization
import Wire

/// What a check wrote, to be removed when it ends.
final class Trash: Sendable {
  private struct Thing: Sendable {
    let collection: Collection
    let id: String
    let arguments: JSONObject
  }
  private let things = Mutex<[Thing]>([])

  func add(_ collection: Collection, _ id: String, _ arguments: JSONObject = [:]) {
    things.withLock { $0.append(Thing(collection: collection, id: id, arguments: arguments)) }
  }

  /// Removes everything, the newest first.
  /// - Returns: what is still there, and why.
  func empty() async -> [String] {
    var left: [String] = []
    while let thing = things.withLock({ $0.popLast() }) {
      let arguments = thing.arguments.merging(["destroy": [.string(thing.id)]]) { own, _ in own }
      do {
        let result = try await thing.collection.set(arguments)
        if let error = result.notDestroyed[thing.id], error.type != "notFound" {
          left.append("\(thing.collection.type) \(thing.id): \(error.words)")
        }
      } catch { left.append("\(thing.collection.type) \(thing.id): \(error)") }
    }
    return left
  }
}
