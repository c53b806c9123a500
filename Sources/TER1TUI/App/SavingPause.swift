/// When what changes under the keys is written down: after every pause, and at the latest two seconds after it changed.
struct SavingPause: Sendable {
  /// Of what is not written down yet, in seconds since 1970.
  private var changes: (first: Double, last: Double)?

  private static let pause = 0.7
  private static let longest = 2.0

  mutating func noteChange(at now: Double) { changes = (changes?.first ?? now, now) }

  /// Everything is written down.
  mutating func settle() { changes = nil }

  /// In seconds since 1970; nil: there is nothing to write.
  var deadline: Double? { changes.map { min($0.last + Self.pause, $0.first + Self.longest) } }

  func isOver(at now: Double) -> Bool { deadline.map { $0 <= now } ?? false }
}
