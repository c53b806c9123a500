import Foundation
import JSON
import TestSupport
import Testing

/// `ter1 near`, `ter1 list near`, `ter1 sheet`, `ter1 event sheet` and `ter1 event ride`.
@Suite(.ownThreads) struct NearTests {
  let village: Village
  let camille: Person

  init() throws {
    village = try Village()
    camille = try Person()
    try camille.join(village)
  }

  /// - Returns: the new event's key.
  private func announce(_ title: String, at place: String, _ start: String = "2031-05-01T14:00") throws -> String {
    let made = try camille.ter1("event", "add", title, "--start", start, "--place", place)
    try #require(made.status == 0, "\(made.errors)")
    let events = try camille.ter1("list", "events", "--json").lines.map { try JSONValue(parsing: $0) }
    return try #require(events.first { $0["title"]?.string == title }?["key"]?.string)
  }

  @Test func whatIsNearIsSortedByDistance() throws {
    #expect(try camille.ter1("near").errors.contains("ter1 near --town Nantes"))
    _ = try announce("Loin", at: "Vieux-Port, 13001 Marseille")
    _ = try announce("Près", at: "Place Graslin geo:47.2132,-1.5621")
    _ = try announce("Nulle part", at: "Chez Marie")
    let near = try camille.ter1("near", "--town", "Nantes")
    #expect(near.status == 0, "\(near.errors)")
    #expect(near.lines.count == 2 && near.lines[0].contains("Près") && near.lines[1].contains("Loin"))
    let rows = try camille.ter1("list", "near", "--json").lines.map { try JSONValue(parsing: $0) }
    #expect(rows.map { $0["title"]?.string } == ["Près", "Loin"])
    #expect(rows[0]["distance"]?.int ?? 0 < 2_000 && rows[1]["distance"]?.int ?? 0 > 600_000)
    #expect(rows[1]["bearing"]?.int.map { (100...170).contains($0) } == true)
    #expect(try camille.ter1("near", "--forget").status == 0)
    #expect(try camille.ter1("list", "near").status != 0)
  }

  @Test func townsThatAreNotKnownOrNotOneAreRefused() throws {
    let unknown = try camille.ter1("near", "--town", "Xyzzy")
    #expect(unknown.status == 66 && unknown.errors.contains("Xyzzy"))
    let several = try camille.ter1("near", "--town", "Saint-Denis")
    #expect(several.status == 64 && several.errors.contains("93200"))
    #expect(try camille.ter1("near", "--town", "93200 Saint-Denis").status == 0)
    #expect(try camille.ter1("near", "--limit", "0").status == 64)
  }

  @Test func aSheetIsWrittenAndPrinted() throws {
    let key = try announce("Marche", at: "Place Graslin geo:47.2132,-1.5621")
    let folder = try TemporaryFolder()
    let text = #"{"type":"LineString","coordinates":[[-1.5621,47.2132],[-1.557,47.2168],[-1.5484,47.2149]]}"#
    let route = try folder.write("route.geojson", text)
    let written = try camille.ter1(
      "event", "sheet", key, "--legal", "01 02 03", "--bring", "De l’eau", "--route", route)
    #expect(written.status == 0, "\(written.errors)")
    #expect(try camille.ter1("event", "ride", key, "offer", "3", "Rezé", "7h30").status == 0)
    let sheet = try camille.ter1("sheet", key)
    #expect(sheet.status == 0 && sheet.lines.count <= 60, "\(sheet.errors)")
    let page = sheet.lines.joined(separator: "\n")
    for words in ["01 02 03", "De l’eau", "geo:47.2132,-1.5621", "Place Graslin", "Rezé"] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(page.contains("▀"))
    #expect(try !camille.ter1("sheet", key, "--bare").lines.joined().contains("▀"))
    let event = try JSONValue(parsing: try camille.ter1("show", key, "--json").lines[0])
    #expect(event["ter1:sheet"]?["route"]?["coordinates"]?.array?.count == 3)
    #expect(try camille.ter1("event", "ride", key, "none").status == 0)
  }

  @Test func aFileThatHoldsNoRouteChangesNothing() throws {
    let key = try announce("Marche", at: "Nantes")
    let folder = try TemporaryFolder()
    for (text, words) in [
      ("", "0"), (#"{"type":"Point","coordinates":[1,2]}"#, "LineString"),
      (#"{"type":"LineString","coordinates":[[47.2,145],[47.3,145]]}"#, "longitude"),
      (#"{"type":"LineString","coordinates":[[47.21,-1.56],[47.22,-1.55]]}"#, "longitude first"),
      (#"{"type":"LineString","coordinates":[[2.37,48.85],[2.36,48.86]]}"#, "change one of the two"),
    ] {
      let file = try folder.write("r.json", text)
      let refused = try camille.ter1("event", "sheet", key, "--route", file)
      #expect(refused.status == 65 && refused.errors.contains(words), "\(refused.errors)")
    }
    #expect(try camille.ter1("event", "sheet", key, "--route", folder.path + "/none").status == 66)
    #expect(try camille.ter1("event", "ride", key, "offer", "99", "Rezé").status == 64)
    let event = try JSONValue(parsing: try camille.ter1("show", key, "--json").lines[0])
    #expect(event["ter1:sheet"] == nil)
  }
}
