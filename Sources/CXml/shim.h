#pragma once
// libxml's headers name ICU's types where it was built with ICU; ICU's headers clash with Foundation's own copy of them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <libxml/uri.h>

// xmlFree is a mutable global, which Swift 6 refuses.
static inline void ter1_xml_free(xmlChar *text) { xmlFree(text); }
