#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own loop, out of the compiler's runtime: it is given the arguments of the command line and what to call with each input.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
