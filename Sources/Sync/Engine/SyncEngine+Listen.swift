import ClientCore
import JSON
import Wire

/// Whether the server tells of news by itself.
enum PushState: Sendable { case unknown, live, lost, notOffered }

/// EventSource: RFC 8620, section 7.3.
extension SyncEngine {
  /// Starts to listen, once.
  func listen() {
    guard listener == nil, login.pingSeconds != nil, push != .notOffered else { return }
    listener = Task { await untilRefused() }
  }

  private func untilRefused() async {
    var lastEventID = ""
    var attempt = 0
    while !Task.isCancelled, push != .notOffered {
      do {
        try await readStream(&lastEventID)
        attempt = 0
      } catch {
        attempt += 1
      }
      guard !Task.isCancelled, push != .notOffered else { break }
      // The first loss may be a proxy's habit; a second one in a row is worth a look by the main loop.
      if attempt > 1 { pushChanged(to: .lost) }
      if attempt == 2 { want(nil) }
      await clock.sleep(Backoff.delay(attempt: attempt, random: clock.random()))
    }
    listener = nil
  }

  private func readStream(_ lastEventID: inout String) async throws(SyncError) {
    guard let session, let ping = login.pingSeconds, !session.session.eventSourceUrl.isEmpty else {
      return pushChanged(to: .notOffered)
    }
    let types = Set(
      accounts.flatMap { account in
        Cache.syncedTypes.filter { account.capabilities.contains($0.capability) }.map(\.name.rawValue)
      })
    var request = connection.request(
      .get, try session.eventSourceURL(types: types.sorted(), ping: ping), maximumSize: .max)
    request.stallSeconds = Double(ping) * 2 + 10
    request.headers = [("Accept", "text/event-stream")]
    if !lastEventID.isEmpty { request.headers.append(("Last-Event-ID", lastEventID)) }
    let stream = try await connection.open(request)
    defer { stream.cancel() }
    guard isEventStream(stream.head) else { return }
    pushChanged(to: .live)
    try await read(stream, &lastEventID)
  }

  /// 204, or something that is no stream: this server, or a proxy before it, does not push.
  private func isEventStream(_ head: HTTPHead) -> Bool {
    if head.status == 200 && head.mediaType == "text/event-stream" { return true }
    if head.status == 401 || head.status >= 500 || head.status == 429 {
      pushChanged(to: .lost)
      want(nil)
    } else {
      pushChanged(to: .notOffered)
    }
    return false
  }

  private func read(_ stream: HTTPStream, _ lastEventID: inout String) async throws(SyncError) {
    var parser = ServerSentEventParser()
    while true {
      let chunk: [UInt8]?
      do { chunk = try await stream.next() } catch { throw SyncError(error) }
      guard let chunk else { return }
      do {
        for event in try parser.append(chunk) where event.type == "state" { heard(event.text) }
      } catch { throw .unreadable(detail: "\(error)") }
      if !parser.lastID.isEmpty { lastEventID = parser.lastID }
    }
  }

  /// What the stream brought: it may be late, doubled, or out of order.
  func heard(_ text: String) {
    guard let json = try? JSONValue(parsing: text), let change = try? StateChange(json) else { return want(nil) }
    want(units(in: change))
  }

  /// Those whose state is another one than ours.
  func units(in change: StateChange) -> Set<PullUnit.Key> {
    var units: Set<PullUnit.Key> = []
    for (jmapID, states) in change.changed {
      guard let account = accounts.first(where: { $0.jmapID == jmapID }) else { continue }
      for (type, state) in states {
        let type = TypeName(type)
        guard Cache.syncedTypes.contains(where: { $0.name == type }) else { continue }
        if (try? cache.state(account.id, type)).flatMap({ $0 }) != state {
          units.insert(PullUnit.Key(account: account.id, type: type))
        }
      }
    }
    return units
  }
}
