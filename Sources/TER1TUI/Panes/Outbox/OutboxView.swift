import ClientCore
import JSON
import Localization
import Text

/// Draws the outbox from its state.
struct OutboxView {
  let pane: OutboxPane
  let context: DrawContext
  private let words: DateWords

  init(pane: OutboxPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = context.words
  }

  func draw(on canvas: inout Canvas) {
    if pane.list.isEmpty { return emptyState.draw(on: &canvas) }
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[OutboxPane.Level.list.rawValue] {
      canvas.inside(rect) { canvas in
        pane.list.draw(on: &canvas, isFocused: pane.level == .list) { item, columns in line(item, columns) }
      }
    }
    if let rect = columns.rects[OutboxPane.Level.detail.rawValue] {
      canvas.inside(rect) { pane.sheet.draw(on: &$0, isFocused: pane.level == .detail) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private var emptyState: EmptyState {
    EmptyState(
      context.tr("Everything has been sent."),
      nextStep: context.tr("What you write offline waits here, and leaves with the next connection."))
  }

  private func line(_ item: OutboxItem, _ columns: Int) -> Line {
    switch item.content {
    case .heading(let section, let count): heading(section, count)
    case .entry(let row, _): line(row, item, columns)
    case .download(let download): line(download, columns)
    case .draft(let draft): line(draft, columns)
    }
  }

  private func heading(_ section: OutboxItem.Section, _ count: Int) -> Line {
    let tr = context.tr
    return switch section {
    case .failed:
      Line(tr(count, "%1 refused: edit, retry or drop", "%1 refused: edit, retry or drop"), Style(.error, .bold))
    case .waiting: Line(tr(count, "%1 thing waits to be sent", "%1 things wait to be sent"), Style(.date, .bold))
    case .transfers: Line(tr(count, "%1 file being fetched", "%1 files being fetched"), Style(.date, .bold))
    case .drafts: Line(tr(count, "%1 draft", "%1 drafts"), Style(.date, .bold))
    }
  }

  private func line(_ row: OutboxRow, _ item: OutboxItem, _ columns: Int) -> Line {
    let entry = row.entry
    var layout = RowLayout().adding(sign(item), .fixed(1))
    if columns >= 52 { layout = layout.adding(Line(IntentionWords.text(entry.mutation, context.tr), .dim), .fixed(12)) }
    let title = row.title.isEmpty ? SafeText(IntentionWords.text(entry.mutation, context.tr)) : row.title.line
    layout = layout.adding(Line(title), .rest)
    let expiry = entry.state == .failed ? nil : entry.mutation.expiresAt
    if columns >= (expiry == nil ? 70 : 100), let place = row.place {
      layout = layout.adding(Line(place.line, .dim), .fixed(columns / 4))
    }
    if columns >= 60 {
      layout = layout.adding(Line(OutboxSize.text(entry.mutation, context.tr), .dim), .fixed(7), isRight: true)
    }
    if let expiry { layout = layout.adding(end(expiry, columns)) }
    let share = UploadWords(item.files, pane.sent).share
    let end = share.map { Line($0, Style(.pending)) } ?? time(entry)
    return layout.adding(end, .fixed(words.ageColumns), isRight: true)
      .line(columns: columns)
  }

  /// When it is of no use any more.
  private func end(_ expiry: Double, _ columns: Int) -> Line {
    let moment = words.soon(expiry)
    return Line(columns < 60 ? "< " + moment : context.tr("useless after %1", moment), Style(.pending))
  }

  /// Since when it waits; or until when it is held back.
  private func time(_ entry: OutboxEntry) -> Line {
    guard entry.isHeld(at: context.now), let until = entry.nextAttemptAt else {
      return Line(words.age(entry.createdAt), Style(.date))
    }
    return Line("> " + words.clock(at: until), Style(.pending))
  }

  /// What it answers or is called, then its first words.
  private func line(_ draft: Draft, _ columns: Int) -> Line {
    let title = UntrustedText(draft.content["title"]?.string ?? "").line
    let subject = draft.content["subject"]?.string ?? ""
    let text = subject.isEmpty ? draft.content["body"]?.string ?? "" : subject
    let first = UntrustedText(text.split(separator: "\n").first.map(String.init) ?? "").line
    var layout = RowLayout().adding(Line("…", Style(.pending)), .fixed(1))
    if columns >= 52 { layout = layout.adding(Line(title, .dim), .fixed(columns / 3)) }
    return layout.adding(Line(first), .rest).adding(
      Line(words.age(draft.savedAt), Style(.date)), .fixed(words.ageColumns), isRight: true
    )
    .line(columns: columns)
  }

  private func sign(_ item: OutboxItem) -> Line {
    if item.isRefused { return Line("!", Style(.error)) }
    return Line(item.isPaused ? "‖" : item.isOnItsWay ? "→" : "↑", Style(.pending))
  }

  private func line(_ download: Download, _ columns: Int) -> Line {
    let name = TypedPath.name(download.path)
    var layout = RowLayout().adding(Line("↓", Style(.pending)), .fixed(1))
      .adding(Line(FileName.clipped(name, to: max(8, columns - 30))), .rest)
    if columns >= 52 {
      let size =
        ByteCount.text(download.received, context.tr)
        + (download.size.map { " / " + ByteCount.text($0, context.tr) } ?? "")
      let remark = columns >= 70 ? TransferWords.remark(download, context) : nil
      layout = layout.adding(Line([size, remark].compactMap(\.self).joined(separator: ", "), .dim))
    }
    return layout.adding(TransferWords.short(download), .fixed(6), isRight: true).line(columns: columns)
  }
}
