import ClientCore
import Foundation
import Geography
import Text

/// Places and links as text to read and to copy.
enum PlaceWords {
  /// The number of a `tel:` link, for a person to dial; nil for any other link.
  static func number(_ link: String) -> String? {
    guard link.lowercased().hasPrefix("tel:") else { return nil }
    let number = link.dropFirst(4).prefix { $0 != ";" && $0 != "?" }
    return number.isEmpty ? nil : UntrustedText(String(number)).line.string
  }
}

extension CalendarEvent {
  /// The link to join or to read on: the video conference's, else the first of the others.
  var mainLink: UntrustedText? {
    virtualPlaces.first { PlaceWords.number($0.uri.raw) == nil && !$0.uri.isEmpty }?.uri
      ?? virtualPlaces.first { !$0.uri.isEmpty }?.uri ?? links.first
  }

  /// Its places on one line, with coordinates, for another program or a message; nil when it has none.
  var placeText: String? {
    let texts = places.compactMap { place -> String? in
      let name = [place.name, place.summary].filter { !$0.isEmpty }.map(\.line.string).joined(separator: ", ")
      let parts = [name, place.coordinates?.uri ?? ""].filter { !$0.isEmpty }
      return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
    return texts.isEmpty ? nil : texts.joined(separator: " → ")
  }
}
