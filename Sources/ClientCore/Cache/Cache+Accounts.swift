internal import Foundation
internal import GRDB
public import JSON
internal import Text

extension Cache {
  /// The session object kept for a login; nil before the first.
  public func session(login: String) throws(CacheError) -> JSONValue? {
    try read { db in
      try String.fetchOne(db, sql: "SELECT session FROM login WHERE name = ?", arguments: [login])
        .map { try JSONValue(parsing: $0) }
    }
  }

  /// Keeps a session object and its accounts. An account that it no longer names stays in the cache, readable, but is no longer the login's.
  /// - Returns: the login's accounts.
  public func storeSession(
    _ session: JSONValue, login: String, accounts: [AccountDescription]
  ) throws(CacheError) -> [Account] {
    try write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO login (name, session) VALUES (?, ?)", arguments: [login, session.text])
      let before = try AccountTable.fetch(db, where: "login = ?", [login])
      try db.execute(sql: "UPDATE account SET isPresent = 0 WHERE login = ?", arguments: [login])
      for account in accounts { try AccountTable.store(db, account, login) }
      let after = try AccountTable.fetch(db, where: "login = ? AND isPresent", [login])
      try Self.reviewMessages(db, before, after)
      return after
    }
  }

  /// Whoever is somebody else now has other messages of his own, and others that speak to him.
  private static func reviewMessages(_ db: Database, _ before: [Account], _ after: [Account]) throws {
    for account in after {
      guard let old = before.first(where: { $0.id == account.id }), old.principalID != account.principalID else {
        continue
      }
      let transaction = Transaction(db, now: Date().timeIntervalSince1970)
      try transaction.rewriteMessages(account.id)
      _ = try transaction.finish()
    }
  }

  /// The accounts of a login, in the order in which they were first seen.
  public func accounts(login: String) throws(CacheError) -> [Account] {
    try read { try AccountTable.fetch($0, where: "login = ? AND isPresent", [login]) }
  }

  /// Forgets a login, its accounts and everything in them, outbox, drafts, notes and what was counted of its link included.
  public func removeLogin(_ login: String) throws(CacheError) {
    try write { db in
      let accounts = try AccountTable.fetch(db, where: "login = ?", [login])
      for account in accounts { try AccountTable.remove(db, account.id) }
      try db.execute(sql: "DELETE FROM account WHERE login = ?", arguments: [login])
      try db.execute(sql: "DELETE FROM login WHERE name = ?", arguments: [login])
      try db.execute(sql: "DELETE FROM linkUse WHERE login = ?", arguments: [login])
      for note in LoginNote.allCases.map({ $0.name(login) }) + accounts.map({ Digest.note($0.id) }) {
        try db.execute(sql: "DELETE FROM note WHERE name = ?", arguments: [note])
      }
    }
  }
}

/// The table `account`.
enum AccountTable {
  static func fetch(_ db: Database, where condition: String, _ arguments: StatementArguments) throws -> [Account] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, login, jmapId, name, capabilities, principalId, isReadOnly, offers FROM account
        WHERE \(condition) ORDER BY id
        """)
    return try Row.fetchAll(statement, arguments: arguments).map { row in
      let principal: String = row[5]
      return Account(
        id: AccountID(rawValue: row[0]), login: row[1], jmapID: row[2], name: UntrustedText(row[3]),
        capabilities: Set((row[4] as String).split(separator: " ").map(String.init)),
        principalID: principal.isEmpty ? nil : ObjectID(principal), isReadOnly: row[6], offers: offers(row[7]))
    }
  }

  static func store(_ db: Database, _ account: AccountDescription, _ login: String) throws {
    try db.execute(
      sql: """
        INSERT INTO account (login, jmapId, name, capabilities, principalId, isReadOnly, offers, isPresent)
        VALUES (?, ?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT (login, jmapId) DO UPDATE SET
          name = excluded.name, capabilities = excluded.capabilities, principalId = excluded.principalId,
          isReadOnly = excluded.isReadOnly, offers = excluded.offers, isPresent = 1
        """,
      arguments: [
        login, account.jmapID, account.name, account.capabilities.sorted().joined(separator: " "),
        account.principalID ?? "", account.isReadOnly,
        " " + account.offers.map(\.rawValue).sorted().joined(separator: " "),
      ])
  }

  /// Nothing at all: kept by an earlier version, which asked for nothing.
  private static func offers(_ text: String) -> Set<Offer> {
    text.isEmpty ? Set(Offer.allCases) : Set(text.split(separator: " ").compactMap { Offer(rawValue: String($0)) })
  }

  static func remove(_ db: Database, _ account: AccountID) throws {
    let transaction = Transaction(db, now: 0)
    for table in [
      "outbox", "shadow", "quarantine", "syncState", "draft", "download", "coverage", "wantedRoot", "review", "posted",
      "earlierText", "eventAlarm", "receipt", "carried", "bundle",
    ] {
      try db.execute(sql: "DELETE FROM \(table) WHERE account = ?", arguments: [account.rawValue])
    }
    for type in TypeRegistry.types {
      let ids = try String.fetchAll(
        db, sql: "SELECT id FROM \(type.table) WHERE account = ?", arguments: [account.rawValue])
      for id in ids { try transaction.remove(type, account, ObjectID(id)) }
    }
    _ = try transaction.finish()
    try db.execute(sql: "DELETE FROM conversation WHERE account = ?", arguments: [account.rawValue])
  }
}

extension Transaction {
  /// Writes every message of an account again, for another viewer.
  func rewriteMessages(_ account: AccountID) throws {
    let rows = try Row.fetchAll(
      db, sql: "SELECT json, mark FROM message WHERE account = ? ORDER BY row", arguments: [account.rawValue])
    for row in rows {
      try put(Message.self, account, JSONValue(parsing: row[0] as String), mark: Mark(rawValue: row[1]) ?? .none)
    }
    try conversations.recountAll(account)
  }
}
