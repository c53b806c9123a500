#pragma once
// libxml's headers name ICU's types where it was built with ICU; ICU's headers clash with Foundation's own copy of them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <libxml/xmlerror.h>

// xmlFree is a mutable global, which Swift 6 refuses.
static inline void ter1_xml_free(xmlChar *text) { xmlFree(text); }

static inline void ter1_xml_say_nothing(void *context, const char *message, ...) {}
static inline void ter1_xml_note_nothing(void *context, xmlErrorPtr error) {}

// The options of a parser silence the parser alone: what its decoders and its tree complain of goes to standard error, over the whole screen.
// libxml keeps the handlers for each thread by itself, so each reading sets them.
static inline void ter1_xml_silence(void) {
  xmlSetGenericErrorFunc(NULL, ter1_xml_say_nothing);
  xmlSetStructuredErrorFunc(NULL, ter1_xml_note_nothing);
}
