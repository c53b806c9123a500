import TER1Server

/// Some bytes of a blob, taken piece by piece.
struct BlobPart: Sendable {
  let cooperative: Cooperative
  let blob: Blob
  let offset: Int64
  let count: Int64

  /// At most `most` bytes from `position` of this part on.
  func bytes(at position: Int64, most: Int) throws(CooperativeError) -> [UInt8] {
    let wanted = min(Int64(most), count - position)
    return try cooperative.bytes(of: blob, from: offset + position, count: Int(max(0, wanted)))
  }
}
