import Bundles
import Foundation
import GRDB

/// The tables, as steps by name. A step that was released is never edited.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 objects", migrate: objects)
    migrator.registerMigration("2 members", migrate: members)
    migrator.registerMigration("3 blobs", migrate: blobs)
    migrator.registerMigration("4 newest first") { db in
      try db.execute(sql: "CREATE INDEX objectByTime ON object (type, owner, sortKey) WHERE isDestroyed = 0")
    }
    migrator.registerMigration("5 epochs", migrate: epochs)
    migrator.registerMigration("6 bytes of members", migrate: memberBytes)
    migrator.registerMigration("7 visits of feeds") { db in
      try db.execute(
        sql: """
          CREATE TABLE feedVisit (
            feedId TEXT PRIMARY KEY, dueAt INTEGER NOT NULL, etag TEXT, lastModified TEXT, failures INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("8 invitations", migrate: invitations)
    migrator.registerMigration("9 bundles", migrate: bundles)
    migrator.registerMigration("10 contents of ballots", migrate: BallotContents.migrate)
    return migrator
  }

  private static func objects(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE cooperative (
          id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, accountId TEXT NOT NULL, epoch TEXT NOT NULL,
          sequence INTEGER NOT NULL, modseq INTEGER NOT NULL, lastReceivedAt INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE object (
          seq INTEGER PRIMARY KEY, type TEXT NOT NULL, owner TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL,
          createdModseq INTEGER NOT NULL, modseq INTEGER NOT NULL, isDestroyed INTEGER NOT NULL DEFAULT 0,
          container TEXT NOT NULL, wasIn TEXT, root TEXT NOT NULL, parent TEXT NOT NULL, creator TEXT NOT NULL,
          clientId TEXT, importKey TEXT, sortKey INTEGER NOT NULL, name TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX objectById ON object (type, id, owner);
        CREATE UNIQUE INDEX objectByModseq ON object (type, owner, modseq);
        CREATE UNIQUE INDEX objectByClientId ON object (type, creator, clientId) WHERE clientId IS NOT NULL;
        CREATE UNIQUE INDEX objectByImportKey ON object (type, importKey) WHERE importKey IS NOT NULL;
        CREATE INDEX objectByContainer ON object (type, container, sortKey) WHERE isDestroyed = 0;
        CREATE INDEX objectByRoot ON object (root, type) WHERE isDestroyed = 0 AND root != '';
        CREATE INDEX objectByParent ON object (type, parent, name) WHERE isDestroyed = 0;
        CREATE VIRTUAL TABLE objectText USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2');
        """)
  }

  private static func epochs(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE epoch (start INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
        INSERT INTO epoch SELECT 0, epoch FROM cooperative;
        """)
  }

  /// `Room`: what stands there is counted once, and kept up from then on.
  private static func memberBytes(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE member ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
        WITH kept AS (
          SELECT seq, creator, length(CAST(json AS BLOB)) AS size FROM object
          WHERE isDestroyed = 0 AND importKey IS NULL AND owner = '' AND creator != ''
        ), sized AS (
          SELECT creator, size FROM kept
          UNION ALL
          SELECT creator, blob.size FROM kept JOIN blobUse ON object = kept.seq JOIN blob ON blob.id = blobId
        )
        UPDATE member SET bytes = total FROM (SELECT creator, sum(size) AS total FROM sized GROUP BY creator)
          WHERE principalId = creator;
        """)
  }

  private static func invitations(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE directChannel (members TEXT PRIMARY KEY, channel TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE directMember (
          principalId TEXT NOT NULL, channel TEXT NOT NULL, PRIMARY KEY (principalId, channel)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE invitation (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, codeHash BLOB NOT NULL UNIQUE, note TEXT NOT NULL,
          createdBy TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, usedAt INTEGER, usedBy TEXT
        ) STRICT;
        """)
  }

  /// The server's own secret; devices' keys; which bundles and which of their entries were taken (docs/protocol.md, section 29).
  private static func bundles(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE bundleSecret (seed BLOB NOT NULL) STRICT;
        ALTER TABLE device ADD COLUMN bundleKey BLOB;
        CREATE TABLE bundle (
          principalId TEXT NOT NULL, id TEXT NOT NULL, isWithdrawn INTEGER NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (principalId, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bundleEntry (
          principalId TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (principalId, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bundleState (principalId TEXT PRIMARY KEY, states TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """)
    let seed = Data(Secrets.random(BundleSecret.seedSize))
    try db.execute(sql: "INSERT INTO bundleSecret VALUES (?)", arguments: [seed])
  }

  private static func members(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE member (
          principalId TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE, password TEXT, isAdmin INTEGER NOT NULL,
          isRemoved INTEGER NOT NULL DEFAULT 0, rightsEpoch INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE device (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, principalId TEXT NOT NULL REFERENCES member, name TEXT NOT NULL,
          tokenHash BLOB NOT NULL UNIQUE, clientId TEXT, created INTEGER NOT NULL, lastUsed INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE membership (
          groupName TEXT NOT NULL, principalId TEXT NOT NULL REFERENCES member, PRIMARY KEY (groupName, principalId)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rightsGrant (
          container TEXT NOT NULL, holder TEXT NOT NULL, rights INTEGER NOT NULL, PRIMARY KEY (container, holder)
        ) STRICT, WITHOUT ROWID;
        """)
  }

  private static func blobs(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE blob (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
          created INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE blobChunk (
          blob INTEGER NOT NULL REFERENCES blob ON DELETE CASCADE, number INTEGER NOT NULL, bytes BLOB NOT NULL,
          PRIMARY KEY (blob, number)
        ) STRICT;
        CREATE TABLE blobUse (
          blobId TEXT NOT NULL, object INTEGER NOT NULL REFERENCES object, PRIMARY KEY (blobId, object)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX blobUseByObject ON blobUse (object);
        CREATE TABLE blobUpload (
          blobId TEXT NOT NULL, principalId TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (blobId, principalId)
        ) STRICT, WITHOUT ROWID;
        """)
  }
}
