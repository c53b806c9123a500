/// A text, table or presentation: OOXML (ECMA-376) or OpenDocument (ISO/IEC 26300).
enum OfficeDocument {
  /// nil when it is another archive, damaged or encrypted.
  static func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
    guard let archive = ZIPArchive(bytes), isOffice(archive) else { return nil }
    var entries: [ZIPArchive.Entry] = []
    for entry in archive.entries {
      guard let clean = cleaned(entry) else { return nil }
      entries.append(clean)
    }
    return ZIPArchive.written(entries)
  }

  private static func isOffice(_ archive: ZIPArchive) -> Bool {
    guard let first = archive.entries.first else { return false }
    let isOpen =
      first.path == "mimetype" && first.content.starts(with: "application/vnd.oasis.opendocument".utf8)
    return isOpen && !archive.entries.contains { $0.path == "META-INF/documentsignatures.xml" }
      || archive.entries.contains { $0.path == "[Content_Types].xml" }
        && !archive.entries.contains { $0.path.hasPrefix("_xmlsignatures/") }
  }

  private static func cleaned(_ entry: ZIPArchive.Entry) -> ZIPArchive.Entry? {
    if let blank = blanks[entry.path] { return entry.holding(Array(blank.utf8)) }
    guard let bytes = entry.bytes else { return nil }
    if entry.path.hasSuffix(".xml") {
      return MarkupNames.taken(from: bytes, in: entry.path).flatMap { entry.holding($0) }
    }
    switch Metadata.clean(bytes) {
    case .nothingToClean: return entry
    case .cleaned(let picture): return entry.holding(picture)
    case .notPossible, .damaged: return nil
    }
  }

  private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"# + "\n"
  /// Parts that say nothing else; other parts refer to them, so that they stay, and are empty.
  private static let blanks = [
    "docProps/core.xml": head
      + #"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"#,
    "docProps/app.xml": head
      + #"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>"#,
    "docProps/custom.xml": head
      + #"<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>"#,
    "meta.xml": head
      + #"<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2">"#
      + "<office:meta/></office:document-meta>",
  ]
}
