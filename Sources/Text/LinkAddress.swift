extension UntrustedText {
  private static let schemes = ["https", "http", "mailto", "geo", "tel", "sip"]

  /// The address, where a program may be given it: of a kind that is known, as it is shown, without blanks. Others are only copied.
  public var openable: String? {
    let scheme = raw.prefix { $0 != ":" }.lowercased()
    let isKnown = Self.schemes.contains(scheme) && scheme.count < raw.count
    return isKnown && line.string == raw && !raw.contains(" ") ? raw : nil
  }

  /// Terminals take no longer ones.
  private static let longestClickable = 2_000

  /// The same, where a terminal may be given it: it takes ASCII only (OSC 8).
  public var clickable: String? {
    openable.flatMap { link in
      link.utf8.count <= Self.longestClickable && link.utf8.allSatisfy { (0x21..<0x7F).contains($0) } ? link : nil
    }
  }
}

/// Where a web link leads, and what in it may deceive whoever reads it.
public struct LinkAddress: Hashable, Sendable {
  public enum Deceit: Hashable, Sendable {
    /// What stands before the @ is a name, not a machine: `https://bank.example@evil.example`.
    case name(UntrustedText)
    /// The host's letters are those of another script, or of several: it looks like a host that it is not.
    case letters
  }

  /// The machine, as it is looked up; without a port.
  public let host: UntrustedText
  /// The same as it is read, where that differs: letters beyond ASCII, punycode spelled out.
  public let letters: UntrustedText?
  public let deceits: [Deceit]

  /// nil for what is no web link.
  public init?(_ link: UntrustedText) {
    guard let scheme = link.raw.firstRange(of: "://") else { return nil }
    let authority = link.raw[scheme.upperBound...].prefix { !"/?#\\".contains($0) }
    let at = authority.lastIndex(of: "@")
    let host = Self.host(at.map { authority[authority.index(after: $0)...] } ?? authority)
    guard !host.isEmpty else { return nil }
    let (ascii, letters) = (Lookalike.inASCII(host), Lookalike.inLetters(host))
    self.host = UntrustedText(ascii)
    self.letters = letters == ascii ? nil : UntrustedText(letters)
    var deceits: [Deceit] = []
    if let at { deceits.append(.name(UntrustedText(String(authority[..<at])))) }
    if Self.deceives(letters) { deceits.append(.letters) }
    self.deceits = deceits
  }

  /// Without the port; an IPv6 address with its brackets.
  private static func host(_ authority: Substring) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
    return authority.prefix { $0 != ":" }.lowercased()
  }

  /// Letters that ASCII's are taken for, or of scripts that do not go together. A host all in one script of its own, and accents,
  /// deceive nobody.
  private static func deceives(_ host: String) -> Bool {
    host.split(separator: ".").contains { label in
      guard !label.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
      let text = String(label)
      return Lookalike.mixesScripts(text) || Lookalike.skeleton(of: UntrustedText(text)).utf8.allSatisfy { $0 < 0x80 }
    }
  }
}
