public import ClientCore
public import Localization
public import Text

/// Offers and needs of car-pooling in words.
public struct RideWords: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  /// "offers 3 places from Rezé, 7h30"
  public func text(_ ride: Ride) -> SafeText {
    let from = ride.from.line
    let words =
      ride.kind == .offer
      ? tr(ride.seats, "offers %1 place from %2", "offers %1 places from %2", from)
      : tr(ride.seats, "looks for %1 place from %2", "looks for %1 places from %2", from)
    let more = [ride.leaves, ride.note].filter { !$0.isEmpty }.map { SafeText(", ") + $0.line }
    return more.reduce(SafeText(words)) { $0 + $1 }
  }
}

/// Reads "offer 3 Rezé 7h30", "besoin 1 Clisson", "none".
public enum RideParser {
  public enum Problem: Error, Sendable {
    case unknownKind(String)
    case noSeats(String)
    case noTown
    case tooLong

    public func text(_ tr: Catalog) -> String {
      switch self {
      case .unknownKind(let word): tr("“%1” is neither offer, need nor none", UntrustedText(word).line)
      case .noSeats(let word):
        tr("“%1” is no number of places: 1 to %2", UntrustedText(word).line, Ride.mostSeats)
      case .noTown: tr("The town is missing: offer 3 Rezé 7h30")
      case .tooLong: tr("This is too long: a town of %1 bytes at most, and when", Ride.longestPlace)
      }
    }
  }

  private static let kinds: [String: Ride.Kind] = [
    "offer": .offer, "offre": .offer, "propose": .offer, "need": .need, "besoin": .need, "cherche": .need,
  ]
  private static let nothing: Set<String> = ["none", "rien", "non", "no"]

  /// - Returns: nil: neither is wanted any more.
  public static func parse(_ words: [String]) -> Result<Ride?, Problem> {
    let first = words.first?.lowercased() ?? ""
    if nothing.contains(first) { return .success(nil) }
    guard let kind = kinds[first] else { return .failure(.unknownKind(words.first ?? "")) }
    guard words.count > 1, let seats = Int(words[1]), (1...Ride.mostSeats).contains(seats) else {
      return .failure(.noSeats(words.count > 1 ? words[1] : ""))
    }
    // What begins with a digit says when; a town's name does not.
    let rest = words.dropFirst(2)
    let from = rest.prefix { $0.first?.isNumber != true }.joined(separator: " ")
    let leaves = rest.drop { $0.first?.isNumber != true }.joined(separator: " ")
    guard !from.isEmpty else { return .failure(.noTown) }
    guard from.utf8.count <= Ride.longestPlace, leaves.utf8.count <= Ride.longestPlace else {
      return .failure(.tooLong)
    }
    return .success(Ride(kind, seats: seats, from: from, leaves: leaves))
  }
}
