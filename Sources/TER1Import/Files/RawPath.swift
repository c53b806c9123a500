import Glibc
import Localization

/// A path as the system has it: bytes, which need not be UTF-8.
struct RawPath: Hashable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }
  private init(bytes: [UInt8]) { self.bytes = bytes }

  func appending(_ name: [UInt8]) -> RawPath { RawPath(bytes: bytes + [UInt8(ascii: "/")] + name) }

  /// The path as text, for people.
  var text: String { Charset.text(bytes) }

  /// The last component as text.
  var name: String {
    Charset.text(Array(bytes.split(separator: UInt8(ascii: "/")).last ?? []))
  }

  func withCString<T>(_ body: (UnsafePointer<CChar>) throws -> T) rethrows -> T {
    try (bytes + [0]).withUnsafeBytes { try body($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
  }
}

/// Why a file or folder cannot be read.
struct ReadError: Error {
  let reason: String
  init(errno code: Int32) { reason = String(cString: strerror(code)) }
  init(_ reason: String) { self.reason = reason }
}

/// What stands at a path.
struct FileStatus {
  enum Kind { case file, folder, link, special }
  let kind: Kind
  let size: Int
  /// Milliseconds since 1970.
  let modified: Int64

  /// - Parameter followsLink: for what the user named himself; what lies below is never followed.
  init(_ path: RawPath, followsLink: Bool = false) throws(ReadError) {
    var status = stat()
    let code = path.withCString { followsLink ? stat($0, &status) : lstat($0, &status) }
    guard code == 0 else { throw ReadError(errno: errno) }
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .special
      }
    size = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
  }
}

extension RawPath {
  /// The names in a folder but `.` and `..`, sorted by their bytes.
  func names() throws(ReadError) -> [[UInt8]] {
    guard let stream = withCString({ opendir($0) }) else { throw ReadError(errno: errno) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The whole content of a regular file.
  func contents() throws(ReadError) -> [UInt8] {
    let file = withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard file >= 0 else { throw ReadError(errno: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw ReadError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw ReadError(msgid("no regular file")) }
    var failure: Int32 = 0
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let read = Glibc.read(file, buffer.baseAddress! + count, size - count)
        if read > 0 {
          count += read
        } else if read == 0 || errno != EINTR {
          failure = read == 0 ? 0 : errno
          break
        }
      }
    }
    guard failure == 0 else { throw ReadError(errno: failure) }
    return bytes
  }
}
