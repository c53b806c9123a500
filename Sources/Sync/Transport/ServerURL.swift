import CCurl

/// Why an address is not spoken to.
public enum URLRefusal: Error, Hashable, Sendable {
  case malformed(String)
  /// Plain HTTP to anything but this machine.
  case plainHTTP(host: String)
  /// Neither https nor http.
  case scheme(String)
}

/// An address that may be spoken to: https anywhere, http to this machine only, without user name and password.
public struct ServerURL: Hashable, Sendable, CustomStringConvertible {
  /// The whole, normalised.
  public let text: String
  public let scheme: String
  /// Lower-case; an IPv6 address in square brackets.
  public let host: String
  public let port: Int
  public var description: String { text }

  public init(_ text: String) throws(URLRefusal) {
    try self.init(text, relativeTo: nil)
  }

  /// The root of a host in plain HTTP: for `PlainLook` alone, with nothing that may be read by others.
  init?(plain host: String) {
    guard let https = try? ServerURL("https://\(host)/") else { return nil }
    (text, scheme, self.host, port) = ("http://\(https.host)/", "http", https.host, 80)
  }

  /// The address that `reference`, found in an answer from here, stands for: RFC 3986, section 5.
  public func resolving(_ reference: String) throws(URLRefusal) -> ServerURL {
    try ServerURL(reference, relativeTo: text)
  }

  public var isLoopback: Bool { Self.isLoopback(host) }

  /// Same scheme, host and port.
  public func hasOrigin(of other: ServerURL) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  private init(_ text: String, relativeTo base: String?) throws(URLRefusal) {
    guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), let handle = curl_url() else {
      throw .malformed(text)
    }
    defer { curl_url_cleanup(handle) }
    for part in [base, text].compactMap(\.self) {
      guard curl_url_set(handle, CURLUPART_URL, part, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK else {
        throw .malformed(text)
      }
    }
    func part(_ which: CURLUPart, flags: Int32 = 0) -> String? {
      var value: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, which, &value, UInt32(flags)) == CURLUE_OK, let value else { return nil }
      defer { curl_free(value) }
      return String(cString: value)
    }
    curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
    guard let whole = part(CURLUPART_URL), let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST),
      let port = part(CURLUPART_PORT, flags: CURLU_DEFAULT_PORT).flatMap(Int.init)
    else { throw .malformed(text) }
    (self.text, self.scheme, self.host, self.port) = (whole, scheme.lowercased(), host.lowercased(), port)
    try refuse()
  }

  private func refuse() throws(URLRefusal) {
    switch scheme {
    case "https": return
    case "http": guard isLoopback else { throw .plainHTTP(host: host) }
    default: throw .scheme(scheme)
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return bytes.count == 4 && !bytes.contains(nil) && bytes[0] == 127
  }
}
