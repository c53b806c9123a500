internal import GRDB
internal import Text

/// Keeps the full-text index in step with the rows of one transaction. Contentless, so deleting needs the words as they
/// were indexed; sorted, so that FTS5 need not flush for each row.
struct SearchIndex {
  private let db: Database
  private var deletions: [(row: Int64, words: Words)] = []
  private var insertions: [(row: Int64, words: Words)] = []

  /// A row of the index.
  struct Words {
    let title, body, author, keys: String
  }

  private let table: String

  init(_ db: Database, table: String = "search") { (self.db, self.table) = (db, table) }

  mutating func add(_ change: RowChange) {
    let (before, after) = (change.before?.object.searchText, change.after?.object.searchText)
    if before == after && change.before?.row == change.after?.row { return }
    if let before, let row = change.before?.row { deletions.append((row, words(before, change.account, row))) }
    if let after, let row = change.after?.row { insertions.append((row, words(after, change.account, row))) }
  }

  /// FTS5's own column for commands is named as the table.
  private var command: String { String(table.split(separator: ".").last ?? "") }

  mutating func finish() throws {
    guard !deletions.isEmpty || !insertions.isEmpty else { return }
    deletions.sort { $0.row < $1.row }
    insertions.sort { $0.row < $1.row }
    let delete = try db.cachedStatement(
      sql: "INSERT INTO \(table) (\(command), rowid, title, body, author, keys) VALUES ('delete', ?, ?, ?, ?, ?)")
    for (row, words) in deletions {
      try delete.execute(arguments: [row, words.title, words.body, words.author, words.keys])
    }
    let insert = try db.cachedStatement(
      sql: "INSERT INTO \(table) (rowid, title, body, author, keys) VALUES (?, ?, ?, ?, ?)")
    for (row, words) in insertions {
      try insert.execute(arguments: [row, words.title, words.body, words.author, words.keys])
    }
  }

  private func words(_ text: SearchText, _ account: AccountID, _ row: Int64) -> Words {
    var keys = [SearchKey.type(RowNumber.code(of: row)), SearchKey.account(account)]
    if let author = text.author { keys.append(SearchKey.author(account, author)) }
    if let container = text.container { keys.append(SearchKey.container(account, container.id)) }
    if text.hasAttachment { keys.append(SearchKey.attachment) }
    return Words(
      title: Folding.expandingLigatures(text.title), body: Folding.expandingLigatures(text.body),
      author: Folding.expandingLigatures(text.authorName), keys: keys.joined(separator: " "))
  }
}

/// Words of the index's column `keys`, by which a search is narrowed. Ids are spelled in hexadecimal: they know upper and lower case,
/// the tokenizer does not.
enum SearchKey {
  static let attachment = "p1"
  static func type(_ code: Int64) -> String { "t\(code)" }
  static func account(_ account: AccountID) -> String { "k\(account.rawValue)" }
  static func author(_ account: AccountID, _ id: ObjectID) -> String { "a\(account.rawValue)x\(hexadecimal(id))" }
  static func container(_ account: AccountID, _ id: ObjectID) -> String { "c\(account.rawValue)x\(hexadecimal(id))" }

  private static func hexadecimal(_ id: ObjectID) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = id.rawValue.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
