internal import Glibc

/// Files that only their owner may read: written whole or not at all, read without following links.
enum PrivateFile {
  static let sizeLimit = 1 << 20

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// - Parameter isSecret: also refuse a file that others may read.
  /// - Returns: nil when there is no such file.
  static func read(_ path: String, isSecret: Bool) throws(SettingsError) -> String? {
    // O_NONBLOCK: a FIFO put there must not make us wait.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (isSecret ? O_NOFOLLOW : 0))
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw errno == ELOOP ? .notAFile(path: path) : .cannotRead(path: path, errno: errno)
    }
    defer { close(file) }
    try check(file, path, isSecret: isSecret)
    return String(decoding: try bytes(of: file, path), as: UTF8.self)
  }

  /// Refuses a secret file of the person's own that is missing, another's, a link, or readable by others.
  static func check(_ path: String) throws(SettingsError) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard file >= 0 else { throw errno == ELOOP ? .notAFile(path: path) : .cannotRead(path: path, errno: errno) }
    defer { close(file) }
    try check(file, path, isSecret: true)
  }

  private static func check(_ file: Int32, _ path: String, isSecret: Bool) throws(SettingsError) {
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .cannotRead(path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    guard isSecret else { return }
    guard status.st_uid == geteuid() else { throw .notOwn(path: path) }
    guard status.st_mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: status.st_mode & 0o777) }
  }

  private static func bytes(of file: Int32, _ path: String) throws(SettingsError) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count == 0 { return result }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .cannotRead(path: path, errno: errno)
      }
      result += buffer[..<count]
      guard result.count <= sizeLimit else { throw .tooLarge(path: path, limit: sizeLimit) }
    }
  }

  /// Puts `text` in the place of the file, with mode 0600: a crash leaves the old file or the new one.
  static func write(_ text: String, to path: String) throws(SettingsError) {
    try put(text, at: path) { rename($0, $1) == 0 }
  }

  /// The same, where there is no such file; one that is there stays, and is no error.
  static func create(_ text: String, at path: String) throws(SettingsError) {
    try put(text, at: path) { temporary, path in
      let isMade = link(temporary, path) == 0 || errno == EEXIST
      let code = errno
      unlink(temporary)
      errno = code
      return isMade
    }
  }

  private static func put(
    _ text: String, at path: String, _ place: (_ temporary: String, _ path: String) -> Bool
  ) throws(SettingsError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try makeFolder(folder)
    let temporary = "\(path).\(getpid()).new"
    // One that a process of the same number left behind.
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .cannotWrite(path: path, errno: errno) }
    let isWritten = writeAll(Array(text.utf8), to: file) && fchmod(file, 0o600) == 0 && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten, place(temporary, path) else {
      let code = isWritten ? errno : code
      unlink(temporary)
      throw .cannotWrite(path: path, errno: code)
    }
    syncFolder(folder)
  }

  /// As `write`, and overwrites what was there before. On many disks the old bytes may lie elsewhere all the same.
  static func replaceSecret(_ text: String, at path: String) throws(SettingsError) {
    let old = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    defer { if old >= 0 { close(old) } }
    try write(text, to: path)
    overwrite(old)
  }

  /// Overwrites the file, then removes it; that there is none is no error.
  static func destroy(_ path: String) throws(SettingsError) {
    let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    defer { if file >= 0 { close(file) } }
    overwrite(file)
    try remove(path)
    if let slash = path.lastIndex(of: "/") { syncFolder(String(path[..<slash])) }
  }

  /// Whether it works lies with the disk: a failure changes nothing of what is promised.
  private static func overwrite(_ file: Int32) {
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    _ = writeAll([UInt8](repeating: 0, count: min(Int(status.st_size), sizeLimit)), to: file)
    fsync(file)
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Makes the renaming itself durable. Some file systems cannot, which then loses at most the change.
  private static func syncFolder(_ path: String) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  static func makeFolder(_ path: String) throws(SettingsError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw .cannotWrite(path: path, errno: errno)
    }
    try makeFolder(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .cannotWrite(path: path, errno: errno) }
  }

  /// Removes the file; that there is none is no error.
  static func remove(_ path: String) throws(SettingsError) {
    guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else { throw .cannotWrite(path: path, errno: errno) }
  }
}
