/// Where things stand on a screen of a given size.
struct Frame: Hashable {
  /// The panes' tabs; nil when there is no room.
  let tabs: Int?
  let content: Rect
  /// Account, connection, what waits and what is new; nil when there is no room.
  let status: Int?
  /// Key hints, notices, the prompt.
  let foot: Int
  /// The line for chat, above the status; nil when none is being typed.
  let line: Int?
  /// Whether there is not even room for a narrow pane.
  let isTooSmall: Bool

  init(_ app: App) {
    self.init(size: app.size, hasLine: app.composer?.composition.layout == .line)
  }

  init(size: Size, hasLine: Bool = false) {
    isTooSmall = size.columns < 20 || size.rows < 5
    foot = max(0, size.rows - 1)
    tabs = isTooSmall ? nil : 0
    status = size.rows < 16 ? nil : size.rows - 2
    let top = isTooSmall ? 0 : 1
    let bottom = (status ?? foot) - (hasLine ? 1 : 0)
    line = hasLine ? bottom : nil
    content = Rect(column: 0, row: top, columns: size.columns, rows: max(0, bottom - top))
  }
}
