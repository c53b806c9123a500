import Glibc
import Localization

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
    let size: Int
  }

  private(set) var locations: [Location] = []
  private(set) var report = ImportReport()
  private(set) var files: [RawPath] = []

  /// - Parameter path: an mbox, or a folder with mboxes.
  init(mbox path: RawPath) throws(ReadError) {
    let tree = try FileTree(path)
    report = tree.report
    for file in tree.files {
      files.append(file.path)
      let mapped = try MappedFile(file.path)
      if scan(mapped.bytes, of: file) == 0 {
        report.refuse(file.path.text, msgid("no mbox: no line begins with \"From \""))
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
          file: files.count - 1, range: nil, fromLine: nil, modified: file.status.modified, place: file.path.text,
          size: file.status.size))
    }
  }

  /// Files that belong to the mail store, not to its mails.
  private static func isAside(_ names: [[UInt8]]) -> Bool {
    names.last?.first == UInt8(ascii: ".") || names.dropLast().last == Array("tmp".utf8)
      || names.last?.starts(with: Array("dovecot".utf8)) == true
  }
}

// MARK: - mbox

extension MailArchive {
  static let from = Array("From ".utf8)

  /// - Returns: how many mails there are.
  private mutating func scan(_ bytes: UnsafeRawBufferPointer, of file: FileTree.Entry) -> Int {
    let starts = Self.fromLines(bytes)
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
      let head = bytes[start..<end].firstIndex(of: 0x0A) ?? end - 1
      locations.append(
        Location(
          file: files.count - 1, range: head + 1..<end, fromLine: start..<head + 1, modified: file.status.modified,
          place: "\(file.path.text), mail \(index + 1)", size: end - head - 1))
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

  static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let base = bytes.baseAddress, let end = memchr(base + start, 0x0A, bytes.count - start) else {
      return bytes.count
    }
    return UnsafeRawPointer(end) - base
  }
}
