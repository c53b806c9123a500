#pragma once
#include "include/CVault.h"
#include <sodium.h>
#include <sqlite3.h>

#define PAGE TER1_VAULT_PAGE
#define RESERVE TER1_VAULT_RESERVE
#define NONCE ((int)crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
#define TAG ((int)crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define CONTENT (PAGE - RESERVE)
/// What a file begins with, in the place of "SQLite format 3": magic, salt, key check. It is clear, and each page vouches for it.
#define HEAD 16
/// Of the write-ahead log (sqlite.org/fileformat2.html, section 4.1).
#define WAL_HEAD 32
#define FRAME_HEAD 24
#define FRAME (FRAME_HEAD + PAGE)

extern const unsigned char ter1_plain_head[HEAD];

/// The key of one file: derived from the database key and the file's salt. In guarded memory.
struct file_key {
  unsigned char bytes[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
};

/// Makes a new file's head, with a salt of its own.
void ter1_head_make(unsigned char head[HEAD], const unsigned char *key, struct file_key *out);
/// Returns 0 when the key belongs to the head; SQLITE_AUTH when not, SQLITE_NOTADB when it is no head of ours.
int ter1_head_open(const unsigned char head[HEAD], const unsigned char *key, struct file_key *out);

/// A page as SQLite knows it to a page as it lies on the disk, and back. `number` counts from 1.
void ter1_page_seal(const struct file_key *key, const unsigned char head[HEAD], uint32_t number, const unsigned char *plain,
                    unsigned char *sealed);
/// In place. Returns 0, or -1 when the page is not what was sealed under this number.
int ter1_page_open(const struct file_key *key, const unsigned char head[HEAD], uint32_t number, unsigned char *page);

/// A frame of the log at byte `offset`, its head included; the same for both directions. Its page number, its commit mark and
/// the log's salts are clear, but vouched for; its checksum, which says something of the content, is sealed with the page.
void ter1_frame_seal(const struct file_key *key, const unsigned char head[HEAD], int64_t offset, const unsigned char *plain,
                     unsigned char *sealed);
int ter1_frame_open(const struct file_key *key, const unsigned char head[HEAD], int64_t offset, unsigned char *frame);

/// A file without a name or a place on the disk. `file` has room for `ter1_memory_file_size()`.
int ter1_memory_file_size(void);
int ter1_memory_file_open(sqlite3_file *file);
