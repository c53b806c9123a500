import CCurl

/// Sets one easy handle up, and remembers the first option that curl refused.
struct EasySetup {
  let easy: UnsafeMutableRawPointer
  var failed: TransportError?

  init(easy: UnsafeMutableRawPointer) { self.easy = easy }

  mutating func long(_ option: CURLoption, _ value: Int) { check(ccurl_set_long(easy, option, value), option) }
  mutating func text(_ option: CURLoption, _ value: String) { check(ccurl_set_text(easy, option, value), option) }
  mutating func pointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    check(ccurl_set_pointer(easy, option, value), option)
  }

  private mutating func check(_ code: CURLcode, _ option: CURLoption) {
    guard code != CURLE_OK, failed == nil else { return }
    failed = .notPossible(detail: "option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
  }

  /// How to connect. The server is always checked: by its certificate, or where a person said so by its pinned key alone.
  mutating func connection(_ options: ConnectionOptions, url: ServerURL) {
    text(CURLOPT_URL, url.text)
    text(CURLOPT_PROTOCOLS_STR, "http,https")
    long(CURLOPT_NOSIGNAL, 1)
    long(CURLOPT_FOLLOWLOCATION, 0)
    long(CURLOPT_CONNECTTIMEOUT_MS, Int(options.connectSeconds * 1000))
    long(CURLOPT_TCP_KEEPALIVE, 1)
    long(CURLOPT_TCP_KEEPIDLE, 120)
    long(CURLOPT_TCP_KEEPINTVL, 30)
    long(CURLOPT_MAXAGE_CONN, 600)
    long(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    long(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    trust(options)
    if let caFile = options.caFile { text(CURLOPT_CAINFO, caFile) }
    if let certificate = options.clientCertificate {
      text(CURLOPT_SSLCERT, certificate)
      text(CURLOPT_SSLKEY, options.clientKey ?? certificate)
    }
    if let socket = options.unixSocket { text(CURLOPT_UNIX_SOCKET_PATH, socket) }
    proxy(options, url: url)
  }

  private mutating func trust(_ options: ConnectionOptions) {
    let isByKey = options.trustsPinAlone && options.pin != nil
    long(CURLOPT_SSL_VERIFYPEER, isByKey ? 0 : 1)
    long(CURLOPT_SSL_VERIFYHOST, isByKey ? 0 : 2)
    if let pin = options.pin { text(CURLOPT_PINNEDPUBLICKEY, pin) }
  }

  /// For a connection that is only looked at, and over which nothing is sent: whoever is there shows his key.
  mutating func lookAtAnybody() {
    long(CURLOPT_SSL_VERIFYPEER, 0)
    long(CURLOPT_SSL_VERIFYHOST, 0)
  }

  /// An empty text, since without one curl asks the environment: `https_proxy`, and `no_proxy` even where a proxy is set.
  private mutating func proxy(_ options: ConnectionOptions, url: ServerURL) {
    long(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    text(CURLOPT_NOPROXY, "")
    guard let proxy = options.proxy(for: url).map(Self.withRemoteNames) else { return text(CURLOPT_PROXY, "") }
    text(CURLOPT_PROXY, proxy)
    if options.isSOCKS { separate(options, proxy, url) }
  }

  /// What could tell that two logins are one person's, or whom somebody speaks to, is not done over a SOCKS proxy.
  private mutating func separate(_ options: ConnectionOptions, _ proxy: String, _ url: ServerURL) {
    // At its end anybody could read and answer it.
    if url.scheme != "https" { failed = failed ?? .notPossible(detail: "plain HTTP goes through no SOCKS proxy") }
    // A session that is resumed is recognised.
    long(CURLOPT_SSL_SESSIONID_CACHE, 0)
    guard let circuit = options.circuit, proxy.hasPrefix("socks5"), !proxy.contains("@") else { return }
    text(CURLOPT_PROXYUSERNAME, Circuit.name(of: circuit))
    text(CURLOPT_PROXYPASSWORD, "ter1")
  }

  /// A name looked up here would tell this network whom somebody speaks to.
  private static func withRemoteNames(_ proxy: String) -> String {
    for (local, remote) in [("socks5:", "socks5h:"), ("socks4:", "socks4a:")] where proxy.hasPrefix(local) {
      return remote + proxy.dropFirst(local.count)
    }
    return proxy
  }

  /// Where IPv6 was seen to lead nowhere, IPv4 need not wait for it.
  mutating func skipWaitForIPv6() { long(CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS, 1) }

  mutating func noteResolving(context: UnsafeMutableRawPointer, _ function: ccurl_resolver_function) {
    check(ccurl_set_resolver_start(easy, function, context), CURLOPT_RESOLVER_START_FUNCTION)
  }

  mutating func request(_ request: HTTPRequest) {
    text(CURLOPT_USERAGENT, "ter1")
    if request.acceptsCompression { text(CURLOPT_ACCEPT_ENCODING, Self.encodings) }
    switch request.credential {
    case .basic(let name, let password):
      long(CURLOPT_HTTPAUTH, Self.authBasic)
      text(CURLOPT_USERNAME, name)
      text(CURLOPT_PASSWORD, password)
    case .bearer(let token):
      long(CURLOPT_HTTPAUTH, Self.authBearer)
      text(CURLOPT_XOAUTH2_BEARER, token)
    case nil: break
    }
    method(request)
  }

  private mutating func method(_ request: HTTPRequest) {
    guard request.method != .get else { return }
    long(CURLOPT_POST, 1)
    if request.method != .post { text(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
    let bytes: [UInt8] = if case .bytes(let bytes)? = request.body { bytes } else { [] }
    if case .file? = request.body { return }
    check(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, bytes.count), CURLOPT_POSTFIELDSIZE_LARGE)
    guard !bytes.isEmpty else { return text(CURLOPT_COPYPOSTFIELDS, "") }
    bytes.withUnsafeBytes { pointer(CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: $0.baseAddress)) }
  }

  mutating func upload(
    size: Int, context: UnsafeMutableRawPointer, read: ccurl_transfer_function, seek: ccurl_seek_function
  ) {
    check(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, size), CURLOPT_POSTFIELDSIZE_LARGE)
    check(ccurl_set_transfer(easy, CURLOPT_READFUNCTION, CURLOPT_READDATA, read, context), CURLOPT_READFUNCTION)
    check(ccurl_set_seek(easy, seek, context), CURLOPT_SEEKFUNCTION)
  }

  /// - Returns: the list, to be freed after the transfer.
  mutating func headers(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
    var list: UnsafeMutablePointer<curl_slist>?
    // What curl would add by itself and nobody needs.
    for line in ["Accept:", "Expect:"] + request.headers.map({ "\($0.name): \($0.value)" }) {
      guard let longer = curl_slist_append(list, line) else {
        failed = failed ?? .notPossible(detail: "out of memory")
        break
      }
      list = longer
    }
    check(ccurl_set_list(easy, CURLOPT_HTTPHEADER, list), CURLOPT_HTTPHEADER)
    return list
  }

  mutating func receive(
    context: UnsafeMutableRawPointer, head: ccurl_transfer_function, body: ccurl_transfer_function
  ) {
    check(ccurl_set_transfer(easy, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, head, context), CURLOPT_HEADERFUNCTION)
    check(ccurl_set_transfer(easy, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, body, context), CURLOPT_WRITEFUNCTION)
  }

  private static let authBasic = 1
  private static let authBearer = 1 << 6

  /// The shortest list that gets the best this libcurl can undo.
  private static let encodings = ccurl_has_brotli() != 0 ? "br, gzip" : "gzip"
}
