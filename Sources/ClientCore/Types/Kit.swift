internal import CSodium
internal import Foundation
public import JSON
public import Text

/// Mobilisation material: a folder tied to an event or a campaign, with what is handed out there. docs/protocol.md, section 28.
public struct Kit: Sendable {
  public let folder: FileRow
  /// What it is for; nil: a campaign, or an event that is not here.
  public let event: CalendarEvent?
  /// In the order of their names.
  public let leaflets: [Leaflet]
  /// Six characters that say where it is to whoever may read it.
  public let code: String

  /// `ter1:kit:7F2QXK`
  public var link: String { Self.scheme + code }

  public struct Leaflet: Sendable {
    /// As the files are called, without the variant's word and the ending.
    public let name: UntrustedText
    /// The smallest first.
    public let variants: [Variant]
  }

  public struct Variant: Sendable {
    public enum Kind: Int, Sendable, CaseIterable, Comparable {
      case text, light, print
      /// As `ter1 list kits --json` says it.
      public var name: String { ["text", "light", "print"][rawValue] }
      public static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }
    public let kind: Kind
    public let file: FileRow
    public var size: Int { file.node.size ?? 0 }
  }

  public enum Extent: Equatable, Sendable {
    /// The smallest useful variant of each leaflet.
    case smallest
    /// Beside it all variants of this kind, and of those before it.
    case upTo(Variant.Kind)
  }

  /// The variants that an extent means, each leaflet's smallest first.
  public func variants(_ extent: Extent) -> [Variant] {
    leaflets.flatMap { leaflet in
      leaflet.variants.enumerated().filter { index, variant in
        if case .upTo(let kind) = extent { index == 0 || variant.kind <= kind } else { index == 0 }
      }.map(\.element)
    }
  }

  /// What of it is still to be fetched, in bytes.
  public func missing(_ extent: Extent) -> [Variant] { variants(extent).filter { $0.file.download?.state != .done } }
}

// MARK: - Names

extension Kit.Leaflet {
  /// Sorts the files of a folder into leaflets. What has no bytes is no useful variant.
  static func all(_ files: [FileRow]) -> [Kit.Leaflet] {
    var order: [String] = []
    var leaflets: [String: (name: String, variants: [Kit.Variant])] = [:]
    for file in files where file.node.size ?? 0 > 0 {
      let (name, kind) = Kit.Variant.Kind.read(file.node.name.raw, type: file.node.type?.raw ?? "")
      let key = NaturalOrder.key(of: name)
      if leaflets[key] == nil { order.append(key) }
      leaflets[key, default: (name, [])].variants.append(Kit.Variant(kind: kind, file: file))
    }
    return order.compactMap { key in
      leaflets[key].map { leaflet in
        Kit.Leaflet(name: UntrustedText(leaflet.name), variants: leaflet.variants.sorted { $0.size < $1.size })
      }
    }
  }
}

extension Kit.Variant.Kind {
  private static let words: [String: Kit.Variant.Kind] = [
    "text": .text, "texte": .text, "light": .light, "leger": .light, "print": .print, "impression": .print,
  ]

  /// "Appel.léger.pdf" is the light variant of "Appel".
  static func read(_ name: String, type: String) -> (name: String, kind: Kit.Variant.Kind) {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1 { parts.removeLast() }
    if parts.count > 1, let last = parts.last, let kind = words[Folding.folded(String(last))] {
      return (parts.dropLast().joined(separator: "."), kind)
    }
    return (parts.joined(separator: "."), type.lowercased().hasPrefix("text/") ? .text : .print)
  }
}

// MARK: - Codes

extension Kit {
  public static let scheme = "ter1:kit:"
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
  private static let codeLength = 6

  /// The first 30 bits of a digest of where it is.
  static func code(of folder: ObjectID, in account: String) -> String {
    let text = Array("\(account)/\(folder.rawValue)".utf8)
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    crypto_hash_sha256(&digest, text, UInt64(text.count))
    let bits = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return String((0..<codeLength).map { alphabet[Int(bits >> (27 - 5 * UInt32($0)) & 31)] })
  }

  /// The code in what a person typed or scanned: a link, or the code itself in any case, with `I`, `L` and `O` for what they look like.
  public static func code(typed text: String) -> String? {
    var code = text.trimmingCharacters(in: .whitespaces)
    if code.lowercased().hasPrefix(scheme) { code.removeFirst(scheme.count) }
    code = code.uppercased().replacing("I", with: "1").replacing("L", with: "1")
      .replacing("O", with: "0").filter { $0 != "-" && $0 != " " }
    return code.count == codeLength && code.allSatisfy(alphabet.contains) ? code : nil
  }
}

// MARK: - Kept offline

/// Which kits are kept here, and how much of each.
public struct KitsKept: Sendable, Equatable {
  /// By name of the note.
  public static let note = "kits.kept"
  private var extents: [String: Kit.Extent] = [:]

  public init(_ json: JSONValue?) {
    for (key, value) in json?.object ?? [:] {
      let kind = value.int.flatMap { Kit.Variant.Kind(rawValue: $0) }
      extents[key] = kind.map { .upTo($0) } ?? .smallest
    }
  }

  public var json: JSONValue {
    .object(
      JSONObject(
        extents.map { key, extent in
          if case .upTo(let kind) = extent { (key, .int(Int64(kind.rawValue))) } else { (key, .int(-1)) }
        }, uniquingKeysWith: { one, _ in one }))
  }

  /// nil: it is not kept.
  public subscript(_ folder: ObjectKey) -> Kit.Extent? {
    get { extents[Self.name(folder)] }
    set { extents[Self.name(folder)] = newValue }
  }

  public var isEmpty: Bool { extents.isEmpty }

  private static func name(_ key: ObjectKey) -> String { "\(key.account.rawValue) \(key.id.rawValue)" }
}
