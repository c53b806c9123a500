import CZlib

/// PKWARE's APPNOTE 6.3, as far as documents use it: no encryption, no ZIP64, one disk.
struct ZIPArchive {
  struct Entry {
    let name: [UInt8]
    /// 0: stored, 8: deflated.
    let method: Int
    let flags: Int
    let checksum: Int
    /// When inflated.
    let size: Int
    /// As it lies in the archive.
    let content: [UInt8]

    var path: String { String(decoding: name, as: UTF8.self) }

    init(name: [UInt8], method: Int, flags: Int, checksum: Int, size: Int, content: [UInt8]) {
      (self.name, self.method, self.flags) = (name, method, flags)
      (self.checksum, self.size, self.content) = (checksum, size, content)
    }

    /// The same place with other content; nil when there is no memory.
    func holding(_ bytes: [UInt8]) -> Entry? {
      guard let packed = method == 0 ? bytes : Deflate.packed(bytes) else { return nil }
      return Entry(
        name: name, method: method, flags: flags & 0x0800, checksum: Deflate.checksum(bytes), size: bytes.count,
        content: packed)
    }

    /// nil when it is not what its size says.
    var bytes: [UInt8]? {
      method == 0 ? (content.count == size ? content : nil) : Deflate.unpacked(content, size: size)
    }
  }

  let entries: [Entry]
  /// More than this is in no document, when inflated.
  private static let largestSize = 512 << 20

  /// nil: it is none of these.
  init?(_ bytes: [UInt8]) {
    guard let end = Self.end(bytes), let count = bytes.little16(end + 10), let directory = bytes.little32(end + 16),
      count < 0xFFFF, directory < 0xFFFF_FFFF
    else { return nil }
    var entries: [Entry] = []
    var at = directory
    for _ in 0..<count {
      guard let (entry, next) = Self.entry(bytes, at) else { return nil }
      entries.append(entry)
      at = next
    }
    guard entries.reduce(0, { $0 + $1.size }) <= Self.largestSize else { return nil }
    self.entries = entries
  }

  /// Where the end record is; a comment may follow it.
  private static func end(_ bytes: [UInt8]) -> Int? {
    stride(from: bytes.count - 22, through: Swift.max(0, bytes.count - 22 - 0xFFFF), by: -1).first { at in
      bytes.little32(at) == 0x0605_4B50 && bytes.little16(at + 20) == bytes.count - at - 22
    }
  }

  private static func entry(_ bytes: [UInt8], _ at: Int) -> (Entry, next: Int)? {
    guard bytes.little32(at) == 0x0201_4B50, let flags = bytes.little16(at + 8), flags & 1 == 0,
      let method = bytes.little16(at + 10), method == 0 || method == 8, let checksum = bytes.little32(at + 16),
      let packed = bytes.little32(at + 20), let size = bytes.little32(at + 24),
      let nameLength = bytes.little16(at + 28),
      let extra = bytes.little16(at + 30), let comment = bytes.little16(at + 32), let local = bytes.little32(at + 42),
      at + 46 + nameLength <= bytes.count, bytes.little32(local) == 0x0403_4B50,
      let localName = bytes.little16(local + 26), let localExtra = bytes.little16(local + 28)
    else { return nil }
    let start = local + 30 + localName + localExtra
    guard start + packed <= bytes.count else { return nil }
    let entry = Entry(
      name: Array(bytes[at + 46..<at + 46 + nameLength]), method: method, flags: flags & 0x0806, checksum: checksum,
      size: size, content: Array(bytes[start..<start + packed]))
    return (entry, at + 46 + nameLength + extra + comment)
  }

  /// Without times, comments and what systems add of users and groups.
  static func written(_ entries: [Entry]) -> [UInt8] {
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for entry in entries {
      let place = file.count
      file.appendLittle(0x0403_4B50, size: 4)
      file += common(entry)
      file += entry.name + entry.content
      directory.appendLittle(0x0201_4B50, size: 4)
      directory.appendLittle(20, size: 2)
      directory += common(entry)
      for (value, size) in [(0, 2), (0, 2), (0, 2), (0, 4), (place, 4)] { directory.appendLittle(value, size: size) }
      directory += entry.name
    }
    let start = file.count
    file += directory
    file.appendLittle(0x0605_4B50, size: 4)
    let counts = [(0, 2), (0, 2), (entries.count, 2), (entries.count, 2), (directory.count, 4), (start, 4), (0, 2)]
    for (value, size) in counts { file.appendLittle(value, size: size) }
    return file
  }

  /// What both headers of an entry say, from the version on; the time is the format's earliest.
  private static func common(_ entry: Entry) -> [UInt8] {
    var bytes: [UInt8] = []
    let fields = [
      (20, 2), (entry.flags, 2), (entry.method, 2), (0, 2), (0x21, 2), (entry.checksum, 4), (entry.content.count, 4),
      (entry.size, 4), (entry.name.count, 2), (0, 2),
    ]
    for (value, size) in fields { bytes.appendLittle(value, size: size) }
    return bytes
  }
}

/// DEFLATE (RFC 1951), bare.
private enum Deflate {
  static func checksum(_ bytes: [UInt8]) -> Int { Int(crc32(0, bytes, UInt32(bytes.count))) }

  static func packed(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_raw_deflate_init(&stream) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let count = run(&stream, bytes, &output) { deflate(&$0, Z_FINISH) }
    return count.map { Array(output.prefix($0)) }
  }

  /// nil when it does not come to `size` bytes.
  static func unpacked(_ bytes: [UInt8], size: Int) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_raw_inflate_init(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    // One byte more: an empty buffer is refused, and what is too long shows.
    var output = [UInt8](repeating: 0, count: size + 1)
    let count = run(&stream, bytes, &output) { inflate(&$0, Z_FINISH) }
    return count == size ? Array(output.prefix(size)) : nil
  }

  /// - Returns: how much was written; nil when it did not come to its end.
  private static func run(
    _ stream: inout z_stream, _ input: [UInt8], _ output: inout [UInt8], _ work: (inout z_stream) -> Int32
  ) -> Int? {
    var input = input
    return input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
        return work(&stream) == Z_STREAM_END ? output.count - Int(stream.avail_out) : nil
      }
    }
  }
}
