import Foundation
import GRDB
import Testing

@testable import ClientCore

struct SchemaTests {
  private static let document = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs/schema.sql").standardizedFileURL

  /// docs/schema.sql is what the migrations make. RECORD=1 writes it.
  @Test func theDocumentIsFresh() throws {
    let village = try Village()
    let statements = try village.cache.pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'
          AND name <> 'grdb_migrations' ORDER BY tbl_name, type DESC, name
          """)
    }
    let text =
      "-- The client's cache, as its migrations make it. Written by the tests: RECORD=1 swift test --filter SchemaTests\n\n"
      + statements.map { $0 + ";\n" }.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try text.write(to: Self.document, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: Self.document, encoding: .utf8) == text, "run the test once with RECORD=1")
  }

  @Test func everyTypeHasItsOwnCodeNameAndTable() {
    let types = TypeRegistry.types
    let codes = Set(types.map { $0.code })
    #expect(codes.count == types.count && codes.isSubset(of: Set(1..<Int64(TypeRegistry.codes)).subtracting([16])))
    #expect(Set(types.map { $0.name }).count == types.count && Set(types.map { $0.table }).count == types.count)
    let steps = Schema.steps.map(\.name)
    #expect(Set(steps).count == steps.count)
    #expect(Cache.syncedTypes.map(\.name) == types.map { $0.name })
  }

  @Test func everyTableIsStrictAndKnowsNoNull() throws {
    let village = try Village()
    try village.cache.pool.read { db in
      let tables = try Row.fetchAll(
        db,
        sql:
          "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'"
      )
      for table in tables where table["name"] != "grdb_migrations" {
        let name: String = table["name"]
        #expect(table["strict"] == true, "\(name)")
        for column in try Row.fetchAll(db, sql: "SELECT name, \"notnull\" FROM pragma_table_info(?)", arguments: [name])
        {
          #expect(column["notnull"] == true, "\(name).\(column["name"] as String)")
        }
      }
    }
  }
}
