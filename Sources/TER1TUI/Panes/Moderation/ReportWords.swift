public import ClientCore
public import Localization
import Text

/// Reports and the log, in a person's words.
public struct ReportWords {
  let context: DrawContext
  private var tr: Catalog { context.tr }

  init(_ context: DrawContext) { self.context = context }

  private func heading(_ item: ReportItem) -> Line {
    let isOpen = if case .heading(.open) = item.id { true } else { false }
    return Line(isOpen ? tr("To decide") : tr("What was done"), Style(.date, .bold))
  }

  /// Where lines are told one after the other, all of it: the page stays the same wherever one is in it.
  func line(_ item: ReportItem, _ columns: Int) -> Line {
    guard let row = item.row else { return heading(item) }
    return columns < Size.told ? line(row, columns) : Line.told([line(row, columns)] + detail(row, columns))
  }

  func below(_ item: ReportItem, _ columns: Int) -> [Line] {
    columns < Size.told ? item.row.map { detail($0, columns) } ?? [] : []
  }

  private func line(_ row: ReportRow, _ columns: Int) -> Line {
    let report = row.report
    let state: Line =
      row.mark != .none ? row.mark.span : Line(sign(report), .dim)
    var layout = RowLayout().adding(state, .fixed(1)).adding(
      Line(Self.name(report.kind, tr)), .fixed(columns >= 56 ? 18 : 12)
    )
    .adding(subject(row), .rest)
    if columns >= 56 { layout = layout.adding(Line(author(row), Style(.author)), .fixed(columns / 5)) }
    let words = context.words
    return layout.adding(
      Line(report.at.map { words.age($0) } ?? "", Style(.date)), .fixed(words.ageColumns), isRight: true
    )
    .line(columns: columns)
  }

  private func sign(_ report: Report) -> String {
    guard report.isQuestion, report.state != .open else { return "" }
    return report.state == .refused ? "×" : "✓"
  }

  private func subject(_ row: ReportRow) -> Line {
    let report = row.report
    if report.kind == .join { return Line(report.name.line) + Line(SafeText("  ") + report.reach.line, .dim) }
    let what = row.message.map { $0.subject ?? $0.body } ?? report.quote
    guard !what.isEmpty else { return Line(row.channel?.name.line ?? "", .dim) }
    return Line(what.line.clipped(to: 120))
  }

  private func author(_ row: ReportRow) -> SafeText { row.author?.name.line ?? SafeText("") }

  /// More of the report under the cursor.
  private func detail(_ row: ReportRow, _ columns: Int) -> [Line] {
    var lines: [Line] = []
    if !row.report.text.isEmpty {
      lines += row.report.text.lines.prefix(4).flatMap { Line($0, .dim).wrapped(to: columns - 2) }.prefix(4)
    }
    if let author = row.messageAuthor, row.report.kind == .report {
      let place = row.channel.map { SafeText(tr(", in “%1”", $0.name.line)) } ?? SafeText("")
      let said = Line([Span(tr("written by "), .dim), Span(author.name.line, Style(.author)), Span(place, .dim)])
      lines += said.wrapped(to: columns - 2)
    }
    if row.report.isQuestion, row.report.state != .open { lines += decision(row).wrapped(to: columns - 2) }
    if row.message?.hiddenAt != nil {
      lines.append(Line(tr("hidden: its author and moderators see it"), Style(.warning)))
    }
    return lines
  }

  private func decision(_ row: ReportRow) -> Line {
    let isAccepted = row.report.state == .accepted
    guard let name = row.decider?.name.line, !name.isEmpty else {
      return Line(isAccepted ? tr("accepted") : tr("refused"), .dim)
    }
    return Line(isAccepted ? tr("accepted by %1", name) : tr("refused by %1", name), .dim)
  }

  public static func name(_ kind: Report.Kind?, _ tr: Catalog) -> String {
    switch kind {
    case .report: tr("report")
    case .join: tr("wants to join")
    case .hide: tr("hid")
    case .show: tr("showed again")
    case .delete: tr("deleted")
    case .pin: tr("pinned it")
    case .unpin: tr("unpinned it")
    case .move: tr("moved")
    case .close: tr("closed a place")
    case .reopen: tr("opened it again")
    case nil: tr("something else")
    }
  }
}
