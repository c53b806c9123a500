import ClientCore
import Localization
import Text

extension ChatPane {
  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    guard !rooms.isEmpty || reading != nil else { return emptyChat(context).draw(on: &canvas) }
    let columns = columns(in: canvas.size, context.previews)
    if let rect = columns.rects[0] {
      let words = context.words
      let room = rooms.rows.map { $0.nameColumns(words) }.max() ?? 0
      canvas.inside(rect) { canvas in
        rooms.draw(on: &canvas, isFocused: level == .rooms) { $0.line(columns: $1, nameRoom: room, words) }
      }
    }
    if let rect = columns.rects[1] { canvas.inside(rect) { drawRoom(on: &$0, context) } }
    columns.drawSeparators(on: &canvas)
  }

  private func emptyChat(_ context: DrawContext) -> EmptyState {
    context.accounts.isEmpty
      ? .noAccount(context)
      : .notOffered(.chat, context)
        ?? EmptyState(
          context.tr("No room yet."),
          nextStep: context.tr("They appear here once the first news have come from the cooperative."))
  }

  private func drawRoom(on canvas: inout Canvas, _ context: DrawContext) {
    guard let reading else { return }
    let channel = reading.timeline.room.channel
    let aside = aside(reading, context)
    let room = max(0, canvas.columns - 5 - aside.width)
    let title = context.title(channel.name.line, of: reading.room.account, columns: room)
    canvas.put(Line(title, .title), column: 2, row: 0, room: room)
    canvas.putRight(aside, endingAt: canvas.columns - 1, row: 0)
    canvas.inside(Rect(column: 0, row: 1, columns: canvas.columns, rows: canvas.rows - 1)) { canvas in
      guard !reading.pager.blocks.isEmpty else {
        return emptyRoom(channel, context).draw(on: &canvas, isFocused: level == .room)
      }
      // The line being typed takes a row from the room without a word to the pane.
      var pager = reading.pager
      pager.layout(Size(columns: pager.size.columns, rows: canvas.rows))
      pager.draw(on: &canvas, isFocused: level == .room)
    }
  }

  private func aside(_ reading: RoomReading, _ context: DrawContext) -> Line {
    let row = reading.timeline.room
    if reading.unreadBelow > 0 {
      return Line(context.tr(reading.unreadBelow, "%1 new below", "%1 new below"), Style(.unread))
    }
    if row.channel.isArchived { return Line(context.tr("archived"), .dim) }
    if !row.channel.rights.mayPost { return Line(context.tr("read only"), .dim) }
    if row.isMuted { return Line(context.tr("muted"), .dim) }
    if reading.pager.isAtStart, reading.history.hasEarlier {
      return Line(context.tr("older lines are on the server"), .dim)
    }
    let hasDoubt = reading.timeline.messages.rows.contains { !$0.author.isVerified }
    return hasDoubt ? Line(context.tr("? : not verified"), .dim) : Line()
  }

  private func emptyRoom(_ channel: Channel, _ context: DrawContext) -> EmptyState {
    let mayWrite = channel.rights.mayPost && !channel.isArchived
    let key = mayWrite ? context.keys("chat.write") : nil
    return EmptyState(
      context.tr("Nothing has been said here yet."), nextStep: key.map { context.tr("%1 writes the first line.", $0) })
  }
}
