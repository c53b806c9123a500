import CPDF
import Glibc

/// ISO 32000, by qpdf: the pages and all that they need, written anew; what was left of earlier versions of the file goes as well.
enum PDF {
  /// nil when it is damaged, encrypted or signed: a signature holds for the very bytes.
  static func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
    var (result, size): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    let outcome = bytes.withUnsafeBufferPointer { cpdf_clean($0.baseAddress, $0.count, picture, &result, &size) }
    guard outcome == cpdf_cleaned, let result else { return nil }
    defer { free(result) }
    return Array(UnsafeBufferPointer(start: result, count: size))
  }

  private static let picture: cpdf_picture_function = { bytes, size, out in
    guard let out, let cleaned = JPEG.cleaned(Array(UnsafeBufferPointer(start: bytes, count: size))),
      cleaned.count <= size + 64
    else { return 0 }
    out.update(from: cleaned, count: cleaned.count)
    return cleaned.count
  }
}
