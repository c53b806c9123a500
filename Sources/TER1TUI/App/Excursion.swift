import ClientCore

/// Something opened out of a list in another pane: going back from it leads to the list.
struct Excursion: Sendable {
  let origin: String
  /// The panes gone through before.
  let trail: [String]
  /// What was opened; nil: it is not open yet.
  var place: Place?
}

extension App {
  var isOnExcursion: Bool { isOnExcursion(at: place.inside) }

  func isOnExcursion(at inside: PanePlace) -> Bool {
    excursion?.place?.isSame(Place(pane: focus, inside: inside)) == true
  }

  /// What was opened stands on the screen now.
  mutating func noteExcursion() {
    guard excursion?.place == nil else { return }
    let opened = place
    excursion?.place = opened
  }

  /// To the list that what was open was opened out of.
  mutating func endExcursion(_ surroundings: Surroundings) -> [Effect] {
    guard let excursion else { return [] }
    let effects = show(excursion.origin, at: nil, surroundings)
    trail = excursion.trail
    return effects
  }
}
