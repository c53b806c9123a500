import GRDB

/// The table `epoch`: which stretch of the numbers of changes was written by one opening of the cooperative.
///
/// Each process draws a new epoch before its first change. A file that was put back from a backup is opened anew, so what it
/// writes from then on belongs to another epoch than what was written after the backup and is lost: a state that names the lost
/// stretch is known for what it is, however far the numbers have come since.
enum Epochs {
  /// Makes the epoch that the changes above `start` belong to.
  static func draw(above start: Int64, in db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO epoch (start, name) VALUES (?, ?)",
      arguments: [start, Secrets.text(Secrets.random(3))])
  }

  /// The name of the epoch in which the change with this number was made; for 0, of the first.
  static func name(of modseq: Int64, in db: Database) throws -> String {
    let statement = try db.cachedStatement(sql: "SELECT \(query("?"))")
    guard let name = try String.fetchOne(statement, arguments: [max(modseq, 1)]) else {
      throw CooperativeError.storage("the cooperative's epochs are missing")
    }
    return name
  }

  /// The SQL expression of that name.
  static func query(_ modseq: String) -> String {
    "(SELECT name FROM epoch WHERE start < \(modseq) ORDER BY start DESC LIMIT 1)"
  }

  /// Stands at the end of new ids, so that none that was lost with a restored backup is given again. "" in the first epoch, which
  /// nothing precedes.
  static func suffix(of modseq: Int64, in db: Database) throws -> String {
    let statement = try db.cachedStatement(
      sql: "SELECT name FROM epoch WHERE start < ? AND start > 0 ORDER BY start DESC LIMIT 1")
    return try String.fetchOne(statement, arguments: [modseq]).map { "-" + $0 } ?? ""
  }
}
