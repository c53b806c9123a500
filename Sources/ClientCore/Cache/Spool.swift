internal import CSodium
internal import Foundation
internal import Glibc

extension Cache {
  /// Copies a file into the private spool folder, so that it can be sent whatever becomes of it.
  /// - Parameter type: its media type.
  /// - Returns: an upload action, for `Blob.upload` or `FileNode.upload`.
  /// - Throws: `unreadable` when the file cannot be read, `full` when there is no room for the copy.
  public func spool(
    copying file: String, type: String = "application/octet-stream"
  ) throws(CacheError) -> Mutation.Action {
    try Spool(cache: path).copy(file, type: type)
  }

  /// Where the content of an upload is.
  public func spoolPath(_ name: String) -> String { Spool(cache: path).path(name) }
}

/// The folder beside the cache file in which what is to be uploaded waits.
struct Spool {
  private let folder: String

  init(cache: String) { folder = cache + "-spool" }

  /// A name is one of ours: it never leads out of the folder.
  func path(_ name: String) -> String { folder + "/" + name.filter { $0 != "/" } }

  /// Of the files that are there.
  var names: [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    return names.sorted()
  }

  func remove(_ name: String) { unlink(path(name)) }

  func copy(_ file: String, type: String) throws(CacheError) -> Mutation.Action {
    if mkdir(folder, 0o700) != 0 && errno != EEXIST { throw .notWritable(path: folder) }
    let source = open(file, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard source >= 0, fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if source >= 0 { close(source) }
      throw .unreadable(path: file)
    }
    defer { close(source) }
    let name = UUID().uuidString
    let target = open(path(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard target >= 0 else { throw failure() }
    defer { close(target) }
    do throws(CacheError) {
      let (size, digest) = try transfer(from: source, file, to: target)
      return .upload(spool: name, type: type, size: size, sha256: digest)
    } catch {
      remove(name)
      throw error
    }
  }

  private func failure() -> CacheError {
    errno == ENOSPC || errno == EDQUOT ? .full(path: folder) : .notWritable(path: folder)
  }

  private func transfer(from source: Int32, _ file: String, to target: Int32) throws(CacheError) -> (Int, String) {
    var hash = crypto_hash_sha256_state()
    crypto_hash_sha256_init(&hash)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var size = 0
    while true {
      let count = read(source, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: file) }
      if count == 0 { break }
      crypto_hash_sha256_update(&hash, buffer, UInt64(count))
      try writeAll(buffer[..<count], to: target)
      size += count
    }
    guard fsync(target) == 0 else { throw failure() }
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    crypto_hash_sha256_final(&hash, &digest)
    return (size, digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  private func writeAll(_ bytes: ArraySlice<UInt8>, to target: Int32) throws(CacheError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      rest = rest.dropFirst(count)
    }
  }
}
