import ClientCore
public import Foundation
import Localization
import Text

extension App {
  /// What is to be seen now. Reads nothing but its arguments.
  public func draw(now: Double, zone: TimeZone) -> Screen {
    var screen = drawn(now: now, zone: zone)
    screen.caret = caret
    return screen
  }

  private func drawn(now: Double, zone: TimeZone) -> Screen {
    var canvas = Canvas(size)
    let frame = Frame(self)
    if let lock {
      lock.draw(on: &canvas, tr)
      return canvas.screen
    }
    guard !frame.isTooSmall else {
      drawTooSmall(on: &canvas)
      return canvas.screen
    }
    if let sheet {
      sheet.draw(on: &canvas, tr, hasBlocks: settings.hasBlocks)
      return canvas.screen
    }
    drawContent(frame, on: &canvas, drawing(now: now, zone: zone))
    guard !settings.isLinear else { return canvas.screen }
    if let tabs = frame.tabs {
      canvas.inside(Rect(column: 0, row: tabs, columns: size.columns, rows: 1)) { TabLine(self).draw(on: &$0) }
    }
    if let status = frame.status {
      canvas.put(StatusLine(self).line(columns: size.columns - 2), column: 1, row: status)
    }
    if let line = frame.line, viewing == nil {
      drawLine(above: line, on: &canvas, DateWords(tr, now: now, zone: zone))
    }
    if let card = question?.card {
      let room = Rect(column: 0, row: 0, columns: size.columns, rows: frame.foot)
      canvas.inside(room) { card.draw(on: &$0, tr, hasBlocks: settings.hasBlocks, isClosedByAnyKey: false) }
    }
    let text = textAboveFoot
    // What one looks at stays in sight.
    canvas.liftCursor(above: frame.foot - text.count, within: frame.content.origin.row..<(frame.status ?? frame.foot))
    draw(text, above: frame.foot, on: &canvas)
    if showsPrefix, prompt == nil { PrefixHints(self).draw(on: &canvas, above: frame.foot) }
    canvas.inside(Rect(column: 0, row: frame.foot, columns: size.columns, rows: 1)) { FootLine(self).draw(on: &$0) }
    return canvas.screen
  }

  /// What the last line has no room for.
  private var textAboveFoot: [Line] {
    if let question { return FootLine.text(of: question, columns: size.columns) }
    if let prompt { return FootLine.text(of: prompt, size) }
    guard let notice, !showsPrefix else { return [] }
    return FootLine.text(of: notice, self).dropLast()
  }

  private func draw(_ lines: [Line], above foot: Int, on canvas: inout Canvas) {
    for (index, line) in lines.enumerated() {
      let row = foot - lines.count + index
      canvas.fill(row: row, .text)
      canvas.put(line, column: 1, row: row)
    }
  }

  private func drawing(now: Double, zone: TimeZone) -> DrawContext {
    DrawContext(
      tr: tr, now: now, zone: zone, accounts: accounts, account: account, standings: standings, lookalikes: lookalikes,
      previews: settings.previews, picture: picture, keys: keyNames)
  }

  var picture: MapPicture { settings.isLinear ? .words : settings.hasBlocks ? .braille : .ascii }

  private func drawTooSmall(on canvas: inout Canvas) {
    let text = Line(tr("Please enlarge the window")).wrapped(to: max(1, size.columns))
    for (row, line) in text.enumerated() { canvas.put(line.clipped(to: size.columns), row: row) }
    canvas.setCursor(column: 0, row: 0)
  }

  private func drawContent(_ frame: Frame, on canvas: inout Canvas, _ context: DrawContext) {
    if let viewing, help == nil { return canvas.inside(frame.content) { viewing.draw(on: &$0) } }
    if let preview = composer?.preview, composer?.composition.layout == .line, help == nil {
      return canvas.inside(frame.content) { preview.draw(on: &$0) }
    }
    let isWriting = composer?.composition.layout == .page && help == nil
    if !isWriting || frame.page != frame.content {
      canvas.inside(frame.content) { canvas in
        if let help { help.draw(on: &canvas, context) } else { panes[focus]?.draw(on: &canvas, context) }
      }
    }
    guard isWriting, let composer else { return }
    if frame.page != frame.content {
      let line = Rect(
        column: frame.page.origin.column - 1, row: frame.page.origin.row, columns: 1, rows: frame.page.size.rows)
      canvas.inside(line) { $0.verticalLine(column: 0) }
    }
    canvas.inside(frame.page) { canvas in
      if let preview = composer.preview { return preview.draw(on: &canvas) }
      ComposerFrame(composer, in: canvas.size, doubts: composer.doubts, context.words).draw(on: &canvas)
    }
  }

  /// A line of chat grows upwards over the pane.
  private func drawLine(above line: Int, on canvas: inout Canvas, _ words: DateWords) {
    guard let composer, help == nil else { return }
    guard composer.preview == nil else { return }
    let field = ComposerFrame(composer, in: size, doubts: composer.doubts, words)
    let rows = min(field.lineRows, 6, line)
    canvas.inside(Rect(column: 0, row: line - rows + 1, columns: size.columns, rows: rows)) { field.drawLine(on: &$0) }
  }
}
