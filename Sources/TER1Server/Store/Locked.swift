import Dispatch
import Synchronization

/// A value that threads share.
public final class Locked<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  public init(_ value: Value) { mutex = Mutex(value) }

  /// Runs `body` while no other thread sees the value. It must neither block nor lock again.
  public func withLock<Result: Sendable, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try mutex.withLock { (value) throws(Failure) in try body(&value) }
  }
}

/// What one thread asks of another and sleeps until it is done: only the one that is awake touches it.
final class Errand<Place>: @unchecked Sendable {
  /// Let go of before its maker is woken, whose own it is.
  private var body: ((Place) throws -> Void)?
  private var outcome: Result<Void, any Error>?
  private let wake = DispatchSemaphore(value: 0)

  init(_ body: @escaping (Place) throws -> Void) { self.body = body }

  // MARK: For its maker

  /// Sleeps until somebody has done it, or wakes the maker to do something himself: then `isDone` is false.
  func sleep() { wake.wait() }

  var isDone: Bool { outcome != nil }

  /// What came of it.
  func result() throws { try outcome?.get() }

  // MARK: For who does it

  func run(_ place: Place) throws { try body?(place) }

  func settle(_ outcome: Result<Void, any Error>) { self.outcome = outcome }

  func wakeMaker() {
    if isDone { body = nil }
    wake.signal()
  }
}
