public import ClientCore
import Glibc
import Text

/// A file that is on this machine already, as it is on the server: nothing of it needs to come again.
public struct WholeFile: Sendable {
  public let path: String

  /// nil: it is not there, or is another one.
  /// - Parameters:
  ///   - size: in bytes.
  ///   - sha256: in lower-case hexadecimal.
  public init?(_ path: String, size: Int?, sha256: String) {
    guard let content = Self.open(path), content.size == size ?? content.size, content.digest() == sha256 else {
      return nil
    }
    self.path = path
  }

  /// What was fetched before; nil: it is not there any more, was changed, or nobody said what it was.
  public init?(_ download: Download) {
    guard download.state == .done, let sha256 = download.sha256?.raw else { return nil }
    self.init(download.path, size: download.size, sha256: sha256)
  }

  /// Puts a copy there, or under the next free name: `name (2).ext`. Nothing is ever overwritten.
  /// - Returns: the path that it got.
  public func copy(as target: String) throws(SyncError) -> String {
    guard let content = Self.open(path) else { throw .file(.notReadable(path: path, errno: errno)) }
    var part = try PartFile(for: target, own: nil, key: nil)
    do throws(SyncError) {
      try part.makeSure(of: content.size)
      var failure: SyncError?
      content.eachPiece { piece in
        do throws(SyncError) { try part.append(piece) } catch { failure = failure ?? error }
      }
      if let failure { throw failure }
      return try part.publish(as: target)
    } catch {
      part.discard()
      throw error
    }
  }

  // MARK: Reading

  private struct Content: ~Copyable {
    let fd: Int32
    let size: Int

    deinit { close(fd) }

    func digest() -> String {
      var hash = SHA256()
      eachPiece { piece in piece.withUnsafeBytes { hash.update($0) } }
      return hash.finish()
    }

    func eachPiece(_ body: ([UInt8]) -> Void) {
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let count = buffer.withUnsafeMutableBytes { read(fd, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        body(Array(buffer.prefix(count)))
      }
    }
  }

  private static func open(_ path: String) -> Content? {
    let fd = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard fd >= 0 else { return nil }
    var status = stat()
    guard fstat(fd, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(fd)
      return nil
    }
    return Content(fd: fd, size: Int(status.st_size))
  }
}
