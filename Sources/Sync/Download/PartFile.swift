import Glibc
import Text
import Vault

/// A file while it arrives: `NAME.part` beside the place where it will be, readable by its owner only, and sealed where the cache is
/// encrypted: nothing of it is to be read before it is whole.
struct PartFile: ~Copyable {
  let path: String
  private let fd: Int32
  private var content: ContentFile
  private let isSealed: Bool
  var size: Int { content.size }

  /// - Parameters:
  ///   - own: the one of an earlier try, which is ours; nil: it gets a name that nobody has.
  ///   - key: the cache's; nil: it is plain.
  init(for target: String, own: String?, key: DatabaseKey?) throws(SyncError) {
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
    do throws(SyncError) {
      content = try Self.content(of: fd, path, key)
    } catch {
      close(fd)
      throw error
    }
    (self.path, self.fd, isSealed) = (path, fd, key != nil)
  }

  /// What was begun under another key, or before there was one, begins again.
  private static func content(of fd: Int32, _ path: String, _ key: DatabaseKey?) throws(SyncError) -> ContentFile {
    try work(path) { () throws(VaultError) in
      do throws(VaultError) {
        let content = try ContentFile(descriptor: fd, key: key)
        _ = try content.last()
        return content
      } catch VaultError.damaged {
        ftruncate(fd, 0)
        return try ContentFile(descriptor: fd, key: key)
      }
    }
  }

  private static func work<Result>(
    _ path: String, _ body: () throws(VaultError) -> Result
  ) throws(SyncError) -> Result {
    do { return try body() } catch {
      guard case .file(let code) = error else { throw .file(.wrongDigest) }
      throw failure(path, code)
    }
  }

  deinit { close(fd) }

  mutating func append(_ bytes: [UInt8]) throws(SyncError) {
    var content = content
    try Self.work(path) { () throws(VaultError) in try content.append(bytes) }
    self.content = content
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

  private static func failure(_ path: String, _ code: Int32 = errno) -> SyncError {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: .file(.diskFull(path: path))
    default: .file(.notWritable(path: path, errno: code))
    }
  }

  mutating func restart() throws(SyncError) {
    var content = content
    try Self.work(path) { () throws(VaultError) in try content.removeAll() }
    self.content = content
  }

  func digest() throws(SyncError) -> String {
    var hash = SHA256()
    try eachPiece { (piece) throws(SyncError) in piece.withUnsafeBytes { hash.update($0) } }
    return hash.finish()
  }

  private func eachPiece(_ body: ([UInt8]) throws(SyncError) -> Void) throws(SyncError) {
    var offset = 0
    while offset < size {
      let (content, start) = (content, offset)
      let piece: [UInt8]
      do { piece = try content.read(at: start, count: 1 << 18) } catch {
        guard case .file(let code) = error else { throw .file(.wrongDigest) }
        throw .file(.notReadable(path: path, errno: code))
      }
      guard !piece.isEmpty else { throw .file(.wrongDigest) }
      try body(piece)
      offset += piece.count
    }
  }

  /// The whole content as it is meant to be, in a file beside this one that nobody else can read.
  private func opened() throws(SyncError) -> String {
    let whole = path + ".whole"
    unlink(whole)
    let target = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard target >= 0 else { throw Self.failure(whole) }
    defer { close(target) }
    do throws(SyncError) {
      var plain = try Self.work(whole) { () throws(VaultError) in try ContentFile(descriptor: target, key: nil) }
      try eachPiece { (piece) throws(SyncError) in
        try Self.work(whole) { () throws(VaultError) in try plain.append(piece) }
      }
      guard fsync(target) == 0 else { throw Self.failure(whole) }
    } catch {
      unlink(whole)
      throw error
    }
    return whole
  }

  /// Gives the file its name, or the next free one: `name (2).ext`. Nothing is ever overwritten.
  /// - Returns: the path that it got.
  func publish(as target: String) throws(SyncError) -> String {
    guard fsync(fd) == 0 else { throw Self.failure(path) }
    let whole = isSealed ? try opened() : path
    defer { if isSealed { unlink(whole) } }
    for number in 1..<10_000 {
      let candidate = FileName.numbered(target, number)
      // Takes the name, atomically, before the content moves onto it.
      let taken = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      if taken < 0 && errno == EEXIST { continue }
      guard taken >= 0 else { throw .file(.notWritable(path: candidate, errno: errno)) }
      close(taken)
      guard rename(whole, candidate) == 0 else {
        let failure = SyncError.file(.notWritable(path: candidate, errno: errno))
        unlink(candidate)
        throw failure
      }
      if isSealed { unlink(path) }
      return candidate
    }
    throw .file(.notWritable(path: target, errno: EEXIST))
  }

  func discard() { unlink(path) }
}
