import Foundation

/// What a map shows: the point in its middle and how far a dot is. On the plane that touches the earth there.
public struct MapWindow: Sendable, Hashable {
  public var middle: Coordinates
  /// How wide the ground under a dot is: metres.
  public var metresPerDot: Double

  public static let closest = 5.0
  public static let farthest = 40_000.0

  public init(middle: Coordinates, metresPerDot: Double) {
    self.middle = middle
    self.metresPerDot = min(max(metresPerDot, Self.closest), Self.farthest)
  }

  /// Shows a box whole, with a margin, in so many cells.
  public init(showing box: Box, columns: Int, rows: Int) {
    let middle = box.middle
    let scale = cos(middle.latitude * .pi / 180)
    let wide = (box.east - box.west) * scale * Coordinates.degree / Double(max(1, columns * 2 - 4))
    let high = (box.north - box.south) * Coordinates.degree / Double(max(1, rows * 4 - 4))
    self.init(middle: middle, metresPerDot: max(wide, high))
  }

  /// The ground that so many cells show.
  public func box(columns: Int, rows: Int) -> Box {
    let high = Double(rows * 2) * metresPerDot / Coordinates.degree
    let wide = Double(columns) * metresPerDot / Coordinates.degree / max(0.01, scale)
    return Box(
      south: middle.latitude - high, west: middle.longitude - wide, north: middle.latitude + high,
      east: middle.longitude + wide)
  }

  private var scale: Double { cos(middle.latitude * .pi / 180) }

  /// Where a point lies, in dots from the upper left corner of so many cells.
  public func dot(_ point: Coordinates, columns: Int, rows: Int) -> (x: Double, y: Double) {
    let unit = Coordinates.degree / metresPerDot
    return (
      Double(columns) + (point.longitude - middle.longitude) * scale * unit,
      Double(rows * 2) - (point.latitude - middle.latitude) * unit
    )
  }

  /// Nearer by a factor above 1, farther by one below; the middle stays.
  public func zoomed(by factor: Double) -> MapWindow {
    MapWindow(middle: middle, metresPerDot: metresPerDot / factor)
  }

  /// Moved by so many dots to the east and to the south.
  public func moved(east: Int, south: Int) -> MapWindow {
    let unit = metresPerDot / Coordinates.degree
    let latitude = min(85, max(-85, middle.latitude - Double(south) * unit))
    let longitude = min(180, max(-180, middle.longitude + Double(east) * unit / max(0.01, scale)))
    return MapWindow(middle: Coordinates(known: latitude, longitude), metresPerDot: metresPerDot)
  }
}

/// The ground of a map: the country's outline, departments where there is room for them, the route of a march.
public struct MapGround: Sendable {
  public enum Layer: UInt8, Sendable {
    case department = 1
    case country, route
  }

  public private(set) var raster: DotRaster
  private let window: MapWindow

  /// Departments are left out from so many metres a dot on: their lines would fill the map.
  private static let departmentsWithin = 1_600.0

  public init(_ window: MapWindow, columns: Int, rows: Int) {
    self.window = window
    raster = DotRaster(columns: columns, rows: rows)
    let shown = window.box(columns: columns, rows: rows)
    for border in France.borders where border.box.meets(shown) {
      guard border.isOuter || window.metresPerDot <= Self.departmentsWithin else { continue }
      draw(border.points, border.isOuter ? .country : .department)
    }
  }

  public mutating func draw(route: [Coordinates]) { draw(route, .route) }

  private mutating func draw(_ points: [Coordinates], _ layer: Layer) {
    var last: (x: Double, y: Double)?
    for point in points {
      let dot = window.dot(point, columns: raster.columns, rows: raster.rows)
      if let last { raster.line(from: last, to: dot, layer: layer.rawValue) }
      last = dot
    }
  }

  public func cell(column: Int, row: Int, isASCII: Bool) -> (character: Character, layer: Layer)? {
    guard let cell = raster.cell(column: column, row: row, isASCII: isASCII) else { return nil }
    let layer = Layer(rawValue: cell.layer) ?? .country
    return (isASCII && layer == .route ? "*" : cell.character, layer)
  }
}

extension France {
  /// What a map of the whole country shows: the mainland and Corsica.
  public static let mainland = Box(south: 41.3, west: -5.2, north: 51.1, east: 9.6)
}
