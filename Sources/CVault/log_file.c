// The write-ahead log: a head of 32 bytes, then frames. SQLite writes a frame's head, then its page; sometimes one of the two alone.
#include "file.h"
#include <string.h>

/// The place of the frame that a byte belongs to.
static sqlite3_int64 frame_of(sqlite3_int64 offset) { return offset - (offset - WAL_HEAD) % FRAME; }

static int read_frame(struct vault_file *file, sqlite3_int64 frame) {
  if (!file->has_key && !ter1_adopt_key(file)) return SQLITE_IOERR_READ;
  int code = file->real->pMethods->xRead(file->real, file->buffer, FRAME, frame);
  if (code != SQLITE_OK) return code;
  return ter1_frame_open(&file->secrets->file_key, file->head, frame, file->buffer) == 0 ? SQLITE_OK : SQLITE_CORRUPT;
}

/// Seals what is in the buffer.
static int write_frame(struct vault_file *file, sqlite3_int64 frame) {
  if (!file->has_key && !ter1_adopt_key(file)) return SQLITE_IOERR_WRITE;
  ter1_frame_seal(&file->secrets->file_key, file->head, frame, file->buffer, file->buffer);
  return file->real->pMethods->xWrite(file->real, file->buffer, FRAME, frame);
}

int ter1_log_flush(struct vault_file *file) {
  if (file->pending_at < 0) return SQLITE_OK;
  sqlite3_int64 frame = file->pending_at;
  file->pending_at = -1;
  if (read_frame(file, frame) != SQLITE_OK) return SQLITE_IOERR_WRITE;
  memcpy(file->buffer, file->pending, FRAME_HEAD);
  return write_frame(file, frame);
}

static uint32_t page_number(const unsigned char *frame) {
  return (uint32_t)frame[0] << 24 | (uint32_t)frame[1] << 16 | (uint32_t)frame[2] << 8 | frame[3];
}

int ter1_log_read(struct vault_file *file, void *target, int amount, sqlite3_int64 offset) {
  int code = ter1_log_flush(file);
  if (code != SQLITE_OK) return code;
  if (offset + amount <= WAL_HEAD) return file->real->pMethods->xRead(file->real, target, amount, offset);
  sqlite3_int64 frame = frame_of(offset);
  int within = (int)(offset - frame);
  if (offset < WAL_HEAD || within + amount > FRAME) return SQLITE_IOERR_READ;
  code = read_frame(file, frame);
  if (code == SQLITE_OK) {
    memcpy(target, file->buffer + within, (size_t)amount);
    return code;
  }
  memset(target, 0, (size_t)amount);
  if (code != SQLITE_CORRUPT) return code;
  // A whole frame is read to find where the log ends, which may be in a frame that a crash cut: SQLite compares its
  // checksum, and must find that it does not fit.
  if (amount == FRAME) {
    randombytes_buf(target, FRAME);
    return SQLITE_OK;
  }
  ter1_note_damage(file->path, page_number(file->buffer));
  return SQLITE_CORRUPT;
}

int ter1_log_write(struct vault_file *file, const void *source, int amount, sqlite3_int64 offset) {
  if (offset + amount <= WAL_HEAD) {
    int code = ter1_log_flush(file);
    return code == SQLITE_OK ? file->real->pMethods->xWrite(file->real, source, amount, offset) : code;
  }
  sqlite3_int64 frame = frame_of(offset);
  int within = (int)(offset - frame);
  if (offset >= WAL_HEAD && within == 0 && amount == FRAME_HEAD) {
    int code = ter1_log_flush(file);
    if (code != SQLITE_OK) return code;
    memcpy(file->pending, source, FRAME_HEAD);
    file->pending_at = frame;
    return SQLITE_OK;
  }
  if (offset < WAL_HEAD || within != FRAME_HEAD || amount != PAGE) return SQLITE_IOERR_WRITE;
  if (file->pending_at == frame) {
    memcpy(file->buffer, file->pending, FRAME_HEAD);
    file->pending_at = -1;
  } else {
    int code = ter1_log_flush(file);
    if (code != SQLITE_OK) return code;
    // A page written again in the same transaction: its frame keeps its head.
    if (read_frame(file, frame) != SQLITE_OK) return SQLITE_IOERR_WRITE;
  }
  memcpy(file->buffer + FRAME_HEAD, source, PAGE);
  return write_frame(file, frame);
}
