import ClientCore
import JSON
import Wire

/// Asks a server what there is to know about it: about a dozen small requests.
/// - Parameter clock: this machine's.
public func inspect(
  _ login: LoginConfiguration, over transport: any Transport, clock: SyncClock = .system
) async throws(SyncError) -> ServerFacts {
  var inspection = Inspection(connection: ServerConnection(transport: transport, login: login), clock: clock)
  return try await inspection.run()
}

private struct Inspection {
  let connection: ServerConnection
  let clock: SyncClock
  private var trips: [Double] = []
  private var clockAhead: Double?
  /// How long the exchange took that the clocks were compared by: half of it is how wrong the comparison may be.
  private var quickest = Double.infinity

  init(connection: ServerConnection, clock: SyncClock) { (self.connection, self.clock) = (connection, clock) }

  mutating func run() async throws(SyncError) -> ServerFacts {
    let session = try await connection.readSession()
    let answersIn = try await codings { (inspection, coding) throws(SyncError) in
      try await inspection.isAnswered(in: coding)
    }
    let plain = try await post(Array("{}".utf8), to: session, coding: nil)
    let takes = try await codings { (inspection, coding) throws(SyncError) in
      try await inspection.post(Self.zipped[coding] ?? [], to: session, coding: coding) == plain
    }
    let news = try await news(session)
    return ServerFacts(
      session: session.session, accounts: session.accounts.map { AccountOffer($0, session, Dialects(session.session)) },
      news: news, takes: takes,
      answersIn: answersIn,
      roundTrip: trips.min().flatMap { least in trips.max().map { (least, $0) } }, samples: trips.count,
      clockAhead: clockAhead, limits: session.limits)
  }

  /// "{}" and nothing else, compressed.
  private static let zipped: [String: [UInt8]] = [
    "gzip": [31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 174, 5, 0, 67, 191, 166, 163, 2, 0, 0, 0],
    "br": [0x8B, 0, 0x80, 0x7B, 0x7D, 3],
    "zstd": [0x28, 0xB5, 0x2F, 0xFD, 4, 0x58, 0x11, 0, 0, 0x7B, 0x7D, 0xD1, 0x94, 0xF2, 0x7A],
  ]

  private mutating func codings(
    _ isKnown: (inout Inspection, String) async throws(SyncError) -> Bool
  ) async throws(SyncError) -> [String] {
    var known: [String] = []
    for coding in ["gzip", "br", "zstd"] where try await isKnown(&self, coding) { known.append(coding) }
    return known
  }

  private mutating func isAnswered(in coding: String) async throws(SyncError) -> Bool {
    var request = connection.request(.get, connection.login.sessionURL, maximumSize: 4 << 20)
    request.acceptsCompression = false
    request.headers = [("Accept-Encoding", coding)]
    return try await send(request).head["content-encoding"] == coding
  }

  /// What the server makes of it: the status, and the problem's type.
  private mutating func post(
    _ body: [UInt8], to session: ServerSession, coding: String?
  ) async throws(SyncError) -> [String] {
    var request = connection.request(.post, session.apiURL, maximumSize: 1 << 20)
    request.headers = [("Content-Type", "application/json")] + (coding.map { [("Content-Encoding", $0)] } ?? [])
    request.body = .bytes(body)
    let answer = try await send(request)
    let problem = (try? JSONValue(parsing: answer.body))?["type"]?.string
    return [String(answer.status), problem ?? ""]
  }

  private mutating func send(_ request: HTTPRequest) async throws(SyncError) -> HTTPResponse {
    let begun = clock.now()
    let answer = try await connection.send(request)
    let ended = clock.now()
    if let trip = answer.sample.roundTrip { trips.append(trip) }
    if let date = answer.head["date"].flatMap(HTTPDate.seconds), ended - begun < quickest {
      quickest = ended - begun
      // The server's second is anywhere within the one that it names.
      clockAhead = (begun + ended) / 2 - (date + 0.5)
    }
    return answer
  }

  private func news(_ session: ServerSession) async throws(SyncError) -> ServerFacts.News {
    guard let url = try? session.eventSourceURL(types: ["*"], ping: 30) else { return .polling(status: 0) }
    let stream = try await connection.open(connection.request(.get, url, maximumSize: 1 << 20))
    defer { stream.cancel() }
    return stream.head.status == 200 && stream.head.mediaType == "text/event-stream"
      ? .push : .polling(status: stream.head.status)
  }
}

extension AccountOffer {
  init(_ account: AccountDescription, _ session: ServerSession, _ dialects: Dialects) {
    let capabilities = session.session.accounts[account.jmapID]?.accountCapabilities ?? [:]
    let discussion = capabilities[Capability.discussion]
    let offers = dialects.offers(jmapID: account.jmapID)
    self.account = account
    forums = offers.contains(.forums) ? (discussion == nil ? .mail : .own) : nil
    hasChat = offers.contains(.chat)
    calendars = CalendarDialect(account: capabilities)?.rawValue
    hasFiles = offers.contains(.files)
    hasPeople = offers.contains(.members)
    resumesUploads = session.offersResumableUpload(account: account.jmapID)
    hasStatePoll = discussion?["statePoll"]?.bool ?? false
  }
}
