/// One promise that a client relies on, and how a server is asked to keep it.
public struct Check: Sendable {
  /// Such as `Email.changes`; never changed, so that reports can be compared.
  public let name: String
  /// What a good server does.
  public let promise: String
  /// Where it is promised: an RFC's section or docs/protocol.md's.
  public let source: String
  /// The levels (docs/protocol.md, section 1) that need it.
  public let levels: Set<Level>
  public let need: Need
  let examine: @Sendable (Examinee) async throws(Finding) -> Void

  /// What trying it needs beyond reading.
  public enum Need: Sendable, Hashable {
    case reading
    /// Objects are created, and removed again.
    case writing
  }

  init(
    _ name: String, _ promise: String, _ source: String, levels: Set<Level> = Level.every, need: Need = .reading,
    _ examine: @escaping @Sendable (Examinee) async throws(Finding) -> Void
  ) {
    (self.name, self.promise, self.source) = (name, promise, source)
    (self.levels, self.need, self.examine) = (levels, need, examine)
  }
}

/// docs/protocol.md, section 1.
public enum Level: String, Sendable, Hashable, CaseIterable {
  case l0 = "L0"
  case l1 = "L1"
  case l2 = "L2"

  static let every = Set(allCases)
}

/// What came of a check.
public enum Verdict: Sendable, Hashable {
  case passed
  case failed(expected: String, seen: String)
  /// The server has no such thing, and says so.
  case notOffered(String)
  /// It was not asked, because of who asked, or how.
  case notTried(String)
}

/// Why a check did not pass.
enum Finding: Error, Sendable {
  case failed(expected: String, seen: String)
  case notOffered(String)
  case notTried(String)

  var verdict: Verdict {
    switch self {
    case .failed(let expected, let seen): .failed(expected: expected, seen: seen)
    case .notOffered(let what): .notOffered(what)
    case .notTried(let why): .notTried(why)
    }
  }
}

/// Finds a fault unless what is asked for is so.
func expect(_ isSo: Bool, _ expected: String, _ seen: @autoclosure () -> String) throws(Finding) {
  guard isSo else { throw .failed(expected: expected, seen: seen()) }
}

/// The value, or a fault.
func want<T>(_ value: T?, _ expected: String, _ seen: @autoclosure () -> String) throws(Finding) -> T {
  guard let value else { throw .failed(expected: expected, seen: seen()) }
  return value
}
