internal import ArgumentParser
internal import ClientCore
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI

struct SyncCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "sync", abstract: tr("Send what waits and fetch what is new, once."))
  }

  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
  @Flag(name: [.short, .long], help: ArgumentHelp(tr("Say nothing unless something is wrong."))) var quiet = false
  @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false
  @Option(help: ArgumentHelp(tr("So many times in a row, on one connection."), valueName: "n")) var rounds = 1
  @Flag(help: ArgumentHelp(tr("Each time but the first waits for a line of input."))) var onInput = false

  @Flag(help: ArgumentHelp(tr("Fetch the whole past, too, whatever the settings say."))) var all = false

  func run() async throws {
    let desk = try Desk()
    let logins = try desk.logins(only: account)
    guard !logins.isEmpty else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
    let cache = try desk.openCache()
    let engine = CurlEngine()
    var worst: Failure?
    for login in logins {
      do throws(Failure) {
        let connection = Connection(login: login, desk: desk, engine: engine)
        let held = try await connection.sync(cache, rounds: rounds, isAll: all) { (report) throws(Failure) in
          if !quiet { try Desk.output.line(json ? Self.json(login, report) : Self.line(login, report)) }
          for name in report.refusedBundles { Desk.output.note("ter1: " + ParcelWords.sentence(name, tr)) }
          if report.refused > 0 { worst = worst ?? Self.refusals(report.refused) }
          return !onInput || readLine() != nil
        }
        try await KeptCourses(cache.reader, of: login).renew(held, isQuiet: quiet)
      } catch {
        if let worst { Desk.output.report(worst) }
        worst = logins.count > 1 ? error.of(login.name) : error
      }
    }
    if let worst { throw worst }
  }

  private static func line(_ login: Login, _ report: SyncReport) -> String {
    let parts = [
      tr(report.received, "%1 thing received", "%1 things received"),
      report.removed > 0 ? tr(report.removed, "%1 removed", "%1 removed ones") : nil,
      report.delivered > 0 ? tr(report.delivered, "%1 sent", "%1 sent ones") : nil,
      report.handedIn > 0 ? tr(report.handedIn, "%1 bundle handed in", "%1 bundles handed in") : nil,
      report.postponed > 0 ? tr(report.postponed, "%1 still waits", "%1 still wait") : nil,
      tr("%1 bytes up, %2 bytes down", report.traffic.bytesUp, report.traffic.bytesDown),
    ]
    return tr("%1: %2", login.name, parts.compactMap(\.self).joined(separator: ", "))
  }

  private static func json(_ login: Login, _ report: SyncReport) -> String {
    var figures = [
      "received": report.received, "removed": report.removed, "delivered": report.delivered,
      "refused": report.refused, "handedIn": report.handedIn, "postponed": report.postponed,
      "roundTrips": report.roundTrips,
      "requests": report.traffic.requests, "bytesUp": report.traffic.bytesUp, "bytesDown": report.traffic.bytesDown,
    ]
    if let first = report.firstScreen {
      figures["firstBytesUp"] = first.traffic.bytesUp
      figures["firstBytesDown"] = first.traffic.bytesDown
      figures["firstMilliseconds"] = Int(first.seconds * 1_000)
    }
    let members = figures.mapValues { JSONValue.int(Int64($0)) }
    return JSONValue.object(members.merging(["account": .string(login.name)]) { figure, _ in figure }).text
  }

  private static func refusals(_ count: Int) -> Failure {
    Failure(
      .data, tr(count, "The server refused %1 entry of the outbox.", "The server refused %1 entries of the outbox."),
      safe: tr("Its text is kept."), remedy: tr("See why: ter1 outbox list"))
  }
}
