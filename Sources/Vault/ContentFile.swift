internal import CSodium
internal import Glibc

/// The content of a file that grows at its end and is read anywhere: sealed in pieces under a key of the file's own, or plain where there
/// is no key. docs/vault.md has the format.
///
/// The descriptor stays the caller's, who closes it.
public struct ContentFile: Sendable {
  private let descriptor: Int32
  /// nil: the content lies there as it is.
  private let key: GuardedBytes?
  /// Of the content, in bytes.
  public private(set) var size: Int

  /// Content of one piece, in bytes: each is sealed by itself.
  static let piece = 16_384
  static let magic: [UInt8] = [0x54, 0x45, 0x52, 0x82]
  static let head = 32

  /// A file that is there, or an empty one, which gets its head when it is written to.
  /// - Throws: `damaged` when it is no such file; a wrong key shows at the first reading.
  public init(descriptor: Int32, key: DatabaseKey?) throws(VaultError) {
    self.descriptor = descriptor
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .file(errno: errno) }
    let length = Int(status.st_size)
    guard let key else {
      (self.key, size) = (nil, length)
      return
    }
    let head = length == 0 ? try Self.makeHead(descriptor) : try Self.readHead(descriptor)
    self.key = try key.subkey(.file, salt: head)
    size = Self.contentSize(length)
  }

  private static func makeHead(_ descriptor: Int32) throws(VaultError) -> [UInt8] {
    var head = magic + [UInt8](repeating: 0, count: Self.head - magic.count)
    head.withUnsafeMutableBufferPointer { head in
      if let start = head.baseAddress { randombytes_buf(start + magic.count, head.count - magic.count) }
    }
    try write(head, at: 0, to: descriptor)
    return head
  }

  private static func readHead(_ descriptor: Int32) throws(VaultError) -> [UInt8] {
    let head = try read(head, at: 0, from: descriptor)
    guard head.count == Self.head, head.starts(with: magic) else { throw .damaged }
    return head
  }

  /// What a crash cut off at the end is no whole piece, and belongs to nothing.
  private static func contentSize(_ length: Int) -> Int {
    let sealed = max(0, length - head)
    let (whole, rest) = sealed.quotientAndRemainder(dividingBy: piece + Sealing.overhead)
    return whole * piece + max(0, rest - Sealing.overhead)
  }
}

extension ContentFile {
  /// Bytes from `offset` on, as many as there are, at most `count`.
  /// - Throws: `damaged` when they are not what was written, or were written with another key.
  public func read(at offset: Int, count: Int) throws(VaultError) -> [UInt8] {
    let end = min(size, offset + max(0, count))
    guard offset < end else { return [] }
    guard key != nil else { return try Self.read(end - offset, at: offset, from: descriptor) }
    var result: [UInt8] = []
    result.reserveCapacity(end - offset)
    for index in offset / Self.piece...(end - 1) / Self.piece {
      let start = index * Self.piece
      let content = try open(index)
      guard content.count >= min(end - start, Self.piece) else { throw .damaged }
      result += content[max(0, offset - start)..<min(end - start, Self.piece)]
    }
    return result
  }

  /// The last byte; empty when there is none. With a wrong key it cannot be read.
  public func last() throws(VaultError) -> [UInt8] { size == 0 ? [] : try read(at: size - 1, count: 1) }

  /// Whether a file begins as one that is sealed.
  public static func isSealed(_ descriptor: Int32) -> Bool {
    (try? read(magic.count, at: 0, from: descriptor)) == magic
  }

  public mutating func append(_ bytes: [UInt8]) throws(VaultError) {
    guard key != nil else {
      try Self.write(bytes, at: size, to: descriptor)
      size += bytes.count
      return
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let (index, filled) = size.quotientAndRemainder(dividingBy: Self.piece)
      // The last piece is written again with what is new at its end.
      let content = (filled > 0 ? try open(index) : []) + rest.prefix(Self.piece - filled)
      try seal(content, index)
      size += content.count - filled
      rest = rest.dropFirst(content.count - filled)
    }
  }

  /// Forgets the content, and all that a key could open.
  public mutating func removeAll() throws(VaultError) {
    guard ftruncate(descriptor, off_t(key == nil ? 0 : Self.head)) == 0 else { throw .file(errno: errno) }
    size = 0
  }

  private static func place(_ index: Int) -> Int { head + index * (piece + Sealing.overhead) }

  private static func data(_ index: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: index >> (8 * $0)) } }

  private func open(_ index: Int) throws(VaultError) -> [UInt8] {
    let length = min(Self.piece, size - index * Self.piece) + Sealing.overhead
    let sealed = try Self.read(length, at: Self.place(index), from: descriptor)
    guard let key, let content = Sealing.open(sealed, under: key, with: Self.data(index)) else { throw .damaged }
    return content
  }

  private func seal(_ content: [UInt8], _ index: Int) throws(VaultError) {
    guard let key else { return }
    try Self.write(Sealing.seal(content, under: key, with: Self.data(index)), at: Self.place(index), to: descriptor)
  }
}

// MARK: - The file itself

extension ContentFile {
  private static func read(_ count: Int, at offset: Int, from descriptor: Int32) throws(VaultError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let length = result.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
      }
      if length < 0 && errno == EINTR { continue }
      guard length >= 0 else { throw .file(errno: errno) }
      if length == 0 { break }
      done += length
    }
    return Array(result.prefix(done))
  }

  private static func write(_ bytes: [UInt8], at offset: Int, to descriptor: Int32) throws(VaultError) {
    var done = 0
    while done < bytes.count {
      let length = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
      }
      if length < 0 && errno == EINTR { continue }
      guard length > 0 else { throw .file(errno: length == 0 ? ENOSPC : errno) }
      done += length
    }
  }
}
