import ClientCore
import JSON
import Wire

/// Whether the server tells of news by itself.
enum PushState: Sendable { case unknown, live, lost, notOffered }

/// How much an event stream may say: some hundred bytes a minute are usual.
struct StreamFlood {
  private let since: Double
  private var bytes = 0

  init(since: Double) { self.since = since }

  /// - Parameter now: seconds, on the clock of `since`.
  mutating func admits(_ count: Int, at now: Double) -> Bool {
    bytes += count
    return Double(bytes) <= Self.most + Self.mostPerSecond * max(0, now - since)
  }

  private static let most = 4_194_304.0
  private static let mostPerSecond = 4_096.0
}

/// EventSource: RFC 8620, section 7.3.
extension SyncEngine {
  /// Starts to listen, once.
  func listen() {
    guard listener == nil, login.pingSeconds != nil, push != .notOffered else { return }
    listener = Task { await untilRefused() }
  }

  func stopListening() {
    listener?.cancel()
    listener = nil
    if push != .notOffered { push = .unknown }
  }

  private func untilRefused() async {
    var lastEventID = ""
    var attempt = 0
    while !Task.isCancelled, push != .notOffered {
      var asked: Double?
      do {
        try await readStream(&lastEventID)
        attempt = 0
      } catch {
        attempt += 1
        asked = error.retryAfter
      }
      guard !Task.isCancelled, push != .notOffered else { break }
      // The first loss may be a proxy's habit; a second one in a row is worth a look by the main loop.
      if attempt > 1 { pushChanged(to: .lost) }
      if attempt == 2 { want(nil) }
      await clock.sleep(Backoff.delay(attempt: attempt, random: clock.random(), asked: asked))
    }
    // Whoever cancelled it may have begun another.
    if !Task.isCancelled { listener = nil }
  }

  private func readStream(_ lastEventID: inout String) async throws(SyncError) {
    guard let session, let ping = login.pingSeconds, !session.session.eventSourceUrl.isEmpty else {
      return pushChanged(to: .notOffered)
    }
    let types = Set(accounts.flatMap { dialects.all($0).map(\.serverType) })
    var request = connection.request(
      .get, try session.eventSourceURL(types: types.sorted(), ping: ping), maximumSize: .max)
    request.stallSeconds = Double(ping) * 2 + 10
    request.headers = [("Accept", "text/event-stream")]
    if !lastEventID.isEmpty { request.headers.append(("Last-Event-ID", lastEventID)) }
    let stream = try await connection.open(request)
    let begun = clock.now()
    heardNews = 0
    defer {
      stream.cancel()
      waiting.note(
        streamBytes: stream.sample.traffic.bytesUp + stream.sample.traffic.bytesDown, news: heardNews,
        seconds: clock.now() - begun)
    }
    guard try isEventStream(stream.head) else { return }
    pushChanged(to: .live)
    try await read(stream, &lastEventID)
  }

  /// 204, or something that is no stream: this server, or a proxy before it, does not push.
  func isEventStream(_ head: HTTPHead) throws(SyncError) -> Bool {
    if head.status == 200 && head.mediaType == "text/event-stream" { return true }
    // A page, or being sent elsewhere, is a network's doing and passes.
    let isPassing = [401, 429].contains(head.status) || head.status >= 500 || (300..<400).contains(head.status)
    guard isPassing || head.mediaType == "text/html" else {
      pushChanged(to: .notOffered)
      return false
    }
    pushChanged(to: .lost)
    // The stream alone was refused: there is no need to ask at once for what it would have told.
    if head.retryAfter == nil { want(nil) }
    try AnswerCheck.status(HTTPResponse(head: head, body: []))
    throw .notJMAP(.webPage)
  }

  private func read(_ stream: HTTPStream, _ lastEventID: inout String) async throws(SyncError) {
    var parser = ServerSentEventParser()
    var flood = StreamFlood(since: clock.now())
    while true {
      let chunk: [UInt8]?
      do { chunk = try await stream.next() } catch { throw SyncError(error) }
      guard let chunk else { return }
      guard flood.admits(chunk.count, at: clock.now()) else { throw .contradictory(.endless) }
      do {
        for event in try parser.append(chunk) where event.type == "state" { heard(event.text) }
      } catch { throw .unreadable(detail: "\(error)") }
      if !parser.lastID.isEmpty { lastEventID = parser.lastID }
    }
  }

  /// What the stream brought: it may be late, doubled, or out of order.
  func heard(_ text: String) {
    heardNews += 1
    guard let json = try? JSONValue(parsing: text), let change = try? StateChange(json) else { return want(nil) }
    want(units(in: change))
  }

  /// Those whose state is another one than ours.
  func units(in change: StateChange) -> Set<PullUnit.Key> {
    var units: Set<PullUnit.Key> = []
    for (jmapID, states) in change.changed {
      guard let account = accounts.first(where: { $0.jmapID == jmapID }) else { continue }
      for (type, state) in states {
        guard let type = dialects.dialect(serverType: type, account)?.type else { continue }
        if (try? cache.state(account.id, type)).flatMap({ $0 }) != state {
          units.insert(PullUnit.Key(account: account.id, type: type))
        }
      }
    }
    return units
  }
}
