import Glibc

/// Mails one after the other: an mbox file, a Maildir, or a folder of files with one mail each.
struct MailArchive {
  /// Where the bytes of one mail lie.
  struct Location {
    /// An index into `files` of the archive.
    let file: Int
    /// In an mbox; nil: the whole file.
    let range: Range<Int>?
    /// The From line of an mbox.
    let fromLine: Range<Int>?
    /// The file's last change, in milliseconds since 1970.
    let modified: Int64
    /// For reports: the file, and the number of the mail in it.
    let place: String
  }

  private(set) var locations: [Location] = []
  private(set) var report = ImportReport()
  private var files: [RawPath] = []
  /// The mapped file that was read last: mails of one mbox follow each other.
  private var open: (file: Int, mapped: MappedFile)?

  /// - Parameter path: an mbox, or a folder with mboxes.
  init(mbox path: RawPath) throws(ReadError) {
    let tree = try FileTree(path)
    report = tree.report
    for file in tree.files {
      files.append(file.path)
      guard scan(try mapped(files.count - 1).bytes, of: file) > 0 else {
        report.refuse(file.path.text, "no mbox: no line begins with \"From \"")
        continue
      }
    }
  }

  /// - Parameter path: a Maildir, or a folder with one mail a file, looked into all the way down; or one such file.
  init(maildir path: RawPath) throws(ReadError) {
    let tree = try FileTree(path)
    report = tree.report
    for file in tree.files where !Self.isAside(file.names) {
      files.append(file.path)
      locations.append(
        Location(
          file: files.count - 1, range: nil, fromLine: nil, modified: file.status.modified, place: file.path.text))
    }
  }

  /// Files that belong to the mail store, not to its mails.
  private static func isAside(_ names: [[UInt8]]) -> Bool {
    names.last?.first == UInt8(ascii: ".") || names.dropLast().last == Array("tmp".utf8)
      || names.last?.starts(with: Array("dovecot".utf8)) == true
  }

  /// Calls `body` with the bytes of a mail; the `>` of quoted From lines is taken away.
  mutating func withBytes<T>(of location: Location, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
    let whole = try mapped(location.file).bytes
    guard let range = location.range else { return try body(Self.withoutFromLine(whole)) }
    let part = UnsafeRawBufferPointer(rebasing: whole[range])
    guard Self.hasQuotedFrom(part) else { return try body(part) }
    return try Self.unquoted(part).withUnsafeBytes(body)
  }

  /// When a mail came that does not say it itself, in milliseconds since 1970: after the mbox's From line, or the file.
  mutating func date(of location: Location) throws -> Int64 {
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

// MARK: - mbox

extension MailArchive {
  private static let from = Array("From ".utf8)

  /// - Returns: how many mails there are.
  private mutating func scan(_ bytes: UnsafeRawBufferPointer, of file: FileTree.Entry) -> Int {
    let starts = Self.fromLines(bytes)
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
      let head = bytes[start..<end].firstIndex(of: 0x0A) ?? end - 1
      locations.append(
        Location(
          file: files.count - 1, range: head + 1..<end, fromLine: start..<head + 1, modified: file.status.modified,
          place: "\(file.path.text), mail \(index + 1)"))
    }
    return starts.count
  }

  /// A From line stands at the beginning or after an empty line.
  private static func fromLines(_ bytes: UnsafeRawBufferPointer) -> [Int] {
    var starts: [Int] = []
    var start = 0
    var followsEmpty = true
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if followsEmpty && bytes[start..<end].starts(with: from) { starts.append(start) }
      followsEmpty = end == start || end == start + 1 && bytes[start] == 0x0D
      start = end + 1
    }
    return starts
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let base = bytes.baseAddress, let end = memchr(base + start, 0x0A, bytes.count - start) else {
      return bytes.count
    }
    return UnsafeRawPointer(end) - base
  }

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
    guard bytes.starts(with: from) else { return bytes }
    return UnsafeRawBufferPointer(rebasing: bytes[min(lineEnd(bytes, from: 0) + 1, bytes.count)...])
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
      start = lineEnd(bytes, from: start) + 1
    }
    return false
  }

  /// `>From `, `>>From ` … at the beginning of a line lose one `>` (mboxrd).
  private static func unquoted(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      let end = min(lineEnd(bytes, from: start) + 1, bytes.count)
      let line = bytes[start..<end]
      let isQuoted = line.first == UInt8(ascii: ">") && line.drop { $0 == UInt8(ascii: ">") }.starts(with: from)
      result += isQuoted ? line.dropFirst() : line
      start = end
    }
    return result
  }
}
