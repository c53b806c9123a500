import CCurl
import Glibc

/// What a handshake showed of a server's TLS.
public struct TLSFacts: Sendable, Hashable {
  /// "TLSv1.3"; nil: the library does not say.
  public let version: String?
  /// When the certificate ends, in seconds since 1970.
  public let expiresAt: Double?
  /// The key of the certificate: see `PublicKey`.
  public let publicKey: String?
}

extension CurlTransport {
  /// Makes one connection to look at its TLS, and sends nothing over it. Waits for it on the calling thread.
  /// - Returns: nil for plain HTTP, and where no connection comes about.
  public func inspectTLS(of url: ServerURL) -> TLSFacts? { inspect(url, options) { _ in } }

  /// The key that whoever answers there shows now, vouched for or not: for a person to compare. Nothing is sent, and nobody believed.
  public func shownKey(of url: ServerURL) -> String? {
    var options = options
    (options.pin, options.clientCertificate, options.clientKey) = (nil, nil, nil)
    return inspect(url, options) { $0.lookAtAnybody() }?.publicKey
  }

  private func inspect(
    _ url: ServerURL, _ options: ConnectionOptions, _ adjust: (inout EasySetup) -> Void
  ) -> TLSFacts? {
    guard url.scheme == "https", let easy = curl_easy_init() else { return nil }
    defer { curl_easy_cleanup(easy) }
    let notes = TLSNotes()
    var setup = EasySetup(easy: easy)
    setup.connection(options, url: url)
    adjust(&setup)
    setup.long(CURLOPT_CONNECT_ONLY, 1)
    setup.long(CURLOPT_CERTINFO, 1)
    setup.long(CURLOPT_VERBOSE, 1)
    guard ccurl_set_debug(easy, TLSNotes.take, Unmanaged.passUnretained(notes).toOpaque()) == CURLE_OK,
      setup.failed == nil, curl_easy_perform(easy) == CURLE_OK
    else { return nil }
    return TLSFacts(
      version: notes.version, expiresAt: TLSNotes.line("Expire date:", of: easy).flatMap(TLSNotes.seconds),
      publicKey: TLSNotes.line("Cert:", of: easy).flatMap(PublicKey.pin))
  }
}

/// What curl tells while it connects.
private final class TLSNotes {
  var version: String?

  static let take: ccurl_debug_function = { _, kind, bytes, count, context in
    guard kind == CURLINFO_TEXT, let bytes, let context else { return 0 }
    let notes = Unmanaged<TLSNotes>.fromOpaque(context).takeUnretainedValue()
    let text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    let words = text.split(whereSeparator: \.isWhitespace)
    if words.starts(with: ["SSL", "connection", "using"]), words.count > 3 { notes.version = String(words[3]) }
    return 0
  }

  /// What curl says of the certificate behind `name`.
  static func line(_ name: String, of easy: UnsafeMutableRawPointer) -> String? {
    var entry = ccurl_get_certificate(easy)
    while let line = entry?.pointee {
      let text = String(cString: line.data)
      if text.hasPrefix(name) { return String(text.dropFirst(name.count)) }
      entry = line.next.map { UnsafePointer($0) }
    }
    return nil
  }

  /// Of "Nov 27 18:30:00 2026 GMT".
  static func seconds(_ text: String) -> Double? {
    let words = text.split(separator: " ")
    guard words.count == 5 else { return nil }
    return HTTPDate.seconds("Day, \(words[1]) \(words[0]) \(words[3]) \(words[2]) \(words[4])")
  }
}
