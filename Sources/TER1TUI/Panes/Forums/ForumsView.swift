import ClientCore
import Localization
import Text

extension ForumsPane {
  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    guard !boards.isEmpty || level == .thread else { return emptyForums(context).draw(on: &canvas) }
    let columns = columns(in: canvas.size, context.previews)
    if let rect = columns.rects[0] { canvas.inside(rect) { drawBoards(on: &$0, context) } }
    if let rect = columns.rects[1] { canvas.inside(rect) { drawTopics(on: &$0, context) } }
    if let rect = columns.rects[2] { canvas.inside(rect) { drawThread(on: &$0, context) } }
    columns.drawSeparators(on: &canvas)
  }

  private func emptyForums(_ context: DrawContext) -> EmptyState {
    context.accounts.isEmpty
      ? .noAccount(context)
      : .notOffered(.forums, context)
        ?? EmptyState(
          context.tr("No board yet."),
          nextStep: context.tr("They appear here once the first news have come from the cooperative."))
  }

  private func drawBoards(on canvas: inout Canvas, _ context: DrawContext) {
    let words = context.words
    boards.draw(on: &canvas, isFocused: level == .boards) { $0.line(columns: $1, words) }
  }

  // MARK: Topics

  private func drawTopics(on canvas: inout Canvas, _ context: DrawContext) {
    guard let board else { return }
    let words = context.words
    let repeating = context.isLinear ? [] : topics.repeating { $0.when(words) }
    let when = context.isLinear ? Line() : dateAbove(repeating, words)
    let asides = [topicsAside(canvas.columns, context) + when, when]
    drawTitle(board.channel.name.line, of: board.key.account, asides: asides, on: &canvas, context)
    canvas.inside(below(canvas)) { canvas in
      if topics.isEmpty { return emptyBoard(board, context).draw(on: &canvas, isFocused: level == .topics) }
      topics.draw(on: &canvas, isFocused: level == .topics) {
        $0.line(columns: $1 - 1, words, isDated: !repeating.contains($0.id))
      }
    }
  }

  /// The date of the rows that do not say theirs again, in a column as wide as theirs: what stands beside it stays where it is.
  private func dateAbove(_ repeating: Set<TopicLine.ID>, _ words: DateWords) -> Line {
    let dates = topics.visible.map { SafeText($0.when(words)) }
    let isCut = topics.visible.first.map { repeating.contains($0.id) } ?? false
    let date = isCut ? dates.first ?? "" : ""
    let blanks = 2 + (dates.map(\.width).max() ?? 0) - date.width
    return Line(SafeText(String(repeating: " ", count: blanks)) + date, .dim)
  }

  private func topicsAside(_ columns: Int, _ context: DrawContext) -> Line {
    if !filter.isEmpty { return Line(context.tr("filter: %1", filter), Style(.match)) }
    if board?.channel.isArchived == true { return Line(context.tr("archived"), .dim) }
    if board?.channel.rights.mayPost == false { return Line(context.tr("read only"), .dim) }
    let count = hasOlderTopics ? olderCount(columns, context) : context.tr(topicCount, "%1 topic", "%1 topics")
    let hasDoubt =
      columns >= TopicLine.columnsForAuthor && topics.rows.contains { $0.topic.author?.isVerified == false }
    return Line(hasDoubt ? context.tr("? : not verified") + " · " + count : count, .dim)
  }

  private func olderCount(_ columns: Int, _ context: DrawContext) -> String {
    if topicCount == 0 { return context.tr("perhaps on the server") }
    return columns < 56
      ? context.tr("%1+ topics", topicCount)
      : context.tr(topicCount, "%1 topic here, older ones on the server", "%1 topics here, older ones on the server")
  }

  private func emptyBoard(_ board: BoardRow, _ context: DrawContext) -> EmptyState {
    if !filter.isEmpty { return EmptyState(context.tr("No topic has “%1” in its subject or author.", filter)) }
    if hasOlderTopics {
      let key = context.keys("older")
      return EmptyState(
        context.tr("Nothing of this board is here; there may be something on the server."),
        nextStep: key.map { context.tr("%1 asks for it.", $0) })
    }
    guard board.channel.rights.mayPost, !board.channel.isArchived else {
      return EmptyState(context.tr("Nothing has been written here."))
    }
    let key = context.keys("forums.new-topic")
    return EmptyState(
      context.tr("Nothing has been written here yet."),
      nextStep: key.map { context.tr("%1 begins the first topic.", $0) })
  }

  // MARK: A topic

  private func drawThread(on canvas: inout Canvas, _ context: DrawContext) {
    guard let thread else { return }
    let row = thread.page.topic
    let asides = [threadAside(row, canvas.columns, context)]
    drawTitle(row.subject?.line ?? SafeText("…"), of: row.key.account, asides: asides, on: &canvas, context)
    canvas.inside(below(canvas)) { thread.pager.draw(on: &$0, isFocused: level == .thread) }
  }

  private func threadAside(_ row: TopicRow, _ columns: Int, _ context: DrawContext) -> Line {
    let isNarrow = columns < 56
    let hasDoubt = thread?.page.messages.rows.contains { !$0.author.isVerified } ?? false
    let author = isNarrow && thread?.pager.currentBeginsAbove == true ? thread?.current?.author.name.line.string : nil
    let words = [
      author, hasDoubt ? context.tr("? : not verified") : nil, row.isMuted ? context.tr("muted") : nil,
      replies(row, isNarrow: isNarrow, context),
    ].compactMap(\.self)
    // One of them is all that a narrow one has room for.
    return Line(words.prefix(isNarrow ? 1 : words.count).joined(separator: " · "), .dim)
  }

  private func replies(_ row: TopicRow, isNarrow: Bool, _ context: DrawContext) -> String {
    guard thread?.history.isComplete == false else { return context.tr(row.replies, "%1 reply", "%1 replies") }
    let count = context.tr("%1+ replies", row.replies)
    return isNarrow ? count : count + " · " + context.tr("more on the server")
  }

  /// - Parameter asides: of which the first that leaves room for the title is shown.
  private func drawTitle(
    _ name: SafeText, of account: AccountID, asides: [Line], on canvas: inout Canvas, _ context: DrawContext
  ) {
    let all = canvas.columns - 3
    let whole = context.title(name, of: account)
    let aside = asides.first { $0.width + 2 + min(whole.width, 20) <= all } ?? Line()
    let room = all - (aside.width > 0 ? aside.width + 2 : 0)
    let title = context.title(name, of: account, columns: room)
    canvas.put(Line(title, .title), column: 2, row: 0, room: room)
    canvas.putRight(aside, endingAt: canvas.columns - 1, row: 0)
  }

  private func below(_ canvas: Canvas) -> Rect {
    Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)
  }
}
