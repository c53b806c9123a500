/// ITU-T T.81, annex B: markers and their segments. What a decoder needs is kept, with the colour profile and which side is up.
enum JPEG {
  private static let startOfImage: UInt8 = 0xD8, endOfImage: UInt8 = 0xD9, startOfScan: UInt8 = 0xDA
  private static let app0: UInt8 = 0xE0, app1: UInt8 = 0xE1, app2: UInt8 = 0xE2, app14: UInt8 = 0xEE
  private static let comment: UInt8 = 0xFE

  /// nil when it is damaged. What stands behind the end of the picture (a second picture, a film) is left out.
  static func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
    var output: [UInt8] = [0xFF, startOfImage]
    output.reserveCapacity(bytes.count)
    var at = 2
    var orientation: UInt8 = 1
    var hasScan = false
    while let (marker, start) = marker(in: bytes, at: at) {
      if marker == endOfImage { return hasScan ? output + [0xFF, endOfImage] : nil }
      guard let segment = segment(in: bytes, at: start) else { return nil }
      at = start + segment.count
      if marker == app1 { orientation = Exif.orientation(segment.dropFirst(2)) ?? orientation }
      guard isKept(marker, segment.dropFirst(2)) else { continue }
      if marker == startOfScan {
        if !hasScan { output += Exif.segment(orientation: orientation) }
        hasScan = true
        let end = endOfScan(in: bytes, from: at)
        output += [0xFF, marker] + segment + bytes[at..<end]
        at = end
      } else {
        output += [0xFF, marker] + segment
      }
    }
    return nil
  }

  private static func isKept(_ marker: UInt8, _ content: ArraySlice<UInt8>) -> Bool {
    switch marker {
    case app0: content.starts(with: "JFIF\0".utf8)
    case app2: content.starts(with: "ICC_PROFILE\0".utf8)
    case app14: content.starts(with: "Adobe".utf8)
    case app1...0xEF, comment: false
    default: true
    }
  }

  /// - Returns: the marker, and where what follows it begins.
  private static func marker(in bytes: [UInt8], at start: Int) -> (UInt8, Int)? {
    guard start + 1 < bytes.count, bytes[start] == 0xFF else { return nil }
    var at = start + 1
    while at < bytes.count, bytes[at] == 0xFF { at += 1 }
    return at < bytes.count && bytes[at] != 0 ? (bytes[at], at + 1) : nil
  }

  /// With the two bytes of its length.
  private static func segment(in bytes: [UInt8], at start: Int) -> ArraySlice<UInt8>? {
    guard start + 1 < bytes.count else { return nil }
    let length = Int(bytes[start]) << 8 | Int(bytes[start + 1])
    guard length >= 2, start + length <= bytes.count else { return nil }
    return bytes[start..<start + length]
  }

  /// Where the marker behind the coded data of a scan is; 0xFF00 and the restart markers belong to it.
  private static func endOfScan(in bytes: [UInt8], from start: Int) -> Int {
    var at = start
    while at + 1 < bytes.count {
      if bytes[at] == 0xFF, bytes[at + 1] != 0, bytes[at + 1] != 0xFF, !(0xD0...0xD7).contains(bytes[at + 1]) {
        return at
      }
      at += 1
    }
    return bytes.count
  }
}

/// The one thing of Exif (CIPA DC-008) that one sees: which side is up.
enum Exif {
  private static let head = Array("Exif\0\0".utf8)
  private static let orientationTag = 0x0112

  /// - Parameter content: of an APP1 segment.
  /// - Returns: 1 to 8; nil where it says nothing.
  static func orientation(_ content: ArraySlice<UInt8>) -> UInt8? {
    guard content.starts(with: head) else { return nil }
    let tiff = Array(content.dropFirst(head.count))
    let isLittle = tiff.starts(with: [0x49, 0x49])
    func number(_ at: Int, _ size: Int) -> Int? {
      guard at >= 0, at + size <= tiff.count else { return nil }
      let bytes = tiff[at..<at + size]
      return (isLittle ? bytes.reversed() : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for index in 0..<count {
      let entry = directory + 2 + index * 12
      guard let tag = number(entry, 2) else { return nil }
      if tag == orientationTag { return number(entry + 8, 2).flatMap { (1...8).contains($0) ? UInt8($0) : nil } }
    }
    return nil
  }

  /// A segment that says it and nothing else; empty for what needs no saying.
  static func segment(orientation: UInt8) -> [UInt8] {
    guard orientation != 1 else { return [] }
    let entry: [UInt8] = [0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, orientation, 0, 0]
    let tiff: [UInt8] = [0x4D, 0x4D, 0x00, 0x2A, 0, 0, 0, 8, 0, 1] + entry + [0, 0, 0, 0]
    let content = head + tiff
    let length = content.count + 2
    return [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + content
  }
}
