// A file that SQLite asks for and that must never lie on a disk: kept in anonymous memory, gone when it is closed.
#define _GNU_SOURCE
#include "vault.h"
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <string.h>
#include <unistd.h>

struct memory_file {
  sqlite3_file base;
  int descriptor;
};

static int descriptor(sqlite3_file *file) { return ((struct memory_file *)file)->descriptor; }

static int on_close(sqlite3_file *file) {
  close(descriptor(file));
  return SQLITE_OK;
}

static int on_read(sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset) {
  ssize_t count = pread(descriptor(file), buffer, (size_t)amount, offset);
  if (count < 0) return SQLITE_IOERR_READ;
  if (count == amount) return SQLITE_OK;
  memset((char *)buffer + count, 0, (size_t)(amount - count));
  return SQLITE_IOERR_SHORT_READ;
}

static int on_write(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset) {
  ssize_t count = pwrite(descriptor(file), buffer, (size_t)amount, offset);
  return count == amount ? SQLITE_OK : SQLITE_FULL;
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size) {
  return ftruncate(descriptor(file), size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int on_sync(sqlite3_file *file, int flags) {
  (void)file, (void)flags;
  return SQLITE_OK;
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size) {
  struct stat status;
  if (fstat(descriptor(file), &status) != 0) return SQLITE_IOERR_FSTAT;
  *size = status.st_size;
  return SQLITE_OK;
}

static int on_lock(sqlite3_file *file, int level) {
  (void)file, (void)level;
  return SQLITE_OK;
}

static int on_check(sqlite3_file *file, int *result) {
  (void)file;
  *result = 0;
  return SQLITE_OK;
}

static int on_control(sqlite3_file *file, int operation, void *argument) {
  (void)file, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int on_sector(sqlite3_file *file) {
  (void)file;
  return PAGE;
}

static int on_characteristics(sqlite3_file *file) {
  (void)file;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_lock,
    .xCheckReservedLock = on_check,
    .xFileControl = on_control,
    .xSectorSize = on_sector,
    .xDeviceCharacteristics = on_characteristics,
};

int ter1_memory_file_size(void) { return (int)sizeof(struct memory_file); }

int ter1_memory_file_open(sqlite3_file *file) {
  file->pMethods = NULL;
  int made = memfd_create("ter1", MFD_CLOEXEC);
  if (made < 0) return errno == ENOMEM ? SQLITE_NOMEM : SQLITE_CANTOPEN;
  ((struct memory_file *)file)->descriptor = made;
  file->pMethods = &methods;
  return SQLITE_OK;
}
