import ClientCore
import JSON
import Localization
import Text

/// Where a pane is, so that one can come back to it.
struct PanePlace: Hashable, Sendable {
  /// What is open in it: a board, a topic, a room, an event, a folder; nil: its first level.
  var container: ObjectKey?
  /// The object one is at in it.
  var spot: ObjectKey?
  /// The row that the cursor is on, in a list of such places.
  var row: ObjectKey?
  var title: UntrustedText?
  /// Which of an event's dates it is.
  var date: LocalTime?
}

/// A place of the interface.
struct Place: Hashable, Sendable {
  let pane: String
  var inside: PanePlace

  /// Whether it is the same, wherever in it one is.
  func isSame(_ other: Place) -> Bool { pane == other.pane && inside.container == other.inside.container }

  mutating func follow(_ changes: ChangeSet) {
    inside.container = inside.container?.following(changes)
    inside.spot = inside.spot?.following(changes)
    inside.row = inside.row?.following(changes)
  }
}

extension ObjectKey {
  fileprivate func following(_ changes: ChangeSet) -> ObjectKey {
    changes.renamed[self].map { ObjectKey(account, type, $0) } ?? self
  }
}

/// The places gone through, and those that a letter was put on.
struct Places: Sendable {
  private(set) var visited: [Place] = []
  private var index = 0
  var marks: [String: Place] = [:]

  private static let longest = 100

  /// To be called after every key.
  mutating func visit(_ place: Place) {
    if visited.indices.contains(index), visited[index].isSame(place) {
      visited[index] = place
      return
    }
    visited = Array((visited.prefix(index + 1) + [place]).suffix(Self.longest))
    index = visited.count - 1
  }

  /// The place so many steps further, which is then the current one; nil: there is none.
  mutating func step(by distance: Int) -> Place? {
    guard visited.indices.contains(index + distance) else { return nil }
    index += distance
    return visited[index]
  }

  mutating func follow(_ changes: ChangeSet) {
    guard !changes.renamed.isEmpty else { return }
    for index in visited.indices { visited[index].follow(changes) }
    for name in marks.keys { marks[name]?.follow(changes) }
  }
}

// MARK: - In notes

extension Places {
  static let note = "marks"

  var json: JSONValue { .object(marks.mapValues(\.json)) }

  mutating func restore(_ json: JSONValue?) { marks = (json?.object ?? [:]).compactMapValues(Place.init) }
}

extension Place {
  var json: JSONValue {
    var object: JSONObject = ["pane": .string(pane), "title": .string(inside.title?.raw ?? "")]
    object["in"] = inside.container?.note
    object["at"] = inside.spot?.note
    object["on"] = inside.row?.note
    object["date"] = inside.date.map { .string($0.string) }
    return .object(object)
  }

  init?(_ json: JSONValue) {
    guard let pane = json["pane"]?.string else { return nil }
    func key(_ name: String) -> ObjectKey? { json[name].flatMap(ObjectKey.init(note:)) }
    let title = json["title"]?.string.map { UntrustedText($0) }
    let date = json["date"]?.string.flatMap { LocalTime($0) }
    self.init(
      pane: pane, inside: PanePlace(container: key("in"), spot: key("at"), row: key("on"), title: title, date: date))
  }
}

extension ObjectKey {
  fileprivate var note: JSONValue {
    .array([.int(account.rawValue), .string(type.rawValue), .string(id.rawValue)])
  }

  fileprivate init?(note: JSONValue) {
    guard let account = note[0]?.int, let type = note[1]?.string, let id = note[2]?.string else { return nil }
    self.init(AccountID(rawValue: Int64(account)), TypeName(type), ObjectID(id))
  }
}

// MARK: - Going

extension App {
  var place: Place { Place(pane: focus, inside: panes[focus]?.place ?? PanePlace()) }

  /// Shows a place again, where in it one was.
  mutating func go(to place: Place, _ context: Context) throws(CacheError) -> [Effect] {
    let effects = try goInside(place, context)
    let inside = self.context(context.surroundings)
    return effects
      + (try changePane(place.pane) { (pane) throws(CacheError) in
        let moved = try place.inside.row.map { (row) throws(CacheError) in try pane.putCursor(on: row, inside) } ?? []
        guard let date = place.inside.date, let key = place.inside.container ?? place.inside.row else { return moved }
        return try moved + pane.go(to: date, of: key, inside)
      })
  }

  private mutating func goInside(_ place: Place, _ context: Context) throws(CacheError) -> [Effect] {
    guard let container = place.inside.container else {
      let effects = show(place.pane, at: nil, context.surroundings)
      let inside = self.context(context.surroundings)
      return effects + (try changePane(place.pane) { (pane) throws(CacheError) in try pane.goToTop(inside) })
    }
    look(at: container.account)
    let isThere = try place.inside.spot.map { spot throws(CacheError) in try context.cache.json(spot) != nil } ?? false
    return show(place.pane, at: isThere ? place.inside.spot : container, context.surroundings)
  }

  /// What is elsewhere is not seen while one looks at one cooperative alone.
  mutating func look(at account: AccountID) {
    if let shown = self.account, shown != account, account != .own { self.account = account }
  }

  mutating func step(_ distance: Int, _ context: Context) throws(CacheError) -> [Effect] {
    places.visit(place)
    guard let next = places.step(by: distance) else {
      let words = distance < 0 ? tr("There is no place before this one") : tr("There is no place after this one")
      return [.notice(Notice(.information, words))]
    }
    return try go(to: next, context)
  }

  mutating func setMark(_ context: Context) -> [Effect] {
    guard let name = context.arguments.last else { return [] }
    places.marks[name] = place
    let words = tr("%1 leads back here from now on", name)
    return [.saveNote(name: Places.note, places.json), .notice(Notice(.success, words))]
  }

  mutating func goToMark(_ context: Context) throws(CacheError) -> [Effect] {
    guard let name = context.arguments.last, let place = places.marks[name], panes[place.pane] != nil else {
      let known = places.marks.keys.sorted().joined(separator: " ")
      let words = known.isEmpty ? tr("No place is marked yet") : tr("No place has this letter; there are: %1", known)
      return [.notice(Notice(.information, words))]
    }
    return try go(to: place, context)
  }

  /// The marked places, for the box of what may follow.
  var markLines: [Line] {
    places.marks.sorted { $0.key < $1.key }.map { name, place in
      let title = PaneRegistry.all.first { $0.name == place.pane }.map { tr($0.title) } ?? place.pane
      let inside = place.inside.title.map { SafeText(" · ") + $0.line } ?? ""
      return Line([Span(SafeText(name), Style(.key)), Span(SafeText(" " + title) + inside, .dim)])
    }
  }
}

extension Pane {
  /// Back to the first level.
  mutating func goToTop(_ context: Context) throws(CacheError) -> [Effect] {
    var effects: [Effect] = []
    for _ in 0..<8 {
      guard let more = try back(context) else { break }
      effects += more
    }
    return effects
  }
}
