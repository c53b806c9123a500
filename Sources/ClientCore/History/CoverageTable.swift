internal import GRDB
internal import JSON

/// The table `coverage`: since when everything is there, of an account's type (scope ""), of a channel, of a topic. A type without a
/// row for its account is there whole.
struct CoverageTable {
  struct Entry: Equatable {
    /// Milliseconds since 1970. `Int64.max`: nothing yet.
    var since: Int64
    /// The last object of the page that led here; empty: none.
    var cursor: ObjectID = ""
    /// What a list that is being read will lead to.
    var goal: Int64 = 0

    /// Whether there is a page to go on after.
    var isUnderWay: Bool { !cursor.rawValue.isEmpty && cursor != CoverageTable.thin }
  }

  static let tables = ["coverage", "wantedRoot", "review"]

  static let step = SchemaStep(
    name: "coverage",
    sql: """
      CREATE TABLE coverage (
        account INTEGER NOT NULL,
        type TEXT NOT NULL,
        scope TEXT NOT NULL,
        since INTEGER NOT NULL,
        cursor TEXT NOT NULL,
        goal INTEGER NOT NULL,
        PRIMARY KEY (account, type, scope)
      ) STRICT, WITHOUT ROWID;
      -- Topics that something here answers, and that are not here.
      CREATE TABLE wantedRoot (
        account INTEGER NOT NULL,
        id TEXT NOT NULL,
        PRIMARY KEY (account, id)
      ) STRICT, WITHOUT ROWID;
      -- Types whose objects are read again, newest first: rows up to this one have not been yet.
      CREATE TABLE review (
        account INTEGER NOT NULL,
        type TEXT NOT NULL,
        row INTEGER NOT NULL,
        PRIMARY KEY (account, type)
      ) STRICT, WITHOUT ROWID;
      """)

  /// In the place of a cursor: the window is gone over once more, and most of it is there already.
  static let thin: ObjectID = ".thin"

  let db: Database
  let account: AccountID

  init(_ db: Database, _ account: AccountID) { (self.db, self.account) = (db, account) }

  static let one = "SELECT since, cursor, goal FROM coverage WHERE account = ? AND type = ? AND scope = ?"

  func entry(_ type: TypeName, _ scope: String = "") throws -> Entry? {
    let statement = try db.cachedStatement(sql: Self.one)
    return try Row.fetchOne(statement, arguments: [account.rawValue, type.rawValue, scope])
      .map { Entry(since: $0[0], cursor: ObjectID($0[1]), goal: $0[2]) }
  }

  /// nil: the type is there whole.
  func start(_ type: TypeName) throws -> Int64? { try entry(type)?.since }

  /// Since when everything in a scope is there, be it that all of the type is.
  func since(_ type: TypeName, _ scope: String) throws -> Int64 {
    guard let all = try start(type) else { return 0 }
    return min(all, try entry(type, scope)?.since ?? all)
  }

  func set(_ type: TypeName, _ scope: String, _ entry: Entry) throws {
    try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO coverage (account, type, scope, since, cursor, goal) VALUES (?, ?, ?, ?, ?, ?)"
    )
    .execute(arguments: [
      account.rawValue, type.rawValue, scope, entry.since, entry.cursor.rawValue, entry.goal,
    ])
  }

  func remove(_ type: TypeName, scope: String? = nil) throws {
    try db.execute(
      sql: "DELETE FROM coverage WHERE account = ? AND type = ? AND (? IS NULL OR scope = ?)",
      arguments: [account.rawValue, type.rawValue, scope, scope])
  }

  /// Moves on by a page.
  /// - Parameters:
  ///   - oldest: of the objects of the page, milliseconds since 1970.
  ///   - newest: the same.
  func advance(by page: HistoryPage, oldest: Int64?, newest: Int64?) throws {
    let query = page.query
    let isLast = page.isLast
    switch query.progress {
    case .none: break
    case .first:
      guard let newest else { return try remove(query.type) }
      try set(query.type, "", Entry(since: newest + 1))
    case .firstOfList: try set(query.type, "", Entry(since: .max))
    case .list(let goal):
      let done = try finished(query.type, goal, isLast)
      if !done { try set(query.type, query.scope, Entry(since: .max, cursor: page.ids.last ?? "", goal: goal)) }
    case .backwards:
      let known = try since(query.type, query.scope)
      let reached = min(known, isLast ? query.downTo : oldest ?? known)
      try set(query.type, query.scope, Entry(since: reached, cursor: page.ids.last ?? ""))
    }
  }

  /// A list that has come to its end.
  private func finished(_ type: TypeName, _ goal: Int64, _ isLast: Bool) throws -> Bool {
    guard isLast else { return false }
    if goal == 0 { try remove(type, scope: "") } else { try set(type, "", Entry(since: goal, goal: goal)) }
    return true
  }
}

// MARK: - What is kept of the news

extension Transaction {
  /// Whether an object that `/changes` told of belongs to what this cache holds: all of it where the type is there whole; else what is
  /// covered, what is here already, and a topic that something here answers.
  func isHeld(_ object: JSONValue, _ type: any SyncedType.Type, _ account: AccountID) throws -> Bool {
    guard let place = type.place(of: object), let start = try coverageStart(type.name, account) else { return true }
    if place.time >= start { return true }
    let coverage = CoverageTable(db, account)
    for scope in place.scopes {
      if let entry = try coverage.entry(type.name, scope), place.time >= entry.since { return true }
    }
    let id = object["id"]?.string ?? ""
    return try isThere(type, account, ObjectID(id)) || isWantedRoot(account, id)
  }

  func isThere(_ type: any SyncedType.Type, _ account: AccountID, _ id: ObjectID) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM \(type.table) WHERE account = ? AND id = ?)")
    return try Bool.fetchOne(statement, arguments: [account.rawValue, id.rawValue]) ?? false
  }

  private func isWantedRoot(_ account: AccountID, _ id: String) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT EXISTS (SELECT 1 FROM wantedRoot WHERE account = ? AND id = ?)")
    return try Bool.fetchOne(statement, arguments: [account.rawValue, id]) ?? false
  }
}
