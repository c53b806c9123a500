import Localization
import Text

/// A link over the whole screen: as a QR code for the telephone, and bare, to be read or selected.
struct LinkSheet: Sendable {
  let link: UntrustedText
  let wantsCode: Bool

  func draw(on canvas: inout Canvas, _ tr: Catalog, hasBlocks: Bool) {
    for row in 0..<canvas.rows { canvas.fill(row: row, .text) }
    let code = wantsCode && hasBlocks ? QRCode(link.line.string, in: canvas.size) : nil
    guard let code else { return drawBare(on: &canvas, tr) }
    for row in 0..<code.rows { canvas.put(code.text(row: row), column: 0, row: row, Style(.code2d)) }
    let aside = Rect(
      column: code.side + 2, row: 0, columns: canvas.columns - code.side - 3, rows: canvas.rows)
    if aside.size.columns >= 12 { canvas.inside(aside) { Self.put(words(tr), on: &$0) } }
    canvas.setCursor(column: 0, row: 0)
  }

  private func words(_ tr: Catalog) -> [Line] {
    let warning = AddressWords(link, tr).warning.map { [Line($0, Style(.warning)), Line()] } ?? []
    return warning + [
      Line(link.line, Style(.link)), Line(), Line(tr("Hold the telephone’s camera before it; a key closes it."), .dim),
    ]
  }

  /// One that fits nowhere is there in letters all the same.
  private func drawBare(on canvas: inout Canvas, _ tr: Catalog) {
    let warning = AddressWords(link, tr).warning.map { [Line($0, Style(.warning)), Line()] } ?? []
    let reason =
      wantsCode
      ? [Line(tr("There is no room here for a QR code of this link: enlarge the window, or copy it."), .dim), Line()]
      : []
    Self.put(reason + warning + [Line(link.line)], on: &canvas)
    canvas.setCursor(column: 0, row: 0)
  }

  private static func put(_ lines: [Line], on canvas: inout Canvas) {
    let wrapped = lines.flatMap { $0.wrapped(to: max(1, canvas.columns)) }
    for (row, line) in wrapped.prefix(canvas.rows).enumerated() { canvas.put(line, row: row) }
  }
}
