import Foundation

extension [Coordinates] {
  /// Metres from the first to the last, point by point.
  public var length: Double { zip(self, dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) } }

  /// The line without the points that lie nearer than so many metres to what is left (Douglas and Peucker).
  public func simplified(within metres: Double) -> [Coordinates] {
    guard count > 2 else { return self }
    var kept = [Bool](repeating: false, count: count)
    (kept[0], kept[count - 1]) = (true, true)
    // A circle has no line between its ends: it is halved first.
    var parts = [(0, count - 1)]
    while let (first, last) = parts.popLast() {
      guard let (index, distance) = farthest(first, last), distance > metres else { continue }
      kept[index] = true
      parts += [(first, index), (index, last)]
    }
    return indices.filter { kept[$0] }.map { self[$0] }
  }

  private func farthest(_ first: Int, _ last: Int) -> (index: Int, distance: Double)? {
    guard last - first > 1 else { return nil }
    let found = ((first + 1)..<last).map { ($0, self[$0].away(from: self[first], self[last])) }.max { $0.1 < $1.1 }
    return found.map { (index: $0.0, distance: $0.1) }
  }
}

extension Coordinates {
  /// Metres to the straight line between two points, on the plane.
  fileprivate func away(from a: Coordinates, _ b: Coordinates) -> Double {
    let scale = cos(latitude * .pi / 180)
    let (ax, ay) = ((a.longitude - longitude) * scale, a.latitude - latitude)
    let (bx, by) = ((b.longitude - longitude) * scale, b.latitude - latitude)
    let (dx, dy) = (bx - ax, by - ay)
    let square = dx * dx + dy * dy
    let along = square == 0 ? 0 : Swift.max(0, Swift.min(1, -(ax * dx + ay * dy) / square))
    let (x, y) = (ax + along * dx, ay + along * dy)
    return (x * x + y * y).squareRoot() * Self.degree
  }
}
