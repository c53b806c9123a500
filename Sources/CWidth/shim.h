#pragma once
// wcwidth is hidden from Swift by glibc's feature macros; the declaration is POSIX's.
#include <langinfo.h>
#include <locale.h>
#include <wchar.h>
extern int wcwidth(wchar_t c);
static inline int ter1_wcwidth(unsigned int scalar) { return wcwidth((wchar_t)scalar); }
static inline const char *ter1_codeset(void) { return nl_langinfo(CODESET); }
