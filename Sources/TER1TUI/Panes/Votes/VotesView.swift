import ClientCore
import Localization
import Text

/// Draws the votes from the pane's state.
struct VotesView {
  let pane: VotesPane
  let context: DrawContext
  private let words: VoteWords

  init(pane: VotesPane, _ context: DrawContext) {
    (self.pane, self.context) = (pane, context)
    words = VoteWords(context.tr)
  }

  func draw(on canvas: inout Canvas) {
    if pane.list.isEmpty { return emptyState.draw(on: &canvas) }
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[VotesPane.Level.list.rawValue] {
      let room = room
      canvas.inside(rect) { canvas in
        pane.list.draw(on: &canvas, isFocused: pane.level == .list) { item, columns in line(item, columns, room) }
      }
    }
    if let rect = columns.rects[VotesPane.Level.proposal.rawValue], pane.detail != nil {
      canvas.inside(rect) { pane.sheet.draw(on: &$0, isFocused: pane.level == .proposal) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private func line(_ item: VoteItem, _ columns: Int, _ room: Room) -> Line {
    guard let row = item.row else { return heading(item) }
    var layout = RowLayout().adding(sign(row), .fixed(1)).adding(what(row, columns), .rest)
    if columns >= 56, row.state(at: context.now) != .waiting {
      let count = columns < Size.told ? bar(row).count : context.tr("ballots: %1", bar(row).count)
      layout = layout.adding(Line(count), .fixed(room.count), isRight: true)
    }
    return layout.adding(last(row), .fixed(min(columns >= 56 ? max(18, columns / 4) : 13, room.last)), isRight: true)
      .line(columns: columns)
  }

  private func what(_ row: ProposalRow, _ columns: Int) -> Line {
    guard columns >= 100 else { return title(row) }
    return title(row).followed(by: Line(row.channel?.name.line ?? "", .dim))
      .followed(by: Line(words.method(row.proposal.method), .dim))
  }

  /// What became of it, or until when one may vote.
  private func last(_ row: ProposalRow) -> Line {
    let state = row.state(at: context.now)
    guard state != .closed, state != .withdrawn else { return Line(words.outcome(row), .bold) }
    return Line(bar(row).timeLeft, Style(.date))
  }

  private func bar(_ row: ProposalRow) -> VoteBar { VoteBar(row: row, now: context.now, tr: context.tr) }

  /// As many cells as the rows in sight need: what is left is for their titles.
  private typealias Room = (count: Int, last: Int)

  private var room: Room {
    let rows = pane.list.visible.compactMap(\.row)
    return (min(14, rows.map { bar($0).count.count }.max() ?? 0), rows.map { last($0).width }.max() ?? 0)
  }

  private func heading(_ item: VoteItem) -> Line {
    let tr = context.tr
    let text =
      switch item.id {
      case .heading(.open): tr("Open")
      case .heading(.waiting): tr("To come")
      case .heading(.over), .row: tr("Over")
      }
    return Line(text, Style(.date, .bold))
  }

  private func title(_ row: ProposalRow) -> Line {
    let isNew = row.awaitsBallot(at: context.now)
    let mark = row.proposal.amends == nil ? Line() : Line("↳ ", .dim)
    return mark + Line(row.proposal.title.line, isNew ? Style(.unread) : .text)
  }

  /// What the member has to do with it: his ballot waits for him, for the network, or is cast.
  private func sign(_ row: ProposalRow) -> Line {
    if row.mark != .none { return row.mark.span }
    if row.ballotMark != .none { return row.ballotMark.span }
    if row.ballot != nil { return Line("✓", Style(.success)) }
    return row.awaitsBallot(at: context.now) ? Line("•", Style(.unread)) : Line()
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if context.accounts.isEmpty { return .noAccount(context) }
    if let nothing = EmptyState.notOffered(.votes, context) { return nothing }
    return EmptyState(
      tr("Nothing is put to a vote."),
      nextStep: context.keys("votes.propose").map { tr("Press %1 to propose something.", $0) })
  }
}
