public import ClientCore
import Foundation
import Glibc
public import Localization
import Metadata

/// A file that is to be sent: as it is, or a copy without what it says of its maker (`Metadata`), which lies in memory alone and
/// goes with this value.
public final class LeavingFile {
  /// What to copy from.
  public private(set) var path: String
  private let name: String
  private var remark: Remark?
  private var copy: Int32 = -1

  private enum Remark {
    case cleaned
    case notPossible(kind: String)
    case damaged(kind: String)
    case tooLarge(kind: String)
  }

  /// - Parameter keepsMetadata: it is sent as it is.
  /// - Throws: `unreadable` when it cannot be read, `full` when there is no memory for the copy.
  public init(_ path: String, keepsMetadata: Bool) throws(CacheError) {
    self.path = path
    name = path.split(separator: "/").last.map(String.init) ?? path
    guard !keepsMetadata else { return }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(path: path) }
    defer { close(file) }
    let beginning = try Self.read(file, path, most: 512)
    guard let kind = Metadata.kind(of: beginning) else { return }
    let bytes = try beginning + Self.read(file, path, most: Metadata.largestSize)
    guard bytes.count < Metadata.largestSize else {
      remark = .tooLarge(kind: kind)
      return
    }
    try take(Metadata.clean(bytes), of: bytes)
  }

  deinit { if copy >= 0 { close(copy) } }

  private func take(_ outcome: Metadata.Outcome, of bytes: [UInt8]) throws(CacheError) {
    switch outcome {
    case .nothingToClean: break
    case .notPossible(let kind): remark = .notPossible(kind: kind)
    case .damaged(let kind): remark = .damaged(kind: kind)
    case .cleaned(let cleaned):
      guard cleaned != bytes else { return }
      copy = try Self.keep(cleaned)
      (path, remark) = ("/proc/self/fd/\(copy)", .cleaned)
    }
  }

  private static func read(_ file: Int32, _ path: String, most: Int) throws(CacheError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(most, 1 << 16))
    while bytes.count < most {
      let count = Glibc.read(file, &buffer, min(buffer.count, most - bytes.count))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path) }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// A file in memory that has no name.
  private static func keep(_ bytes: [UInt8]) throws(CacheError) -> Int32 {
    let name = "/ter1-" + UUID().uuidString
    let file = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0o600)
    guard file >= 0 else { throw .full(path: "/dev/shm") }
    shm_unlink(name)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(file)
        throw .full(path: "/dev/shm")
      }
      rest = rest.dropFirst(count)
    }
    return file
  }

  /// What was taken out of it; nil: nothing.
  public func cleaning(_ tr: Catalog) -> String? {
    guard case .cleaned = remark else { return nil }
    return tr("%1: what it says of who made it, where and when is left out.", name)
  }

  /// Why it may say more than a person means to; nil: it does not, or it may.
  public func warning(_ tr: Catalog) -> String? {
    switch remark {
    case nil, .cleaned: nil
    case .notPossible(let kind):
      tr("%1 may say who made it, where and when: ter1 cannot take that out of files of this kind (%2).", name, kind)
    case .damaged(let kind):
      tr(
        "%1 may say who made it, where and when: ter1 cannot take that out of this one, damaged, encrypted or signed (%2).",
        name, kind)
    case .tooLarge(let kind):
      tr("%1 may say who made it, where and when: it is too large to be looked through (%2).", name, kind)
    }
  }
}
