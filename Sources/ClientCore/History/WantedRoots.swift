internal import GRDB

/// Topics that something here answers, and that are not here themselves: the table `wantedRoot`.
final class WantedRoots {
  private let db: Database
  private var noted: Set<ConversationKey> = []

  init(_ db: Database) { self.db = db }

  /// The first that is seen of a topic is an answer.
  func note(_ topic: ConversationKey) { noted.insert(topic) }

  func found(_ topic: ConversationKey) throws {
    guard noted.remove(topic) == nil else { return }
    try remove(topic)
  }

  func remove(_ topic: ConversationKey) throws {
    try db.cachedStatement(sql: "DELETE FROM wantedRoot WHERE account = ? AND id = ?")
      .execute(arguments: [topic.account.rawValue, topic.id.rawValue])
  }

  /// Only where not everything is there: elsewhere the topic is on its way, or there is none.
  func finish() throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO wantedRoot (account, id) SELECT ?1, ?2
        WHERE EXISTS (SELECT 1 FROM coverage WHERE account = ?1 AND type = ?3 AND scope = '')
          AND NOT EXISTS (SELECT 1 FROM message WHERE account = ?1 AND id = ?2)
        """)
    for topic in noted {
      try statement.execute(arguments: [topic.account.rawValue, topic.id.rawValue, Message.name.rawValue])
    }
  }
}
