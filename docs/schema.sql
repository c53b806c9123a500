-- The client's cache, as its migrations make it. Written by the tests: RECORD=1 swift test --filter SchemaTests

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  login TEXT NOT NULL,
  jmapId TEXT NOT NULL,
  name TEXT NOT NULL,
  capabilities TEXT NOT NULL,
  principalId TEXT NOT NULL,
  isReadOnly INTEGER NOT NULL,
  isPresent INTEGER NOT NULL, offers TEXT NOT NULL DEFAULT '',
  UNIQUE (login, jmapId)
) STRICT;

CREATE TABLE article (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  feed TEXT NOT NULL,
  receivedAt INTEGER NOT NULL,
  isRead INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE INDEX article_feed ON article (account, feed);

CREATE INDEX article_unread ON article (account, feed) WHERE isRead = 0;

CREATE TABLE ballot (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE bundle (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  at REAL NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  settledAt REAL NOT NULL,
  content TEXT NOT NULL,
  spool TEXT NOT NULL,
  PRIMARY KEY (account, id, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX bundle_at ON bundle (account, at);

CREATE TABLE calendar (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  sortOrder INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE calendarEvent (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  calendarId TEXT NOT NULL,
  expandedTo INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE INDEX calendarEvent_expandedTo ON calendarEvent (expandedTo) WHERE expandedTo > 0;

CREATE INDEX calendarEvent_updated ON calendarEvent (account, json_extract(json, '$.updated'), id);

CREATE TABLE carried (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  carrier TEXT NOT NULL,
  isNew INTEGER NOT NULL,
  PRIMARY KEY (account, type, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  parentId TEXT NOT NULL,
  sortOrder INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE channelCounts (
  account INTEGER NOT NULL,
  channelId TEXT NOT NULL,
  isChat INTEGER NOT NULL,
  conversations INTEGER NOT NULL,
  fresh INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  PRIMARY KEY (account, channelId, isChat)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER conversation_comes AFTER INSERT ON conversation BEGIN
INSERT INTO channelCounts VALUES (new.account, new.channelId, new.isChat, 1, iif(new.isMuted, 0, new.unread > 0), iif(new.isMuted, 0, new.unread), iif(new.isMuted, 0, new.mentions), iif(new.isMuted, 0, new.replies))
  ON CONFLICT DO UPDATE SET conversations = conversations + excluded.conversations, fresh = fresh + excluded.fresh, unread = unread + excluded.unread, mentions = mentions + excluded.mentions, replies = replies + excluded.replies;
END;

CREATE TRIGGER conversation_counts AFTER UPDATE OF isMuted, unread, mentions, replies ON conversation
  WHEN old.channelId = new.channelId AND old.isChat = new.isChat
    AND (old.isMuted, old.unread, old.mentions, old.replies) <> (new.isMuted, new.unread, new.mentions, new.replies) BEGIN
  UPDATE channelCounts SET fresh = fresh + iif(new.isMuted, 0, new.unread > 0) - iif(old.isMuted, 0, old.unread > 0), unread = unread + iif(new.isMuted, 0, new.unread) - iif(old.isMuted, 0, old.unread), mentions = mentions + iif(new.isMuted, 0, new.mentions) - iif(old.isMuted, 0, old.mentions), replies = replies + iif(new.isMuted, 0, new.replies) - iif(old.isMuted, 0, old.replies)
    WHERE account = new.account AND channelId = new.channelId AND isChat = new.isChat;
END;

CREATE TRIGGER conversation_goes AFTER DELETE ON conversation BEGIN
UPDATE channelCounts SET conversations = conversations - 1,
    fresh = fresh - iif(old.isMuted, 0, old.unread > 0), unread = unread - iif(old.isMuted, 0, old.unread), mentions = mentions - iif(old.isMuted, 0, old.mentions), replies = replies - iif(old.isMuted, 0, old.replies)
  WHERE account = old.account AND channelId = old.channelId AND isChat = old.isChat;
DELETE FROM channelCounts
  WHERE account = old.account AND channelId = old.channelId AND isChat = old.isChat AND conversations = 0;
END;

CREATE TRIGGER conversation_moves AFTER UPDATE OF channelId, isChat ON conversation
  WHEN old.channelId <> new.channelId OR old.isChat <> new.isChat BEGIN
UPDATE channelCounts SET conversations = conversations - 1,
    fresh = fresh - iif(old.isMuted, 0, old.unread > 0), unread = unread - iif(old.isMuted, 0, old.unread), mentions = mentions - iif(old.isMuted, 0, old.mentions), replies = replies - iif(old.isMuted, 0, old.replies)
  WHERE account = old.account AND channelId = old.channelId AND isChat = old.isChat;
DELETE FROM channelCounts
  WHERE account = old.account AND channelId = old.channelId AND isChat = old.isChat AND conversations = 0;
INSERT INTO channelCounts VALUES (new.account, new.channelId, new.isChat, 1, iif(new.isMuted, 0, new.unread > 0), iif(new.isMuted, 0, new.unread), iif(new.isMuted, 0, new.mentions), iif(new.isMuted, 0, new.replies))
  ON CONFLICT DO UPDATE SET conversations = conversations + excluded.conversations, fresh = fresh + excluded.fresh, unread = unread + excluded.unread, mentions = mentions + excluded.mentions, replies = replies + excluded.replies;
END;

CREATE TABLE conversation (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  channelId TEXT NOT NULL,
  isChat INTEGER NOT NULL,
  isPinned INTEGER NOT NULL,
  isMuted INTEGER NOT NULL,
  total INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  replies INTEGER NOT NULL,
  lastRow INTEGER NOT NULL,
  readRow INTEGER NOT NULL, rootRow INTEGER NOT NULL DEFAULT 0, subject TEXT NOT NULL DEFAULT '', author TEXT NOT NULL DEFAULT '', isDeleted INTEGER NOT NULL DEFAULT 0, mark INTEGER NOT NULL DEFAULT 0, lastAuthor TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_channel ON conversation (account, channelId, isChat, isPinned, lastRow);

CREATE INDEX conversation_unread_latest ON conversation (lastRow, isMuted, mentions, replies, isChat, readRow)
  WHERE unread > 0;

CREATE TABLE course (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  sortName TEXT NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE courseProgress (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE coverage (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  scope TEXT NOT NULL,
  since INTEGER NOT NULL,
  cursor TEXT NOT NULL,
  goal INTEGER NOT NULL,
  PRIMARY KEY (account, type, scope)
) STRICT, WITHOUT ROWID;

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
, mediaType TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '', part TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX download_blob ON download (account, blobId);

CREATE INDEX download_updatedAt ON download (updatedAt);

CREATE TABLE draft (
  id TEXT PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  targetType TEXT NOT NULL,
  targetId TEXT NOT NULL,
  content TEXT NOT NULL,
  savedAt REAL NOT NULL
) STRICT;

CREATE INDEX draft_savedAt ON draft (savedAt);

CREATE INDEX draft_target ON draft (account, targetType, targetId);

CREATE TABLE earlierText (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  since REAL NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE eventAlarm (
  account INTEGER NOT NULL,
  event TEXT NOT NULL,
  -- The event as the member knew it.
  was TEXT NOT NULL,
  PRIMARY KEY (account, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE eventPlace (
  account INTEGER NOT NULL,
  event TEXT NOT NULL,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  PRIMARY KEY (account, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX eventPlace_latitude ON eventPlace (latitude, longitude, account, event);

CREATE TABLE feed (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  sortName TEXT NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE fileNode (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  parentId TEXT NOT NULL,
  isFile INTEGER NOT NULL,
  sortName TEXT NOT NULL, isKit INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, id)
) STRICT;

CREATE INDEX fileNode_folder ON fileNode (account, parentId, isFile, sortName);

CREATE INDEX fileNode_kit ON fileNode (sortName) WHERE isKit;

CREATE TABLE lesson (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  courseId TEXT NOT NULL,
  number INTEGER NOT NULL,
  isHere INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE INDEX lesson_course ON lesson (account, courseId, number);

CREATE TABLE linkUse (
  day TEXT NOT NULL,
  login TEXT NOT NULL,
  place TEXT NOT NULL,
  up INTEGER NOT NULL,
  down INTEGER NOT NULL,
  terminal INTEGER NOT NULL,
  PRIMARY KEY (day, login, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE login (
  name TEXT PRIMARY KEY NOT NULL,
  session TEXT NOT NULL
) STRICT;

CREATE TABLE message (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  channelId TEXT NOT NULL,
  conversation TEXT NOT NULL,
  replyTo TEXT NOT NULL,
  senderId TEXT NOT NULL,
  flags INTEGER NOT NULL,
  address INTEGER NOT NULL, mailKey TEXT NOT NULL DEFAULT '',
  UNIQUE (account, id)
) STRICT;

CREATE INDEX message_conversation ON message (account, conversation, row, flags, address, id, replyTo);

CREATE INDEX message_mailKey ON message (account, mailKey) WHERE mailKey <> '';

CREATE INDEX message_titles ON message (account, conversation, row, id) WHERE flags & 32;

CREATE TABLE note (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE occurrence (
  account INTEGER NOT NULL,
  event TEXT NOT NULL,
  recurrenceId TEXT NOT NULL,
  isFloating INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  PRIMARY KEY (account, event, recurrenceId)
) STRICT, WITHOUT ROWID;

CREATE INDEX occurrence_long ON occurrence (isFloating, end, start, account, event, recurrenceId)
  WHERE end - start > 86400;

CREATE INDEX occurrence_start ON occurrence (isFloating, start, end, account, event, recurrenceId);

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
, basis TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX outbox_object ON outbox (account, type, objectId);

CREATE TABLE posted (
  account INTEGER NOT NULL,
  clientId TEXT NOT NULL,
  PRIMARY KEY (account, clientId)
) STRICT, WITHOUT ROWID;

CREATE TABLE principal (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  name TEXT NOT NULL,
  handle TEXT NOT NULL, looks TEXT NOT NULL DEFAULT '',
  UNIQUE (account, id)
) STRICT;

CREATE INDEX principal_handle ON principal (account, handle COLLATE NOCASE);

CREATE INDEX principal_looks ON principal (account, looks, id, handle);

CREATE INDEX principal_name ON principal (account, name COLLATE NOCASE);

CREATE TABLE profile (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE proposal (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  closesAt INTEGER NOT NULL,
  amends TEXT NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE INDEX proposal_amends ON proposal (account, amends) WHERE amends <> '';

CREATE INDEX proposal_closesAt ON proposal (closesAt);

CREATE TABLE quarantine (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (account, type, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE readPosition (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  readUpTo INTEGER NOT NULL,
  isMuted INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE TABLE receipt (
  account INTEGER NOT NULL,
  proposal TEXT NOT NULL,
  ballot TEXT NOT NULL,
  PRIMARY KEY (account, proposal)
) STRICT, WITHOUT ROWID;

CREATE TABLE report (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (account, id)
) STRICT;

CREATE INDEX report_at ON report (state, at);

CREATE TABLE review (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (account, type)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5(title, body, author, keys, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE shadow (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (account, type, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE syncState (
  account INTEGER NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (account, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
  row INTEGER PRIMARY KEY NOT NULL,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  json TEXT NOT NULL,
  mark INTEGER NOT NULL,
  isOver INTEGER NOT NULL, brief TEXT NOT NULL DEFAULT '{}',
  UNIQUE (account, id)
) STRICT;

CREATE TABLE wantedRoot (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
