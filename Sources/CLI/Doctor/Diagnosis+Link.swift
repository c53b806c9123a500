internal import Foundation
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text
internal import Wire

/// The way to the server.
extension Diagnosis {
  var linkRows: [Row] {
    [
      (tr("What is new"), news), (tr("Latency"), latency), (tr("Compressed"), compression), (tr("TLS"), security),
      (tr("Clock"), clock),
      (tr("Proxy"), proxyWords), (tr("Limits"), limits),
    ].map { ($0.0, SafeText($0.1)) }
  }

  private var news: String {
    guard case .polling = facts.news else { return tr("comes by itself (push)") }
    let minutes = max(1, (login.pollSeconds + 30) / 60)
    return tr(
      minutes, "no push: they are asked for every %1 minute (poll in accounts.toml)",
      "no push: they are asked for every %1 minutes (poll in accounts.toml)")
  }

  private var latency: String {
    guard let trip = facts.roundTrip else { return tr("not measured") }
    return tr(
      facts.samples, "%2 to %3 ms (%1 request)", "%2 to %3 ms (%1 requests)", Self.milliseconds(trip.least),
      Self.milliseconds(trip.most))
  }

  static func milliseconds(_ seconds: Double) -> Int { Int((seconds * 1_000).rounded()) }

  private var compression: String {
    func list(_ codings: [String]) -> String { codings.joined(separator: ", ") }
    switch (facts.answersIn.isEmpty, facts.takes.isEmpty) {
    case (true, true): return tr("nothing: everything costs three to five times the bytes")
    case (true, false):
      return tr("requests by %1; answers not: they cost three to five times the bytes", list(facts.takes))
    case (false, true): return tr("answers by %1; requests not", list(facts.answersIn))
    case (false, false): return tr("answers by %1, requests by %2", list(facts.answersIn), list(facts.takes))
    }
  }

  private var security: String {
    guard isHTTPS else { return tr("none: the server is on this machine") }
    let version = tls?.version.map { $0.replacing("TLSv", with: "") } ?? tr("version not known")
    guard let days = certificateDays else { return version }
    if days < Self.certificateWarning {
      return tr(
        days, "%2; the certificate ends in %1 day: tell whoever runs the server",
        "%2; the certificate ends in %1 days: tell whoever runs the server", version)
    }
    return tr(days, "%2; the certificate is good for %1 day", "%2; the certificate is good for %1 days", version)
  }

  private var clock: String {
    guard let ahead = facts.clockAhead else { return tr("not known: the server tells no time") }
    guard abs(ahead) >= Self.clockTolerance else { return tr("agrees with the server's") }
    let seconds = Int(abs(ahead).rounded())
    let off = seconds < 120 ? tr(seconds, "%1 second", "%1 seconds") : tr(seconds / 60, "%1 minute", "%1 minutes")
    return ahead > 0
      ? tr("%1 ahead of the server's: set this machine's clock", off)
      : tr("%1 behind the server's: set this machine's clock", off)
  }

  private var proxyWords: String {
    guard let address = proxyAddress else { return tr("none") }
    return proxy.variable.map { tr("%1 (from %2)", address, $0) } ?? address
  }

  private var limits: String {
    tr(
      "a file %1, a request %2, %3 objects at once", ByteCount.text(facts.limits.maxSizeUpload, tr),
      ByteCount.text(facts.limits.maxSizeRequest, tr), facts.limits.maxObjectsInGet)
  }
}
