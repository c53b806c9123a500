internal import PlainText

/// Addresses of the web, as they stand in feeds.
public enum WebAddress {
  /// Whether it begins with `http://` or `https://`, has neither spaces nor controls, and its port, if any, is a number.
  public static func isOne(_ text: String) -> Bool {
    let lower = text.prefix(8).lowercased()
    let isWeb =
      (lower.hasPrefix("http://") && text.utf8.count > 7 || lower.hasPrefix("https://") && text.utf8.count > 8)
      && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x3C && $0 != 0x3E && $0 != 0x22 }
    return isWeb && hasRightPort(text)
  }

  private static func hasRightPort(_ address: String) -> Bool {
    guard let port = place(authority(address)).port else { return true }
    return port.isEmpty || port.allSatisfy { $0.isASCII && $0.isNumber } && (1...65_535).contains(Int(port) ?? 0)
  }

  /// The address that a person typed; without a scheme it is one of https.
  /// - Returns: nil for other schemes, and for an address with a login: it would be kept and handed on.
  public static func typed(_ text: String) -> String? {
    let address = text.contains("://") ? text : "https://" + text
    return isOne(address) && host(address) != nil && !hasLogin(address) ? address : nil
  }

  /// Whether a name stands before the host, with a password or without.
  public static func hasLogin(_ address: String) -> Bool { authority(address).contains("@") }

  /// The address as it may be shown to others.
  public static func withoutLogin(_ address: String) -> String {
    let authority = authority(address)
    guard let mark = authority.lastIndex(of: "@") else { return address }
    return String(address[..<authority.startIndex] + address[address.index(after: mark)...])
  }

  /// From the scheme to the path.
  private static func authority(_ address: String) -> Substring {
    guard let start = address.firstRange(of: "://")?.upperBound else { return "" }
    return address[start...].prefix { !"/?#".contains($0) }
  }

  /// - Returns: the host as it is written; the port is nil where there is none.
  private static func place(_ authority: Substring) -> (host: Substring, port: Substring?) {
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let host = place.hasPrefix("[") ? place.prefix { $0 != "]" }.dropFirst() : place.prefix { $0 != ":" }
    let behind = place[host.endIndex...].drop { $0 == "]" }
    return (host, behind.hasPrefix(":") ? behind.dropFirst() : nil)
  }

  /// - Parameter base: what a relative address is relative to.
  /// - Returns: nil for what is no address of http or https.
  public static func resolved(_ text: String, base: String?) -> String? {
    HTMLText.webAddress(text, base: base).flatMap { isOne($0) ? $0 : nil }
  }

  /// The host in lower case, without port and login.
  public static func host(_ address: String) -> String? {
    guard isOne(address) else { return nil }
    let host = place(authority(address)).host
    return host.isEmpty ? nil : host.lowercased()
  }
}
