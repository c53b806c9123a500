#pragma once
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

// xmlFree is a mutable global, which Swift 6 refuses.
static inline void ter1_xml_free(xmlChar *text) { xmlFree(text); }
