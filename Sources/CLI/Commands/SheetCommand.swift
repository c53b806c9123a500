internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import TER1TUI
internal import Text

struct SheetCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sheet", abstract: tr("Print the sheet of an event: one page of plain text; works offline."),
      discussion: tr("With its meeting point as a QR code where the output can show one: ter1 sheet EVENT | lp"))
  }

  @Argument(help: ArgumentHelp(tr("The event's key or id."))) var event: String
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
  @Flag(help: ArgumentHelp(tr("Without a QR code."))) var bare = false

  func run() throws {
    let desk = try Desk()
    try desk.read { (reader) throws(Failure) in
      let detail = try EventCommand.find(event, account, reader, desk.zone)
      let sheet = PrintedSheet(
        detail, tr: tr, now: Date.now.timeIntervalSince1970, zone: desk.zone,
        hasBlocks: !bare && Speech.charset == .utf8)
      for line in sheet.lines { try Desk.output.line(SafeText(line)) }
    }
  }
}
