internal import GRDB

/// A report, a request to join, or what a moderator did, as a list shows it.
public struct ReportRow: Sendable, Hashable {
  public let key: ObjectKey
  public let report: Report
  public let author: Author?
  public let channel: Channel?
  /// The message it is about, where it is here and may be read.
  public let message: Message?
  public let messageAuthor: Author?
  /// Who decided on it.
  public let decider: Author?
  public let mark: Mark
}

extension CacheReader {
  /// What waits for a decision, the oldest first; then what was done, the latest first.
  public func reports(_ account: AccountID? = nil, limit: Int = 500) throws(CacheError) -> [ReportRow] {
    try read { db in
      let lookup = Lookup(db)
      return try Row.fetchAll(
        db.cachedStatement(sql: Self.reportList), arguments: [account?.rawValue, bounded(limit)]
      ).map { try Self.reportRow($0, lookup) }
    }
  }

  static let reportList = """
    SELECT r.account, r.json, r.mark FROM report r JOIN account a ON a.id = r.account AND a.isPresent
    WHERE ?1 IS NULL OR r.account = ?1
    ORDER BY r.state <> 'open', CASE WHEN r.state = 'open' THEN r.at ELSE -r.at END, r.row LIMIT ?2
    """

  private static func reportRow(_ row: Row, _ lookup: Lookup) throws -> ReportRow {
    let account = AccountID(rawValue: row[0])
    let report = try Report.stored(row[1])
    let message = try report.messageID.flatMap { try lookup.message($0, account)?.object }
    return ReportRow(
      key: ObjectKey(account, Report.name, report.id), report: report,
      author: try report.authorID.map { try lookup.author(account, $0) },
      channel: try report.channelID.flatMap { try lookup.object(Channel.self, account, $0)?.object },
      message: message, messageAuthor: try message.map { try lookup.author(of: $0, account) },
      decider: try report.decidedBy.map { try lookup.author(account, $0) }, mark: Mark(rawValue: row[2]) ?? .none)
  }
}
