/// The media type of a file, by its name's ending: RFC 6838 names, for what people of a union share.
public enum MediaType {
  private static let byEnding: [String: String] = [
    "pdf": "application/pdf", "txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "html": "text/html",
    "ics": "text/calendar", "vcf": "text/vcard", "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml",
    "webp": "image/webp", "mp3": "audio/mpeg", "ogg": "audio/ogg", "opus": "audio/opus", "mp4": "video/mp4",
    "webm": "video/webm", "zip": "application/zip", "gz": "application/gzip", "epub": "application/epub+zip",
  ]

  public static func ofFile(named name: String) -> String {
    guard let ending = name.split(separator: ".").last?.lowercased() else { return "application/octet-stream" }
    return byEnding[ending] ?? "application/octet-stream"
  }
}
