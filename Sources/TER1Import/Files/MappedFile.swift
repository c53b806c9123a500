import Glibc

/// A file in memory by mapping, for archives of any size.
final class MappedFile {
  let bytes: UnsafeRawBufferPointer

  init(_ path: RawPath) throws(ReadError) {
    let file = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard file >= 0 else { throw ReadError(errno: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw ReadError(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw ReadError("no regular file") }
    guard status.st_size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0)
    guard let address, address != MAP_FAILED else { throw ReadError(errno: errno) }
    bytes = UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
  }

  deinit {
    if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
  }
}
