import ClientCore
import Localization
import Text

/// Lays the lines of a room out, grouped by author and by day.
struct ChatBlocks {
  let words: PostWords
  let columns: Int
  /// The first message that was new when the room was opened.
  let firstUnread: ObjectID?
  /// What those whose changes are to be seen said before.
  let earlier: [ObjectID: [EarlierText]]

  /// How long one goes on speaking before the name is said again, in seconds.
  private static let pause = 600.0
  private static let nameColumns = 14

  /// Whether names stand in a column of their own.
  private var isWide: Bool { columns >= 68 }
  /// How many cells stand before the text.
  private var inset: Int { isWide ? Self.nameColumns + 8 : 2 }
  private var textColumns: Int { max(12, columns - inset) }

  func blocks(_ rows: [MessageRow]) -> [PagerBlock<ObjectID>] {
    var blocks: [PagerBlock<ObjectID>] = []
    var group: MessageRow?
    for (index, row) in rows.enumerated() {
      let previous = index > 0 ? rows[index - 1] : nil
      var head = dayLine(row, after: previous)
      // Below the day before: where one begins at a day, nothing empty stands above it.
      if !head.isEmpty, previous != nil { blocks[index - 1].lines.append((Line(), Line())) }
      if row.key.id == firstUnread {
        head.append((Line(words.tr("New since your last visit"), Style(.accent, .bold)), Line()))
      }
      let isNewGroup = !head.isEmpty || group.map { !continues($0, row) } ?? true
      if isNewGroup { group = row }
      let (lines, text) = lines(of: row, isNewGroup: isNewGroup)
      var block = PagerBlock(id: row.key.id, indented: head + lines, heading: head.count)
      block.text = (head.count + text.lowerBound..<head.count + text.upperBound, inset)
      blocks.append(block)
    }
    return blocks
  }

  private func continues(_ group: MessageRow, _ row: MessageRow) -> Bool {
    group.author == row.author && row.message.receivedAt - group.message.receivedAt < Self.pause
  }

  private func dayLine(_ row: MessageRow, after previous: MessageRow?) -> [RichText.Row] {
    let day = LocalTime(at: row.message.receivedAt, in: words.dates.zone).day
    let before = previous.map { LocalTime(at: $0.message.receivedAt, in: words.dates.zone).day }
    guard day != before else { return [] }
    let name = words.dates.nearDay(day).map { "\($0), \(words.dates.longDate(day))" } ?? words.dates.longDate(day)
    return [(Line(name, .title), Line())]
  }

  // MARK: One message

  private typealias Content = (rows: [RichText.Row], text: Range<Int>)

  /// - Returns: the rows, and which of them are what the author wrote.
  private func lines(of row: MessageRow, isNewGroup: Bool) -> Content {
    let (content, text) = content(of: row)
    if isWide { return (beside(author(row, isNewGroup), content), text) }
    let indent = Line("  ")
    let name: [RichText.Row] = isNewGroup ? [(shortAuthor(row), Line())] : []
    let rows = name + content.map { (indent + $0.line, indent + $0.indent) }
    return (rows, name.count + text.lowerBound..<name.count + text.upperBound)
  }

  private func beside(_ author: Line, _ content: [RichText.Row]) -> [RichText.Row] {
    guard columns < Size.told else {
      return content.enumerated().map { ($0 == 0 ? author + $1.line : $1.line, Line()) }
    }
    let blank = Line(String(repeating: " ", count: Self.nameColumns + 8))
    return content.enumerated().map { index, row in ((index == 0 ? author : blank) + row.line, blank + row.indent) }
  }

  private func author(_ row: MessageRow, _ isNewGroup: Bool) -> Line {
    guard columns < Size.told else {
      return Line(words.dates.clock(at: row.message.receivedAt) + " ") + Line(name(row)) + Line(words.tr(": "))
    }
    guard isNewGroup else { return Line(String(repeating: " ", count: Self.nameColumns + 8)) }
    let name = Line(name(row)).clipped(to: Self.nameColumns)
    let padding = String(repeating: " ", count: Self.nameColumns - name.width + 2)
    return Line(words.dates.clock(at: row.message.receivedAt) + " ") + name + Line(padding)
  }

  private func shortAuthor(_ row: MessageRow) -> Line {
    Line(name(row)) + Line("  " + words.dates.clock(at: row.message.receivedAt))
  }

  private func name(_ row: MessageRow) -> [Span] {
    let name = row.author.name.isEmpty ? SafeText(words.tr("somebody")) : row.author.name.line
    let style = Style(row.author.isViewer ? .own : .author, .bold)
    let doubt = row.author.isVerified ? [] : [Span("? ", style)]
    let author = [Span(name, style)]
    // The handle first: it must not be what is cut off.
    return doubt + (words.handle(of: row.author).map { [Span($0.text + " ", $0.style)] } ?? []) + author
  }

  private func content(of row: MessageRow) -> Content {
    guard !row.message.isDeleted else { return ([(Line(words.gone(row.message), .dim), Line())], 0..<0) }
    guard row.message.isWhole else {
      return ([(Line(words.tr("the text is still on the server"), .dim), Line())], 0..<0)
    }
    var rows = quotation(row)
    let text = words.body(of: row.message, columns: textColumns)
    let start = rows.count
    rows += earlier[row.message.id].map { words.changes(of: row.message, $0) } ?? text.rows
    let written = start..<rows.count
    if let link = text.links.first(where: { Meeting.isOne($0) }), let host = link.host {
      rows.append(
        (
          Line([Span("▶ ", Style(.accent)), Span(words.tr("video meeting at %1", host.line), Style(.accent, .bold))]),
          Line("  ")
        ))
    }
    rows += words.attachments(of: row.message).map { ($0, Line("  ")) }
    if let reactions = words.reactions(to: row.message) { rows.append((reactions, Line())) }
    rows = adding(states(row), to: rows)
    // Of what says nothing that can be shown, its author at least, and a place for the cursor.
    return (rows.isEmpty ? [(Line(), Line())] : rows, written)
  }

  private func quotation(_ row: MessageRow) -> [RichText.Row] {
    guard let quoted = row.quoted else { return [] }
    let rows = RichText(quoted.text, isMarkdown: quoted.isMarkdown).rows
    let words = SafeText(rows.map(\.line.text).filter { !$0.isEmpty }.joined(separator: " "))
    let text = SafeText("> ") + quoted.author.name.line + SafeText(" : ") + words
    return [(Line(text.clipped(to: textColumns), .dim), Line())]
  }

  private func states(_ row: MessageRow) -> [Span] {
    var spans: [Span] = []
    if row.message.isPinned { spans.append(Span(words.tr("pinned"), Style(.accent))) }
    if row.message.editedAt != nil { spans.append(Span(words.tr("edited"), .dim)) }
    if let text = row.mark.words(words.tr) { spans.append(Span(text, Style(row.mark == .failed ? .error : .pending))) }
    return spans
  }

  /// States stand after the last words.
  private func adding(_ states: [Span], to rows: [RichText.Row]) -> [RichText.Row] {
    guard !states.isEmpty else { return rows }
    let line = Line(Line.joined(states.map { [$0] }))
    guard let last = rows.last else { return [(line, Line())] }
    return rows.dropLast() + [(last.line + Line("  ") + line, last.indent)]
  }
}
