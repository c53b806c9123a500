// What qpdf asks to be told: its old pointers are not used.
#define POINTERHOLDER_TRANSITION 4

#include "pdf.h"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <vector>

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

namespace {

/// Deeper than this nothing is nested that people make.
constexpr int deepest = 200;

struct Damaged : std::exception {};

// ISO 32000-1: metadata streams (14.3.2), page-piece dictionaries (14.5), who wrote an annotation and when (12.5.6.2).
void silence(QPDFObjectHandle dictionary) {
  for (auto key : {"/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo"}) dictionary.removeKey(key);
  // What the document information dictionary (14.3.3) holds, wherever it stands.
  for (auto key : {"/Author", "/Creator", "/Producer", "/CreationDate", "/ModDate"}) dictionary.removeKey(key);
  auto subtype = dictionary.getKey("/Subtype");
  bool is_annotation = dictionary.hasKey("/Rect") && subtype.isName() && subtype.getName() != "/Widget";
  if (is_annotation)
    for (auto key : {"/T", "/M", "/NM"}) dictionary.removeKey(key);
  auto type = dictionary.getKey("/Type");
  if (type.isName() && type.getName() == "/EmbeddedFile") dictionary.removeKey("/Params");
}

void walk(QPDFObjectHandle object, int depth) {
  if (depth > deepest) throw Damaged();
  if (object.isArray()) {
    for (auto &item : object.getArrayAsVector())
      if (!item.isIndirect()) walk(item, depth + 1);
  } else if (object.isDictionary()) {
    silence(object);
    for (auto &key : object.getKeys()) {
      auto value = object.getKey(key);
      if (!value.isIndirect()) walk(value, depth + 1);
    }
  }
}

void clean_picture(QPDFObjectHandle stream, cpdf_picture_function picture) {
  auto filter = stream.getDict().getKey("/Filter");
  if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
  if (!filter.isName() || filter.getName() != "/DCTDecode") return;
  auto raw = stream.getRawStreamData();
  std::vector<unsigned char> out(raw->getSize() + 64);
  size_t size = picture(raw->getBuffer(), raw->getSize(), out.data());
  if (size == 0) throw Damaged();
  stream.replaceStreamData(
      std::string(reinterpret_cast<char *>(out.data()), size), stream.getDict().getKey("/Filter"),
      stream.getDict().getKey("/DecodeParms"));
}

bool is_signed(QPDF &pdf) {
  auto form = pdf.getRoot().getKey("/AcroForm");
  if (!form.isDictionary()) return false;
  auto flags = form.getKey("/SigFlags");
  return flags.isInteger() && (flags.getIntValue() & 1);
}

cpdf_outcome clean(
    const unsigned char *bytes, size_t size, cpdf_picture_function picture, unsigned char **cleaned, size_t *cleaned_size) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("pdf", reinterpret_cast<const char *>(bytes), size);
  if (pdf.isEncrypted()) return cpdf_encrypted;
  if (is_signed(pdf)) return cpdf_signed;
  auto trailer = pdf.getTrailer();
  for (auto &key : trailer.getKeys())
    if (key != "/Root" && key != "/Size") trailer.removeKey(key);
  for (auto &object : pdf.getAllObjects()) {
    if (object.isStream()) {
      walk(object.getDict(), 0);
      clean_picture(object, picture);
    } else {
      walk(object, 0);
    }
  }
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.write();
  std::unique_ptr<Buffer> buffer(writer.getBuffer());
  *cleaned_size = buffer->getSize();
  *cleaned = static_cast<unsigned char *>(malloc(buffer->getSize()));
  if (!*cleaned) return cpdf_damaged;
  memcpy(*cleaned, buffer->getBuffer(), buffer->getSize());
  return pdf.numWarnings() ? cpdf_damaged : cpdf_cleaned;
}

}  // namespace

extern "C" cpdf_outcome cpdf_clean(
    const unsigned char *bytes, size_t size, cpdf_picture_function picture, unsigned char **cleaned, size_t *cleaned_size) {
  *cleaned = nullptr;
  cpdf_outcome outcome;
  try {
    outcome = clean(bytes, size, picture, cleaned, cleaned_size);
  } catch (...) {
    // No exception may go on into Swift: what it was about is that this is no PDF that can be gone through.
    outcome = cpdf_damaged;
  }
  if (outcome != cpdf_cleaned) {
    free(*cleaned);
    *cleaned = nullptr;
  }
  return outcome;
}
