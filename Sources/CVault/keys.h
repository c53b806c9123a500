#pragma once
#include "vault.h"
#include <stdbool.h>

/// What a path's key opens; in guarded memory.
struct secrets {
  unsigned char database_key[TER1_VAULT_KEY_BYTES];
  struct file_key file_key;
};

/// Copies the key of the database that a name belongs to: its own, or with `suffix` after it. False: it has none.
bool ter1_key_for(const char *name, const char *suffix, unsigned char *key);
/// The same question without the answer.
bool ter1_is_keyed(const char *name, const char *suffix);
/// Whether any path has a key.
bool ter1_any_key(void);
void ter1_note_damage(const char *name, uint32_t page);
