import Glibc
import Localization

/// A file in memory: a large one by mapping, so that archives may be of any size, a small one by reading, which costs less.
final class MappedFile {
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool
  private static let small = 1_048_576

  init(_ path: RawPath) throws(ReadError) {
    let file = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard file >= 0 else { throw ReadError(errno: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw ReadError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw ReadError(msgid("no regular file")) }
    let size = Int(status.st_size)
    isMapped = size > Self.small
    if isMapped {
      let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0)
      guard let address, address != MAP_FAILED else { throw ReadError(errno: errno) }
      bytes = UnsafeRawBufferPointer(start: address, count: size)
    } else {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
      var filled = 0
      while filled < size {
        let count = read(file, buffer.baseAddress.map { $0 + filled }, size - filled)
        if count == 0 { break }
        filled += max(0, count)
        guard count > 0 || errno == EINTR else {
          defer { buffer.deallocate() }
          throw ReadError(errno: errno)
        }
      }
      bytes = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
    }
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}
