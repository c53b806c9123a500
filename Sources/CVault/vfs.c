#include "file.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static sqlite3_vfs *system_vfs;
static sqlite3_vfs vault_vfs;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int registered = SQLITE_ERROR;
static struct vault_file *databases;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static atomic_uint_fast64_t memory_files;

/// Answered by our databases alone.
enum { IS_VAULT = 0x54455231 };

static struct vault_file *vault(sqlite3_file *file) { return (struct vault_file *)file; }
static sqlite3_file *real(sqlite3_file *file) { return vault(file)->real; }

// MARK: The methods of a file

static void release(struct vault_file *file) {
  pthread_mutex_lock(&mutex);
  for (struct vault_file **link = &databases; *link; link = &(*link)->next) {
    if (*link == file) {
      *link = file->next;
      break;
    }
  }
  pthread_mutex_unlock(&mutex);
  free(file->path);
  // Wipes them.
  sodium_free(file->secrets);
  sodium_free(file->buffer);
  file->path = NULL, file->secrets = NULL, file->buffer = NULL;
}

static int on_close(sqlite3_file *file) {
  int flushed = ter1_log_flush(vault(file));
  int code = real(file)->pMethods->xClose(real(file));
  release(vault(file));
  return code == SQLITE_OK ? flushed : code;
}

static int on_read(sqlite3_file *file, void *target, int amount, sqlite3_int64 offset) {
  return vault(file)->is_log ? ter1_log_read(vault(file), target, amount, offset)
                             : ter1_database_read(vault(file), target, amount, offset);
}

static int on_write(sqlite3_file *file, const void *source, int amount, sqlite3_int64 offset) {
  return vault(file)->is_log ? ter1_log_write(vault(file), source, amount, offset)
                             : ter1_database_write(vault(file), source, amount, offset);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size) {
  // What is cut off needs no checksum any more.
  if (vault(file)->pending_at >= size) vault(file)->pending_at = -1;
  int code = ter1_log_flush(vault(file));
  return code == SQLITE_OK ? real(file)->pMethods->xTruncate(real(file), size) : code;
}

static int on_sync(sqlite3_file *file, int flags) {
  int code = ter1_log_flush(vault(file));
  return code == SQLITE_OK ? real(file)->pMethods->xSync(real(file), flags) : code;
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size) { return real(file)->pMethods->xFileSize(real(file), size); }
static int on_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int on_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int on_check(sqlite3_file *file, int *result) {
  return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

/// A rollback journal would be written in the clear; one in memory does not survive a crash.
static int on_pragma(char **argument) {
  if (sqlite3_stricmp(argument[1], "journal_mode") != 0 || !argument[2]) return SQLITE_NOTFOUND;
  if (sqlite3_stricmp(argument[2], "wal") == 0) return SQLITE_NOTFOUND;
  argument[0] = sqlite3_mprintf("an encrypted database keeps a write-ahead log");
  return SQLITE_ERROR;
}

static int on_control(sqlite3_file *file, int operation, void *argument) {
  switch (operation) {
    case IS_VAULT: return SQLITE_OK;
    case SQLITE_FCNTL_PRAGMA: return on_pragma(argument);
    case SQLITE_FCNTL_BEGIN_ATOMIC_WRITE:
    case SQLITE_FCNTL_COMMIT_ATOMIC_WRITE:
    case SQLITE_FCNTL_ROLLBACK_ATOMIC_WRITE: return SQLITE_NOTFOUND;
    default: return real(file)->pMethods->xFileControl(real(file), operation, argument);
  }
}

static int on_sector(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int on_characteristics(sqlite3_file *file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file)) & ~SQLITE_IOCAP_BATCH_ATOMIC;
}
static int on_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
}
static int on_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void on_shm_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int on_shm_unmap(sqlite3_file *file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

/// Version 2: SQLite never maps the file itself into memory.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_unlock,
    .xCheckReservedLock = on_check,
    .xFileControl = on_control,
    .xSectorSize = on_sector,
    .xDeviceCharacteristics = on_characteristics,
    .xShmMap = on_shm_map,
    .xShmLock = on_shm_lock,
    .xShmBarrier = on_shm_barrier,
    .xShmUnmap = on_shm_unmap,
};

// MARK: Opening

bool ter1_adopt_key(struct vault_file *log) {
  pthread_mutex_lock(&mutex);
  for (struct vault_file *database = databases; database && !log->has_key; database = database->next) {
    if (!database->has_key || strcmp(database->path, log->path) != 0) continue;
    memcpy(log->head, database->head, HEAD);
    memcpy(log->secrets, database->secrets, sizeof *log->secrets);
    log->has_key = true;
  }
  pthread_mutex_unlock(&mutex);
  return log->has_key;
}

static int prepare(struct vault_file *file, const char *name, bool is_log) {
  memset(file, 0, sizeof *file);
  file->real = (sqlite3_file *)(file + 1);
  file->is_log = is_log;
  file->pending_at = -1;
  file->path = strndup(name, strlen(name) - (is_log ? 4 : 0));
  file->secrets = sodium_malloc(sizeof *file->secrets);
  file->buffer = sodium_malloc(FRAME);
  if (!file->path || !file->secrets || !file->buffer) return SQLITE_NOMEM;
  return ter1_key_for(file->path, NULL, file->secrets->database_key) ? SQLITE_OK : SQLITE_CANTOPEN;
}

static void enlist(struct vault_file *file) {
  pthread_mutex_lock(&mutex);
  file->next = databases;
  databases = file;
  pthread_mutex_unlock(&mutex);
}

static int open_vault(const char *name, sqlite3_file *target, int flags, int *out, bool is_log) {
  struct vault_file *file = vault(target);
  int code = prepare(file, name, is_log);
  if (code == SQLITE_OK) code = system_vfs->xOpen(system_vfs, name, file->real, flags, out);
  if (code == SQLITE_OK && !is_log) {
    code = ter1_load_head(file);
    if (code == SQLITE_OK) enlist(file); else file->real->pMethods->xClose(file->real);
  }
  if (code == SQLITE_OK) {
    target->pMethods = &methods;
  } else {
    release(file);
    target->pMethods = NULL;
  }
  return code;
}

static int open_in_memory(sqlite3_file *file, int flags, int *out) {
  memory_files++;
  if (out) *out = flags;
  return ter1_memory_file_open(file);
}

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
  (void)vfs;
  // Whose it is cannot be known.
  if (!name && ter1_any_key()) return open_in_memory(file, flags, out);
  if (flags & SQLITE_OPEN_MAIN_DB && ter1_is_keyed(name, NULL)) return open_vault(name, file, flags, out, false);
  if (flags & SQLITE_OPEN_WAL && ter1_is_keyed(name, "-wal")) return open_vault(name, file, flags, out, true);
  if (flags & SQLITE_OPEN_MAIN_JOURNAL && ter1_is_keyed(name, "-journal")) return open_in_memory(file, flags, out);
  return system_vfs->xOpen(system_vfs, name, file, flags, out);
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs;
  int code = system_vfs->xDelete(system_vfs, name, sync);
  return code == SQLITE_IOERR_DELETE_NOENT && ter1_is_keyed(name, "-journal") ? SQLITE_OK : code;
}

/// A journal that somebody puts beside the file is none of ours, and is not played back.
static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)vfs;
  if (!ter1_is_keyed(name, "-journal")) return system_vfs->xAccess(system_vfs, name, flags, result);
  *result = 0;
  return SQLITE_OK;
}

static void do_register(void) {
  if (sodium_init() < 0) return;
  system_vfs = sqlite3_vfs_find(NULL);
  if (!system_vfs) return;
  // Its other functions work as they are: all they know of their layer is what is copied here.
  vault_vfs = *system_vfs;
  vault_vfs.zName = "ter1-vault";
  vault_vfs.pNext = NULL;
  int room = system_vfs->szOsFile > ter1_memory_file_size() ? system_vfs->szOsFile : ter1_memory_file_size();
  vault_vfs.szOsFile = (int)sizeof(struct vault_file) + room;
  vault_vfs.xOpen = on_open;
  vault_vfs.xDelete = on_delete;
  vault_vfs.xAccess = on_access;
  registered = sqlite3_vfs_register(&vault_vfs, 1);
}

int ter1_vault_register(void) {
  pthread_once(&once, do_register);
  return registered;
}

static int reserve(sqlite3 *connection) {
  int count = RESERVE;
  return sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &count);
}

int ter1_vault_prepare(void *connection) {
  int code = sqlite3_file_control(connection, "main", IS_VAULT, NULL);
  if (code != SQLITE_OK) return code == SQLITE_NOTFOUND ? SQLITE_MISUSE : code;
  return reserve(connection);
}

int ter1_vault_reserve(void *connection) { return reserve(connection); }

uint64_t ter1_vault_memory_files(void) { return memory_files; }
