#define _GNU_SOURCE
#include "include/CVaultSystem.h"
#include <linux/keyctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int ter1_harden(void) {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Everything for the user's own processes: one that cron starts does not possess the keyring of a login.
enum { USER_ALL = 0x3f3f0000 };

int ter1_keyring_put(const char *name, const void *value, size_t count, unsigned seconds) {
  long key = syscall(SYS_add_key, "user", name, value, count, KEY_SPEC_USER_KEYRING);
  if (key < 0) return -1;
  if (syscall(SYS_keyctl, KEYCTL_SETPERM, key, USER_ALL, 0, 0) < 0) return -1;
  return syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, (unsigned long)seconds, 0, 0) < 0 ? -1 : 0;
}

static long find(const char *name) {
  return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name, 0);
}

ssize_t ter1_keyring_get(const char *name, void *value, size_t room) {
  long key = find(name);
  return key < 0 ? -1 : syscall(SYS_keyctl, KEYCTL_READ, key, value, room, 0);
}

int ter1_keyring_remove(const char *name) {
  long key = find(name);
  if (key < 0) return -1;
  // Revoked, it is of no use to whoever has it open.
  if (syscall(SYS_keyctl, KEYCTL_REVOKE, key, 0, 0, 0) < 0) return -1;
  return syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING, 0, 0) < 0 ? -1 : 0;
}
