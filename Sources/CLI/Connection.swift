internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Sync
internal import Synchronization

/// The way from a configured login to its server.
struct Connection {
  let login: Login
  let desk: Desk
  let engine: CurlEngine

  /// A person waits: a host that does not answer is given up sooner than the interface does.
  private static let connectSeconds = 15.0

  static func options(_ login: Login, host: String) -> ConnectionOptions {
    let proxy = ProxyChoice(setting: login.proxy, host: host, environment: Speech.environment).url
    var options = ConnectionOptions(caFile: login.caFile, proxy: proxy, connectSeconds: connectSeconds)
    (options.pin, options.trustsPinAlone, options.circuit) = (login.pin, login.trustsPinAlone, login.name)
    (options.clientCertificate, options.clientKey) = (login.clientCertificate, login.clientKey)
    return options
  }

  /// The way to feeds that no server reads for the member: through a proxy as soon as one account has one, so that it is not left aside
  /// for what a person reads.
  static func feedTransport(_ logins: [Login], _ engine: CurlEngine) -> CurlTransport {
    let setting = logins.compactMap(\.proxy).first { $0 != "none" && !$0.isEmpty }
    let proxy = ProxyChoice(setting: setting, host: "", environment: Speech.environment).url
    var options = ConnectionOptions(proxy: proxy, connectSeconds: connectSeconds)
    options.circuit = "feeds"
    return CurlTransport(engine, options: options)
  }

  var transport: CurlTransport {
    let host = (try? ServerURL(login.url))?.host ?? ""
    return CurlTransport(engine, options: Self.options(login, host: host))
  }

  /// Refuses what would prove nothing, or what others could prove as well, before anybody is spoken to.
  func checkTrust() throws(Failure) {
    if let pin = login.pin { try AccountCommand.Pin.check(pin) }
    do { try login.checkClientKey() } catch { throw Failure(error) }
  }

  func configuration() throws(Failure) -> LoginConfiguration {
    try checkTrust()
    let url: ServerURL
    do { url = try ServerURL(login.url) } catch { throw Failure(error) }
    var configuration = LoginConfiguration(
      name: login.name, sessionURL: url, domain: login.domain, credential: try credential(),
      pollSeconds: Double(login.pollSeconds))
    configuration.policy = LinkPolicy(rawValue: login.policy) ?? .full
    configuration.history = login.history.window
    (configuration.dayBudget, configuration.day) = (login.dayBudget, LocalDay(desk.zone))
    return configuration
  }

  private func credential() throws(Failure) -> Credential {
    let credentials = try desk.credentials
    do {
      switch try credentials.secret(for: login) {
      case .password(let password): return .basic(name: login.user, password: password)
      case .token(let token): return .bearer(token)
      }
    } catch { throw Failure(error) }
  }

  /// - Parameter isAll: everything is fetched, whatever the settings say of the past and of the link.
  func syncEngine(
    _ cache: Cache, isAll: Bool = false, inbox: @escaping @Sendable (SyncEvent) -> Void = { _ in }
  ) throws(Failure) -> SyncEngine {
    var configuration = try configuration()
    if isAll {
      (configuration.history, configuration.policy, configuration.dayBudget) = (.everything, .full, nil)
    }
    return SyncEngine(login: configuration, cache: cache, transport: transport, inbox: inbox)
  }

  /// Rounds with the server, one after the other on one connection; each one's report goes to `report`, which says whether to go
  /// on.
  ///
  /// - Returns: what holds the connection, for more of it.
  @discardableResult func sync(
    _ cache: Cache, rounds: Int = 1, isAll: Bool = false, report: (SyncReport) throws(Failure) -> Bool = { _ in true }
  ) async throws(Failure) -> SyncEngine {
    let progress = Progress(name: login.name)
    let engine = try syncEngine(cache, isAll: isAll, inbox: progress.show)
    for _ in 0..<rounds {
      let outcome: SyncReport
      do { outcome = try await engine.syncOnce() } catch { throw Failure(error, server: login.domain ?? login.name) }
      guard try report(outcome) else { break }
    }
    return engine
  }
}

extension HistorySetting {
  var window: HistoryWindow {
    switch self {
    case .days(let days): .days(days)
    case .all: .everything
    }
  }
}

/// Says on a terminal how far a long sync is, at most once a second.
struct Progress: Sendable {
  let name: String
  private let isShown = isatty(2) == 1
  private let last = LastShown()

  @Sendable func show(_ event: SyncEvent) {
    if case .notice(.restored) = event {
      Desk.output.note(tr("%1: the server was put back from a backup; what it lost of yours is sent again.", name))
    }
    guard isShown, case .status(let status) = event, case .catchingUp(let done) = status.link, done > 0,
      last.isDue(at: Date.now.timeIntervalSince1970)
    else { return }
    Desk.output.note(tr(done, "%2: %1 thing fetched…", "%2: %1 things fetched…", name))
  }

  init(name: String) { self.name = name }

  private final class LastShown: Sendable {
    private let time = Mutex(Date.now.timeIntervalSince1970)
    func isDue(at now: Double) -> Bool {
      time.withLock { last in
        guard now - last >= 1 else { return false }
        last = now
        return true
      }
    }
  }
}
