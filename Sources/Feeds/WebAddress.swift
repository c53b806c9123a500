internal import PlainText

/// Addresses of the web, as they stand in feeds.
public enum WebAddress {
  /// Whether it begins with `http://` or `https://` and has neither spaces nor controls.
  public static func isOne(_ text: String) -> Bool {
    let lower = text.prefix(8).lowercased()
    return (lower.hasPrefix("http://") && text.utf8.count > 7 || lower.hasPrefix("https://") && text.utf8.count > 8)
      && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x3C && $0 != 0x3E && $0 != 0x22 }
  }

  /// - Parameter base: what a relative address is relative to.
  /// - Returns: nil for what is no address of http or https.
  public static func resolved(_ text: String, base: String?) -> String? {
    HTMLText.webAddress(text, base: base).flatMap { isOne($0) ? $0 : nil }
  }

  /// The host in lower case, without port and login.
  public static func host(_ address: String) -> String? {
    guard isOne(address), let start = address.firstRange(of: "://")?.upperBound else { return nil }
    let authority = address[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let host = place.hasPrefix("[") ? place.dropFirst().prefix { $0 != "]" } : place.prefix { $0 != ":" }
    return host.isEmpty ? nil : host.lowercased()
  }
}
