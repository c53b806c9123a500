#include "vault.h"
#include <string.h>

const unsigned char ter1_plain_head[HEAD] = "SQLite format 3";

static const unsigned char magic[4] = {'T', 'E', 'R', 0x81};
enum { SALT = 8, CHECK = 4 };

static void derive(const unsigned char *key, const unsigned char head[HEAD], struct file_key *out) {
  static const char purpose[] = "ter1 vault: pages, 1";
  crypto_generichash_state state;
  crypto_generichash_init(&state, key, TER1_VAULT_KEY_BYTES, sizeof out->bytes);
  crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose);
  crypto_generichash_update(&state, head + sizeof magic, SALT);
  crypto_generichash_final(&state, out->bytes, sizeof out->bytes);
  sodium_memzero(&state, sizeof state);
}

static void key_check(const struct file_key *key, unsigned char check[CHECK]) {
  static const char purpose[] = "ter1 vault: key check, 1";
  unsigned char hash[crypto_generichash_BYTES_MIN];
  crypto_generichash(hash, sizeof hash, (const unsigned char *)purpose, sizeof purpose, key->bytes, sizeof key->bytes);
  memcpy(check, hash, CHECK);
}

void ter1_head_make(unsigned char head[HEAD], const unsigned char *key, struct file_key *out) {
  memcpy(head, magic, sizeof magic);
  randombytes_buf(head + sizeof magic, SALT);
  derive(key, head, out);
  key_check(out, head + sizeof magic + SALT);
}

int ter1_head_open(const unsigned char head[HEAD], const unsigned char *key, struct file_key *out) {
  if (memcmp(head, magic, sizeof magic) != 0) return SQLITE_NOTADB;
  derive(key, head, out);
  unsigned char check[CHECK];
  key_check(out, check);
  return sodium_memcmp(check, head + sizeof magic + SALT, CHECK) == 0 ? SQLITE_OK : SQLITE_AUTH;
}

int ter1_vault_opens(const unsigned char *head, const unsigned char key[TER1_VAULT_KEY_BYTES]) {
  struct file_key file_key;
  int code = ter1_head_open(head, key, &file_key);
  sodium_memzero(&file_key, sizeof file_key);
  return code;
}

enum ter1_vault_kind ter1_vault_kind_of(const unsigned char *bytes, size_t count) {
  if (count == 0) return TER1_VAULT_EMPTY;
  if (count < HEAD) return TER1_VAULT_OTHER;
  if (memcmp(bytes, magic, sizeof magic) == 0) return TER1_VAULT_ENCRYPTED;
  return memcmp(bytes, ter1_plain_head, HEAD) == 0 ? TER1_VAULT_PLAIN : TER1_VAULT_OTHER;
}

// MARK: What a page or a frame vouches for beside its content

enum { DATA = 1 + 8 + HEAD + 16 };

static void associate(unsigned char data[DATA], char kind, uint64_t place, const unsigned char head[HEAD],
                      const unsigned char *frame) {
  data[0] = (unsigned char)kind;
  for (int i = 0; i < 8; i++) data[1 + i] = (unsigned char)(place >> (8 * i));
  memcpy(data + 9, head, HEAD);
  if (frame) memcpy(data + 9 + HEAD, frame, 16); else memset(data + 9 + HEAD, 0, 16);
}

static void seal(const struct file_key *key, const unsigned char data[DATA], const unsigned char *plain, int count,
                 unsigned char *sealed, unsigned char *reserve) {
  randombytes_buf(reserve, (size_t)NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt_detached(sealed, reserve + NONCE, NULL, plain, (unsigned long long)count, data,
                                                      DATA, NULL, reserve, key->bytes);
}

static int unseal(const struct file_key *key, const unsigned char data[DATA], unsigned char *content, int count,
                  unsigned char *reserve) {
  int code = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(content, NULL, content, (unsigned long long)count,
                                                                 reserve + NONCE, data, DATA, reserve, key->bytes);
  // SQLite sees the bytes that it leaves free as it left them.
  memset(reserve, 0, RESERVE);
  return code;
}

void ter1_page_seal(const struct file_key *key, const unsigned char head[HEAD], uint32_t number, const unsigned char *plain,
                    unsigned char *sealed) {
  unsigned char data[DATA];
  associate(data, 'p', number, head, NULL);
  int clear = number == 1 ? HEAD : 0;
  if (clear) memcpy(sealed, head, HEAD);
  seal(key, data, plain + clear, CONTENT - clear, sealed + clear, sealed + CONTENT);
}

int ter1_page_open(const struct file_key *key, const unsigned char head[HEAD], uint32_t number, unsigned char *page) {
  unsigned char data[DATA];
  associate(data, 'p', number, head, NULL);
  int clear = number == 1 ? HEAD : 0;
  if (clear && memcmp(page, head, HEAD) != 0) return -1;
  if (unseal(key, data, page + clear, CONTENT - clear, page + CONTENT) != 0) return -1;
  if (clear) memcpy(page, ter1_plain_head, HEAD);
  return 0;
}

// The sealed part begins within the frame's head, at its checksum.
enum { CHECKSUM_AT = 16, CHECKSUM = 8 };

void ter1_frame_seal(const struct file_key *key, const unsigned char head[HEAD], int64_t offset, const unsigned char *plain,
                     unsigned char *sealed) {
  unsigned char data[DATA];
  associate(data, 'w', (uint64_t)offset, head, plain);
  if (sealed != plain) memcpy(sealed, plain, CHECKSUM_AT);
  seal(key, data, plain + CHECKSUM_AT, CHECKSUM + CONTENT, sealed + CHECKSUM_AT, sealed + FRAME_HEAD + CONTENT);
}

int ter1_frame_open(const struct file_key *key, const unsigned char head[HEAD], int64_t offset, unsigned char *frame) {
  unsigned char data[DATA];
  associate(data, 'w', (uint64_t)offset, head, frame);
  return unseal(key, data, frame + CHECKSUM_AT, CHECKSUM + CONTENT, frame + FRAME_HEAD + CONTENT);
}
