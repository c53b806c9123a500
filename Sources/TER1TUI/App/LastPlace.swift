import ClientCore
import JSON
import Localization
import Text

/// Where one is, kept after every pause, so that the next start begins there however the program ended.
struct LastPlace: Sendable {
  static let note = "place"
  /// Of the note that says when that was: seconds since 1970.
  static let momentNote = "place.at"

  private var kept: Place?
  private var unsaved = SavingPause()

  var deadline: Double? { unsaved.deadline }

  /// To be called after every key.
  mutating func visit(_ place: Place, at now: Double) {
    guard place != kept else { return }
    kept = place
    unsaved.noteChange(at: now)
  }

  mutating func effects(at now: Double, force: Bool) -> [Effect] {
    guard let kept, unsaved.isOver(at: now) || (force && unsaved.deadline != nil) else { return [] }
    unsaved.settle()
    return [.saveNote(name: Self.note, kept.json), .saveNote(name: Self.momentNote, .double(now))]
  }

  mutating func follow(_ changes: ChangeSet) { kept?.follow(changes) }
}

extension App {
  /// Where the program was left; nil: one begins at the first pane.
  func lastPlace(_ surroundings: Surroundings) throws(CacheError) -> Place? {
    guard settings.firstPane == nil else { return nil }
    if accounts.isEmpty, settings.logins.isEmpty { return Place(pane: WelcomePane.name, inside: PanePlace()) }
    guard let note = try surroundings.cache.note(LastPlace.note), let place = Place(note) else { return nil }
    return panes[place.pane] == nil || place.pane == WelcomePane.name ? nil : place
  }

  /// Shows what was shown when the program was left, from the cache alone: nothing is fetched or asked for it.
  mutating func begin(at place: Place?, _ surroundings: Surroundings) throws(CacheError) -> [Effect] {
    guard let place else { return try refresh(surroundings) }
    focus = place.pane
    let effects = settle(try go(to: place, context(surroundings)), surroundings)
    question = nil
    return effects.filter { if case .fetch = $0 { false } else { true } }
  }

  /// The editor as it was, when it was open.
  mutating func restoreDraft(_ surroundings: Surroundings) throws(CacheError) {
    let place = place
    let open = try surroundings.cache.drafts(limit: 20).first { Composer.isOpen($0, in: place) }
    guard let open, let composer = Composer(restoring: open, tr) else { return }
    begin(composer)
    notice = Notice(.success, tr("Your draft is back as you left it"))
  }
}
