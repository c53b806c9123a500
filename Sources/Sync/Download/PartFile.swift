import Glibc
import Text

/// A file while it arrives: `NAME.part` beside the place where it will be, readable by its owner only.
struct PartFile: ~Copyable {
  let path: String
  private let fd: Int32
  private(set) var size: Int

  /// - Parameter own: the one of an earlier try, which is ours; nil: it gets a name that nobody has.
  init(for target: String, own: String?) throws(SyncError) {
    var path = own ?? target + ".part"
    var number = 1
    var fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (own != nil ? O_CREAT : O_CREAT | O_EXCL), 0o600)
    while fd < 0, errno == EEXIST, number < 1000 {
      number += 1
      path = FileName.numbered(target, number) + ".part"
      fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard fd >= 0 else { throw Self.failure(path) }
    var status = stat()
    // Not a pipe or a device that somebody put there.
    guard fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(fd)
      throw .file(.notWritable(path: path, errno: EEXIST))
    }
    (self.path, self.fd, size) = (path, fd, Int(status.st_size))
  }

  deinit { close(fd) }

  mutating func append(_ bytes: [UInt8]) throws(SyncError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(fd, $0.baseAddress?.advanced(by: written), bytes.count - written, off_t(size))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(path) }
      written += count
      size += count
    }
  }

  /// Not more is begun than there is room for: what is written in vain was paid for.
  func makeSure(of total: Int) throws(SyncError) {
    var status = statvfs()
    guard fstatvfs(fd, &status) == 0 else { return }
    let free = Int(
      clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    if total - size > free - Self.reserve { throw .file(.diskFull(path: path)) }
  }

  /// Stays free for everything else on the disk, in bytes.
  private static let reserve = 32 << 20

  private static func failure(_ path: String) -> SyncError {
    switch errno {
    case ENOSPC, EDQUOT, EFBIG: .file(.diskFull(path: path))
    default: .file(.notWritable(path: path, errno: errno))
    }
  }

  mutating func restart() throws(SyncError) {
    guard ftruncate(fd, 0) == 0 else { throw .file(.notWritable(path: path, errno: errno)) }
    size = 0
  }

  func digest() throws(SyncError) -> String {
    guard let digest = SHA256.digest(of: fd) else { throw .file(.notReadable(path: path, errno: errno)) }
    return digest
  }

  /// Gives the file its name, or the next free one: `name (2).ext`. Nothing is ever overwritten.
  /// - Returns: the path that it got.
  func publish(as target: String) throws(SyncError) -> String {
    guard fsync(fd) == 0 else { throw Self.failure(path) }
    for number in 1..<10_000 {
      let candidate = FileName.numbered(target, number)
      // Takes the name, atomically, before the content moves onto it.
      let taken = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if taken < 0 && errno == EEXIST { continue }
      guard taken >= 0 else { throw .file(.notWritable(path: candidate, errno: errno)) }
      close(taken)
      guard rename(path, candidate) == 0 else {
        let failure = SyncError.file(.notWritable(path: candidate, errno: errno))
        unlink(candidate)
        throw failure
      }
      return candidate
    }
    throw .file(.notWritable(path: target, errno: EEXIST))
  }

  func discard() { unlink(path) }
}
