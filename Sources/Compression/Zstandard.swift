import CZstd

/// Zstandard (RFC 8878), with `SharedDictionary` or without it.
public enum Zstandard {
  public enum Effort: Sendable {
    /// As small as it gets: some milliseconds for some kilobytes.
    case text
    /// For large answers, of which the sender shall not be the slowest part.
    case bulk

    var level: Int32 { self == .text ? 19 : 3 }

    /// What is worth the time for so many bytes.
    public init(bytes: Int) { self = bytes <= 65_536 ? .text : .bulk }
  }

  /// One frame. nil when the library refuses, which it does for want of memory only.
  public static func compress(_ bytes: [UInt8], _ effort: Effort, usingDictionary: Bool) -> [UInt8]? {
    guard let context = encoders.take() else { return nil }
    defer { encoders.put(back: context) }
    guard ZSTD_isError(ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters)) == 0,
      prepare(context, effort, usingDictionary)
    else { return nil }
    var size = ZSTD_compressBound(bytes.count)
    let frame = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      size = ZSTD_compress2(context, buffer.baseAddress, buffer.count, bytes, bytes.count)
      filled = ZSTD_isError(size) == 0 ? size : 0
    }
    return frame.isEmpty ? nil : frame
  }

  private static let encoders = ContextShelf(making: ZSTD_createCCtx, freeing: { ZSTD_freeCCtx($0) })

  private static func prepare(_ context: OpaquePointer, _ effort: Effort, _ usingDictionary: Bool) -> Bool {
    // The coding's name tells which dictionary it is, and TLS that nothing is damaged.
    ZSTD_CCtx_setParameter(context, ZSTD_c_dictIDFlag, 0)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 0)
    guard usingDictionary else {
      return ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, effort.level)) == 0
    }
    guard let dictionary = SharedDictionary.encoder(for: effort) else { return false }
    return ZSTD_isError(ZSTD_CCtx_refCDict(context, dictionary)) == 0
  }
}

/// Undoes `Zstandard` piece by piece, so that no more comes out at once than the reader takes.
public final class ZstandardDecoder {
  public enum Failure: Error { case broken }

  /// A frame that wants more memory than this is refused.
  private static let windowLog: Int32 = 23
  private static let shelf = ContextShelf(making: ZSTD_createDCtx, freeing: { ZSTD_freeDCtx($0) })
  private let context: OpaquePointer
  /// Whether a frame ended and nothing came after it.
  public private(set) var isComplete = false

  public init?(usingDictionary: Bool) {
    guard let context = Self.shelf.take() else { return nil }
    self.context = context
    ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters)
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLog)
    guard usingDictionary else { return }
    guard let dictionary = SharedDictionary.decoder, ZSTD_isError(ZSTD_DCtx_refDDict(context, dictionary)) == 0 else {
      return nil
    }
  }

  deinit { Self.shelf.put(back: context) }

  /// Hands what comes out of the next piece to `sink`, at most 64 KiB at a time. What `sink` throws ends it.
  public func take(
    _ bytes: UnsafeBufferPointer<UInt8>, _ sink: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 65_536) { buffer in
      var wasFull = false
      while input.pos < input.size || wasFull {
        guard !isComplete else { throw Failure.broken }
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let left = ZSTD_decompressStream(context, &output, &input)
        guard ZSTD_isError(left) == 0 else { throw Failure.broken }
        isComplete = left == 0
        wasFull = output.pos == output.size && !isComplete
        try sink(UnsafeBufferPointer(rebasing: buffer[..<output.pos]))
      }
    }
  }
}

extension Zstandard {
  public enum Refusal: Error, Hashable, Sendable {
    /// No whole frame, or one of another dictionary.
    case broken
    /// More than `most` bytes would come out.
    case tooLarge
  }

  /// A whole frame's content.
  /// - Parameter most: bytes that may come out.
  public static func decompress(
    _ frame: [UInt8], most: Int, usingDictionary: Bool
  ) throws(Refusal) -> [UInt8] {
    guard let decoder = ZstandardDecoder(usingDictionary: usingDictionary) else { throw .broken }
    var content: [UInt8] = []
    do {
      try frame.withUnsafeBufferPointer { frame in
        try decoder.take(frame) { piece in
          guard content.count + piece.count <= most else { throw Refusal.tooLarge }
          content += piece
        }
      }
    } catch { throw error as? Refusal ?? .broken }
    guard decoder.isComplete else { throw .broken }
    return content
  }
}
