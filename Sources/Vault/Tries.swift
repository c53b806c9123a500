internal import Glibc

/// How often a wrong passphrase was typed, kept over restarts, and how long the next try has to wait for it.
public struct Tries: Sendable {
  private let path: String
  /// In seconds.
  private static let longest = 300

  public init(_ path: String) { self.path = path }

  /// Seconds until the next try is taken; 0: now. The first two mistakes cost nothing.
  /// - Parameter now: seconds since 1970.
  public func wait(now: Int) -> Int {
    guard let (count, last) = read(), count > 2 else { return 0 }
    let pause = min(Self.longest, 1 << min(count - 2, 16))
    // A clock that was put back does not make the wait longer.
    return max(0, min(pause, last + pause - now))
  }

  public func noteFailure(now: Int) throws(VaultError) {
    try write("\((read()?.count ?? 0) + 1) \(now)\n")
  }

  public func forget() { unlink(path) }

  private func read() -> (count: Int, last: Int)? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = Glibc.read(file, &bytes, bytes.count)
    let numbers = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }

  private func write(_ text: String) throws(VaultError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .file(errno: errno) }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw .file(errno: errno) }
  }
}
