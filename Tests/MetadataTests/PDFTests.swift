import Foundation
import Metadata
import Testing

/// What a PDF says of who made it is gone, and its pages are there.
struct PDFTests {
  private static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xFE, 0, 11] + Array("Anna Roux".utf8) + [0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9]

  /// A file of one page, whose objects are given; without a table of places, as many programs leave it: qpdf makes one.
  private static func file(_ more: String = "", catalogue: String = "") -> [UInt8] {
    let start = """
      %PDF-1.4
      1 0 obj <</Type/Catalog/Pages 2 0 R/Metadata 6 0 R \(catalogue)>> endobj
      2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
      3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/PieceInfo<</Word<</Private(Anna Roux)>>>>
        /Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Anna Roux)/M(D:2026)/Contents(Oui)>>]/Resources<</XObject<</I 7 0 R>>>>>> endobj
      4 0 obj <</Length 17>> stream
      BT (Ensemble) ET\u{20}
      endstream endobj
      5 0 obj <</Author(Anna Roux)/Producer(LibreOffice)/CreationDate(D:2026)>> endobj
      6 0 obj <</Type/Metadata/Subtype/XML/Length 9>> stream
      Anna Roux
      endstream endobj
      7 0 obj <</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length \(jpeg.count)>> stream

      """
    let end = "\nendstream endobj\n\(more)\ntrailer <</Root 1 0 R/Info 5 0 R/ID[(Anna Roux)(Anna Roux)]/Size 9>>\n"
    return Array(start.utf8) + jpeg + Array(end.utf8)
  }

  /// The same with a right table, as a program writes it that knows what it does.
  private static func tabled(_ bytes: [UInt8]) -> [UInt8] {
    var offsets = [Int](repeating: 0, count: 9)
    for number in 1..<9 {
      let mark = Array("\(number) 0 obj".utf8)
      for at in bytes.indices.dropLast(mark.count) where bytes[at...].starts(with: mark) && bytes[at - 1] == 0x0A {
        offsets[number] = at
      }
    }
    guard let trailer = bytes.indices.last(where: { bytes[$0...].starts(with: "trailer".utf8) }) else { return bytes }
    let lines = offsets.dropFirst().map { offset in
      offset == 0 ? "0000000000 65535 f \n" : String(format: "%010d 00000 n \n", offset)
    }
    let table = "xref\n0 9\n0000000000 65535 f \n" + lines.joined()
    return bytes[..<trailer] + Array(table.utf8) + bytes[trailer...] + Array("startxref\n\(trailer)\n%%EOF\n".utf8)
  }

  private func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
    guard case .cleaned(let clean) = Metadata.clean(bytes) else { return nil }
    return clean
  }

  @Test func thePageStaysAndItsMakerGoes() throws {
    let clean = try #require(cleaned(Self.tabled(Self.file())))
    let text = String(decoding: clean, as: UTF8.self)
    for secret in ["Anna Roux", "LibreOffice", "2026", "/Metadata", "/PieceInfo", "/Info"] {
      #expect(!text.contains(secret), "\(secret)")
    }
    #expect(text.contains("/Contents (Oui)") && text.contains("/MediaBox"))
    #expect(cleaned(clean)?.count == clean.count)
  }

  @Test func aSignedOneAndAnEncryptedOneAreNotTouched() {
    let signed = Self.tabled(Self.file(catalogue: "/AcroForm<</SigFlags 3/Fields[]>>"))
    #expect(Metadata.clean(signed) == .damaged(kind: "PDF"))
    #expect(Metadata.clean(Array("%PDF-1.4\nno more".utf8)) == .damaged(kind: "PDF"))
  }

  @Test func whatIsCutOrChangedCrashesNothing() {
    let whole = Self.tabled(Self.file())
    for length in stride(from: 5, to: whole.count, by: 7) { _ = Metadata.clean(Array(whole[..<length])) }
    for index in stride(from: 0, to: whole.count, by: 3) {
      var other = whole
      other[index] ^= 0x15
      if case .cleaned(let clean) = Metadata.clean(other) {
        #expect(!String(decoding: clean, as: UTF8.self).contains("Producer"), "\(index)")
      }
    }
  }
}
