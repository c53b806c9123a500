import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// What is near: list, map, sheet, and changed meetings.
@Suite struct NearTests {
  private static let sheet: JSONValue = [
    "legal": "01 02 03 04 05", "medics": "Chasubles blanches, en tête", "contacts": "Marie, 06 00 00 00 01",
    "bring": "De l’eau",
    "route": [
      "type": "LineString",
      "coordinates": [[2.3699, 48.8530], [2.3633, 48.8675], [2.3560, 48.8690], [2.3319, 48.8709]],
    ],
  ]

  private static func place(_ name: String, _ point: String, _ more: JSONObject = [:]) -> JSONObject {
    let location: JSONObject = ["name": .string(name), "coordinates": .string("geo:" + point)]
    return ["locations": ["1": .object(location.merging(more) { $1 })]]
  }

  private static func march(_ more: JSONObject = [:]) -> JSONValue {
    let object: JSONObject = [
      "locations": [
        "1": ["name": "Place de la Bastille", "coordinates": "geo:48.8530,2.3699", "relativeTo": "start"],
        "2": ["name": "Place de la République", "coordinates": "geo:48.8675,2.3633"],
        "3": ["name": "Opéra", "coordinates": "geo:48.8709,2.3319", "relativeTo": "end"],
      ],
      "ter1:sheet": sheet,
      "participants": [
        "moi": ["name": "Camille Moi", "participationStatus": "accepted"],
        "jean": [
          "name": "Jean Œuvrard", "participationStatus": "accepted",
          "ter1:ride": ["kind": "offer", "seats": 3, "from": "Vire", "leaves": "6 h 30"],
        ],
      ],
      "updated": "2026-10-21T08:00:00Z",
    ]
    return UnionWorld.event(
      "marche", "Marche nationale", "2026-10-31T14:00:00", "PT4H", in: "c1", object.merging(more) { $1 })
  }

  private static let events = [
    march(),
    UnionWorld.event(
      "tracts", "Distribution de tracts", "2026-10-23T07:30:00", "PT2H", place("Gare de Flers", "48.7486,-0.5607")),
    UnionWorld.event(
      "rennes", "Assemblée à Rennes", "2026-10-29T18:00:00", "PT2H", place("Bourse du travail", "48.1130,-1.6743")),
    UnionWorld.event("lille", "Rencontre du Nord", "2026-11-07T10:00:00", "PT2H", place("Lille", "50.6366,3.0635")),
    UnionWorld.event(
      "marseille", "Rassemblement du Vieux-Port", "2026-11-14T15:00:00", "PT2H", place("Vieux-Port", "43.2951,5.3740")),
  ]

  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, home: String? = "Vire Normandie",
    hasBlocks: Bool = true
  ) async throws -> (Scenario, AccountID) {
    var account: AccountID?
    let scenario = try await Scenario(
      size: (columns, rows), language: language, firstPane: "events", now: UnionWorld.autumn,
      fill: { cache in
        try await UnionWorld.fill(cache)
        account = try cache.reader.accounts().first?.id
        guard let account else { return }
        try await UnionWorld.apply(cache, account, CalendarEvent.name, Self.events)
      }, adjust: { $0.settings.hasBlocks = hasBlocks })
    if let home { scenario.type("v \"\(home)\" <Enter>") }
    return (scenario, try #require(account))
  }

  /// What the screen says, without the lines' ends and French's hard blanks.
  private func words(_ scenario: Scenario) -> String {
    scenario.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func receive(_ event: JSONValue, _ account: AccountID, _ scenario: Scenario) async throws {
    try await scenario.receive([Delta(account: account, type: CalendarEvent.name, upserts: [event], newState: nil)])
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func listAndMap(size: (Int, Int), language: Language) async throws {
    let (scenario, _) = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("near-" + suffix)
    scenario.type("z")
    scenario.check("map-" + suffix)
    scenario.type("n n n")
    scenario.check("map-march-" + suffix)
    scenario.type("<Enter>")
    scenario.check("near-sheet-" + suffix)
  }

  @Test func whereOneIsIsAskedOnce() async throws {
    let (scenario, _) = try await scenario(home: nil)
    scenario.type("v")
    #expect(scenario.text.contains("Votre ville ou code postal (reste sur cette machine)"))
    scenario.type("\"xyzzy\" <Enter>")
    #expect(words(scenario).contains("Aucune ville « xyzzy » n’est connue ici"))
    scenario.check("near-nowhere")
    scenario.type("<C-u> \"Saint-Denis\" <Enter>")
    scenario.check("near-which-town")
    scenario.type("1")
    #expect(scenario.text.contains("Près de Saint-Denis"))
    scenario.restart()
    scenario.type("v")
    #expect(scenario.text.contains("Près de Saint-Denis"), "it is not asked again")
    scenario.type("t \"48.85,2.35\" <Enter>")
    #expect(scenario.text.contains("Près de 48.85,2.35"))
    scenario.type("t \"Vire\" <Enter>")
    #expect(words(scenario).contains("1 Vire Normandie (14500, Calvados) 2 Viré (71260, Saône-et-Loire)"))
    scenario.type("1")
    #expect(scenario.text.contains("Près de Vire Normandie"))
  }

  @Test func theMapMovesAndZooms() async throws {
    let (scenario, _) = try await scenario()
    scenario.type("z c")
    scenario.check("map-country")
    scenario.type("+ + +")
    scenario.check("map-closer")
    let near = scenario.text
    scenario.type("l h")
    #expect(scenario.text == near)
    scenario.type("- - - f")
    scenario.type("z")
    #expect(scenario.text.contains("Près de Vire"), "back in the list")
  }

  @Test func theMapHasATwinInWordsAndOneInASCII() async throws {
    let (scenario, _) = try await scenario()
    scenario.type("z n n n t")
    scenario.check("map-in-words")
    #expect(scenario.text.contains("Marche nationale"))
    let (plain, _) = try await self.scenario(hasBlocks: false)
    plain.type("z c")
    plain.check("map-ascii")
    // The last line of the map is its foot, in words.
    let drawn = (1..<20).map { plain.screen.text(row: $0) }.joined()
    #expect(drawn.allSatisfy(\.isASCII) && drawn.contains("#") && drawn.contains("/"))
  }

  /// The goal: a whole map, as first drawn, within 1,500 bytes of a terminal in UTF-8.
  @Test func aMapIsFewCells() async throws {
    let (scenario, _) = try await scenario()
    scenario.type("z c")
    let braille = scenario.text.unicodeScalars.filter { (0x2800...0x28FF).contains($0.value) }
    #expect(braille.count > 100 && braille.count * 3 < 1_200)
  }

  @Test func aChangedMeetingIsToldAboveAllElse() async throws {
    let (scenario, account) = try await scenario(home: nil)
    scenario.type("1")
    // Far enough ahead for the cache's own clock.
    try await receive(Self.march(["start": "2036-10-31T14:00:00"]), account, scenario)
    #expect(!words(scenario).contains("CHANGÉ"))
    let moved = Self.march([
      "start": "2036-10-31T15:00:00", "updated": "2026-10-22T10:00:00Z", "updatedBy": "marie",
    ])
    try await receive(moved, account, scenario)
    #expect(
      words(scenario).contains(
        "CHANGÉ : Marche nationale : désormais vendredi 31 octobre 2036, 15:00 · Place de la Bastille"))
    scenario.check("near-changed-told")
    scenario.type("<Space>")
    scenario.check("near-changed-sheet")
    #expect(scenario.text.contains("Le lieu ou l’heure a changé.") && scenario.text.contains("14:00"))
    #expect(!words(scenario).contains("1 événement changé"), "it has been seen")
    scenario.type("1 <Space>")
    #expect(!scenario.text.contains("CHANGÉ"))
  }

  @Test func aPinnedEventIsToldToo() async throws {
    let (scenario, account) = try await scenario()
    scenario.type("j *")
    #expect(words(scenario).contains("« Distribution de tracts » est épinglé"))
    func leaflets(_ more: JSONObject) -> JSONValue {
      // Far enough ahead for the cache's own clock.
      UnionWorld.event(
        "tracts", "Distribution de tracts", "2036-10-23T07:30:00", "PT2H",
        Self.place("Gare de Flers", "48.7486,-0.5607").merging(more) { $1 })
    }
    try await receive(leaflets([:]), account, scenario)
    let off: JSONObject = ["status": "cancelled", "updated": "2026-10-22T10:00:00Z", "updatedBy": "marie"]
    try await receive(leaflets(off), account, scenario)
    #expect(words(scenario).contains("ANNULÉ : Distribution de tracts"))
  }

  /// In the agenda, on the sheet and where it was found; without a link it is all there after the next start.
  @Test(arguments: [
    "3", "3 <Enter>", "3 M", "/ \"nationale\" <Enter> <Enter>", "3 v j j j <Enter>",
  ])
  func itIsPinnedWhereverItIsSeen(keys: String) async throws {
    let (scenario, _) = try await scenario(home: nil)
    try scenario.cache.setNote("near.home", ["name": "Vire", "latitude": 48.8386, "longitude": -0.8892])
    if keys.contains("/") || keys.contains("v ") {
      scenario.type(keys)
    } else {
      scenario.type(": \"events.date 2026-10-31\" <Enter>" + keys.dropFirst())
    }
    scenario.type("*")
    #expect(words(scenario).contains("« Marche nationale » est épinglé"), "\(scenario.text)")
    scenario.restart()
    scenario.type("3 : \"events.date 2026-10-31\" <Enter>")
    let row = (0..<24).map { scenario.screen.text(row: $0) }.first { $0.contains("Marche nationale") }
    #expect(row?.contains("*") == true, "\(scenario.text)")
    scenario.type("<Enter>")
    scenario.check("pinned-sheet")
    #expect(scenario.text.contains("épinglé") && words(scenario).contains("01 02 03 04 05"), "\(scenario.text)")
    scenario.type("*")
    #expect(words(scenario).contains("n’est plus épinglé"))
  }

  @Test func ridesAreOfferedAndTakenBack() async throws {
    let (scenario, _) = try await scenario()
    scenario.type("n n")
    scenario.type("j j j <Enter> rc \"offre 2 Condé-en-Normandie 6h15\" <Enter>")
    #expect(words(scenario).contains("Covoiturage : propose 2 places depuis Condé-en-Normandie, 6h15"))
    scenario.type("G")
    scenario.check("near-rides")
    scenario.type("rc \"offre 99 Vire\" <Enter>")
    #expect(words(scenario).contains("« 99 » n’est pas un nombre de places : 1 à 60"))
    scenario.type("<C-u> \"rien\" <Enter>")
    #expect(words(scenario).contains("Covoiturage : plus rien"))
  }

  @Test func theSheetIsOnePage() async throws {
    for language in [Language.french, .english] {
      let (scenario, account) = try await scenario()
      let key = ObjectKey(account, CalendarEvent.name, "marche")
      let zone = try #require(TimeZone(identifier: "Europe/Paris"))
      let detail = try #require(try scenario.cache.reader.event(key, zone: zone))
      let sheet = PrintedSheet(
        detail, tr: Catalog(language), now: UnionWorld.autumn, zone: zone, hasBlocks: true)
      #expect(sheet.lines.count <= PrintedSheet.rows && sheet.lines.allSatisfy { $0.count <= PrintedSheet.columns })
      for text in ["01 02 03 04 05", "Chasubles blanches", "geo:48.8530,2.3699", "Place de la Bastille", "▀"] {
        #expect(sheet.text.contains(text), "\(text)")
      }
      let long = detail.series.with(["description": .string(String(repeating: "Beaucoup de mots. ", count: 900))])
      try await receive(long.json, account, scenario)
      let full = try #require(try scenario.cache.reader.event(key, zone: zone))
      let cut = PrintedSheet(full, tr: Catalog(language), now: UnionWorld.autumn, zone: zone, hasBlocks: true)
      #expect(cut.lines.count == PrintedSheet.rows && cut.text.contains("…") && cut.text.contains("01 02 03 04 05"))
      let bring: JSONValue = [
        "legal": "01 02 03 04 05", "bring": .string(String(repeating: "De l’eau. ", count: 190)),
      ]
      try await receive(long.with(["ter1:sheet": bring]).json, account, scenario)
      let much = try #require(try scenario.cache.reader.event(key, zone: zone))
      let page = PrintedSheet(much, tr: Catalog(language), now: UnionWorld.autumn, zone: zone, hasBlocks: true)
      #expect(page.text.components(separatedBy: "ter1)").count == 3, "each cut is told")
      #expect(page.text.contains("Beaucoup de mots.") && page.lines.count <= PrintedSheet.rows)
    }
  }

  /// The clock of a place is told on paper, wherever that is printed; and nobody is sent to the middle of a town.
  @Test func theSheetSendsNobodyAstray() async throws {
    let (scenario, account) = try await scenario()
    let key = ObjectKey(account, CalendarEvent.name, "marche")
    let (paris, utc) = (try #require(TimeZone(identifier: "Europe/Paris")), try #require(TimeZone(identifier: "UTC")))
    let series = try #require(try scenario.cache.reader.event(key, zone: paris)).series
    let here = try #require(try scenario.cache.reader.event(key, zone: utc))
    func page(_ detail: EventDetail, _ zone: TimeZone) -> String {
      PrintedSheet(detail, tr: Catalog(.french), now: UnionWorld.autumn, zone: zone, hasBlocks: true).text
    }
    let there = try #require(try scenario.cache.reader.event(key, zone: paris))
    let line = try #require(page(there, paris).split(separator: "\n").first { $0.hasPrefix("Quand") })
    #expect(page(here, utc).contains(line + " (heure de Europe/Paris)"), "\(page(here, utc))")
    var moved = series.with(series.naming(place: "Place Royale, Nantes"))
    moved = moved.with(["ter1:sheet/route": .null])
    try await receive(moved.json, account, scenario)
    let vague = try #require(try scenario.cache.reader.event(key, zone: paris))
    #expect(vague.series.meetsInTown && vague.series.exactMeetingPoint == nil)
    #expect(!page(vague, paris).contains("geo:") && !page(vague, paris).contains("▀"))
  }

  @Test func aDamagedRouteIsSaidOnTheSheet() async throws {
    let (scenario, account) = try await scenario()
    let broken: JSONValue = ["legal": "01", "route": ["type": "LineString", "coordinates": [[48, 102], [48, 103]]]]
    try await receive(Self.march(["ter1:sheet": broken]), account, scenario)
    scenario.type("j j j <Enter>")
    #expect(scenario.text.contains("Le parcours ne peut être dessiné"))
  }
}
