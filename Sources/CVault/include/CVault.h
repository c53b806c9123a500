#pragma once
#include "CVaultSystem.h"
#include <stddef.h>
#include <stdint.h>

// A layer between SQLite and the disk that encrypts and authenticates every page: docs/vault.md has the format, its
// promises and its limits. It knows the files whose key it was given; every other file it leaves to the system's layer.

#define TER1_VAULT_KEY_BYTES 32
/// Bytes that SQLite leaves free at the end of each page: a nonce and a tag.
#define TER1_VAULT_RESERVE 40
#define TER1_VAULT_PAGE 4096

/// What the first bytes of a file say that it is.
enum ter1_vault_kind {
  TER1_VAULT_EMPTY = 0,
  TER1_VAULT_ENCRYPTED = 1,
  TER1_VAULT_PLAIN = 2,
  TER1_VAULT_OTHER = 3,
};

/// Makes the layer SQLite's first choice, once a process; harmless when repeated.
/// Returns a code of SQLite's: 0 when it is ready.
int ter1_vault_register(void);

/// From now on, the database at `path` (which may not exist yet; its folder must) is encrypted under `key`, which is copied.
/// Returns a code of SQLite's.
int ter1_vault_set_key(const char *path, const unsigned char key[TER1_VAULT_KEY_BYTES]);

/// Forgets a path's key. Connections that are open keep theirs.
void ter1_vault_forget_key(const char *path);

/// `connection` is a `sqlite3 *`. Prepares its main database: no page without room for nonce and tag.
/// Returns 0 when the database is encrypted by this layer; a code of SQLite's otherwise: the connection must not be used then.
int ter1_vault_prepare(void *connection);

/// `connection` is a `sqlite3 *` on a file that is not encrypted: what VACUUM INTO writes has room for nonce and tag.
int ter1_vault_reserve(void *connection);

/// The first bytes of a file, at least 16 where it has so many.
enum ter1_vault_kind ter1_vault_kind_of(const unsigned char *bytes, size_t count);

/// Returns 0 when a file's first 16 bytes were written with this key.
int ter1_vault_opens(const unsigned char *head, const unsigned char key[TER1_VAULT_KEY_BYTES]);

/// The page that last failed to prove genuine in the database at `path` since its key was set; 0: none.
uint32_t ter1_vault_damaged_page(const char *path);

/// How many files that only live in memory were opened in the place of journals and temporary files.
uint64_t ter1_vault_memory_files(void);
