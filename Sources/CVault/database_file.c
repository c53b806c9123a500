#include "file.h"
#include <string.h>

int ter1_load_head(struct vault_file *file) {
  sqlite3_int64 size = 0;
  int code = file->real->pMethods->xFileSize(file->real, &size);
  if (code != SQLITE_OK || size == 0) return code;
  if (size < HEAD) return SQLITE_NOTADB;
  code = file->real->pMethods->xRead(file->real, file->head, HEAD, 0);
  if (code != SQLITE_OK) return code;
  code = ter1_head_open(file->head, file->secrets->database_key, &file->secrets->file_key);
  file->has_key = code == SQLITE_OK;
  return code;
}

/// One whole page in the file's own buffer or in SQLite's.
static int read_page(struct vault_file *file, uint32_t number, unsigned char *page) {
  sqlite3_int64 offset = (sqlite3_int64)(number - 1) * PAGE;
  int code = file->real->pMethods->xRead(file->real, page, PAGE, offset);
  if (code == SQLITE_IOERR_SHORT_READ) {
    sqlite3_int64 size = 0;
    if (file->real->pMethods->xFileSize(file->real, &size) != SQLITE_OK || size <= offset) return code;
    ter1_note_damage(file->path, number);
    return SQLITE_CORRUPT;
  }
  if (code != SQLITE_OK) return code;
  if (ter1_page_open(&file->secrets->file_key, file->head, number, page) == 0) return SQLITE_OK;
  return SQLITE_CORRUPT;
}

/// SQLite reads the first page without a lock when it opens a file: another process may just be writing it.
static int read_first_page(struct vault_file *file, unsigned char *page) {
  int code = SQLITE_OK;
  for (int attempt = 0; attempt < 20; attempt++) {
    code = read_page(file, 1, page);
    if (code != SQLITE_CORRUPT) return code;
    sqlite3_sleep(1);
  }
  return code;
}

int ter1_database_read(struct vault_file *file, void *target, int amount, sqlite3_int64 offset) {
  if (!file->has_key) {
    int code = ter1_load_head(file);
    if (code != SQLITE_OK) return code;
    if (!file->has_key) {
      memset(target, 0, (size_t)amount);
      return SQLITE_IOERR_SHORT_READ;
    }
  }
  uint32_t number = (uint32_t)(offset / PAGE + 1);
  int within = (int)(offset % PAGE);
  if (within + amount > PAGE) return SQLITE_IOERR_READ;
  unsigned char *page = amount == PAGE ? target : file->buffer;
  int code = number == 1 ? read_first_page(file, page) : read_page(file, number, page);
  if (code == SQLITE_OK) {
    if (page != target) memcpy(target, page + within, (size_t)amount);
    return code;
  }
  memset(target, 0, (size_t)amount);
  if (code == SQLITE_CORRUPT) ter1_note_damage(file->path, number);
  return code;
}

/// A first page must say what this layer relies on, or the last bytes of every page would be overwritten.
static bool is_sound_first_page(const unsigned char *page) {
  int size = page[16] << 8 | page[17];
  return memcmp(page, ter1_plain_head, HEAD) == 0 && size == PAGE && page[20] == RESERVE;
}

static int write_page(struct vault_file *file, const unsigned char *page, sqlite3_int64 offset) {
  uint32_t number = (uint32_t)(offset / PAGE + 1);
  if (number == 1 && !is_sound_first_page(page)) return SQLITE_IOERR_WRITE;
  ter1_page_seal(&file->secrets->file_key, file->head, number, page, file->buffer);
  return file->real->pMethods->xWrite(file->real, file->buffer, PAGE, offset);
}

/// Under SQLite's exclusive lock: nobody else makes the same file's head. Of a large VACUUM INTO the first page is not what comes first: its
/// cache spills others before, and the head goes with the first page later.
static int prepare_to_write(struct vault_file *file) {
  int code = ter1_load_head(file);
  if (code != SQLITE_OK || file->has_key) return code;
  ter1_head_make(file->head, file->secrets->database_key, &file->secrets->file_key);
  file->has_key = true;
  return SQLITE_OK;
}

int ter1_database_write(struct vault_file *file, const void *source, int amount, sqlite3_int64 offset) {
  if (offset % PAGE != 0 || amount % PAGE != 0) return SQLITE_IOERR_WRITE;
  if (!file->has_key) {
    int code = prepare_to_write(file);
    if (code != SQLITE_OK) return code;
  }
  const unsigned char *pages = source;
  for (int done = 0; done < amount; done += PAGE) {
    int code = write_page(file, pages + done, offset + done);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}
