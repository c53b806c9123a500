import CCurl
import Feeds
import Glibc
import TER1Server

/// How feeds are asked for.
public struct FeedManners: Sendable {
  /// Whether feeds may be on this machine and in its network; for tests, and for cooperatives that read their own intranet.
  public var allowsPrivate = false
  public var userAgent = "ter1-server (reads each feed once for all members)"
  /// Seconds for one answer.
  public var patience = 60
  public var feedBytes = 5 << 20
  public var pictureBytes = 512 << 10
  public var redirects = 5

  public init() {}
}

/// An answer, whatever its status.
struct FeedAnswer {
  var status = 0
  /// By lower-case name; of several the last.
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// Where it came from in the end.
  var address = ""
  /// Where the feed was said to live from now on; nil: where it was asked for.
  var movedTo: String?

  var type: ContentType { ContentType(headers["content-type"]) }
  /// Seconds for which the server asks to be left alone.
  var retryAfter: Double? {
    guard let text = headers["retry-after"] else { return nil }
    if let seconds = Double(text) { return max(0, seconds) }
    return FeedDate.seconds(text).map { max(0, $0 - Double(time(nil))) }
  }
  /// How long the answer stays true, in seconds.
  var freshFor: Double? {
    let parts = (headers["cache-control"] ?? "").split { $0 == "," || $0.isWhitespace }
    return parts.lazy.compactMap { $0.lowercased().hasPrefix("max-age=") ? Double($0.dropFirst(8)) : nil }.first
  }
}

/// Fetches over HTTP, one answer after the other, on connections that are kept. For one thread.
final class FeedConnection {
  private let easy: UnsafeMutableRawPointer
  private let manners: FeedManners

  init?(_ manners: FeedManners) {
    guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let easy = curl_easy_init() else { return nil }
    (self.easy, self.manners) = (easy, manners)
  }

  deinit { curl_easy_cleanup(easy) }

  /// Follows redirects; remembers those that are for good.
  func get(
    _ address: String, _ validators: FeedValidators = FeedValidators(), accept: String, most bytes: Int
  ) throws(FeedTrouble) -> FeedAnswer {
    var (next, isForGood) = (address, true)
    var movedTo: String?
    for _ in 0...manners.redirects {
      var (answer, target) = try once(next, validators, accept, bytes)
      (answer.address, answer.movedTo) = (next, movedTo)
      guard (300..<400).contains(answer.status), answer.status != 304, let target else { return answer }
      // What was read safely is not read unsafely because somebody says so.
      guard !next.lowercased().hasPrefix("https:") || target.lowercased().hasPrefix("https:") else { throw .notAllowed }
      isForGood = isForGood && (answer.status == 301 || answer.status == 308)
      next = target
      if isForGood { movedTo = next }
    }
    throw .tooManyRedirects
  }

  private func once(
    _ address: String, _ validators: FeedValidators, _ accept: String, _ bytes: Int
  ) throws(FeedTrouble) -> (FeedAnswer, redirect: String?) {
    let reception = FeedReception(most: bytes, allowsPrivate: manners.allowsPrivate)
    let context = Unmanaged.passUnretained(reception)
    let code = withExtendedLifetime(reception) {
      setUp(address, context.toOpaque())
      let headers = list(validators, accept)
      defer { curl_slist_free_all(headers) }
      _ = ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers)
      return curl_easy_perform(easy)
    }
    if reception.wasRefused, code != CURLE_OK { throw .notAllowed }
    if reception.isTooLarge { throw .tooLarge }
    guard code == CURLE_OK else { throw Self.trouble(code) }
    let target = ccurl_get_text(easy, CURLINFO_REDIRECT_URL).map { String(cString: $0) }
    var answer = FeedAnswer(headers: reception.headers, body: reception.body)
    answer.status = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
    return (answer, target)
  }

  private func setUp(_ address: String, _ context: UnsafeMutableRawPointer) {
    curl_easy_reset(easy)
    for (option, text) in [
      (CURLOPT_URL, address), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_PROXY, ""), (CURLOPT_ACCEPT_ENCODING, ""),
      (CURLOPT_USERAGENT, manners.userAgent),
    ] { _ = ccurl_set_text(easy, option, text) }
    for (option, value) in [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_TIMEOUT, manners.patience),
      (CURLOPT_CONNECTTIMEOUT, min(15, manners.patience)), (CURLOPT_MAXCONNECTS, 8), (CURLOPT_SSL_VERIFYPEER, 1),
      (CURLOPT_SSL_VERIFYHOST, 2), (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
    ] { _ = ccurl_set_long(easy, option, value) }
    _ = ccurl_set_transfer(easy, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, receiveFeedBody, context)
    _ = ccurl_set_transfer(easy, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, receiveFeedHead, context)
    _ = ccurl_set_open_socket(easy, openFeedSocket, context)
  }

  private func list(_ validators: FeedValidators, _ accept: String) -> UnsafeMutablePointer<curl_slist>? {
    var lines = ["Accept: \(accept)"]
    if let etag = validators.etag { lines.append("If-None-Match: \(etag)") }
    if let date = validators.lastModified { lines.append("If-Modified-Since: \(date)") }
    return lines.reduce(nil) { curl_slist_append($0, $1) ?? $0 }
  }

  private static func trouble(_ code: CURLcode) -> FeedTrouble {
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER: .tls
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .notAllowed
    default: .unreachable
    }
  }
}

/// What curl's functions write into while one answer comes.
private final class FeedReception {
  let most: Int
  let allowsPrivate: Bool
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  var wasRefused = false
  var isTooLarge = false

  init(most: Int, allowsPrivate: Bool) { (self.most, self.allowsPrivate) = (most, allowsPrivate) }

  func takeLine(_ line: String) {
    if line.hasPrefix("HTTP/") { headers = [:] }
    guard headers.count < 100, let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
    headers[line[..<colon].lowercased()] = String(value.prefix(4_096).prefix { !$0.isNewline })
  }
}

private func reception(_ context: UnsafeMutableRawPointer?) -> FeedReception? {
  context.map { Unmanaged<FeedReception>.fromOpaque($0).takeUnretainedValue() }
}

private let receiveFeedHead: ccurl_transfer_function = { bytes, size, count, context in
  guard let bytes else { return 0 }
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  reception(context)?.takeLine(String(decoding: line, as: UTF8.self))
  return size * count
}

/// After unpacking: what grows beyond measure is not received further.
private let receiveFeedBody: ccurl_transfer_function = { bytes, size, count, context in
  guard let bytes, let reception = reception(context) else { return 0 }
  guard reception.body.count + size * count <= reception.most else {
    reception.isTooLarge = true
    return 0
  }
  reception.body += UnsafeRawBufferPointer(start: bytes, count: size * count)
  return size * count
}

/// The address itself is looked at, after the name was resolved: a name may change its mind.
private let openFeedSocket: ccurl_open_function = { context, _, address in
  guard let address, let reception = reception(context) else { return -1 }
  let isPublic = withUnsafePointer(to: &address.pointee.addr) { PublicAddress.isPublic($0) }
  guard reception.allowsPrivate || isPublic else {
    reception.wasRefused = true
    return -1
  }
  return socket(
    address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}
