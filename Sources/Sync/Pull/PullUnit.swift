import ClientCore

/// One type of one account, and how far its pull has come.
struct PullUnit: Sendable {
  enum Mode: Sendable {
    /// From the stored state on, or from the beginning into an empty cache: each page brings its state along.
    case incremental
    /// All from the beginning over what is there: the state is kept only at the end, when what was not seen is removed.
    case reconcile(seen: Set<ObjectID>)
  }

  let account: Account
  let dialect: any Dialect
  /// What the next page begins from.
  var sinceState: String
  var mode: Mode = .incremental
  /// The server was put back from a backup since the state was given.
  var isRestored = false
  /// Whether the cache holds a part of the type only, told by time: what changed outside of it is not fetched.
  var isPartial = false
  var pageSize: PageSize
  private var path = PullPath()

  init(account: Account, dialect: any Dialect, sinceState: String, pageSize: PageSize) {
    (self.account, self.dialect) = (account, dialect)
    (self.sinceState, self.pageSize) = (sinceState, pageSize)
  }

  /// Everything from the beginning, over what is there.
  mutating func reconcile() {
    (sinceState, mode, path) = (Self.beginning, .reconcile(seen: []), PullPath())
  }

  /// To be asked at each page after which there is more.
  /// - Returns: false when the pages lead nowhere.
  mutating func advances(to state: String, bringing ids: [String]) -> Bool { path.advances(to: state, bringing: ids) }

  var type: TypeName { dialect.type }
  /// Whether it goes on from a state that the server gave once.
  var wasGivenState: Bool { if case .incremental = mode { sinceState != Self.beginning } else { false } }
  var key: Key { Key(account: account.id, type: type) }

  var withSmallerPage: PullUnit {
    var unit = self
    unit.pageSize.shrink()
    return unit
  }

  struct Key: Hashable, Sendable {
    let account: AccountID
    let type: TypeName
  }

  /// A server of docs/protocol.md understands this as "from the beginning".
  static let beginning = "0"
}

/// The way that a pull's pages have taken.
struct PullPath: Sendable {
  /// So many pages in a row that bring nothing, or what the one before brought, are no pages of an honest server: also one that
  /// leaves out what the member may not see sends fewer.
  static let mostIdlePages = 500
  private var states: Set<String> = []
  private var before: Set<String> = []
  private var idlePages = 0

  /// - Returns: false when it goes in circles, or nowhere.
  mutating func advances(to state: String, bringing ids: [String]) -> Bool {
    idlePages = before.isSuperset(of: ids) ? idlePages + 1 : 0
    before = Set(ids)
    return states.insert(state).inserted && idlePages <= Self.mostIdlePages
  }
}

/// How many objects of a type are asked for at once: as many as came quickly, fewer when a page failed.
struct PageSize: Sendable, Equatable {
  private(set) var size: Int
  private let largest: Int
  private let first: Int

  /// - Parameters:
  ///   - largest: the server's `maxObjectsInGet`.
  ///   - speed: bytes a second, as last measured: the first page is to take a few seconds.
  init(largest: Int, first: Int = 256, speed: Double? = nil) {
    self.largest = max(1, largest)
    let fitting = speed.map { Int($0 * Self.firstSeconds / Self.objectBytes) } ?? first
    size = min(max(min(fitting, first), Self.least), self.largest)
    self.first = size
  }

  private static let firstSeconds = 5.0
  /// What an object takes on the wire, compressed.
  private static let objectBytes = 150.0
  private static let least = 16

  mutating func succeeded(seconds: Double) {
    if seconds < 2 { size = min(size * 2, largest) } else if seconds > 15 { shrink() }
  }

  mutating func shrink() { size = max(1, size / 4) }
  /// A pull came to its end.
  mutating func recover() { size = max(size, min(size * 2, first)) }
  /// Whether pages have failed of late.
  var isShrunk: Bool { size < first }
  var isSmallest: Bool { size == 1 }
}
