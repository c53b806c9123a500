import Metadata
import Testing

/// What a picture says of its maker is gone, and what one sees of it is the same, byte for byte.
struct MetadataTests {
  private static let secrets = ["GPS 45.85 N 3.54 E", "Anna Roux", "Salle du bureau", "<x:xmpmeta", "second picture"]
  private static let coded: [UInt8] = [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0x78]

  private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    let length = content.count + 2
    return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
  }
  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func exif(isLittle: Bool, orientation: UInt8) -> [UInt8] {
    let tiff: [UInt8] =
      isLittle
      ? [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
      : [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
    return segment(0xE1, text("Exif\0\0") + tiff + text(secrets[0]))
  }

  private static let needed = segment(0xDB, Array(repeating: 1, count: 65)) + segment(0xC4, [0, 1, 2])
  private static let profile = segment(0xE2, text("ICC_PROFILE\0\u{1}\u{1}colours"))
  private static let scan = segment(0xDA, [1, 1, 0, 0, 63, 0]) + coded
  private static let jfif = segment(0xE0, text("JFIF\0") + [1, 1, 0, 0, 72, 0, 72, 0, 0])

  private static func jpeg(orientation: UInt8 = 1, isLittle: Bool = true) -> [UInt8] {
    let said =
      exif(isLittle: isLittle, orientation: orientation)
      + segment(0xE1, text("http://ns.adobe.com/xap/1.0/\0" + secrets[3]))
      + segment(0xED, text("Photoshop 3.0\0" + secrets[1])) + segment(0xFE, text(secrets[2]))
      + segment(0xE2, text("MPF\0" + secrets[4]))
    let picture = [0xFF, 0xD8] + jfif + said + profile + needed + scan + segment(0xC4, [3]) + scan + [0xFF, 0xD9]
    return picture + text(secrets[4])
  }

  private func cleaned(_ bytes: [UInt8]) throws -> [UInt8] {
    guard case .cleaned(let result) = Metadata.clean(bytes) else { throw Unclean() }
    return result
  }
  private struct Unclean: Error {}

  private func isSilent(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return !Self.secrets.contains { text.contains($0) }
  }

  @Test func ofAJPEGThePictureAndItsColoursStay() throws {
    let result = try cleaned(Self.jpeg())
    #expect(isSilent(result))
    #expect(
      result == [0xFF, 0xD8] + Self.jfif + Self.profile + Self.needed + Self.scan + Self.segment(0xC4, [3]) + Self.scan
        + [0xFF, 0xD9])
    #expect(try cleaned(result) == result)
  }

  @Test(arguments: [true, false]) func whichSideIsUpIsKept(isLittle: Bool) throws {
    for orientation in UInt8(2)...8 {
      let result = try cleaned(Self.jpeg(orientation: orientation, isLittle: isLittle))
      #expect(isSilent(result))
      let kept = Array(Self.exif(isLittle: false, orientation: orientation).dropLast(Self.secrets[0].utf8.count))
      #expect(result.count == (try cleaned(Self.jpeg()).count) + kept.count)
      #expect(try cleaned(result) == result)
    }
  }

  @Test func whatIsCutOrStrangeIsNotCalledClean() {
    let whole = Self.jpeg()
    for count in 3..<(whole.count - Self.secrets[4].utf8.count) {
      #expect(Metadata.clean(Array(whole.prefix(count))) == .damaged(kind: "JPEG"), "\(count)")
    }
    #expect(Metadata.clean([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0xFF]) == .damaged(kind: "PNG"))
    #expect(Metadata.clean(Self.text("RIFF\u{7F}\0\0\0WEBPVP8 ")) == .damaged(kind: "WebP"))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    (0..<4).reversed().map { UInt8(content.count >> ($0 * 8) & 0xFF) } + text(name) + content + [1, 2, 3, 4]
  }

  @Test func ofAPNGTheChunksOfThePictureStay() throws {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let picture = [
      Self.chunk("IHDR", [0, 0, 0, 1]), Self.chunk("iCCP", [7]), Self.chunk("IDAT", [9, 9]), Self.chunk("IEND", []),
    ]
    let said = ["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "prVt"].map { Self.chunk($0, Self.text(Self.secrets[1])) }
    let whole =
      signature + picture[0] + said[0...2].flatMap(\.self) + picture[1] + said[3...5].flatMap(\.self) + picture[2]
      + picture[3]
    let result = try cleaned(whole + Self.text(Self.secrets[4]))
    #expect(result == signature + picture.flatMap(\.self))
  }

  private static func riff(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(content.count >> ($0 * 8) & 0xFF) }
    return text(name) + length + content + (content.count % 2 == 0 ? [] : [0])
  }

  @Test func ofAWebPTheChunksOfThePictureStay() throws {
    let said = Self.riff("EXIF", Self.text(Self.secrets[0])) + Self.riff("XMP ", Self.text(Self.secrets[3]))
    func file(_ flags: UInt8, _ more: [UInt8]) -> [UInt8] {
      let chunks = Self.riff("VP8X", [flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]) + Self.riff("VP8 ", [1, 2, 3]) + more
      return Self.riff("RIFF", Self.text("WEBP") + chunks)
    }
    #expect(try cleaned(file(0x2C, said)) == file(0x20, []))
  }

  @Test(arguments: [
    ("GIF89a", "GIF"), ("PK\u{3}\u{4}xxxxxxxxxxxxxxxxxxxxxxxxxx", "ZIP"), ("\0\0\0\u{18}ftypheic", "HEIF"),
    ("\0\0\0\u{18}ftypisom", "audio/video"), ("ID3\u{3}", "audio/video"), ("II*\0", "TIFF"),
  ])
  func whatCannotBeCleanedIsCalledByItsName(start: String, kind: String) {
    #expect(Metadata.clean(Self.text(start)) == .notPossible(kind: kind))
  }

  @Test func plainTextHoldsNothing() {
    #expect(Metadata.clean(Self.text("Ordre du jour\n")) == .nothingToClean)
    #expect(Metadata.clean([]) == .nothingToClean)
  }
}
