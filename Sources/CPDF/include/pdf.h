#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Makes of a JPEG another one, into `out`, which has room for `size` and 64 bytes. Returns its size; 0 when it is damaged.
typedef size_t (*cpdf_picture_function)(const unsigned char *bytes, size_t size, unsigned char *out);

typedef enum { cpdf_cleaned = 0, cpdf_damaged = 1, cpdf_encrypted = 2, cpdf_signed = 3 } cpdf_outcome;

/// The same pages, without what says who made them, when and with what; its JPEGs as `picture` makes them. `cleaned` is to be freed by
/// `free`.
cpdf_outcome cpdf_clean(
    const unsigned char *bytes, size_t size, cpdf_picture_function picture, unsigned char **cleaned, size_t *cleaned_size);

#ifdef __cplusplus
}
#endif
