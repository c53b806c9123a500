/// The PNG specification, third edition: chunks. What makes the picture is kept, and nothing else.
enum PNG {
  private static let kept: Set<String> = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL",
    "fcTL",
    "fdAT", "hIST", "sPLT",
  ]

  static func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
    var output = Array(bytes.prefix(8))
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      guard at + 12 + length <= bytes.count else { return nil }
      if kept.contains(name) { output += bytes[at..<at + 12 + length] }
      at += 12 + length
      if name == "IEND" { return output }
    }
    return nil
  }
}

/// WebP's container (RFC 9649): chunks of RIFF.
enum WebP {
  private static let kept: Set<String> = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]
  /// Of the flags of VP8X: Exif and XMP.
  private static let metadataFlags: UInt8 = 0x08 | 0x04

  static func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
    var chunks: [UInt8] = []
    var at = 12
    let end = 8 + number(bytes[4..<8])
    guard end <= bytes.count else { return nil }
    while at + 8 <= end {
      let name = String(decoding: bytes[at..<at + 4], as: UTF8.self)
      let length = number(bytes[at + 4..<at + 8])
      let whole = 8 + length + length % 2
      guard at + whole <= end else { return nil }
      if kept.contains(name) {
        var chunk = Array(bytes[at..<at + whole])
        if name == "VP8X", length > 0 { chunk[8] &= ~metadataFlags }
        chunks += chunk
      }
      at += whole
    }
    guard !chunks.isEmpty else { return nil }
    let size = chunks.count + 4
    let length = (0..<4).map { UInt8(size >> ($0 * 8) & 0xFF) }
    return Array("RIFF".utf8) + length + Array("WEBP".utf8) + chunks
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
}
