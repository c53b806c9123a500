import Foundation

/// A point on the earth: degrees of WGS 84.
public struct Coordinates: Sendable, Hashable {
  public let latitude, longitude: Double

  /// nil where there is no such point.
  public init?(latitude: Double, longitude: Double) {
    guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
    (self.latitude, self.longitude) = (latitude, longitude)
  }

  init(known latitude: Double, _ longitude: Double) { (self.latitude, self.longitude) = (latitude, longitude) }

  /// `geo:48.85,2.35` (RFC 5870), parameters ignored.
  public init?(uri: String) {
    guard uri.lowercased().hasPrefix("geo:") else { return nil }
    self.init(typed: String(uri.dropFirst(4).prefix { $0 != ";" && $0 != "?" }))
  }

  /// `geo:48.8500,2.3500`: four decimals are about ten metres.
  public var uri: String { "geo:\(Self.degrees(latitude)),\(Self.degrees(longitude))" }

  private static func degrees(_ value: Double) -> String {
    let scaled = Int((abs(value) * 10_000).rounded())
    let digits = String(scaled % 10_000)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return "\(sign)\(scaled / 10_000)." + String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// `48.85, 2.35`: the latitude first; what follows a second comma is a height.
  public init?(typed text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    guard (2...3).contains(numbers.count), let latitude = numbers[0], let longitude = numbers[1] else { return nil }
    self.init(latitude: latitude, longitude: longitude)
  }

  /// Metres of a degree of latitude, on a sphere of the earth's mean radius.
  public static let degree = 111_194.93
  private static let diameter = 2 * 6_371_008.8

  /// Metres along the great circle (haversine): within 0.6 % of the ellipsoid's.
  public func distance(to other: Coordinates) -> Double {
    let (a, b) = (radians(latitude), radians(other.latitude))
    let half = (sin((b - a) / 2), sin(radians(other.longitude - longitude) / 2))
    return Self.diameter * asin(min(1, (half.0 * half.0 + cos(a) * cos(b) * half.1 * half.1).squareRoot()))
  }

  /// The direction in which one sets out: degrees from the north by the east, from 0 to less than 360.
  public func bearing(to other: Coordinates) -> Double {
    let (a, b, across) = (radians(latitude), radians(other.latitude), radians(other.longitude - longitude))
    let angle = atan2(sin(across) * cos(b), cos(a) * sin(b) - sin(a) * cos(b) * cos(across)) * 180 / .pi
    return angle < 0 ? angle + 360 : angle
  }

  private func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
}

/// One of the eight directions of the compass.
public enum CompassPoint: Int, CaseIterable, Sendable {
  case north, northEast, east, southEast, south, southWest, west, northWest

  /// - Parameter bearing: degrees from the north by the east.
  public init(bearing: Double) {
    let step = Int((bearing / 45).rounded()) % 8
    self = Self.allCases[(step + 8) % 8]
  }
}

/// How long a walk takes.
public enum Walking {
  /// Metres in a minute: 4.8 km/h.
  private static let pace = 80.0
  /// How much longer streets are than the way of a bird.
  private static let detour = 1.3

  /// Minutes by streets to what lies so many metres away.
  public static func minutes(distance: Double) -> Int { Int((distance * detour / pace).rounded(.up)) }

  /// Minutes along a way that is so many metres long.
  public static func minutes(along length: Double) -> Int { Int((length / pace).rounded(.up)) }
}
