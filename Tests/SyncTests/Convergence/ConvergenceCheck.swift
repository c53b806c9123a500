import ClientCore
import Foundation
import JSON
import TestSupport

/// What must hold in the end.
extension ConvergenceRun {
  func check() throws {
    let history = try world.history()
    for index in 0..<2 {
      try checkEquality(devices[index])
      try checkOutbox(devices[index])
      try checkWanted(index, history)
    }
    checkDoubles(history)
  }

  private func checkEquality(_ device: Device) throws {
    for type in Cache.syncedTypes {
      let (ours, theirs) = (try device.objects(type.name), try world.objects(type.name, as: device.handle))
      for id in Set(ours.keys).union(theirs.keys).sorted() where ours[id] != theirs[id] {
        problems.append(
          "\(device.handle): \(type.name) ours: \(ours[id]?.text ?? "nothing"), theirs: \(theirs[id]?.text ?? "nothing")"
        )
      }
    }
  }

  /// Whatever is left was refused, or waits for something that was.
  private func checkOutbox(_ device: Device) throws {
    let rows = try device.cache.reader.outbox(limit: 1_000)
    for row in rows where row.entry.state != .failed && !row.isWaitingForOther {
      problems.append("\(device.handle): left in the outbox: \(row.entry)")
    }
    if rows.allSatisfy({ $0.entry.state != .failed }), !rows.isEmpty {
      problems.append("\(device.handle): \(rows.count) wait for nothing")
    }
  }

  private func checkWanted(_ index: Int, _ history: [(isNew: Bool, json: String)]) throws {
    let device = devices[index]
    let held = try waiting(device)
    var lost: Set<String> = []
    if wasRestored {
      // Of what others have in hand, a restored server may lose changes; not what somebody made.
      lost = wanted[index].creates.subtracting(held.creates).subtracting(try world.clientIDs()).subtracting(forgotten)
    } else {
      let done = history.reduce(into: Set<String>()) { $0.formUnion(Self.marks(in: $1.json)) }
      lost = wanted[index].marks.subtracting(held.marks).subtracting(done)
    }
    for token in lost.sorted() { problems.append("\(device.handle): \(token) was lost") }
  }

  /// A mark is made for one thing.
  private func checkDoubles(_ history: [(isNew: Bool, json: String)]) {
    var seen: Set<String> = []
    for mark in history.filter(\.isNew).flatMap({ Self.marks(in: $0.json) }) where !seen.insert(mark).inserted {
      problems.append("\(mark) was done twice")
    }
  }
}
