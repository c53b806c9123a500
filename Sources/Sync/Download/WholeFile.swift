public import ClientCore
import Glibc
import Text
import Vault

/// A file that is on this machine already, as it is on the server: nothing of it needs to come again.
public struct WholeFile: Sendable {
  public let path: String
  private let sha256: String

  /// nil: it is not there, or is another one.
  /// - Parameters:
  ///   - size: in bytes; nil: any.
  ///   - sha256: in lower-case hexadecimal.
  public init?(_ path: String, size: Int?, sha256: String) {
    (self.path, self.sha256) = (path, sha256)
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      Int(status.st_size) == size ?? Int(status.st_size),
      SHA256.digest(of: file) == sha256
    else { return nil }
  }

  /// What was fetched before; nil: it is not there any more, was changed, or nobody said what it was.
  public init?(_ download: Download) {
    guard download.state == .done, let sha256 = download.sha256?.raw else { return nil }
    self.init(download.path, size: download.size, sha256: sha256)
  }

  /// Puts a copy there, or under the next free name: `name (2).ext`. Nothing is ever overwritten.
  /// - Returns: the path that it got.
  public func copy(as target: String) throws(SyncError) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { throw .file(.notReadable(path: path, errno: errno)) }
    defer { close(file) }
    var part = try PartFile(for: target, own: nil, key: nil)
    do throws(SyncError) {
      try fill(&part, from: file)
      // Somebody may have changed it since it was looked at.
      guard try part.digest() == sha256 else { throw .file(.wrongDigest) }
      return try part.publish(as: target)
    } catch {
      part.discard()
      throw error
    }
  }

  private func fill(_ part: inout PartFile, from file: Int32) throws(SyncError) {
    let content = try read { () throws(VaultError) in try ContentFile(descriptor: file, key: nil) }
    try part.makeSure(of: content.size)
    while part.size < content.size {
      let offset = part.size
      let piece = try read { () throws(VaultError) in try content.read(at: offset, count: 1 << 18) }
      guard !piece.isEmpty else { return }
      try part.append(piece)
    }
  }

  private func read<Result>(_ body: () throws(VaultError) -> Result) throws(SyncError) -> Result {
    do { return try body() } catch {
      guard case .file(let code) = error else { throw .file(.wrongDigest) }
      throw .file(.notReadable(path: path, errno: code))
    }
  }
}
