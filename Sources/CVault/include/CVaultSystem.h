#pragma once
#include <stddef.h>
#include <sys/types.h>

/// No core dump of this process, and no other process of the same user looks into its memory. Returns 0, or -1 with errno.
int ter1_harden(void);

/// A value in the kernel's keyring of this user, gone after `seconds` or when the machine stops. Returns 0, or -1 with errno.
int ter1_keyring_put(const char *name, const void *value, size_t count, unsigned seconds);
/// Returns its size, at most `room` of it copied; -1 with errno when there is none or no keyring.
ssize_t ter1_keyring_get(const char *name, void *value, size_t room);
int ter1_keyring_remove(const char *name);
