/// What a file is, by the ending of its name: the kinds a cooperative passes around.
enum MediaType {
  static func of(_ name: String) -> String {
    let ending = name.split(separator: ".").last?.lowercased() ?? ""
    return name.contains(".") ? endings[ending] ?? fallback : fallback
  }

  private static let fallback = "application/octet-stream"

  private static let endings = [
    "pdf": "application/pdf", "txt": "text/plain", "md": "text/markdown", "html": "text/html", "csv": "text/csv",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation", "odg": "application/vnd.oasis.opendocument.graphics",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml", "webp": "image/webp", "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg", "mp4": "video/mp4", "webm": "video/webm", "zip": "application/zip", "gz": "application/gzip",
    "ics": "text/calendar", "json": "application/json", "gpx": "application/gpx+xml",
  ]
}
