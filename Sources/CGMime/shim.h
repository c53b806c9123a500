#pragma once
#include <gmime/gmime.h>

// GMime's casts and type checks are macros, which Swift does not see; and what is to be released by whom is
// settled here once.

/// Headers in no declared charset are UTF-8, or else Windows-1252. To be called once, before anything else.
static inline void ter1_gmime_start(void) {
  static const char *charsets[] = {"utf-8", "windows-1252", NULL};
  g_mime_init();
  g_mime_parser_options_set_fallback_charsets(g_mime_parser_options_get_default(), charsets);
}

static inline void ter1_gmime_release(GMimeMessage *message) {
  g_object_unref(message);
}

/// Parses one message, whose bytes are copied. NULL when there is none. The caller releases it.
static inline GMimeMessage *ter1_gmime_parse(const void *bytes, size_t length) {
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes, length);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  g_object_unref(parser);
  g_object_unref(stream);
  return message;
}

static inline GMimeMultipart *ter1_gmime_multipart(GMimeObject *object) {
  return GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : NULL;
}

static inline GMimePart *ter1_gmime_part(GMimeObject *object) {
  return GMIME_IS_PART(object) ? GMIME_PART(object) : NULL;
}

static inline GMimeMessagePart *ter1_gmime_message_part(GMimeObject *object) {
  return GMIME_IS_MESSAGE_PART(object) ? GMIME_MESSAGE_PART(object) : NULL;
}

static inline GMimeObject *ter1_gmime_object(GMimeMessage *message) {
  return GMIME_OBJECT(message);
}

/// The first mailbox of a From header, groups looked into; NULL when there is none. Borrowed from the list.
static inline InternetAddressMailbox *ter1_gmime_mailbox(InternetAddressList *list) {
  for (int i = 0; list && i < internet_address_list_length(list); i++) {
    InternetAddress *address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_MAILBOX(address)) return INTERNET_ADDRESS_MAILBOX(address);
    InternetAddressMailbox *inner = ter1_gmime_mailbox(INTERNET_ADDRESS_GROUP(address)->members);
    if (inner) return inner;
  }
  return NULL;
}

static inline const char *ter1_gmime_mailbox_name(InternetAddressMailbox *mailbox) {
  return internet_address_get_name(INTERNET_ADDRESS(mailbox));
}

/// The content of a part without its transfer encoding, or the text of a whole object. Free with g_byte_array_unref.
static inline GByteArray *ter1_gmime_bytes(GMimePart *part, GMimeObject *object) {
  GByteArray *bytes = g_byte_array_new();
  GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
  GMimeDataWrapper *content = part ? g_mime_part_get_content(part) : NULL;
  if (content) g_mime_data_wrapper_write_to_stream(content, stream);
  else if (object) g_mime_object_write_to_stream(object, NULL, stream);
  g_object_unref(stream);
  return bytes;
}

/// The instant of a Date header in seconds since 1970; `valid` tells whether there is one.
static inline int64_t ter1_gmime_date(const char *text, int *valid) {
  GDateTime *date = g_mime_utils_header_decode_date(text);
  *valid = date != NULL;
  if (!date) return 0;
  int64_t seconds = g_date_time_to_unix(date);
  g_date_time_unref(date);
  return seconds;
}
