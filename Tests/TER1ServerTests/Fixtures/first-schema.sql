-- A cooperative as the first ter1-server kept it: the statements of its schema, and what it would have written.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('1 objects');
INSERT INTO grdb_migrations VALUES ('2 members');
INSERT INTO grdb_migrations VALUES ('3 blobs');
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
INSERT INTO object VALUES (1, 'Principal', '', 'P1', '{"type":"individual","name":"Anna Roux","description":null,"email":null,"timeZone":null,"handle":"anna","isAdmin":true,"isRemoved":false,"calendarAddress":"urn:ter1:member:anna","id":"P1"}', 1, 1, 0, '', NULL, '', '', '', NULL, NULL, 0, 'anna roux');
INSERT INTO objectText (rowid, text) VALUES (1, 'Anna Roux
anna');
INSERT INTO object VALUES (2, 'Principal', '', 'P2', '{"type":"individual","name":"Bert","description":null,"email":null,"timeZone":null,"handle":"bert","isAdmin":false,"isRemoved":false,"calendarAddress":"urn:ter1:member:bert","id":"P2"}', 2, 2, 0, '', NULL, '', '', '', NULL, NULL, 0, 'bert');
INSERT INTO objectText (rowid, text) VALUES (2, 'Bert
bert');
INSERT INTO member (principalId, handle, password, isAdmin) VALUES ('P1', 'anna', '$argon2id$v=19$m=65536,t=2,p=1$XdYFLIdIXB+k5nUzdcXrvQ$gyKhTlEnlgukyTHQGEgUQ6r4C6FTsQkIPbE9ZL2U16E', 1);
INSERT INTO member (principalId, handle, password, isAdmin) VALUES ('P2', 'bert', '$argon2id$v=19$m=65536,t=2,p=1$bhy2xquDwWXC1Fe96N5EXA$uSRwtK0MObIukdqvvt34S/ijw+VwttsLeXEEuUwfuGU', 0);
INSERT INTO device (principalId, name, tokenHash, created, lastUsed) VALUES ('P2', 'portable', x'a6edd834000871fa9d2b34bceb313fa28ff980fc93c2125e623324b4fbe4bd6c', 1700000000000, 1699999200000);
INSERT INTO object VALUES (3, 'Channel', '', 'C3', '{"kind":"forum","name":"Salaires","description":"","parentId":null,"sortOrder":0,"isArchived":false,"id":"C3"}', 3, 3, 0, 'C3', NULL, '', '', 'P1', 'c1', NULL, 0, 'salaires');
INSERT INTO objectText (rowid, text) VALUES (3, 'Salaires');
INSERT INTO object VALUES (4, 'Channel', '', 'C4', '{"kind":"chat","name":"Bureau","description":"","parentId":null,"sortOrder":0,"isArchived":false,"id":"C4"}', 4, 4, 0, 'C4', NULL, '', '', 'P1', 'c2', NULL, 0, 'bureau');
INSERT INTO objectText (rowid, text) VALUES (4, 'Bureau');
INSERT INTO object VALUES (5, 'Message', '', 'M5', '{"channelId":"C3","threadRootId":null,"replyTo":null,"subject":"Grille","body":"Où en sommes-nous ?","bodyType":"text/markdown","attachments":[],"mentions":[],"reactions":{},"pinned":false,"senderId":"P2","author":null,"sentAt":"2023-11-14T22:13:01.000Z","receivedAt":"2023-11-14T22:13:01.000Z","editedAt":null,"deletedAt":null,"id":"M5"}', 5, 5, 0, 'C3', NULL, '', '', 'P2', 'm1', NULL, 1699999981000, '');
INSERT INTO objectText (rowid, text) VALUES (5, 'Grille
Où en sommes-nous ?');
INSERT INTO object VALUES (6, 'Message', '', 'M6', '{"channelId":"C3","threadRootId":"M5","replyTo":null,"subject":null,"body":"On avance.","bodyType":"text/markdown","attachments":[{"blobId":"BQ2KWjSjSSFsvk7fHV1aM8pta73GvfbwnNSGokTIq5iw","name":"appel.txt","type":"text/plain","size":14}],"mentions":[],"reactions":{},"pinned":false,"senderId":"P1","author":null,"sentAt":"2023-11-14T22:13:02.000Z","receivedAt":"2023-11-14T22:13:02.000Z","editedAt":null,"deletedAt":null,"id":"M6"}', 6, 6, 0, 'C3', NULL, 'M5', '', 'P1', 'm2', NULL, 1699999982000, '');
INSERT INTO objectText (rowid, text) VALUES (6, 'On avance.');
INSERT INTO object VALUES (7, 'Message', '', 'M7', '', 7, 7, 1, 'C3', NULL, 'M5', '', 'P2', 'm3', NULL, 1699999983000, '');
INSERT INTO object VALUES (8, 'Message', '', 'M8', '{"channelId":"C4","threadRootId":null,"replyTo":null,"subject":null,"body":"Réservé","bodyType":"text/markdown","attachments":[],"mentions":[],"reactions":{},"pinned":false,"senderId":"P1","author":null,"sentAt":"2023-11-14T22:13:04.000Z","receivedAt":"2023-11-14T22:13:04.000Z","editedAt":null,"deletedAt":null,"id":"M8"}', 8, 8, 0, 'C4', NULL, '', '', 'P1', 'm4', NULL, 1699999984000, '');
INSERT INTO objectText (rowid, text) VALUES (8, 'Réservé');
INSERT INTO object VALUES (9, 'ReadPosition', 'P2', 'M5', '{"readUpTo":"2023-11-14T22:13:02.000Z","isMuted":false,"id":"M5"}', 9, 9, 0, 'C3', NULL, '', '', 'P2', NULL, NULL, 0, '');
INSERT INTO object VALUES (10, 'Calendar', '', 'Ka', '{"name":"Agenda","description":null,"color":null,"sortOrder":0,"timeZone":"Europe/Paris","id":"Ka"}', 10, 10, 0, 'Ka', NULL, '', '', 'P1', NULL, NULL, 0, 'agenda');
INSERT INTO object VALUES (11, 'CalendarEvent', '', 'Eb', '{"@type":"Event","calendarIds":{"Ka":true},"uid":"ag-2024","title":"Assemblée","description":"","start":"2024-06-01T18:00:00","timeZone":"Europe/Paris","duration":"PT2H","showWithoutTime":false,"status":"confirmed","created":"2023-11-14T22:14:00.000Z","updated":"2023-11-14T22:14:00.000Z","createdBy":"P1","sequence":0,"id":"Eb"}', 11, 11, 0, 'Ka', NULL, '', '', 'P1', 'ag-2024', NULL, 63852924000, '');
INSERT INTO objectText (rowid, text) VALUES (11, 'Assemblée');
INSERT INTO object VALUES (12, 'FileNode', '', 'Fc', '{"parentId":null,"blobId":"BQ2KWjSjSSFsvk7fHV1aM8pta73GvfbwnNSGokTIq5iw","name":"appel.txt","type":"text/plain","size":14,"sha256":"4362968d28d2485b2f93b7c757568cf29b5aef71af7dbc273521a891322ae62c","description":"","created":"2023-11-14T22:14:00.000Z","modified":"2023-11-14T22:14:00.000Z","createdBy":"P1","id":"Fc"}', 12, 12, 0, 'top', NULL, '', '', 'P1', 'f1', NULL, 0, 'appel.txt');
INSERT INTO objectText (rowid, text) VALUES (12, 'appel.txt');
INSERT INTO blob (id, sha256, size, created) VALUES ('BQ2KWjSjSSFsvk7fHV1aM8pta73GvfbwnNSGokTIq5iw', '4362968d28d2485b2f93b7c757568cf29b5aef71af7dbc273521a891322ae62c', 14, 1700000000000);
INSERT INTO blobChunk VALUES (1, 0, x'546f757320656e73656d626c650a');
INSERT INTO blobUse VALUES ('BQ2KWjSjSSFsvk7fHV1aM8pta73GvfbwnNSGokTIq5iw', 6);
INSERT INTO blobUse VALUES ('BQ2KWjSjSSFsvk7fHV1aM8pta73GvfbwnNSGokTIq5iw', 12);
INSERT INTO rightsGrant VALUES ('C4', 'P1', 31);
UPDATE member SET rightsEpoch = 7 WHERE handle = 'bert';
INSERT INTO cooperative VALUES (1, 'Union locale', 'Afirst00', 'ep0chOne', 12, 12, 1699999984000);
