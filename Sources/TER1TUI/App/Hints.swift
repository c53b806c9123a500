import Localization

extension App {
  /// The names of the commands that the last line hints at.
  var hints: [String] { hintsOfNothing ?? panes[focus]?.hints ?? [] }

  /// Where there is nothing, only what can be done about it is hinted at.
  mutating func chooseHints(_ surroundings: Surroundings) {
    hintsOfNothing = nil
    guard let pane = panes[focus], pane.isEmpty else { return }
    guard !accounts.isEmpty else {
      hintsOfNothing = ["join", "demonstration", "tour"]
      return
    }
    let context = context(surroundings)
    let possible = pane.hints.filter { name in
      !["open", "read-on"].contains(name) && CommandTable.all[name]?.unavailable(self, context) == nil
    }
    let others = ["back", "pane.next"].filter { !possible.contains($0) }
    hintsOfNothing = possible + others.prefix(max(0, 2 - possible.count))
  }
}
