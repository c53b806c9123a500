import Glibc

/// A file while it arrives: `NAME.part` beside the place where it will be, readable by its owner only.
struct PartFile: ~Copyable {
  let path: String
  private let fd: Int32
  private(set) var size: Int

  /// - Parameter resuming: whether a file of this name is ours, from an earlier try; else there must be none.
  init(for target: String, resuming: Bool) throws(SyncError) {
    var path = target + ".part"
    var number = 1
    var fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (resuming ? O_CREAT : O_CREAT | O_EXCL), 0o600)
    while fd < 0, errno == EEXIST, number < 1000 {
      number += 1
      path = FileName.numbered(target, number) + ".part"
      fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard fd >= 0 else { throw .file(.notWritable(path: path, errno: errno)) }
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
      guard count > 0 else { throw .file(.notWritable(path: path, errno: errno)) }
      written += count
      size += count
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
    guard fsync(fd) == 0 else { throw .file(.notWritable(path: path, errno: errno)) }
    for number in 1..<10_000 {
      let candidate = FileName.numbered(target, number)
      // Takes the name, atomically, before the content moves onto it.
      let taken = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if taken < 0 && errno == EEXIST { continue }
      guard taken >= 0 else { throw .file(.notWritable(path: candidate, errno: errno)) }
      close(taken)
      guard rename(path, candidate) == 0 else { throw .file(.notWritable(path: candidate, errno: errno)) }
      return candidate
    }
    throw .file(.notWritable(path: target, errno: EEXIST))
  }

  func discard() { unlink(path) }
}
