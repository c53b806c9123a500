import ClientCore
import Localization
import Text

/// Lays the messages of a thread out as blocks to read.
struct PostBlocks {
  let words: PostWords
  let columns: Int
  /// What was new when the topic was opened.
  let fresh: Set<ObjectID>
  let unfolding: Unfolding
  /// How many messages are hidden below each whose answers are folded.
  let closed: [ObjectID: Int]
  /// What those whose changes are to be seen said before.
  let earlier: [ObjectID: [EarlierText]]

  /// Deeper answers stand no further to the right: the text needs the room.
  private var deepest: Int { max(1, min(8, (columns - 24) / 4)) }

  /// - Parameter day: of the message above: below one of another day today is said, too.
  func block(_ row: MessageRow, after day: Int64?) -> PagerBlock<ObjectID> {
    if !unfolding.isAll, let block = short(row, after: day) { return block }
    return unfolding.contains(row.key.id) ? whole(row, after: day) : folded(row, after: day)
  }

  private func whole(_ row: MessageRow, after day: Int64?) -> PagerBlock<ObjectID> {
    let guide = guide(row.depth)
    var rows: [RichText.Row] = [(author(row, after: day), Line())]
    let (content, text) = content(row.message, columns: columns - guide.width)
    rows += content
    if let answers = answers(row) { rows.append((Line([answers]), Line())) }
    let blank: RichText.Row = (Line(), Line())
    var block = PagerBlock(id: row.key.id, indented: rows.map { (guide + $0.line, guide + $0.indent) } + [blank])
    block.text = (1..<1 + text, guide.width)
    return block
  }

  /// As plain as a text, so that what is whole stands out.
  private func folded(_ row: MessageRow, after day: Int64?) -> PagerBlock<ObjectID> {
    let more = answers(row).map { [Span(" "), $0] } ?? []
    let line = blanks(row.depth) + author(row, after: day, isFolded: true) + Line(more)
    var block = PagerBlock(id: row.key.id, [line.clipped(to: columns)])
    block.isFolded = true
    return block
  }

  /// More cells of a text would cost what nobody asked for.
  private static let mostBesideHeading = 30

  /// A message that says so little that it stands beside its heading ("+1", "merci !"); nil for any other.
  private func short(_ row: MessageRow, after day: Int64?) -> PagerBlock<ObjectID>? {
    let (message, body) = (row.message, row.message.body.raw)
    guard body.utf8.count <= 2 * Self.mostBesideHeading, !body.contains(where: \.isNewline),
      message.isWhole || message.isDeleted, closed[row.key.id] == nil
    else { return nil }
    let (content, text) = content(message, columns: columns)
    let head = blanks(row.depth) + author(row, after: day) + Line("  ")
    guard content.count == 1, let line = content.first?.line, line.width <= Self.mostBesideHeading,
      head.width + line.width <= columns
    else { return nil }
    var block = PagerBlock(id: row.key.id, [head + line])
    block.text = (0..<text, head.width)
    return block
  }

  private func answers(_ row: MessageRow) -> Span? {
    closed[row.key.id].map { Span(words.tr($0, "… %1 reply folded", "… %1 replies folded"), Style(.accent)) }
  }

  /// - Returns: the rows, and how many of them, from the first on, are what the author wrote.
  private func content(_ message: Message, columns: Int) -> (rows: [RichText.Row], text: Int) {
    guard !message.isDeleted else { return ([(Line(words.gone(message), .dim), Line())], 0) }
    guard message.hasText else { return ([(Line(words.tr("the text is still on the server"), .dim), Line())], 0) }
    var rows =
      earlier[message.id].map { words.changes(of: message, $0) } ?? words.body(of: message, columns: columns).rows
    let text = rows.count
    if let rest = words.rest(of: message) { rows.append((rest, Line())) }
    rows += words.attachments(of: message).map { ($0, Line("  ")) }
    if let reactions = words.reactions(to: message) { rows.append((reactions, Line())) }
    return (rows, text)
  }

  private func guide(_ depth: Int) -> Line {
    guard depth > 1 else { return Line() }
    return Line([Span(String(repeating: "│ ", count: min(depth - 1, deepest)), Style(.border))])
  }

  /// In a row of its own how far to the right it stands says how deep; blanks cost next to nothing.
  private func blanks(_ depth: Int) -> Line { Line(String(repeating: " ", count: guide(depth).width)) }

  /// In one row where there is any way to: it is what scrolls away first.
  private func author(_ row: MessageRow, after day: Int64?, isFolded: Bool = false) -> Line {
    let isSame = words.day(of: row) == day
    let isShort = isFolded || isSame || columns < 56
    let time = words.moment(row.message.receivedAt, isShort: isShort, saysToday: day != nil && !isSame)
    let line = author(row, time: isFolded ? age(row, time) : time, isFolded: isFolded)
    return line.width <= columns - guide(row.depth).width
      ? line : author(row, time: age(row, time), isFolded: isFolded)
  }

  /// The day alone, of what was not written today.
  private func age(_ row: MessageRow, _ time: String) -> String {
    let day = words.day(of: row)
    return day == words.dates.today ? time : words.dates.day(day, isShort: true)
  }

  private func author(_ row: MessageRow, time: String, isFolded: Bool) -> Line {
    // As plain as the text below it: that takes no change of looks.
    var parts: [[Span]] = [mark(row, isFolded: isFolded) + words.author(row.author, isHeading: isFolded), [Span(time)]]
    parts += words.states(of: row).map { [$0] }
    if row.depth - 1 > deepest { parts.append([Span(words.tr("level %1", row.depth), .dim)]) }
    return Line(Array(parts.joined(separator: [Span(" · ")])))
  }

  /// What is folded has one sign, as plain as its row: new, or only folded.
  private func mark(_ row: MessageRow, isFolded: Bool) -> [Span] {
    guard fresh.contains(row.key.id) else { return isFolded ? [Span("+ ")] : [] }
    if row.mentionsViewer { return [Span("@ ", Style(.mention))] }
    return [Span("● ", isFolded ? .text : Style(.unread))]
  }
}
