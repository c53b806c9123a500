#pragma once
#include "keys.h"

/// An encrypted database, or its write-ahead log, as SQLite sees it. The system's own file lies behind it in memory.
struct vault_file {
  sqlite3_file base;
  sqlite3_file *real;
  /// The database's, without "-wal".
  char *path;
  bool is_log;
  bool has_key;
  unsigned char head[HEAD];
  struct secrets *secrets;
  unsigned char *buffer;
  /// Of a log: the head of a frame whose page is still to come, and its place; -1: none.
  sqlite3_int64 pending_at;
  unsigned char pending[FRAME_HEAD];
  struct vault_file *next;
};

int ter1_database_read(struct vault_file *file, void *target, int amount, sqlite3_int64 offset);
int ter1_database_write(struct vault_file *file, const void *source, int amount, sqlite3_int64 offset);
int ter1_log_read(struct vault_file *file, void *target, int amount, sqlite3_int64 offset);
int ter1_log_write(struct vault_file *file, const void *source, int amount, sqlite3_int64 offset);
/// Writes a frame's head that was not followed by its page: SQLite has only counted its checksum anew.
int ter1_log_flush(struct vault_file *file);

/// Reads the database's head, once there is one. Leaves `has_key` false while the file is empty.
int ter1_load_head(struct vault_file *file);
/// A log is under its database's file key. False: the database is not open.
bool ter1_adopt_key(struct vault_file *log);
