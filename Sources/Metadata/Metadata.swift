/// What a file says beside what one sees in it: who made it, where, when and with what. It is taken out before the file leaves.
public enum Metadata {
  public enum Outcome: Sendable, Hashable {
    /// The same picture or document, without it.
    case cleaned([UInt8])
    /// A kind of file that holds none, or none that is known: plain text, for one.
    case nothingToClean
    /// A kind that holds it and cannot be cleaned here; its name, as people call it.
    case notPossible(kind: String)
    /// It begins as a file that can be cleaned, and does not go on like one, or is encrypted or signed: nobody knows what is in it, or it
    /// may not be changed.
    case damaged(kind: String)
  }

  /// More bytes than this are not read into memory to be cleaned.
  public static let largestSize = 128 << 20

  /// - Parameter bytes: the whole file.
  public static func clean(_ bytes: [UInt8]) -> Outcome {
    guard let kind = Kind(bytes.prefix(Kind.prefixSize)) else { return .nothingToClean }
    guard let clean = kind.cleaner else { return .notPossible(kind: kind.name) }
    guard let cleaned = clean(bytes) else { return .damaged(kind: kind.name) }
    return .cleaned(cleaned)
  }

  /// What a file that is too large, or cannot be cleaned, is called; nil: it holds nothing that is known.
  /// - Parameter prefix: its first bytes, at least 512 where there are so many.
  public static func kind(of prefix: some Collection<UInt8>) -> String? {
    Kind(Array(prefix.prefix(Kind.prefixSize))[...])?.name
  }
}

/// A kind of file by its first bytes: names lie more often.
enum Kind {
  case jpeg, png, webp, gif, tiff, heif, pdf, office, legacyOffice, zip, media

  static let prefixSize = 512

  init?(_ prefix: ArraySlice<UInt8>) {
    func has(_ text: [UInt8], at offset: Int = 0) -> Bool { prefix.dropFirst(offset).starts(with: text) }
    func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
    switch true {
    case has([0xFF, 0xD8, 0xFF]): self = .jpeg
    case has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): self = .png
    case has("RIFF") && has("WEBP", at: 8): self = .webp
    case has("GIF8"): self = .gif
    case has([0x49, 0x49, 0x2A, 0x00]), has([0x4D, 0x4D, 0x00, 0x2A]): self = .tiff
    case has("ftyphe", at: 4), has("ftypmif1", at: 4), has("ftypavif", at: 4): self = .heif
    case has("%PDF-"): self = .pdf
    case has([0xD0, 0xCF, 0x11, 0xE0]): self = .legacyOffice
    case has("PK"): self = Self.isOffice(prefix) ? .office : .zip
    case has("ftyp", at: 4), has("RIFF"), has("OggS"), has("ID3"), has("fLaC"), has([0x1A, 0x45, 0xDF, 0xA3]):
      self = .media
    default: return nil
    }
  }

  private static func isOffice(_ prefix: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: prefix, as: UTF8.self)
    return text.contains("[Content_Types].xml") || text.contains("opendocument") || text.contains("_rels/")
  }

  var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    case .gif: "GIF"
    case .tiff: "TIFF"
    case .heif: "HEIF"
    case .pdf: "PDF"
    case .office: "Office"
    case .legacyOffice: "Office"
    case .zip: "ZIP"
    case .media: "audio/video"
    }
  }

  /// nil: it cannot be cleaned here.
  var cleaner: (([UInt8]) -> [UInt8]?)? {
    switch self {
    case .jpeg: JPEG.cleaned
    case .png: PNG.cleaned
    case .webp: WebP.cleaned
    case .pdf: PDF.cleaned
    case .office: OfficeDocument.cleaned
    default: nil
    }
  }
}
