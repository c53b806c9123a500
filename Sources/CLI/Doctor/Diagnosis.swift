internal import Foundation
internal import Settings
internal import Sync

/// What was found out about a login's server, and about the way to it.
struct Diagnosis {
  let login: Login
  let facts: ServerFacts
  /// nil: plain HTTP on this machine.
  let tls: TLSFacts?
  let proxy: ProxyChoice
  let now: Double

  var url: String { login.url }
  var isHTTPS: Bool { login.url.hasPrefix("https:") }

  /// A proxy's address without the name and the password that may stand in it.
  var proxyAddress: String? {
    guard let address = proxy.url else { return nil }
    guard let at = address.lastIndex(of: "@") else { return address }
    let scheme = address.contains("://") ? address.prefix { $0 != ":" } + "://" : ""
    return scheme + address[address.index(after: at)...]
  }

  /// Whole days until the certificate ends; negative: it ended.
  var certificateDays: Int? {
    tls?.expiresAt.map { Int((($0 - now) / 86_400).rounded(.down)) }
  }

  /// Off by so much, a clock makes dates wrong that people look at.
  static let clockTolerance = 30.0
  static let certificateWarning = 14

  static func of(_ login: Login, _ desk: Desk) async throws(Failure) -> Diagnosis {
    let connection = Connection(login: login, desk: desk, engine: CurlEngine())
    let (configuration, transport) = (try connection.configuration(), connection.transport)
    let facts: ServerFacts
    do { facts = try await inspect(configuration, over: transport) } catch {
      throw Failure(error, server: login.domain ?? login.name)
    }
    let host = configuration.sessionURL.host
    return Diagnosis(
      login: login, facts: facts, tls: transport.inspectTLS(of: configuration.sessionURL),
      proxy: ProxyChoice(setting: login.proxy, host: host, environment: Speech.environment),
      now: Date.now.timeIntervalSince1970)
  }
}
