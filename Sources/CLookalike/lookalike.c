#include "CLookalike.h"
#include <pthread.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

enum { longest = 4096 };

static const USpoofChecker *checker;
static const UIDNA *hosts;
static const UNormalizer2 *folding;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void prepare(void) {
  UErrorCode error = U_ZERO_ERROR;
  USpoofChecker *made = uspoof_open(&error);
  if (U_SUCCESS(error)) {
    uspoof_setRestrictionLevel(made, USPOOF_HIGHLY_RESTRICTIVE);
    uspoof_setChecks(made, USPOOF_RESTRICTION_LEVEL, &error);
    if (U_SUCCESS(error)) checker = made;
  }
  error = U_ZERO_ERROR;
  folding = unorm2_getNFKCCasefoldInstance(&error);
  error = U_ZERO_ERROR;
  hosts = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_NONTRANSITIONAL_TO_ASCII, &error);
}

static int finish(int length, int capacity, UErrorCode error) {
  return U_FAILURE(error) || length > capacity ? -1 : length;
}

int ter1_skeleton(const char *text, int length, char *skeleton, int capacity) {
  pthread_once(&once, prepare);
  UChar wide[longest], folded[longest], result[longest];
  UErrorCode error = U_ZERO_ERROR;
  int32_t count = 0, written = 0;
  if (!checker || !folding) return -1;
  u_strFromUTF8(wide, longest, &count, text, length, &error);
  if (U_FAILURE(error)) return -1;
  count = unorm2_normalize(folding, wide, count, folded, longest, &error);
  if (U_FAILURE(error)) return -1;
  count = uspoof_getSkeleton(checker, 0, folded, count, result, longest, &error);
  if (U_FAILURE(error)) return -1;
  u_strToUTF8(skeleton, capacity, &written, result, count, &error);
  return finish(written, capacity, error);
}

int ter1_mixes_scripts(const char *text, int length) {
  pthread_once(&once, prepare);
  UErrorCode error = U_ZERO_ERROR;
  if (!checker) return 0;
  int32_t found = uspoof_checkUTF8(checker, text, length, NULL, &error);
  return U_SUCCESS(error) && found != 0;
}

int ter1_host_in_letters(const char *host, int length, char *letters, int capacity) {
  pthread_once(&once, prepare);
  UErrorCode error = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  if (!hosts) return -1;
  return finish(uidna_nameToUnicodeUTF8(hosts, host, length, letters, capacity, &info, &error), capacity, error);
}

int ter1_host_in_ascii(const char *host, int length, char *ascii, int capacity) {
  pthread_once(&once, prepare);
  UErrorCode error = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  if (!hosts) return -1;
  return finish(uidna_nameToASCII_UTF8(hosts, host, length, ascii, capacity, &info, &error), capacity, error);
}
