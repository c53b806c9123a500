import ClientCore
import Geography
import Localization
import Text

/// What maps are drawn with.
public enum MapPicture: Sendable { case braille, ascii, words }

/// Draws the map: outlines, a march's route, numbers where something takes place, and `@` where one is.
struct MapView {
  let near: NearMode
  let context: DrawContext
  private let words: NearWords

  init(_ near: NearMode, _ context: DrawContext) {
    (self.near, self.context) = (near, context)
    words = NearWords(context.tr)
  }

  /// The foot has the scale and what the cursor is on.
  static func size(in size: Size) -> Size {
    Size(columns: size.columns < Size.told ? size.columns : toldColumns, rows: max(1, size.rows - 1))
  }

  /// What is told of is what a usual screen would show.
  private static let toldColumns = 78

  func draw(on canvas: inout Canvas) {
    let size = Self.size(in: canvas.size)
    let window = near.window ?? near.fitted(in: size)
    if context.picture == .words || near.isInWords { return drawWords(on: &canvas, window, size) }
    var ground = MapGround(window, columns: size.columns, rows: size.rows)
    ground.draw(route: near.march?.way ?? [])
    draw(ground, on: &canvas)
    drawPins(window, size, on: &canvas)
    drawFoot(window, on: &canvas)
  }

  private func draw(_ ground: MapGround, on canvas: inout Canvas) {
    let isASCII = context.picture == .ascii
    for row in 0..<ground.raster.rows {
      for column in 0..<ground.raster.columns {
        guard let cell = ground.cell(column: column, row: row, isASCII: isASCII) else { continue }
        canvas.put(SafeText(String(cell.character)), column: column, row: row, Self.style(cell.layer))
      }
    }
  }

  private static func style(_ layer: MapGround.Layer) -> Style {
    switch layer {
    case .department: .dim
    case .country: Style(.border)
    case .route: Style(.accent, .bold)
    }
  }

  // MARK: Pins

  private func drawPins(_ window: MapWindow, _ size: Size, on canvas: inout Canvas) {
    // The nearest are drawn last: where several share a cell, theirs is the number seen.
    for item in near.pins.reversed() {
      put(String(item.number), at: item.near.point, window, size, style(item), on: &canvas)
    }
    if let home = near.home { put("@", at: home.point, window, size, Style(.own, .bold), on: &canvas) }
    // Where it is not on the map, it is named at the foot.
    canvas.setCursor(column: 0, row: canvas.rows - 1)
    guard let current = near.list.current else { return }
    let place = put(String(current.number), at: current.near.point, window, size, style(current), on: &canvas)
    if let place { canvas.setCursor(column: place.column, row: place.row) }
  }

  private func style(_ item: NearItem) -> Style {
    let isCurrent = item.id == near.list.current?.id
    let role: Role = item.near.row.event.status == .cancelled ? .warning : .mention
    return Style(role, isCurrent ? [.bold, .reverse] : .bold)
  }

  @discardableResult
  private func put(
    _ text: String, at point: Coordinates, _ window: MapWindow, _ size: Size, _ style: Style, on canvas: inout Canvas
  ) -> (column: Int, row: Int)? {
    let dot = window.dot(point, columns: size.columns, rows: size.rows)
    guard dot.x >= 0, dot.y >= 0, dot.x < Double(size.columns * 2), dot.y < Double(size.rows * 4) else { return nil }
    let place = (column: min(Int(dot.x) / 2, size.columns - text.count), row: Int(dot.y) / 4)
    canvas.put(text, column: place.column, row: place.row, style)
    return place
  }

  // MARK: Foot

  private func drawFoot(_ window: MapWindow, on canvas: inout Canvas) {
    var line = Line([Span(scale(window, columns: canvas.columns / 5), .dim)])
    if let item = near.list.current {
      line = line + Line([Span("  \(item.number) ", Style(.mention, .bold)), Span(item.near.row.event.title.line)])
      line = line + Line(" · " + words.way(item.near), .dim)
    }
    canvas.put(line, column: 0, row: canvas.rows - 1)
  }

  /// "|------| 20 km", of a round length.
  private func scale(_ window: MapWindow, columns: Int) -> String {
    let room = Double(max(2, columns)) * 2 * window.metresPerDot
    var length = 10.0
    for step in [1.0, 2, 5].cycled(times: 7) where step.value * step.tens <= room { length = step.value * step.tens }
    let dashes = max(0, Int(length / window.metresPerDot / 2) - 2)
    return "|" + String(repeating: "-", count: dashes) + "| " + words.distance(length)
  }

  // MARK: In words

  private func drawWords(on canvas: inout Canvas, _ window: MapWindow, _ size: Size) {
    var row = 0
    for line in spoken(window, size) {
      for part in line.wrapped(to: canvas.columns - 1) where row < canvas.rows {
        canvas.put(part, column: 1, row: row)
        row += 1
      }
    }
    canvas.setCursor(column: 0, row: 0)
  }

  /// What the map shows, in words.
  func spoken(_ window: MapWindow, _ size: Size) -> [Line] {
    let box = window.box(columns: size.columns, rows: size.rows)
    let wide = words.distance(Double(size.columns * 2) * window.metresPerDot)
    let place = near.home.map { context.tr("The map is %1 wide; you are in %2.", wide, UntrustedText($0.name).line) }
    var lines = [Line(place ?? context.tr("The map is %1 wide.", wide), .dim)]
    lines += near.pins.filter { box.contains($0.near.point) }.map { item in
      Line([
        Span(context.isLinear ? "" : "\(item.number). ", Style(.mention, .bold)), Span(item.near.row.event.title.line),
        Span(" · " + words.way(item.near), .dim),
      ])
    }
    guard let march = near.march else { return lines }
    let length = words.distance(march.way.length)
    let walk = words.walk(Walking.minutes(along: march.way.length))
    lines.append(
      Line([Span(march.title.line, .bold), Span(context.tr(": ") + context.tr("%1, %2 on foot", length, walk))]))
    return lines + words.stages(march).map { Line([Span("  "), Span($0)]) }
  }
}

extension [Double] {
  /// Each of them times 10, then times 100, and so on.
  fileprivate func cycled(times: Int) -> [(value: Double, tens: Double)] {
    var tens = 1.0
    return (0..<times).flatMap { _ in
      tens *= 10
      return map { (value: $0, tens: tens) }
    }
  }
}
