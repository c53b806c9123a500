internal import GRDB

/// The cache's tables: the bookkeeping below, then each type's own steps. Names of released steps and their SQL are frozen.
enum Schema {
  static let searchColumns = """
    title, body, author, keys, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
    """

  static let bookkeeping = [
    SchemaStep(
      name: "bookkeeping",
      sql: """
        CREATE TABLE login (
          name TEXT PRIMARY KEY NOT NULL,
          session TEXT NOT NULL
        ) STRICT;
        CREATE TABLE account (
          id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
          login TEXT NOT NULL,
          jmapId TEXT NOT NULL,
          name TEXT NOT NULL,
          capabilities TEXT NOT NULL,
          principalId TEXT NOT NULL,
          isReadOnly INTEGER NOT NULL,
          isPresent INTEGER NOT NULL,
          UNIQUE (login, jmapId)
        ) STRICT;
        CREATE TABLE syncState (
          account INTEGER NOT NULL,
          type TEXT NOT NULL,
          state TEXT NOT NULL,
          PRIMARY KEY (account, type)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
          id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
          account INTEGER NOT NULL,
          type TEXT NOT NULL,
          objectId TEXT NOT NULL,
          action TEXT NOT NULL,
          content TEXT NOT NULL,
          expiresAt REAL NOT NULL,
          state TEXT NOT NULL,
          createdAt REAL NOT NULL,
          attempts INTEGER NOT NULL,
          nextAttemptAt REAL NOT NULL,
          failure TEXT NOT NULL
        ) STRICT;
        CREATE INDEX outbox_object ON outbox (account, type, objectId);
        -- What the server said of an object that has something in the outbox; the JSON text null when it knows none.
        CREATE TABLE shadow (
          account INTEGER NOT NULL,
          type TEXT NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          PRIMARY KEY (account, type, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE quarantine (
          account INTEGER NOT NULL,
          type TEXT NOT NULL,
          id TEXT NOT NULL,
          json TEXT NOT NULL,
          reason TEXT NOT NULL,
          PRIMARY KEY (account, type, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE draft (
          id TEXT PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          targetType TEXT NOT NULL,
          targetId TEXT NOT NULL,
          content TEXT NOT NULL,
          savedAt REAL NOT NULL
        ) STRICT;
        CREATE INDEX draft_target ON draft (account, targetType, targetId);
        CREATE INDEX draft_savedAt ON draft (savedAt);
        CREATE TABLE download (
          id TEXT PRIMARY KEY NOT NULL,
          account INTEGER NOT NULL,
          blobId TEXT NOT NULL,
          path TEXT NOT NULL,
          size INTEGER NOT NULL,
          received INTEGER NOT NULL,
          state TEXT NOT NULL,
          failure TEXT NOT NULL,
          updatedAt REAL NOT NULL
        ) STRICT;
        CREATE INDEX download_blob ON download (account, blobId);
        CREATE INDEX download_updatedAt ON download (updatedAt);
        CREATE TABLE note (
          name TEXT PRIMARY KEY NOT NULL,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- One index over all types. A row's number is its time, so that the newest comes first without sorting (see RowNumber).
        CREATE VIRTUAL TABLE search USING fts5(\(searchColumns));
        """),
    // What the person saw of what an update changes; "" for nothing.
    SchemaStep(name: "outbox basis", sql: "ALTER TABLE outbox ADD COLUMN basis TEXT NOT NULL DEFAULT ''"),
    SchemaStep(name: "account.offers", sql: "ALTER TABLE account ADD COLUMN offers TEXT NOT NULL DEFAULT '';"),
    SchemaStep(
      name: "download.digest",
      sql: """
        ALTER TABLE download ADD COLUMN mediaType TEXT NOT NULL DEFAULT '';
        ALTER TABLE download ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
        ALTER TABLE download ADD COLUMN part TEXT NOT NULL DEFAULT '';
        """),
    SchemaStep(
      name: "link use",
      sql: """
        CREATE TABLE linkUse (
          day TEXT NOT NULL,
          login TEXT NOT NULL,
          place TEXT NOT NULL,
          up INTEGER NOT NULL,
          down INTEGER NOT NULL,
          terminal INTEGER NOT NULL,
          PRIMARY KEY (day, login, place)
        ) STRICT, WITHOUT ROWID;
        """),
    // What a bundle brought, until the server's own word comes; `carrier` is "" where the server signed it.
    SchemaStep(
      name: "carried",
      sql: """
        CREATE TABLE carried (
          account INTEGER NOT NULL,
          type TEXT NOT NULL,
          id TEXT NOT NULL,
          version INTEGER NOT NULL,
          carrier TEXT NOT NULL,
          isNew INTEGER NOT NULL,
          PRIMARY KEY (account, type, id)
        ) STRICT, WITHOUT ROWID;
        """),
  ]

  static var steps: [SchemaStep] {
    bookkeeping + [CoverageTable.step] + TypeRegistry.types.flatMap { $0.schema } + [BundleTable.step]
  }

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for step in steps { migrator.registerMigration(step.name) { try $0.execute(sql: step.sql) } }
    return migrator
  }
}
