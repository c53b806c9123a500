/// Media types by the ending of a file's name.
enum MediaType {
  static func ofName(_ name: String) -> String {
    let parts = name.lowercased().split(separator: ".")
    guard parts.count > 1, let ending = parts.last else { return "application/octet-stream" }
    return types[String(ending)] ?? "application/octet-stream"
  }

  /// The usual ending of a type, with its dot.
  static func ending(of type: String) -> String? { endings[type].map { "." + $0 } }

  private static let types = Dictionary(
    uniqueKeysWithValues: table.split(whereSeparator: \.isNewline).flatMap { line in
      let words = line.split(separator: " ").map(String.init)
      return words.dropFirst().map { ($0, words[0]) }
    })

  private static let endings = Dictionary(
    uniqueKeysWithValues: table.split(whereSeparator: \.isNewline).map { line in
      let words = line.split(separator: " ").map(String.init)
      return (words[0], words[1])
    })

  private static let table = """
    text/plain txt log text
    text/markdown md markdown
    text/html html htm
    text/css css
    text/csv csv
    text/tab-separated-values tsv
    text/calendar ics ical
    text/vcard vcf
    text/x-python py
    text/javascript js
    text/rtf rtf
    application/json json
    application/xml xml
    application/pdf pdf
    application/postscript ps eps
    application/zip zip
    application/gzip gz
    application/x-tar tar
    application/x-xz xz
    application/x-7z-compressed 7z
    application/epub+zip epub
    application/x-sh sh
    application/msword doc
    application/vnd.ms-excel xls
    application/vnd.ms-powerpoint ppt
    application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
    application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
    application/vnd.oasis.opendocument.text odt
    application/vnd.oasis.opendocument.spreadsheet ods
    application/vnd.oasis.opendocument.presentation odp
    application/vnd.oasis.opendocument.graphics odg
    message/rfc822 eml
    application/mbox mbox
    image/png png
    image/jpeg jpg jpeg
    image/gif gif
    image/webp webp
    image/svg+xml svg
    image/bmp bmp
    image/tiff tif tiff
    image/avif avif
    image/heic heic
    audio/mpeg mp3
    audio/ogg ogg oga opus
    audio/wav wav
    audio/aiff aiff aif
    audio/basic au
    audio/flac flac
    audio/mp4 m4a
    video/mp4 mp4 m4v
    video/webm webm
    video/x-matroska mkv
    video/quicktime mov
    application/geo+json geojson
    application/gpx+xml gpx
    font/ttf ttf
    font/woff2 woff2
    """
}
