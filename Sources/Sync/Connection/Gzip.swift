import CZlib

/// The gzip format (RFC 1952), in one go.
enum Gzip {
  /// nil when zlib has no memory.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_gzip_init(&stream, 9) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    var input = bytes
    let result = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
        return deflate(&stream, Z_FINISH)
      }
    }
    guard result == Z_STREAM_END else { return nil }
    output.removeLast(output.count - Int(stream.total_out))
    return output
  }

  /// nil: no whole gzip file.
  /// - Parameter most: bytes that may come out.
  static func decompress(_ bytes: [UInt8], most: Int) throws(SyncError) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_gunzip_init(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var content: [UInt8] = []
    var input = bytes
    var status = Z_OK
    while status == Z_OK {
      let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
        input.withUnsafeMutableBufferPointer { input in
          let done = Int(stream.total_in)
          (stream.next_in, stream.avail_in) = (input.baseAddress.map { $0 + done }, UInt32(input.count - done))
          (stream.next_out, stream.avail_out) = (buffer.baseAddress, UInt32(buffer.count))
          status = inflate(&stream, Z_NO_FLUSH)
        }
        filled = buffer.count - Int(stream.avail_out)
      }
      content += piece
      guard content.count <= most else { throw .tooLarge(limit: most) }
    }
    return status == Z_STREAM_END ? content : nil
  }
}
