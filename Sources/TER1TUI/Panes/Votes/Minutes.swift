public import ClientCore
public import Foundation
public import JSON
public import Localization
import Text
import Voting

/// The minutes of a vote, for other programs and for the wall: outcome, counts, and the ballots as they were published.
public struct Minutes: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case markdown = "md"
    case csv
    case json

    /// By the name's end; Markdown for any other.
    public init(path: String) {
      let end = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
      self = Format(rawValue: end) ?? .markdown
    }
  }

  private let detail: ProposalDetail
  private let now: Double
  private let tr: Catalog
  private let dates: DateWords
  private var row: ProposalRow { detail.row }
  private var proposal: Proposal { row.proposal }
  private var words: VoteWords { VoteWords(tr) }

  /// - Parameter now: seconds since 1970.
  public init(_ detail: ProposalDetail, now: Double, zone: TimeZone, _ tr: Catalog) {
    (self.detail, self.now, self.tr) = (detail, now, tr)
    dates = DateWords(tr, now: now, zone: zone)
  }

  /// Its values neutralised, its end a line feed.
  public func text(_ format: Format) -> String {
    switch format {
    case .markdown: markdown
    case .csv: csv
    case .json: json.text + "\n"
    }
  }

  private var options: [SafeText] { words.options(proposal) }

  /// With the options' names: these minutes are read without the proposal.
  private func choice(_ ballot: JSONValue) -> SafeText {
    ballot["choice"].flatMap { proposal.paper?.choice($0) }.map { words.named($0, proposal) } ?? SafeText("?")
  }

  private func whose(_ ballot: JSONValue) -> String {
    if let code = ballot["code"]?.string {
      return UntrustedText(BallotCode.grouped(String(code.prefix(32)))).line.string
    }
    return ballot["voterId"]?.string.flatMap { detail.voters[ObjectID($0)]?.name.line.string } ?? "?"
  }

  // MARK: Markdown

  private var markdown: String {
    ([heading, facts, Markdown.quoted(proposal.body), [""], change, results, published].flatMap { $0 })
      .joined(separator: "\n") + "\n"
  }

  private func escaped(_ text: SafeText) -> String { Markdown.escaped(text) }

  /// Of an amendment: what it makes of the text, word by word.
  private var change: [String] {
    guard let amended = detail.amended else { return [] }
    let lines = WordDiff.lines(from: amended.proposal.body, to: proposal.body)
    return [tr("would change: ") + escaped(amended.proposal.title.line), ""]
      + Markdown.quoted(UntrustedText(lines.map(\.text).joined(separator: "\n"))) + [""]
  }

  private var heading: [String] {
    let isOver = row.tally?.isOver == true
    return [
      "# " + escaped(proposal.title.line), "",
      "**" + (isOver ? escaped(decision) : words.state(row.state(at: now))) + "**", "",
    ]
  }

  /// "decided: the second option".
  private var decision: SafeText {
    let outcome = words.outcome(row)
    return row.tally?.outcome == .decided ? SafeText(tr("%1: %2", words.outcome(.decided), outcome)) : outcome
  }

  private var facts: [String] {
    let kind = proposal.isSecret ? tr("secret ballot") : tr("open ballot")
    var facts = [(tr("How"), words.method(proposal.method) + ", " + kind)]
    if let channel = row.channel { facts.append((tr("In"), escaped(channel.name.line))) }
    if let author = row.author { facts.append((tr("By"), escaped(author.name.line))) }
    if let opens = proposal.opensAt { facts.append((tr("Opens"), dates.moment(opens))) }
    facts.append((tr("Closes"), dates.moment(proposal.closesAt)))
    facts.append((tr("Ballots"), VoteBar(row: row, now: now, tr: tr).count))
    if proposal.quorum > 0 { facts.append((tr("Quorum"), String(proposal.quorum))) }
    return facts.map { "- " + tr("%1: %2", $0.0, $0.1) } + [""]
  }

  private var results: [String] {
    guard let counts = row.tally?.counts else { return [] }
    let rows = zip(options, counts).map { "| \(escaped($0)) | \($1) |" }
    var lines = ["| \(tr("Choice")) | \(tr("Votes")) |", "| --- | ---: |"] + rows + [""]
    if proposal.method == .ranked, let ranking = row.tally?.ranking, !ranking.isEmpty {
      lines += [tr("ranking: %1", words.choice(.order(ranking), of: .ranked)), ""]
    }
    return lines
  }

  private var published: [String] {
    guard let ballots = row.tally?.ballots, !ballots.isEmpty else { return [] }
    let rows = ballots.map { "| \(escaped(SafeText(whose($0)))) | \(escaped(choice($0))) |" }
    return ["| \(proposal.isSecret ? tr("Receipt") : tr("Voter")) | \(tr("Ballot")) |", "| --- | --- |"] + rows
  }

  // MARK: CSV (RFC 4180)

  private var csv: String {
    var rows = [[proposal.isSecret ? "receipt" : "voter", "ballot"]]
    rows += (row.tally?.ballots ?? []).map { [whose($0), choice($0).string] }
    if rows.count == 1, let counts = row.tally?.counts {
      rows = [["option", "votes"]] + zip(options, counts).map { [$0.string, String($1)] }
    }
    return rows.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
  }

  /// A cell that a spreadsheet would take for a formula begins with an apostrophe.
  private static func field(_ text: String) -> String {
    let harmless = text.first.map { "=+-@\t".contains($0) } == true ? "'" + text : text
    return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
  }

  // MARK: JSON

  public var json: JSONValue {
    let tally = row.tally
    return [
      "id": .string(row.key.id.rawValue), "title": .string(UntrustedText(proposal.title.line.string).quotable),
      "body": .string(proposal.body.lines.map(\.string).joined(separator: "\n")),
      "method": .string(proposal.method.rawValue),
      "options": .array(proposal.options.map { .string($0.line.string) }), "isSecret": .bool(proposal.isSecret),
      "quorum": .int(Int64(proposal.quorum)), "opensAt": date(proposal.opensAt), "closesAt": date(proposal.closesAt),
      "status": .string(row.state(at: now).rawValue), "outcome": tally?.outcome.map { .string($0.rawValue) } ?? .null,
      "electors": tally?.electors.map { .int(Int64($0)) } ?? .null,
      "ballotCount": .int(Int64(tally?.ballotCount ?? 0)),
      "counts": tally?.counts.map { .array($0.map { .int(Int64($0)) }) } ?? .null,
      "ranking": .array((tally?.ranking ?? []).map { .array($0.map { .int(Int64($0)) }) }),
      "ballots": tally?.ballots.map { .array($0.map(ballot)) } ?? .null,
    ]
  }

  private func date(_ seconds: Double?) -> JSONValue { seconds.map { .string(UTCDate.string(from: $0)) } ?? .null }

  private func ballot(_ ballot: JSONValue) -> JSONValue {
    var object: JSONObject = ["choice": ballot["choice"] ?? .null]
    object[proposal.isSecret ? "receipt" : "voter"] = .string(whose(ballot))
    return .object(object)
  }
}
