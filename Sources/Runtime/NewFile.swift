import Glibc

/// A file written for a person: never over another one, readable by its owner only.
enum NewFile {
  static func write(_ text: String, to path: String) -> Result<String, WriteFailure> {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return .failure(WriteFailure(errno: errno)) }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return .failure(WriteFailure(errno: errno)) }
      rest = rest.dropFirst(count)
    }
    return .success(path)
  }
}

/// Why a file was not written.
struct WriteFailure: Error {
  let errno: Int32
  var reason: String { String(cString: strerror(errno)) }
}
