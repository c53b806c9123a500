import GRDB

extension Cooperative {
  /// Leaves no word in the search index that no object has: what is deleted from an index of FTS5 stays in its older segments until these are
  /// merged (<https://sqlite.org/fts5.html>, 6.9). In steps, each a transaction of its own: nobody waits long behind one.
  ///
  /// - Throws: `DatabaseError`; what was merged until then stays so, and nothing is lost.
  func forgetDeletedWords() throws {
    while try pool.writeWithoutTransaction({ try $0.mergeSearchIndex() }) {}
  }
}

extension Database {
  /// - Returns: whether there may be more to merge.
  fileprivate func mergeSearchIndex() throws -> Bool {
    let before = totalChangesCount
    // FAST would leave what pages held that become free.
    try execute(sql: "PRAGMA secure_delete = ON")
    // Where it fails, more is wiped than has to be.
    defer { try? execute(sql: "PRAGMA secure_delete = FAST") }
    // Negative: into one segment, at most so many pages of it at once.
    try execute(sql: "INSERT INTO objectText (objectText, rank) VALUES ('merge', -500)")
    return totalChangesCount - before >= 2
  }
}
