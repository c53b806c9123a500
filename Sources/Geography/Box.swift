import Foundation

/// Between two meridians and two parallels: degrees. It never reaches over the 180th meridian.
public struct Box: Sendable, Hashable {
  public let south, west, north, east: Double

  public init(south: Double, west: Double, north: Double, east: Double) {
    (self.south, self.west, self.north, self.east) = (south, west, north, east)
  }

  /// nil: around nothing.
  public init?(_ points: [Coordinates]) {
    guard let first = points.first else { return nil }
    var (south, north) = (first.latitude, first.latitude)
    var (west, east) = (first.longitude, first.longitude)
    for point in points.dropFirst() {
      (south, north) = (min(south, point.latitude), max(north, point.latitude))
      (west, east) = (min(west, point.longitude), max(east, point.longitude))
    }
    self.init(south: south, west: west, north: north, east: east)
  }

  /// All that lies within so many metres of a point, and a little more.
  public init(around point: Coordinates, metres: Double) {
    let high = metres / Coordinates.degree
    let widest = min(89, abs(point.latitude) + high)
    let wide = high / cos(widest * .pi / 180)
    let isAround = point.latitude + high > 89 || point.latitude - high < -89
    // What lies beyond the 180th meridian has the other sign: then all the way round is looked at.
    let (west, east) = (point.longitude - wide, point.longitude + wide)
    let isWhole = isAround || west < -180 || east > 180
    self.init(
      south: max(-90, point.latitude - high), west: isWhole ? -180 : west, north: min(90, point.latitude + high),
      east: isWhole ? 180 : east)
  }

  public func meets(_ other: Box) -> Bool {
    south <= other.north && other.south <= north && west <= other.east && other.west <= east
  }

  public func contains(_ point: Coordinates) -> Bool {
    (south...north).contains(point.latitude) && (west...east).contains(point.longitude)
  }

  public var middle: Coordinates { Coordinates(known: (south + north) / 2, (west + east) / 2) }
}
