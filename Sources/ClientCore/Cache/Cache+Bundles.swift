internal import GRDB
internal import JSON
internal import Text

/// The table `bundle`.
enum BundleTable {
  static let step = SchemaStep(
    name: "bundle",
    sql: """
      CREATE TABLE bundle (
        account INTEGER NOT NULL,
        id TEXT NOT NULL,
        role TEXT NOT NULL,
        at REAL NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        settledAt REAL NOT NULL,
        content TEXT NOT NULL,
        spool TEXT NOT NULL,
        PRIMARY KEY (account, id, role)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX bundle_at ON bundle (account, at);
      -- What stood in notes before there was the table.
      INSERT INTO bundle
        SELECT account.id, json_extract(entry.value, '$[1]'), 'made', CAST(strftime('%s') AS REAL), 'waiting', '', 0,
          '{}', ''
        FROM note, json_each(note.value) AS entry, account
        WHERE note.name = 'bundle.made.' || account.login AND account.jmapId = json_extract(entry.value, '$[0]');
      INSERT OR IGNORE INTO bundle
        SELECT account.id, json_extract(entry.value, '$.bundle'), 'carried', CAST(strftime('%s') AS REAL), 'waiting',
          '', 0, json_object('size', json_extract(entry.value, '$.size')), json_extract(entry.value, '$.spool')
        FROM note, json_each(note.value) AS entry, account
        WHERE note.name = 'bundle.parcels.' || account.login
          AND account.jmapId = json_extract(entry.value, '$.account');
      DELETE FROM note WHERE name GLOB 'bundle.made.*' OR name GLOB 'bundle.parcels.*';
      """)

  /// So many that nothing is waited for are kept.
  static let mostSettled = 200

  static let columns = "account, id, role, at, state, reason, settledAt, content, spool"

  static func bundle(_ row: Row) throws -> KeptBundle {
    var bundle = KeptBundle(
      account: AccountID(rawValue: row[0]), id: row[1], role: KeptBundle.Role(rawValue: row[2]) ?? .taken, at: row[3],
      state: KeptBundle.State(rawValue: row[4]) ?? .done)
    let (reason, settledAt): (String, Double) = (row[5], row[6])
    bundle.reason = reason.isEmpty ? nil : reason
    bundle.settledAt = settledAt > 0 ? settledAt : nil
    bundle.read(try JSONValue(parsing: row[7] as String))
    return bundle
  }
}

extension Cache {
  /// Keeps what is known of a bundle; what was known of it before, in the same role, gives way.
  /// - Parameter spool: where one that is to be handed in lies.
  public func keep(_ bundle: KeptBundle, spool: String = "") throws(CacheError) -> ChangeSet {
    try write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO bundle (\(BundleTable.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          bundle.account.rawValue, bundle.id, bundle.role.rawValue, bundle.at, bundle.state.rawValue,
          bundle.reason ?? "", bundle.settledAt ?? 0, bundle.content.text, spool,
        ])
      try db.execute(
        sql: """
          DELETE FROM bundle WHERE account = ?1 AND state <> 'waiting' AND at < (
            SELECT at FROM bundle WHERE account = ?1 AND state <> 'waiting' ORDER BY at DESC LIMIT 1 OFFSET ?2)
          """, arguments: [bundle.account.rawValue, BundleTable.mostSettled])
    }
    return Self.changes(bundle)
  }

  /// Notes what the server said of it.
  public func settle(
    _ bundle: KeptBundle, _ state: KeptBundle.State, reason: String? = nil, at time: Double
  ) throws(CacheError) -> ChangeSet {
    let spool = try spool(of: bundle)
    try write { db in
      try db.execute(
        sql: """
          UPDATE bundle SET state = ?, reason = ?, settledAt = ?, spool = ''
          WHERE account = ? AND id = ? AND role = ?
          """,
        arguments: [
          state.rawValue, reason ?? "", time, bundle.account.rawValue, bundle.id, bundle.role.rawValue,
        ])
    }
    if !spool.isEmpty { removeSpool(spool) }
    return Self.changes(bundle)
  }

  /// Knows nothing of it any more; what was to be handed in is not.
  public func forget(_ bundle: KeptBundle) throws(CacheError) -> ChangeSet {
    let spool = try spool(of: bundle)
    try write { db in
      try db.execute(
        sql: "DELETE FROM bundle WHERE account = ? AND id = ? AND role = ?",
        arguments: [bundle.account.rawValue, bundle.id, bundle.role.rawValue])
    }
    if !spool.isEmpty { removeSpool(spool) }
    return Self.changes(bundle)
  }

  /// Where a bundle that is to be handed in lies; "" for any other.
  public func spool(of bundle: KeptBundle) throws(CacheError) -> String {
    try read { db in
      try String.fetchOne(
        db, sql: "SELECT spool FROM bundle WHERE account = ? AND id = ? AND role = ?",
        arguments: [bundle.account.rawValue, bundle.id, bundle.role.rawValue]) ?? ""
    }
  }

  private static func changes(_ bundle: KeptBundle) -> ChangeSet {
    var changes = ChangeSet()
    changes.insert(bundle.key)
    return changes
  }
}

extension CacheReader {
  /// Bundles that this device made, carries or took, the latest first.
  /// - Parameter account: nil: of all.
  public func bundles(_ account: AccountID? = nil) throws(CacheError) -> [KeptBundle] {
    if let account { return try read { try bundles(of: account.rawValue, $0) } }
    return try read { db in
      let accounts = try Int64.fetchAll(db, sql: "SELECT id FROM account WHERE isPresent ORDER BY id")
      return try accounts.flatMap { try bundles(of: $0, db) }.sorted { $0.at > $1.at }
    }
  }

  /// The same, with the names of those whom they are for, or who carried them.
  public func bundleRows(_ account: AccountID? = nil) throws(CacheError) -> [BundleRow] {
    var rows: [BundleRow] = []
    for bundle in try bundles(account) {
      var names: [UntrustedText] = []
      for id in bundle.people {
        let member = try member(ObjectKey(bundle.account, Principal.name, id))
        names.append(member?.principal.name ?? UntrustedText(id.rawValue))
      }
      rows.append(BundleRow(bundle: bundle, names: names))
    }
    return rows
  }

  /// Those of an account that wait for the server's word, in the order in which they came.
  public func waitingBundles(_ account: AccountID, _ role: KeptBundle.Role) throws(CacheError) -> [KeptBundle] {
    try bundles(account).filter { $0.state == .waiting && $0.role == role }.reversed()
  }

  /// When the last bundle for a member was made here, in seconds since 1970; nil: none was.
  public func lastBundle(_ account: AccountID, for member: ObjectID) throws(CacheError) -> Double? {
    try bundles(account).first { $0.role == .made && $0.people.contains(member) }?.at
  }

  private func bundles(of account: Int64, _ db: Database) throws -> [KeptBundle] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(BundleTable.columns) FROM bundle WHERE account = ? ORDER BY at DESC, id DESC, role DESC
        """)
    return try Row.fetchAll(statement, arguments: [account]).map(BundleTable.bundle)
  }
}
