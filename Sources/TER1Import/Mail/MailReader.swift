import Glibc

/// Gives the bytes of an archive's mails.
struct MailReader {
  private let files: [RawPath]
  /// The mapped file that was read last: mails of one mbox follow each other.
  private var open: (file: Int, mapped: MappedFile)?

  init(files: [RawPath]) { self.files = files }

  /// Calls `body` with the bytes of a mail; the `>` of quoted From lines is taken away.
  mutating func withBytes<T>(of location: MailArchive.Location, _ body: (UnsafeRawBufferPointer) throws -> T) throws
    -> T
  {
    let whole = try mapped(location.file).bytes
    guard let range = location.range else { return try body(Self.withoutFromLine(whole)) }
    let part = UnsafeRawBufferPointer(rebasing: whole[range])
    guard Self.hasQuotedFrom(part) else { return try body(part) }
    return try Self.unquoted(part).withUnsafeBytes(body)
  }

  /// When a mail came that does not say it itself, in milliseconds since 1970: after the mbox's From line, or the file.
  mutating func date(of location: MailArchive.Location) throws -> Int64 {
    guard let range = location.fromLine else { return location.modified }
    let line = String(decoding: try mapped(location.file).bytes[range], as: UTF8.self)
    return Self.date(ofFromLine: line) ?? location.modified
  }

  private mutating func mapped(_ file: Int) throws(ReadError) -> MappedFile {
    if let open, open.file == file { return open.mapped }
    let mapped = try MappedFile(files[file])
    open = (file, mapped)
    return mapped
  }
}

// MARK: - From lines

extension MailReader {
  /// `From somebody Mon Nov 23 09:00:00 2026`
  private static func date(ofFromLine line: String) -> Int64? {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count >= 7, let day = words.firstIndex(where: { weekdays.contains($0) }), words.count >= day + 5
    else { return nil }
    return MailParser.date(
      "\(words[day]), \(words[day + 2]) \(words[day + 1]) \(words[day + 4]) \(words[day + 3]) +0000")
  }

  private static let weekdays: Set<String> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private static func withoutFromLine(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard bytes.starts(with: MailArchive.from) else { return bytes }
    return UnsafeRawBufferPointer(rebasing: bytes[min(MailArchive.lineEnd(bytes, from: 0) + 1, bytes.count)...])
  }

  /// Whether any line begins with `>From ` or `>>`.
  private static func hasQuotedFrom(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var start = 0
    while start < bytes.count {
      if bytes[start] == UInt8(ascii: ">"), start + 1 < bytes.count,
        bytes[start + 1] == UInt8(ascii: "F") || bytes[start + 1] == UInt8(ascii: ">")
      {
        return true
      }
      start = MailArchive.lineEnd(bytes, from: start) + 1
    }
    return false
  }

  /// `>From `, `>>From ` … at the beginning of a line lose one `>` (mboxrd).
  private static func unquoted(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      let end = min(MailArchive.lineEnd(bytes, from: start) + 1, bytes.count)
      let line = bytes[start..<end]
      let isQuoted =
        line.first == UInt8(ascii: ">") && line.drop { $0 == UInt8(ascii: ">") }.starts(with: MailArchive.from)
      result += isQuoted ? line.dropFirst() : line
      start = end
    }
    return result
  }
}
