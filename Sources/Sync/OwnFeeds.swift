public import ClientCore
internal import Feeds
internal import Text

/// Reads the feeds that this client reads by itself: when a person asks for it, over the transport that it is given, and never past
/// the proxy of that.
public struct OwnFeeds: Sendable {
  private let cache: Cache
  private let transport: any Transport

  /// What came of reading them all.
  public struct Report: Sendable {
    public var changes = ChangeSet()
    public var read = 0
    /// Those that could not be read, and why: the kinds of docs/protocol.md, section 24.
    public var failed: [(feed: FeedRow, kind: String)] = []
    public var traffic = LinkTraffic()
  }

  public init(cache: Cache, transport: any Transport) { (self.cache, self.transport) = (cache, transport) }

  private static let redirects = 5
  private static let types = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"

  /// Reads them all, and adds what that took to the sums of the day: it belongs to no login.
  /// - Parameters:
  ///   - day: which day that is.
  ///   - now: seconds since 1970.
  public func readAll(in day: LocalDay, now: @Sendable () -> Double) async throws(CacheError) -> Report {
    var report = Report()
    let before = transport.traffic
    for feed in try cache.reader.feeds() where feed.isOwn {
      let outcome = await read(feed)
      if case .failed(let kind) = outcome { report.failed.append((feed, kind)) } else { report.read += 1 }
      report.changes.merge(try cache.keep(outcome, of: feed.key, now: now()))
    }
    report.traffic = transport.traffic - before
    let use = LinkUse(up: report.traffic.bytesUp, down: report.traffic.bytesDown)
    if use.network > 0 { try cache.add([.news: use], login: "", now: now(), in: day) }
    return report
  }

  private func read(_ row: FeedRow) async -> OwnFeedOutcome {
    do throws(Refusal) {
      var (answer, address) = try await get(Self.secure(row.feed.url.raw), row.feed)
      if answer.status == 304 { return .unchanged }
      if let found = Self.page(answer, address) { (answer, address) = try await get(found, nil) }
      guard answer.status == 200 else { throw Refusal(kind: Self.kind(status: answer.status)) }
      return try Self.news(answer, address)
    } catch { return .failed(error.kind) }
  }

  private struct Refusal: Error { let kind: String }

  /// Nobody on the way is to see what a person reads: what was written `http:` is asked for by TLS.
  private static func secure(_ address: String) -> String {
    guard address.lowercased().hasPrefix("http://"), let url = try? ServerURL(address), url.isLoopback else {
      return address.lowercased().hasPrefix("http://") ? "https://" + address.dropFirst(7) : address
    }
    return address
  }

  private func get(_ address: String, _ feed: Feed?) async throws(Refusal) -> (HTTPResponse, String) {
    var next = address
    for _ in 0...Self.redirects {
      guard let url = try? ServerURL(next) else { throw Refusal(kind: "notAllowed") }
      var headers = [(name: "Accept", value: Self.types)]
      if let etag = feed?.etag { headers.append(("If-None-Match", etag)) }
      if let date = feed?.lastModified { headers.append(("If-Modified-Since", date)) }
      let request = HTTPRequest(.get, url, headers: headers, maximumSize: FeedLimits.usual.feedBytes)
      let answer: HTTPResponse
      do throws(TransportError) { answer = try await transport.send(request) } catch {
        throw Refusal(kind: Self.kind(error))
      }
      guard [301, 302, 303, 307, 308].contains(answer.status), let place = answer.head["location"],
        let target = WebAddress.resolved(place, base: next)
      else { return (answer, next) }
      next = Self.secure(target)
    }
    throw Refusal(kind: "tooManyRedirects")
  }

  private static func news(_ answer: HTTPResponse, _ address: String) throws(Refusal) -> OwnFeedOutcome {
    let charset = ContentType(answer.head["content-type"]).charset
    do throws(FeedError) {
      let news = try FeedReader.read(answer.body, charset: charset, address: address)
      return .read(news, etag: answer.head["etag"], lastModified: answer.head["last-modified"])
    } catch {
      if case .tooLarge = error { throw Refusal(kind: "tooLarge") }
      throw Refusal(kind: "notAFeed")
    }
  }

  /// Somebody gave the address of a site: its page may name the feed.
  private static func page(_ answer: HTTPResponse, _ address: String) -> String? {
    guard answer.status == 200, answer.head.mediaType.contains("html") else { return nil }
    return FeedDiscovery.feed(inPage: answer.body, address: address).map(secure)
  }

  private static func kind(status: Int) -> String {
    switch status {
    case 404: "missing"
    case 410: "gone"
    case 400..<500: "refused"
    default: "serverError"
    }
  }

  private static func kind(_ error: TransportError) -> String {
    switch error {
    case .tls: "tls"
    case .tooLarge: "tooLarge"
    case .unreachable, .proxy, .timedOut, .interrupted, .cancelled, .notPossible: "unreachable"
    }
  }
}
