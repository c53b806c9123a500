import ClientCore
import Localization

/// Where reading on leads, as the last line says it.
struct Ahead: Sendable {
  let conversation: ObjectKey?
  /// nil: nobody knows, since the cache could not be read.
  let words: String?
}

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
    let others = (canGoBack ? ["back"] : []) + ["pane.next", "sync"]
    hintsOfNothing = possible + others.filter { !possible.contains($0) }.prefix(max(0, 2 - possible.count))
  }

  /// At the first level of a pane that has a tab there is nothing to go back to.
  private var canGoBack: Bool {
    guard let pane = panes[focus] else { return false }
    return pane.place.container != nil || type(of: pane).isAside && !trail.isEmpty
  }

  /// Looks ahead once for each conversation, and again when the cache changed: that is a query or two.
  mutating func lookAhead(_ surroundings: Surroundings) {
    guard let pane = panes[focus], !pane.readsOnHere, pane.hints.contains("read-on") else {
      ahead = nil
      return
    }
    guard ahead?.conversation != pane.conversation || ahead == nil else { return }
    let context = context(surroundings)
    do throws(CacheError) {
      var place = changedMeetings.first.map { UnreadPlace($0) }
      if place == nil { place = try next(skipping: pane.conversation, context).place }
      let title = place.flatMap { PaneRegistry.pane(called: $0.pane)?.title }
      ahead = Ahead(
        conversation: pane.conversation, words: title.map { tr("next new: %1", tr($0)) } ?? tr("all is read"))
    } catch {
      ahead = Ahead(conversation: pane.conversation, words: nil)
      keep(Notice(.error, error.text(tr)), surroundings)
    }
  }
}
