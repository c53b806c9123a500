import CCurl

/// Whether a transfer failed on its proxy, and how.
struct ProxyResult {
  /// nil: it went without a proxy, or failed behind it.
  let failure: TransportError.ProxyFailure?

  init(_ transfer: Transfer, _ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    guard let proxy = transfer.options.proxy(for: transfer.request.url) else {
      failure = nil
      return
    }
    let status = ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE)
    switch code {
    case CURLE_COULDNT_RESOLVE_PROXY: failure = .unknownName
    case CURLE_COULDNT_CONNECT where status == 0: failure = .unreachable
    case CURLE_OPERATION_TIMEDOUT where transfer.localPort == 0: failure = .unreachable
    case CURLE_PROXY: failure = Self.socks(ccurl_get_long(easy, CURLINFO_PROXY_ERROR))
    case _ where status >= 300: failure = Self.http(status)
    case CURLE_SSL_CONNECT_ERROR: failure = Self.isPlainText(transfer) ? .notAProxy : nil
    case _ where transfer.stage == .securing && !proxy.hasPrefix("socks") && status == 0: failure = .notAProxy
    default: failure = nil
    }
  }

  /// RFC 9110, section 15.
  private static func http(_ status: Int) -> TransportError.ProxyFailure {
    switch status {
    case 407: .needsLogin
    case 502, 503, 504: .cannotReach
    default: .refused(status: status)
    }
  }

  /// RFC 1928, section 6.
  private static func socks(_ code: Int) -> TransportError.ProxyFailure {
    switch CURLproxycode(UInt32(code)) {
    case CURLPX_NO_AUTH, CURLPX_USER_REJECTED, CURLPX_GSSAPI, CURLPX_GSSAPI_PERMSG, CURLPX_IDENTD, CURLPX_IDENTD_DIFFER:
      .needsLogin
    case CURLPX_REPLY_NOT_ALLOWED: .refused(status: nil)
    case CURLPX_BAD_VERSION, CURLPX_UNKNOWN_MODE, CURLPX_CLOSED, CURLPX_RECV_CONNECT, CURLPX_RECV_REQACK: .notAProxy
    default: .cannotReach
    }
  }

  /// It took the CONNECT, and went on with a page of its own.
  private static func isPlainText(_ transfer: Transfer) -> Bool {
    ["wrong version number", "packet length too long", "unknown protocol", "http request"]
      .contains { transfer.errorText.contains($0) }
  }
}
