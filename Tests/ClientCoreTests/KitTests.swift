import JSON
import Testing
import Text

@testable import ClientCore

struct KitTests {
  static let files: [JSONValue] = [
    ["id": "k", "name": "Manif du 1er mai", "eventId": "e", "description": "À distribuer"],
    ["id": "c", "name": "Salaires", "campaign": "NAO"], ["id": "d", "name": "Archives"],
    file("1", "Appel.impression.pdf", "application/pdf", 2_100_000),
    file("2", "Appel.LÉGER.pdf", "application/pdf", 180_000),
    file("3", "Appel.texte.md", "text/markdown", 2_100), file("4", "Parcours 10.pdf", "application/pdf", 90_000),
    file("5", "Parcours 2.txt", "text/plain", 700), file("6", "Affiche.light.svg", "image/svg+xml", 9_000),
    file("7", "Affiche.text.md", "text/markdown", 20_000), file("8", "vide.txt", "text/plain", 0),
    ["id": "s", "name": "Sources", "parentId": "k"],
  ]

  private static func file(_ id: String, _ name: String, _ type: String, _ size: Int64) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "parentId": "k", "blobId": .string("b" + id), "type": .string(type),
      "size": .int(size),
    ]
  }

  private func village() async throws -> Village {
    let village = try Village()
    try await village.receive(EventCalendar.name, [["id": "a", "name": "Luttes"]])
    try await village.receive(
      CalendarEvent.name,
      [["id": "e", "uid": "e", "title": "Premier mai", "start": "2026-05-01T14:00:00", "calendarIds": ["a": true]]])
    try await village.receive(FileNode.name, Self.files)
    return village
  }

  @Test func theSmallestVariantStandsFirst() async throws {
    let village = try await village()
    let kit = try #require(try village.cache.reader.kit(village.key(FileNode.name, "k")))
    #expect(kit.event?.title.raw == "Premier mai")
    let told = kit.leaflets.map { leaflet in
      leaflet.name.raw + ": " + leaflet.variants.map { "\($0.kind) \($0.size)" }.joined(separator: ", ")
    }
    #expect(
      told == [
        "Affiche: light 9000, text 20000", "Appel: text 2100, light 180000, print 2100000", "Parcours 2: text 700",
        "Parcours 10: print 90000",
      ])
    #expect(kit.variants(.smallest).map(\.size) == [9_000, 2_100, 700, 90_000])
    #expect(kit.variants(.upTo(.light)).map(\.size) == [9_000, 20_000, 2_100, 180_000, 700, 90_000])
    #expect(kit.variants(.upTo(.print)).count == 7 && kit.missing(.smallest).count == 4)
  }

  @Test func kitsAreFoundByEventByCodeAndByWhatTheyAreFor() async throws {
    let village = try await village()
    let reader = village.cache.reader
    #expect(try reader.kits().map(\.folder.node.name.raw) == ["Manif du 1er mai", "Salaires"])
    #expect(try reader.kits(of: village.key(CalendarEvent.name, "e")).map(\.folder.key.id) == ["k"])
    let kit = try #require(try reader.kit(village.key(FileNode.name, "k")))
    for typed in [kit.code, kit.code.lowercased(), kit.link, " \(kit.code.prefix(3))-\(kit.code.suffix(3)) "] {
      #expect(try reader.kits(code: try #require(Kit.code(typed: typed))).map(\.folder.key) == [kit.folder.key])
    }
    #expect(try reader.search("nao", limit: 5).hits.map(\.key.id) == ["c"])
    #expect(try reader.kit(village.key(FileNode.name, "d")) == nil)
  }

  /// The code is the protocol's: whoever reads section 28 gets the same.
  @Test func theCodeIsADigestOfWhereItIs() {
    #expect(Kit.code(of: "F1-abc", in: "Aa") == "JPGT7A")
    for wrong in ["", "ABC", "ABCDEFG", "ABCDE!", "ter1:kit:", "UUUUUU"] { #expect(Kit.code(typed: wrong) == nil) }
    #expect(Kit.code(typed: "ter1:kit:oil234") == "011234")
  }

  @Test func whatIsKeptIsNoted() throws {
    let key = ObjectKey(AccountID(rawValue: 1), FileNode.name, "k")
    var kept = KitsKept(nil)
    kept[key] = .upTo(.light)
    #expect(KitsKept(try JSONValue(parsing: kept.json.text))[key] == .upTo(.light))
    kept[key] = .smallest
    #expect(KitsKept(kept.json)[key] == .smallest && KitsKept(["1 k": "x"])[key] == .smallest)
    kept[key] = nil
    #expect(kept.isEmpty && kept.json == [:])
  }
}
