internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

struct ReportCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: tr("Report a message to its moderators; they alone see who reported it."))
  }
  @Argument(help: ArgumentHelp(tr("The message's key or id."))) var message: String
  @Argument(help: ArgumentHelp(tr("What is wrong with it."), valueName: "reason")) var reason: [String] = []
  @Flag(help: ArgumentHelp(tr("Moderators: take it out of others’ sight."))) var hide = false
  @Flag(help: ArgumentHelp(tr("Moderators: show it again."))) var show = false
  @OptionGroup var options: PostCommand.Options

  func run() async throws {
    let desk = try Desk()
    let cache = try desk.openCache()
    let key = try Places(reader: cache.reader, account: options.account).object(message)
    guard let row = try reading({ () throws(CacheError) in try cache.reader.message(key) }) else {
      throw Failure(.notFound, tr("There is no message “%1”.", message), remedy: tr("See: ter1 list messages"))
    }
    let mutation: Mutation
    if hide || show {
      guard row.abilities.mayPin else { throw Failure(.denied, tr("Only moderators may hide a message")) }
      mutation = Message.hide(row.key, hide, at: Sender.now())
    } else {
      mutation = Report.of(row.key, text: reason.joined(separator: " "), clientID: Sender.newID())
    }
    try await Sender(desk: desk, cache: cache).sendAndTell([mutation], isQueueOnly: options.queue)
  }
}

extension Row {
  static func report(_ row: ReportRow, in account: UntrustedText, zone: TimeZone) -> Row {
    let report = row.report
    let what = report.kind == .join ? report.name : row.message.map { $0.subject ?? $0.body } ?? report.quote
    let line =
      SafeText((report.at.map { RowTime.local($0, zone) } ?? "") + "  " + ReportWords.name(report.kind, tr) + "  ")
      + what.line.clipped(to: 80) + SafeText(report.text.isEmpty ? "" : "  ") + report.text.line
    let json: JSONValue = [
      "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account),
      "kind": report.kind.map { .string($0.rawValue) } ?? .null, "status": .string(report.state.rawValue),
      "author": .text(row.author?.name), "channel": .text(row.channel?.name), "messageId": .id(report.messageID),
      "text": .text(report.text), "name": .text(report.name), "reach": .text(report.reach),
      "quote": .text(report.quote), "at": .time(report.at), "state": row.mark.json,
    ]
    return Row(json: json, line: line + row.mark.suffix)
  }
}
