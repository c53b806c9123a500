import ClientCore
import Localization
import Text

/// Draws the courses from the pane's state.
struct CoursesView {
  let pane: CoursesPane
  let context: DrawContext

  /// Lines above a course's lessons.
  static let headRows = 4

  init(pane: CoursesPane, _ context: DrawContext) { (self.pane, self.context) = (pane, context) }

  func draw(on canvas: inout Canvas) {
    if pane.list.isEmpty { return emptyState.draw(on: &canvas) }
    let columns = pane.columns(in: canvas.size, context.previews)
    if let rect = columns.rects[CoursesPane.Level.list.rawValue] {
      canvas.inside(rect) { canvas in
        pane.list.draw(on: &canvas, isFocused: pane.level == .list) { item, columns in line(item.row, columns) }
      }
    }
    if let rect = columns.rects[CoursesPane.Level.lessons.rawValue], let course = pane.course {
      canvas.inside(rect) { draw(course, on: &$0) }
    }
    if let rect = columns.rects[CoursesPane.Level.lesson.rawValue], let reading = pane.reading {
      canvas.inside(rect) { reading.pager.draw(on: &$0, isFocused: pane.level == .lesson) }
    }
    columns.drawSeparators(on: &canvas)
  }

  private func line(_ row: CourseRow, _ columns: Int) -> Line {
    let isNew = row.progress == nil
    var title = Line(row.course.title.line, isNew ? Style(.unread) : .text)
    if columns >= 100, let name = row.channel?.name.line { title = title.followed(by: Line(name, .dim)) }
    let count = context.tr(row.lessons.count, "%2/%1 lesson", "%2/%1 lessons", row.done)
    return RowLayout().adding(sign(row), .fixed(1)).adding(title, .rest)
      .adding(Line(count, Style(.date)), isRight: true).line(columns: columns)
  }

  private func sign(_ row: CourseRow) -> Line {
    if row.mark != .none { return row.mark.span }
    if row.progressMark == .failed { return row.progressMark.span }
    return row.isDone ? Line("✓", Style(.success)) : row.progress == nil ? Line("•", Style(.unread)) : Line()
  }

  // MARK: One course

  private func draw(_ course: CourseRow, on canvas: inout Canvas) {
    for (index, line) in head(course, canvas.columns - 2).enumerated() { canvas.put(line, column: 1, row: index) }
    let rect = Rect(
      column: 0, row: Self.headRows, columns: canvas.columns, rows: max(1, canvas.rows - Self.headRows))
    canvas.inside(rect) { canvas in
      pane.lessons.draw(on: &canvas, isFocused: pane.level == .lessons) { item, columns in
        line(item.row, in: course, columns)
      }
    }
  }

  private func head(_ course: CourseRow, _ columns: Int) -> [Line] {
    let tr = context.tr
    let by = course.course.authors.isEmpty ? course.author?.name ?? course.course.authors : course.course.authors
    let facts = [by.line, course.course.licence.line, course.course.language.line].filter { !$0.isEmpty }
    let summary = course.course.summary.line
    let progress =
      course.isDone
      ? tr("done; %1 writes the certificate", context.keys("courses.certificate") ?? ":courses.certificate")
      : tr("%1 of %2 lessons done", course.done, course.lessons.count)
    return [
      Line(course.course.title.line, Style(.title)).clipped(to: columns),
      (summary.isEmpty ? Line(joined(facts), .dim) : Line(summary)).clipped(to: columns),
      (Line(progress, Style(.date)) + kept(course)).clipped(to: columns),
    ]
  }

  private func kept(_ course: CourseRow) -> Line {
    guard pane.kept.contains(course: course.key) else { return Line() }
    guard !course.missing.isEmpty else { return Line(" · " + context.tr("kept offline"), .dim) }
    let keys = context.keys("courses.pin") ?? ":courses.pin"
    return Line(" · " + context.tr("a new edition: %1 fetches it", keys), Style(.unread))
  }

  private func joined(_ parts: [SafeText]) -> SafeText {
    parts.dropFirst().reduce(parts.first ?? "") { $0 + SafeText(" · ") + $1 }
  }

  private func line(_ row: LessonRow, in course: CourseRow, _ columns: Int) -> Line {
    let tr = context.tr
    let isDone = course.progress?.done[row.lesson.key] != nil
    let isNext = course.next?.key == row.key && !course.isDone
    var layout = RowLayout().adding(isDone ? Line("✓", Style(.success)) : Line(), .fixed(1))
      .adding(columns < Size.told ? Line(String(row.lesson.number), .dim) : Line(), .fixed(2), isRight: true)
      .adding(Line(row.lesson.title.line, isNext ? Style(.unread) : .text), .rest)
    if row.lesson.questions > 0, columns >= 56 {
      layout = layout.adding(
        Line(tr(row.lesson.questions, "%1 question", "%1 questions"), .dim), .fixed(14), isRight: true)
    }
    let state =
      row.mark == .none
      ? Line(row.isHere ? tr("here") : ByteCount.text(row.lesson.size, tr), Style(.date)) : row.mark.span
    return layout.adding(state, .fixed(9), isRight: true).line(columns: columns)
  }

  private var emptyState: EmptyState {
    let tr = context.tr
    if context.accounts.isEmpty { return .noAccount(context) }
    if let nothing = EmptyState.notOffered(.courses, context) { return nothing }
    return EmptyState(
      tr("There is no course yet."), nextStep: tr("A folder of Markdown becomes one: ter1 course import FOLDER"))
  }
}
