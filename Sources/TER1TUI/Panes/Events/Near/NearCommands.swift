public import ClientCore
import Foundation
public import Geography
import JSON
import Localization
import Text

/// What is near: the list, the map, and where one is.
enum NearCommands {
  static let all: [PaneCommand<EventsPane>] = places + map

  private static let places: [PaneCommand<EventsPane>] = [
    PaneCommand(
      name: "events.near", label: msgid("near me"),
      summary: msgid("Show what is near, by distance, or the agenda again"),
      action: { (pane, context) throws(CacheError) in
        try pane.showNear(!pane.isNear || pane.showsMap, context)
        return pane.isNear && pane.near.home == nil ? [townPrompt(context)] : []
      }),
    PaneCommand(
      name: "events.town", label: msgid("my town"),
      summary: msgid("Say where you are: a town, a postcode, coordinates; it stays on this machine"), usage: "[TOWN]",
      action: { (pane, context) throws(CacheError) in
        guard let typed = context.arguments.first else { return [townPrompt(context)] }
        return try choose(typed, &pane, context)
      }),
  ]

  private static func townPrompt(_ context: Context) -> Effect {
    .prompt(
      Input(label: context.tr("Your town or postcode (stays on this machine): "), line: CommandLine("events.town")))
  }

  private static func choose(
    _ typed: String, _ pane: inout EventsPane, _ context: Context
  ) throws(CacheError) -> [Effect] {
    guard !typed.isEmpty else { return [] }
    switch HomeFinder.find(typed) {
    case .found(let home): return try pane.settle(at: home, context)
    case .several(let towns):
      let choices = zip("123456789", towns).map { key, town in
        Question.Choice(
          key: key, label: HomeFinder.label(town),
          line: CommandLine("events.town", ["\(town.postcodes[0]) \(town.name)"]))
      }
      let none = Question.Choice(key: "n", label: context.tr("none of them"), line: nil)
      return [.ask(Question(SafeText(context.tr("Which one?")), choices + [none]))]
    case .none:
      let words = context.tr(
        "No town “%1” is known here: type its postcode, or coordinates: 47.21,-1.55", UntrustedText(typed).line)
      return [.notice(Notice(.warning, words))]
    }
  }

  // MARK: The map

  private static let map: [PaneCommand<EventsPane>] = [
    PaneCommand(
      name: "events.map", label: msgid("map"), summary: msgid("Show the map, or the list again"),
      unavailable: { pane, context in
        pane.near.home == nil && pane.current?.event.way.isEmpty != false && pane.isNear
          ? context.tr("Say first where you are") : nil
      },
      action: { (pane, context) throws(CacheError) in
        try pane.showMap(!pane.showsMap, context)
        return []
      }),
    onMap("closer", msgid("closer"), msgid("Show less of the map, larger")) { pane, context in
      pane.near.window = pane.window(context).zoomed(by: 2)
    },
    onMap("farther", msgid("farther"), msgid("Show more of the map, smaller")) { pane, context in
      pane.near.window = pane.window(context).zoomed(by: 0.5)
    },
    onMap("east", msgid("to the east"), msgid("Move the map to the east")) { $0.pan(east: 1, south: 0, $1) },
    onMap("west", msgid("to the west"), msgid("Move the map to the west")) { $0.pan(east: -1, south: 0, $1) },
    onMap("fit", msgid("what is near"), msgid("Show on the map what is near, or the march")) { pane, context in
      pane.near.window = nil
    },
    onMap("country", msgid("the country"), msgid("Show the whole country")) { pane, context in
      pane.near.window = pane.near.country(in: pane.mapSize(context))
    },
    onMap("next-pin", msgid("next number"), msgid("Go to the next number on the map")) { $0.choosePin(by: 1, $1) },
    onMap("previous-pin", msgid("number before"), msgid("Go to the number before on the map")) {
      $0.choosePin(by: -1, $1)
    },
    onMap("map-in-words", msgid("in words"), msgid("Say in words what the map shows, or draw it again")) { pane, _ in
      pane.near.isInWords.toggle()
    },
  ]

  private static func onMap(
    _ name: String, _ label: String, _ summary: String,
    _ change: @escaping @Sendable (inout EventsPane, Context) -> Void
  ) -> PaneCommand<EventsPane> {
    PaneCommand(
      name: "events.\(name)", label: label, summary: summary,
      unavailable: { pane, context in pane.showsMap ? nil : context.tr("The map is not shown") },
      action: { (pane, context) throws(CacheError) in
        for _ in 0..<max(1, context.count ?? 1) { change(&pane, context) }
        return []
      })
  }
}

/// Finds the town that a person typed.
public enum HomeFinder {
  public enum Answer: Sendable {
    case found(Home)
    /// At most nine.
    case several([Town])
    case none
  }

  public static func find(_ typed: String) -> Answer {
    if let point = Coordinates(uri: typed) ?? Coordinates(typed: typed) {
      return .found(Home(name: typed, point: point))
    }
    let matches = France.find(typed, limit: 9)
    // "Vire" is how Viré is compared, and what the larger Vire Normandie is called by everybody.
    let people = matches.same.first?.people ?? 0
    let towns =
      matches.same.isEmpty ? matches.others : matches.longer.filter { $0.people > people } + matches.same
    guard let first = towns.first else { return .none }
    return towns.count == 1
      ? .found(Home(name: first.name, point: first.coordinates)) : .several(Array(towns.prefix(9)))
  }

  /// "Saint-Denis (93200, Seine-Saint-Denis)"
  public static func label(_ town: Town) -> String {
    let department = France.departments[town.department].map { ", " + $0 } ?? ""
    return "\(town.name) (\(town.postcodes[0])\(department))"
  }
}

extension EventsPane {
  func window(_ context: Context) -> MapWindow { near.window ?? near.fitted(in: mapSize(context)) }

  mutating func showNear(_ isOn: Bool, _ context: Context) throws(CacheError) {
    near.isOn = isOn
    near.march = nil
    level = .agenda
    _ = try refresh(context)
  }

  mutating func showMap(_ isOn: Bool, _ context: Context) throws(CacheError) {
    if isOn {
      let event = current?.event
      near.isOn = true
      near.march = event.flatMap { $0.way.isEmpty ? nil : $0 }
      if level == .event || near.window == nil { near.window = nil }
      level = .month
    } else {
      level = .agenda
    }
    _ = try refresh(context)
  }

  /// Where one is from now on: a note of the cache, and nothing else.
  mutating func settle(at home: Home, _ context: Context) throws(CacheError) -> [Effect] {
    near.home = home
    near.window = nil
    if !near.isOn { level = .agenda }
    near.isOn = true
    _ = try refresh(context)
    return [
      .saveNote(name: Home.note, home.json),
      .notice(Notice(.success, context.tr("You are in %1; nobody is told", UntrustedText(home.name).line))),
    ]
  }
}
