import ClientCore
import Localization
import Text

/// A month or a week where lines are told: a line a day, of the days on which something happens and the one the cursor is on.
struct ToldDays {
  let grid: MonthGrid
  let title: String
  let context: DrawContext

  func draw(on canvas: inout Canvas) {
    canvas.put(Line(title, Style(.title)), column: 1, row: 0)
    let room = canvas.rows - 1
    let told = grid.days.filter { $0 == grid.day || grid.events[$0]?.isEmpty == false }
    // Where there is no room for all, those before the cursor's are left out.
    let days = told.count > room ? told.filter { $0 >= grid.day } : told
    for (index, day) in days.prefix(room).enumerated() {
      canvas.put(line(day), column: 1, row: 1 + index)
      guard day == grid.day else { continue }
      canvas.put("▌", column: 0, row: 1 + index, Style(.marker))
      canvas.setCursor(column: 0, row: 1 + index)
    }
  }

  private func line(_ day: Int64) -> Line {
    let events = (grid.events[day] ?? []).map(words)
    let said = events.isEmpty ? context.tr("nothing") : events.joined(separator: context.tr("; "))
    return Line(context.words.longDate(day) + context.tr(": ") + said)
  }

  private func words(_ row: AgendaRow) -> String {
    let time = row.event.isAllDay ? context.tr("all day") : context.words.clock(at: row.start)
    let off = row.event.status == .cancelled ? context.tr("cancelled") + ", " : ""
    let again = row.event.isRecurring ? ", " + context.tr("repeated") : ""
    return "\(time), \(off)\(context.title(row.event.title.line, of: row.key.account).string)\(again)"
  }
}
