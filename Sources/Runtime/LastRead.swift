import Synchronization

/// Numbers the questions of each kind, so that one that a later one has overtaken is not answered.
final class LastRead: Sendable {
  private let numbers = Mutex<[String: Int]>([:])

  func begin(_ kind: String) -> Int {
    numbers.withLock { numbers in
      numbers[kind, default: 0] += 1
      return numbers[kind, default: 0]
    }
  }

  func isLast(_ number: Int, _ kind: String) -> Bool { numbers.withLock { $0[kind] == number } }
}
