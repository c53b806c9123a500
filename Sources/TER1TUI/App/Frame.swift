/// Where things stand on a screen of a given size.
struct Frame: Hashable {
  /// The panes' tabs; nil when there is no room.
  let tabs: Int?
  let content: Rect
  /// Account, connection, what waits and what is new; nil when there is no room.
  let status: Int?
  /// The editor: beside the pane where there is room for both, else over it.
  let page: Rect
  /// Key hints, notices, the prompt.
  let foot: Int
  /// The line for chat, above the status; nil when none is being typed.
  let line: Int?
  /// Whether there is not even room for a narrow pane.
  let isTooSmall: Bool

  init(_ app: App) {
    self.init(size: app.size, composing: app.composer?.composition.layout)
  }

  /// Lines longer than this are hard to read, and the editor makes none.
  private static let pageColumns = 80

  init(size: Size, composing: Composition.Layout? = nil) {
    let hasLine = composing == .line
    isTooSmall = size.columns < 20 || size.rows < 5
    foot = max(0, size.rows - 1)
    tabs = isTooSmall ? nil : 0
    status = size.rows < 16 ? nil : size.rows - 2
    let top = isTooSmall ? 0 : 1
    let bottom = (status ?? foot) - (hasLine ? 1 : 0)
    line = hasLine ? bottom : nil
    let whole = Rect(column: 0, row: top, columns: size.columns, rows: max(0, bottom - top))
    guard composing == .page, size.columns >= 2 * Self.pageColumns else {
      (content, page) = (whole, whole)
      return
    }
    let left = size.columns - Self.pageColumns - 1
    content = Rect(column: 0, row: top, columns: left, rows: whole.size.rows)
    page = Rect(column: left + 1, row: top, columns: Self.pageColumns, rows: whole.size.rows)
  }
}
