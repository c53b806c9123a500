import CBrotli
import CZlib
import Compression

/// Undoes a content coding piece by piece, so that no more comes out at once than the reader takes.
final class Inflater {
  enum Failure: Error { case broken, tooLarge }

  private enum Decoder {
    case identity
    case gzip(UnsafeMutablePointer<z_stream>)
    case brotli(OpaquePointer)
    case zstandard(ZstandardDecoder)
  }

  private let decoder: Decoder
  private var isFinished = false
  private var room: Int

  /// nil when the coding is unknown.
  /// - Parameters:
  ///   - coding: the value of `Content-Encoding`.
  ///   - most: bytes that may come out in all.
  init?(_ coding: String?, most: Int) {
    room = most
    switch coding?.lowercased() {
    case nil, "identity": decoder = .identity
    case "gzip", "x-gzip":
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      stream.initialize(to: z_stream())
      decoder = .gzip(stream)
      guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    case "br":
      guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { return nil }
      decoder = .brotli(state)
    case "zstd", SharedDictionary.coding:
      guard let state = ZstandardDecoder(usingDictionary: coding?.lowercased() != "zstd") else { return nil }
      decoder = .zstandard(state)
    default: return nil
    }
  }

  deinit {
    switch decoder {
    case .identity, .zstandard: break
    case .gzip(let stream):
      inflateEnd(stream)
      stream.deallocate()
    case .brotli(let state): BrotliDecoderDestroyInstance(state)
    }
  }

  /// Whether the content ended where its coding says.
  var isComplete: Bool {
    switch decoder {
    case .identity: true
    case .zstandard(let state): state.isComplete
    case .gzip, .brotli: isFinished
    }
  }

  /// Hands what comes out of the next piece to `sink`.
  func take(_ bytes: UnsafeBufferPointer<UInt8>, _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
    switch decoder {
    case .identity: try pass(bytes, sink)
    case .gzip(let stream): try inflateAll(bytes, stream, sink)
    case .brotli(let state): try decodeAll(bytes, state, sink)
    case .zstandard(let state): try decodeAll(bytes, state, sink)
    }
  }

  private func decodeAll(
    _ bytes: UnsafeBufferPointer<UInt8>, _ state: ZstandardDecoder,
    _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    do {
      try state.take(bytes) { try pass($0, sink) }
    } catch is ZstandardDecoder.Failure { throw Failure.broken }
  }

  private func pass(
    _ bytes: UnsafeBufferPointer<UInt8>, _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    guard bytes.count <= room else { throw Failure.tooLarge }
    room -= bytes.count
    if !bytes.isEmpty { try sink(bytes) }
  }

  private func inflateAll(
    _ bytes: UnsafeBufferPointer<UInt8>, _ stream: UnsafeMutablePointer<z_stream>,
    _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
    stream.pointee.avail_in = UInt32(bytes.count)
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
      repeat {
        guard !isFinished || stream.pointee.avail_in == 0 else { throw Failure.broken }
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        let status = inflate(stream, Z_NO_FLUSH)
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw Failure.broken }
        isFinished = status == Z_STREAM_END
        try pass(UnsafeBufferPointer(rebasing: buffer[..<(buffer.count - Int(stream.pointee.avail_out))]), sink)
      } while stream.pointee.avail_out == 0 || stream.pointee.avail_in > 0
    }
  }

  private func decodeAll(
    _ bytes: UnsafeBufferPointer<UInt8>, _ state: OpaquePointer, _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var nextIn = bytes.baseAddress
    var availableIn = bytes.count
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
      var result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT
      repeat {
        var nextOut = buffer.baseAddress
        var availableOut = buffer.count
        result = BrotliDecoderDecompressStream(state, &availableIn, &nextIn, &availableOut, &nextOut, nil)
        guard result != BROTLI_DECODER_RESULT_ERROR else { throw Failure.broken }
        try pass(UnsafeBufferPointer(rebasing: buffer[..<(buffer.count - availableOut)]), sink)
      } while result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT
      isFinished = result == BROTLI_DECODER_RESULT_SUCCESS
      guard !isFinished || availableIn == 0 else { throw Failure.broken }
    }
  }
}
