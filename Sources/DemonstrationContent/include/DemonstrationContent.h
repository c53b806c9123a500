#pragma once
#include <stddef.h>

/// The texts of the demonstration cooperative, embedded by the C compiler: Swift would need half a minute for the same bytes.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t length;
} ter1_demonstration_text;

extern const ter1_demonstration_text *const ter1_demonstration_texts;
extern const size_t ter1_demonstration_count;
