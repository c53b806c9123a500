// Which paths have a key. One list a process; a client has one or two of them.
#include "keys.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  char *path;
  unsigned char *key;
  uint32_t damaged;
  struct entry *next;
};

static struct entry *entries;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/// With the mutex. `name` ends with `suffix`, which is no part of the path.
static struct entry *find(const char *name, const char *suffix) {
  if (!name) return NULL;
  size_t length = strlen(name), tail = suffix ? strlen(suffix) : 0;
  if (length < tail || (tail && strcmp(name + length - tail, suffix) != 0)) return NULL;
  for (struct entry *entry = entries; entry; entry = entry->next) {
    if (strlen(entry->path) == length - tail && memcmp(entry->path, name, length - tail) == 0) return entry;
  }
  return NULL;
}

/// As SQLite names the file when it opens it: absolute, links followed.
static int full_path(const char *path, char **full) {
  sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
  if (!vfs) return SQLITE_ERROR;
  char *buffer = malloc((size_t)vfs->mxPathname + 1);
  if (!buffer) return SQLITE_NOMEM;
  int code = vfs->xFullPathname(vfs, path, vfs->mxPathname, buffer);
  // A path with a link in it is given back followed.
  if (code != SQLITE_OK && code != SQLITE_OK_SYMLINK) {
    free(buffer);
    return code;
  }
  *full = buffer;
  return SQLITE_OK;
}

static struct entry *make_entry(char *path) {
  struct entry *entry = calloc(1, sizeof *entry);
  if (!entry) return NULL;
  entry->key = sodium_malloc(TER1_VAULT_KEY_BYTES);
  if (!entry->key) {
    free(entry);
    return NULL;
  }
  entry->path = path;
  entry->next = entries;
  entries = entry;
  return entry;
}

int ter1_vault_set_key(const char *path, const unsigned char key[TER1_VAULT_KEY_BYTES]) {
  int code = ter1_vault_register();
  if (code != SQLITE_OK) return code;
  char *full = NULL;
  code = full_path(path, &full);
  if (code != SQLITE_OK) return code;
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(full, NULL);
  if (entry) free(full); else entry = make_entry(full);
  if (entry) {
    memcpy(entry->key, key, TER1_VAULT_KEY_BYTES);
    entry->damaged = 0;
  } else {
    free(full);
    code = SQLITE_NOMEM;
  }
  pthread_mutex_unlock(&mutex);
  return code;
}

void ter1_vault_forget_key(const char *path) {
  char *full = NULL;
  if (full_path(path, &full) != SQLITE_OK) return;
  pthread_mutex_lock(&mutex);
  for (struct entry **link = &entries; *link; link = &(*link)->next) {
    struct entry *entry = *link;
    if (strcmp(entry->path, full) != 0) continue;
    *link = entry->next;
    sodium_free(entry->key);
    free(entry->path);
    free(entry);
    break;
  }
  pthread_mutex_unlock(&mutex);
  free(full);
}

bool ter1_key_for(const char *name, const char *suffix, unsigned char *key) {
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(name, suffix);
  if (entry) memcpy(key, entry->key, TER1_VAULT_KEY_BYTES);
  pthread_mutex_unlock(&mutex);
  return entry != NULL;
}

bool ter1_is_keyed(const char *name, const char *suffix) {
  pthread_mutex_lock(&mutex);
  bool is = find(name, suffix) != NULL;
  pthread_mutex_unlock(&mutex);
  return is;
}

bool ter1_any_key(void) {
  pthread_mutex_lock(&mutex);
  bool is = entries != NULL;
  pthread_mutex_unlock(&mutex);
  return is;
}

void ter1_note_damage(const char *name, uint32_t page) {
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(name, NULL);
  if (entry) entry->damaged = page;
  pthread_mutex_unlock(&mutex);
  sqlite3_log(SQLITE_CORRUPT, "page %u of %s is not what was written", page, name);
}

uint32_t ter1_vault_damaged_page(const char *path) {
  char *full = NULL;
  if (full_path(path, &full) != SQLITE_OK) return 0;
  pthread_mutex_lock(&mutex);
  struct entry *entry = find(full, NULL);
  uint32_t page = entry ? entry->damaged : 0;
  pthread_mutex_unlock(&mutex);
  free(full);
  return page;
}
