import Localization
import Text

/// A link over the whole screen: as a QR code for the telephone, and bare, to be read or selected; with what is to be said of it.
struct LinkSheet: Sendable {
  let link: UntrustedText
  let wantsCode: Bool
  /// What it leads to, above it and below.
  var about: [Line] = []
  var below: [Line] = []

  /// - Parameter isClosedByAnyKey: else it says nothing of keys.
  func draw(on canvas: inout Canvas, _ tr: Catalog, hasBlocks: Bool, isClosedByAnyKey: Bool = true) {
    for row in 0..<canvas.rows { canvas.fill(row: row, .text) }
    let code = wantsCode && hasBlocks ? QRCode(link.line.string, in: canvas.size) : nil
    let lines = words(tr)
    canvas.setLink(link.clickable)
    canvas.setCursor(column: 0, row: 0)
    guard let code else {
      let hint = isClosedByAnyKey ? Line(tr("A key leads back."), .dim) : Line()
      return Self.put(lines + (wantsCode ? noRoom(tr, hasBlocks) : []), above: hint, on: &canvas)
    }
    for row in 0..<code.rows { canvas.put(code.text(row: row), column: 0, row: row, Style(.code2d)) }
    let aside = Rect(
      column: code.side + 2, row: 0, columns: canvas.columns - code.side - 3, rows: canvas.rows)
    guard aside.size.columns >= 12 else { return }
    let hint =
      isClosedByAnyKey
      ? tr("Hold the telephone’s camera before it; a key closes it.") : tr("Hold the telephone’s camera before it.")
    canvas.inside(aside) { Self.put(lines + [Line(), Line(hint, .dim)], on: &$0) }
  }

  /// Everything but the code.
  func words(_ tr: Catalog) -> [Line] {
    let warning = AddressWords(link, tr).warning.map { [Line($0, Style(.warning))] } ?? []
    let above = warning + about
    return above + (above.isEmpty ? [] : [Line()]) + [Line(link.line, Style(.link))] + below
  }

  /// One that fits nowhere is there in letters all the same.
  private func noRoom(_ tr: Catalog, _ hasBlocks: Bool) -> [Line] {
    let reason =
      hasBlocks
      ? tr("There is no room here for a QR code of this link: enlarge the window, or copy it.")
      : tr("This terminal shows no QR code: copy the link.")
    return [Line(), Line(reason, .dim)]
  }

  /// - Parameter hint: stands in the last row.
  private static func put(_ lines: [Line], above hint: Line, on canvas: inout Canvas) {
    let rows = canvas.rows - (hint.width > 0 ? 1 : 0)
    canvas.inside(Rect(column: 0, row: 0, columns: canvas.columns, rows: rows)) { put(lines, on: &$0) }
    if hint.width > 0 { canvas.put(hint, row: rows) }
  }

  private static func put(_ lines: [Line], on canvas: inout Canvas) {
    let wrapped = lines.flatMap { $0.wrapped(to: max(1, canvas.columns)) }
    // On a small screen the words count, not what parts them.
    let shown = wrapped.count <= canvas.rows ? wrapped : wrapped.filter { $0.width > 0 }
    for (row, line) in shown.prefix(canvas.rows).enumerated() { canvas.put(line, row: row) }
  }
}
