#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

// libcurl's setters and getters are variadic, which Swift cannot call. One inline function for each kind of value.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value) {
  return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return (curl_easy_setopt)(easy, option, value);
}
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return (curl_easy_setopt)(easy, option, value);
}

typedef size_t (*ccurl_transfer_function)(char *, size_t, size_t, void *);
typedef int (*ccurl_seek_function)(void *, curl_off_t, int);
typedef curl_socket_t (*ccurl_open_function)(void *, curlsocktype, struct curl_sockaddr *);
typedef int (*ccurl_close_function)(void *, curl_socket_t);

static inline CURLcode ccurl_set_transfer(
    CURL *easy, CURLoption option, CURLoption contextOption, ccurl_transfer_function function, void *context) {
  CURLcode code = (curl_easy_setopt)(easy, contextOption, context);
  return code ? code : (curl_easy_setopt)(easy, option, function);
}
static inline CURLcode ccurl_set_seek(CURL *easy, ccurl_seek_function function, void *context) {
  CURLcode code = (curl_easy_setopt)(easy, CURLOPT_SEEKDATA, context);
  return code ? code : (curl_easy_setopt)(easy, CURLOPT_SEEKFUNCTION, function);
}
static inline CURLcode ccurl_set_open_socket(CURL *easy, ccurl_open_function function, void *context) {
  CURLcode code = (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETDATA, context);
  return code ? code : (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}
static inline CURLcode ccurl_set_close_socket(CURL *easy, ccurl_close_function function, void *context) {
  CURLcode code = (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETDATA, context);
  return code ? code : (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, function);
}

static inline long ccurl_get_long(CURL *easy, CURLINFO which) {
  long value = 0;
  return (curl_easy_getinfo)(easy, which, &value) == CURLE_OK ? value : 0;
}
static inline curl_off_t ccurl_get_offset(CURL *easy, CURLINFO which) {
  curl_off_t value = 0;
  return (curl_easy_getinfo)(easy, which, &value) == CURLE_OK ? value : 0;
}
static inline const char *ccurl_get_text(CURL *easy, CURLINFO which) {
  const char *value = NULL;
  return (curl_easy_getinfo)(easy, which, &value) == CURLE_OK ? value : NULL;
}
static inline curl_socket_t ccurl_active_socket(CURL *easy) {
  curl_socket_t value = CURL_SOCKET_BAD;
  return (curl_easy_getinfo)(easy, CURLINFO_ACTIVESOCKET, &value) == CURLE_OK ? value : CURL_SOCKET_BAD;
}

typedef int (*ccurl_debug_function)(CURL *, curl_infotype, char *, size_t, void *);
static inline CURLcode ccurl_set_debug(CURL *easy, ccurl_debug_function function, void *context) {
  CURLcode code = (curl_easy_setopt)(easy, CURLOPT_DEBUGDATA, context);
  return code ? code : (curl_easy_setopt)(easy, CURLOPT_DEBUGFUNCTION, function);
}
// The lines about the server's own certificate, which comes first; CURLOPT_CERTINFO has to be set.
static inline const struct curl_slist *ccurl_get_certificate(CURL *easy) {
  struct curl_certinfo *value = NULL;
  CURLcode code = (curl_easy_getinfo)(easy, CURLINFO_CERTINFO, &value);
  return code == CURLE_OK && value && value->num_of_certs > 0 ? value->certinfo[0] : NULL;
}

static inline double ccurl_get_seconds(CURL *easy, CURLINFO which) {
  curl_off_t value = 0;
  return (curl_easy_getinfo)(easy, which, &value) == CURLE_OK ? (double)value / 1e6 : 0;
}
typedef int (*ccurl_resolver_function)(void *, void *, void *);
static inline CURLcode ccurl_set_resolver_start(CURL *easy, ccurl_resolver_function function, void *context) {
  CURLcode code = (curl_easy_setopt)(easy, CURLOPT_RESOLVER_START_DATA, context);
  return code ? code : (curl_easy_setopt)(easy, CURLOPT_RESOLVER_START_FUNCTION, function);
}
static inline int ccurl_set_user_timeout(curl_socket_t fd, unsigned milliseconds) {
  return setsockopt(fd, IPPROTO_TCP, 18 /* TCP_USER_TIMEOUT */, &milliseconds, sizeof milliseconds);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return (curl_multi_setopt)(multi, option, value);
}
static inline CURLSHcode ccurl_share(CURLSH *share, curl_lock_data what) {
  return (curl_share_setopt)(share, CURLSHOPT_SHARE, what);
}
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

static inline int ccurl_has_brotli(void) {
  return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_BROTLI) != 0;
}

/// How a TCP connection stands. 0 when it is a TCP socket that is connected, else -1. Read like the two below.
static inline int ccurl_tcp_standing(
    curl_socket_t fd, uint32_t *unacknowledged, uint32_t *silentMilliseconds, uint32_t *roundTripMicroseconds) {
  unsigned char info[256];
  socklen_t length = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, 11 /* TCP_INFO */, info, &length) != 0 || length < 72) return -1;
  if (info[0] != 1 /* TCP_ESTABLISHED */) return -1;
  memcpy(unacknowledged, info + 24, sizeof *unacknowledged);
  memcpy(silentMilliseconds, info + 56, sizeof *silentMilliseconds);
  memcpy(roundTripMicroseconds, info + 68, sizeof *roundTripMicroseconds);
  return 0;
}

/// The payload bytes that a TCP connection has sent (and seen acknowledged) and received. 0 when it is a TCP socket, else -1.
/// glibc's struct tcp_info ends before these two, so they are read from where Linux (4.1 and later) puts them.
static inline int ccurl_tcp_bytes(curl_socket_t fd, uint64_t *sent, uint64_t *received) {
  unsigned char info[256];
  socklen_t length = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, 11 /* TCP_INFO */, info, &length) != 0 || length < 136) return -1;
  memcpy(sent, info + 120, sizeof *sent);
  memcpy(received, info + 128, sizeof *received);
  return 0;
}
