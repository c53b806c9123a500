/// A size in cells.
public struct Size: Hashable, Sendable {
  public var columns: Int
  public var rows: Int
  public init(columns: Int, rows: Int) { (self.columns, self.rows) = (max(0, columns), max(0, rows)) }

  /// From so many columns on nothing is drawn, but told in lines: each as long as what it says.
  public static let told = 10_000
}

/// A cell's place: column and row from the top left, counted from 0.
public struct Point: Hashable, Sendable {
  public var column: Int
  public var row: Int
  public init(column: Int, row: Int) { (self.column, self.row) = (column, row) }
}

/// A rectangle of cells.
public struct Rect: Hashable, Sendable {
  public var origin: Point
  public var size: Size

  public init(column: Int, row: Int, columns: Int, rows: Int) {
    origin = Point(column: column, row: row)
    size = Size(columns: columns, rows: rows)
  }

  var columns: Range<Int> { origin.column..<(origin.column + size.columns) }
  var rows: Range<Int> { origin.row..<(origin.row + size.rows) }

  func intersection(_ other: Rect) -> Rect {
    let columns = self.columns.clamped(to: other.columns)
    let rows = self.rows.clamped(to: other.rows)
    return Rect(
      column: columns.lowerBound, row: rows.lowerBound, columns: columns.count, rows: rows.count)
  }
}
