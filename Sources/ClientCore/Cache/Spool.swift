internal import CSodium
internal import Foundation
internal import Glibc
internal import Vault

extension Cache {
  /// Copies a file into the private spool folder, so that it can be sent whatever becomes of it.
  /// - Parameter type: its media type.
  /// - Returns: an upload action, for `Blob.upload` or `FileNode.upload`.
  /// - Throws: `unreadable` when the file cannot be read, `full` when there is no room for the copy.
  public func spool(
    copying file: String, type: String = "application/octet-stream"
  ) throws(CacheError) -> Mutation.Action {
    try Spool(cache: path).copy(file, type: type, key: key)
  }

  /// Keeps bytes there.
  /// - Returns: the name under which they are found.
  public func spool(_ bytes: [UInt8]) throws(CacheError) -> String { try Spool(cache: path).keep(bytes, key: key) }

  public func removeSpool(_ name: String) { Spool(cache: path).remove(name) }

  /// Where the content of an upload is: a `ContentFile` under the cache's key.
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

  func keep(_ bytes: [UInt8], key: DatabaseKey?) throws(CacheError) -> String {
    let (name, target) = try make()
    defer { close(target) }
    do throws(CacheError) {
      try work { () throws(VaultError) in
        var content = try ContentFile(descriptor: target, key: key)
        try content.append(bytes)
      }
      guard fsync(target) == 0 else { throw failure() }
      return name
    } catch {
      remove(name)
      throw error
    }
  }

  private func make() throws(CacheError) -> (name: String, descriptor: Int32) {
    if mkdir(folder, 0o700) != 0 && errno != EEXIST { throw .notWritable(path: folder) }
    let name = UUID().uuidString
    let target = open(path(name), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard target >= 0 else { throw failure() }
    return (name, target)
  }

  func copy(_ file: String, type: String, key: DatabaseKey?) throws(CacheError) -> Mutation.Action {
    let source = open(file, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard source >= 0, fstat(source, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if source >= 0 { close(source) }
      throw .unreadable(path: file)
    }
    defer { close(source) }
    let (name, target) = try make()
    defer { close(target) }
    do throws(CacheError) {
      let (size, digest) = try transfer(from: source, file, to: target, key)
      return .upload(spool: name, type: type, size: size, sha256: digest)
    } catch {
      remove(name)
      throw error
    }
  }

  private func failure(_ code: Int32 = errno) -> CacheError {
    code == ENOSPC || code == EDQUOT ? .full(path: folder) : .notWritable(path: folder)
  }

  private func transfer(
    from source: Int32, _ file: String, to target: Int32, _ key: DatabaseKey?
  ) throws(CacheError) -> (Int, String) {
    var content = try work { () throws(VaultError) in try ContentFile(descriptor: target, key: key) }
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
      try work { () throws(VaultError) in try content.append(Array(buffer[..<count])) }
      size += count
    }
    guard fsync(target) == 0 else { throw failure() }
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    crypto_hash_sha256_final(&hash, &digest)
    return (size, digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  private func work<Result>(_ body: () throws(VaultError) -> Result) throws(CacheError) -> Result {
    do { return try body() } catch {
      guard case .file(let code) = error else { throw .unreadable(path: folder) }
      throw failure(code)
    }
  }

  /// Of a file's content, in bytes; nil when it is not there, or none of ours under this key.
  func size(_ name: String, key: DatabaseKey?) -> Int? {
    let file = open(path(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // What cannot be opened is as good as gone.
    guard let content = try? ContentFile(descriptor: file, key: key), let last = try? content.last() else { return nil }
    return content.size > 0 && last.isEmpty ? nil : content.size
  }
}

// MARK: - Another key

extension Spool {
  /// Seals everything that is there under another key; what is so already is left.
  func recode(from old: DatabaseKey?, to new: DatabaseKey?) throws(CacheError) {
    // What a cut left half done.
    for name in names where name.hasSuffix(Self.unfinished) { remove(name) }
    for name in names where size(name, key: new) == nil || isSealed(name) != (new != nil) {
      try recode(name, from: old, to: new)
    }
  }

  private static let unfinished = ".recoded"

  private func isSealed(_ name: String) -> Bool {
    let file = open(path(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return false }
    defer { close(file) }
    return ContentFile.isSealed(file)
  }

  private func recode(_ name: String, from old: DatabaseKey?, to new: DatabaseKey?) throws(CacheError) {
    let source = open(path(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard source >= 0 else { throw failure() }
    defer { close(source) }
    let copy = path(name + Self.unfinished)
    unlink(copy)
    let target = open(copy, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard target >= 0 else { throw failure() }
    defer { close(target) }
    try work { () throws(VaultError) in
      let content = try ContentFile(descriptor: source, key: old)
      var result = try ContentFile(descriptor: target, key: new)
      while result.size < content.size {
        let piece = try content.read(at: result.size, count: 1 << 18)
        guard !piece.isEmpty else { throw .damaged }
        try result.append(piece)
      }
    }
    guard fsync(target) == 0, rename(copy, path(name)) == 0 else { throw failure() }
  }
}
