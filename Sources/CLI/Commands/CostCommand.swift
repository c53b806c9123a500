internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Settings
internal import TER1TUI
internal import Text

struct CostCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "cost", abstract: tr("What the network and the terminal took on a day, by account and pane."),
      discussion: tr("Sums are kept for 60 days. What one request held of several panes is divided by its size."))
  }

  @Option(help: ArgumentHelp(tr("A day, as 2026-11-24; else today."), valueName: "day")) var day: String?
  @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

  func run() throws {
    let desk = try Desk()
    let day = try named(desk)
    let budgets = Dictionary(
      try desk.logins().map { ($0.name, $0.dayBudget) }, uniquingKeysWith: { first, _ in first })
    let uses = try desk.read { (reader) throws(Failure) in
      try reading { () throws(CacheError) in try reader.linkUse(day: day) }
    }
    guard !json else {
      for (login, place, use) in uses { try Desk.output.json(Self.object(day, login, place, use)) }
      return
    }
    guard !uses.isEmpty else { return Desk.output.note(tr("Nothing was counted on %1.", day)) }
    for line in Self.table(uses).lines { try Desk.output.line(line) }
    try sums(uses, budgets)
  }

  private func named(_ desk: Desk) throws(Failure) -> String {
    let days = LocalDay(desk.zone)
    guard let day else { return days.name(at: Sender.now()) }
    guard let moment = SinceWords.moment(day, now: Sender.now(), zone: desk.zone) else {
      throw Failure(
        .usage, tr("“%1” is no day.", day), remedy: tr("Days: yesterday, 2026-11-24"))
    }
    return days.name(at: moment)
  }

  private func sums(
    _ uses: [(login: String, place: UsePlace, use: LinkUse)], _ budgets: [String: Int?]
  ) throws(Failure) {
    let words = Catalog(Speech.language)
    for (login, uses) in Dictionary(grouping: uses, by: \.login).sorted(by: { $0.key < $1.key }) where login != "" {
      let sum = uses.reduce(0) { $0 + $1.use.network }
      let text = ByteCount.text(sum, words)
      let line =
        if let budget = budgets[login] ?? nil, budget > 0 {
          tr("%1: %2 of %3 (%4 %)", login, text, ByteCount.text(budget, words), sum * 100 / budget)
        } else { tr("%1: %2", login, text) }
      try Desk.output.line(line)
    }
  }

  private static func table(_ uses: [(login: String, place: UsePlace, use: LinkUse)]) -> Table {
    let words = Catalog(Speech.language)
    var table = Table([tr("account"), tr("pane"), tr("sent"), tr("received"), tr("terminal")], figures: [2, 3, 4])
    for (login, place, use) in uses {
      let figures = [use.up, use.down, use.terminal].map { SafeText($0 == 0 ? "" : ByteCount.text($0, words)) }
      table.add([UntrustedText(login).line, SafeText(place.title(words))] + figures)
    }
    return table
  }

  private static func object(_ day: String, _ login: String, _ place: UsePlace, _ use: LinkUse) -> JSONValue {
    [
      "day": .string(day), "account": login.isEmpty ? .null : .string(login), "place": .string(place.rawValue),
      "bytesUp": .int(Int64(use.up)), "bytesDown": .int(Int64(use.down)), "bytesTerminal": .int(Int64(use.terminal)),
    ]
  }
}
