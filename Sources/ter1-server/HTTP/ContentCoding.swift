import CBrotli
import CZlib
import Compression

/// The codings of content that this server speaks: RFC 9110, section 8.4.
enum ContentCoding: Sendable {
  /// Zstandard with the dictionary: docs/protocol.md, section 18.
  case dictionary
  case zstandard
  case brotli
  case gzip

  var name: String {
    switch self {
    case .dictionary: SharedDictionary.coding
    case .zstandard: "zstd"
    case .brotli: "br"
    case .gzip: "gzip"
    }
  }

  /// The best one that `Accept-Encoding` allows; nil: none.
  init?(accepting header: String?) {
    let allowed = Self.allowed(header)
    switch true {
    case allowed.contains(SharedDictionary.coding): self = .dictionary
    case allowed.contains("br"): self = .brotli
    case allowed.contains("zstd"): self = .zstandard
    case allowed.contains("gzip"), allowed.contains("*"): self = .gzip
    default: return nil
    }
  }

  /// A request without that header allows every coding (RFC 9110, section 12.5.3): whoever speaks the dictionary's understands it.
  init?(answering head: HTTPHead) {
    let accepted = head.headers["accept-encoding"]
    let spoken = head.headers["content-encoding"]?.lowercased()
    self.init(accepting: accepted == nil && spoken == SharedDictionary.coding ? spoken : accepted)
  }

  static func allowsGzip(_ header: String?) -> Bool { allowed(header).contains("gzip") }

  private static func allowed(_ header: String?) -> Set<String> {
    var allowed: Set<String> = []
    for element in (header ?? "").split(separator: ",") {
      let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
      let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      if quality > 0, let name = parts.first { allowed.insert(name.lowercased()) }
    }
    return allowed
  }

  /// Below this many bytes the headers outweigh the gain.
  var leastSize: Int { self == .dictionary ? 100 : 200 }

  /// nil when the library refuses, which it does for want of memory only.
  func encode(_ bytes: [UInt8]) -> [UInt8]? {
    switch self {
    case .dictionary: Zstandard.compress(bytes, Zstandard.Effort(bytes: bytes.count), usingDictionary: true)
    case .zstandard: Zstandard.compress(bytes, Zstandard.Effort(bytes: bytes.count), usingDictionary: false)
    case .gzip: Deflater(windowBits: 15, memory: 8, level: 5)?.encode(bytes, flush: Z_FINISH)
    case .brotli: Self.brotli(bytes)
    }
  }

  private static func brotli(_ bytes: [UInt8]) -> [UInt8]? {
    var size = BrotliEncoderMaxCompressedSize(bytes.count)
    guard size > 0 else { return nil }
    var isDone = false
    let encoded = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      isDone =
        BrotliEncoderCompress(4, 18, BROTLI_MODE_TEXT, bytes.count, bytes, &size, buffer.baseAddress) == BROTLI_TRUE
      filled = isDone ? size : 0
    }
    return isDone ? encoded : nil
  }
}

/// A gzip stream being written.
final class Deflater {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  /// - Parameters:
  ///   - windowBits: 9 to 15; with `memory`, 1 to 9, it sets how much memory the stream holds.
  init?(windowBits: Int32, memory: Int32, level: Int32) {
    stream.initialize(to: z_stream())
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, windowBits + 16, memory, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// - Parameter flush: `Z_SYNC_FLUSH` when the reader shall see all of it at once, `Z_FINISH` at the end.
  func encode(_ bytes: [UInt8], flush: Int32) -> [UInt8] {
    var output: [UInt8] = []
    var input = bytes
    input.withUnsafeMutableBufferPointer { buffer in
      stream.pointee.next_in = buffer.baseAddress
      stream.pointee.avail_in = UInt32(buffer.count)
      repeat { output += produce(flush) } while stream.pointee.avail_out == 0
    }
    return output
  }

  private func produce(_ flush: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, filled in
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(buffer.count)
      deflate(stream, flush)
      filled = buffer.count - Int(stream.pointee.avail_out)
    }
  }
}
