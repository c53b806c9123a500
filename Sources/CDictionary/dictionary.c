#include "CDictionary.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "ter1.dictionary"
};

const unsigned char *const ter1_dictionary = bytes;
const size_t ter1_dictionary_size = sizeof bytes;
