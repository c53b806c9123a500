/// A picture of dots, two by four in a cell, as braille letters have them.
public struct DotRaster: Sendable {
  public let columns, rows: Int
  private(set) var dots: [UInt8]
  /// What each cell shows: of several lines in it, the one with the highest number.
  private(set) var layers: [UInt8]

  public init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (max(0, columns), max(0, rows))
    dots = Array(repeating: 0, count: self.columns * self.rows)
    layers = dots
  }

  /// Dots across and down.
  public var width: Int { columns * 2 }
  public var height: Int { rows * 4 }

  /// Bits of U+2800's letters: by row, then column.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  public mutating func set(x: Int, y: Int, layer: UInt8) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let cell = y / 4 * columns + x / 2
    if layers[cell] < layer { layers[cell] = layer }
    dots[cell] |= Self.bits[y % 4][x % 2]
  }

  /// A straight line between two places, which may lie outside (Cohen and Sutherland's clipping, Bresenham's line).
  public mutating func line(from a: (x: Double, y: Double), to b: (x: Double, y: Double), layer: UInt8) {
    guard let (start, end) = clipped(a, b) else { return }
    var (x, y) = (Int(start.x), Int(start.y))
    let (endX, endY) = (Int(end.x), Int(end.y))
    let (dx, dy) = (abs(endX - x), -abs(endY - y))
    let (stepX, stepY) = (x < endX ? 1 : -1, y < endY ? 1 : -1)
    var error = dx + dy
    while true {
      set(x: x, y: y, layer: layer)
      if x == endX && y == endY { return }
      let twice = 2 * error
      if twice >= dy {
        error += dy
        x += stepX
      }
      if twice <= dx {
        error += dx
        y += stepY
      }
    }
  }

  private func clipped(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double)
  ) -> ((x: Double, y: Double), (x: Double, y: Double))? {
    guard width > 0, height > 0, a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite else { return nil }
    let (right, bottom) = (Double(width) - 0.001, Double(height) - 0.001)
    var (from, to) = (0.0, 1.0)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    // Liang and Barsky: how much of the line lies on the inner side of each edge.
    for (step, room) in [(-dx, a.x), (dx, right - a.x), (-dy, a.y), (dy, bottom - a.y)] {
      if step == 0 {
        if room < 0 { return nil }
      } else if step < 0 {
        from = max(from, room / step)
      } else {
        to = min(to, room / step)
      }
    }
    guard from <= to else { return nil }
    func at(_ part: Double) -> (x: Double, y: Double) {
      (min(max(0, a.x + part * dx), right), min(max(0, a.y + part * dy), bottom))
    }
    return (at(from), at(to))
  }

  /// The letter of a cell, and its layer; nil: it is empty.
  public func cell(column: Int, row: Int, isASCII: Bool) -> (character: Character, layer: UInt8)? {
    let index = row * columns + column
    guard dots[index] != 0 else { return nil }
    let character =
      isASCII
      ? ASCIIDots.character(dots[index])
      : Character(Unicode.Scalar(0x2800 + UInt32(dots[index])) ?? " ")
    return (character, layers[index])
  }
}

/// What stands for eight dots where there is nothing but ASCII.
enum ASCIIDots {
  static func character(_ dots: UInt8) -> Character {
    let left = [dots & 0x01, dots & 0x02, dots & 0x04, dots & 0x40].map { $0 != 0 }
    let right = [dots & 0x08, dots & 0x10, dots & 0x20, dots & 0x80].map { $0 != 0 }
    let rows = (0..<4).filter { left[$0] || right[$0] }
    guard let first = rows.first, let last = rows.last else { return " " }
    if dots.nonzeroBitCount >= 6 { return "#" }
    if first == last { return ["'", "-", "-", "_"][first] }
    guard left.contains(true), right.contains(true) else { return last - first > 1 || rows.count > 2 ? "|" : ":" }
    let (leftMiddle, rightMiddle) = (middle(left), middle(right))
    if abs(leftMiddle - rightMiddle) < 0.5 { return rows.count > 2 ? "|" : "+" }
    return leftMiddle < rightMiddle ? "\\" : "/"
  }

  private static func middle(_ column: [Bool]) -> Double {
    let set = column.indices.filter { column[$0] }
    return Double(set.reduce(0, +)) / Double(max(1, set.count))
  }
}
