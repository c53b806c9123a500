#pragma once
#include <stddef.h>

/// The dictionary of docs/protocol.md, section 18, made by Tools/dictionary.py and embedded by the C compiler.
extern const unsigned char *const ter1_dictionary;
extern const size_t ter1_dictionary_size;

/// The coding's name: the first eight digits of the dictionary's SHA-256 stand in it.
#define TER1_DICTIONARY_CODING "ter1-87b78f67"
