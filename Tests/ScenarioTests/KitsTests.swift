import ClientCore
import Foundation
import JSON
import Localization
import TER1TUI
import TestSupport
import Testing
import Text

/// Mobilisation material: docs/protocol.md, section 28.
@Suite struct KitsTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, keymap: String = "default",
    pane: String = "files"
  ) async throws -> Scenario {
    try await Scenario(
      size: (columns, rows), language: language, keymap: keymap, firstPane: pane, now: UnionWorld.autumn
    ) { cache in
      let account = try UnionWorld.account(cache)
      try await UnionWorld.apply(cache, account, EventCalendar.name, UnionWorld.calendars(isReadOnly: false))
      try await UnionWorld.apply(cache, account, CalendarEvent.name, [Self.march])
      try await UnionWorld.apply(cache, account, FileNode.name, Self.files)
    }
  }

  private static let march: JSONValue = [
    "id": "march", "uid": "march", "title": "Manifestation du samedi", "start": "2026-10-24T14:00:00",
    "timeZone": "Europe/Paris", "duration": "PT3H", "calendarIds": ["c1": true],
  ]

  private static let rights: JSONValue = ["mayRead": true, "mayWrite": true, "mayAdmin": false]

  private static let files: [JSONValue] = [
    ["id": "k", "name": "Kit de samedi", "parentId": nil, "eventId": "march", "myRights": rights],
    ["id": "d", "name": "Archives", "parentId": nil, "myRights": rights],
    file("1", "Appel.impression.pdf", "application/pdf", 2_100_000),
    file("2", "Appel.léger.pdf", "application/pdf", 180_000), file("3", "Appel.texte.md", "text/markdown", 2_100),
    file("4", "Vos droits.texte.txt", "text/plain", 700), file("5", "Vos droits.pdf", "application/pdf", 90_000),
    file("6", "\u{202E}piège\u{1B}[31m.texte.txt", "text/plain", 300),
  ]

  private static func file(_ id: String, _ name: String, _ type: String, _ size: Int64) -> JSONValue {
    [
      "id": .string(id), "name": .string(name), "parentId": "k", "blobId": .string("b" + id), "type": .string(type),
      "size": .int(size), "myRights": rights,
    ]
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func theSmallestStandsFirst(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.type("j")
    scenario.check("kits-" + suffix)
    scenario.type("<Enter>")
    scenario.check("kit-" + suffix)
    #expect(!scenario.text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
  }

  @Test(arguments: ["default", "vim", "emacs"]) func oneKeyKeepsTheSmallestAndMoreIsAskedFor(keymap: String)
    async throws
  {
    let scenario = try await scenario(keymap: keymap)
    scenario.type("j P")
    #expect(try scenario.cache.reader.downloads().compactMap(\.size).sorted() == [300, 700, 2_100])
    #expect(scenario.text.contains("kit ✓"))
    scenario.type("P")
    if keymap == "default" { scenario.check("kit-more") }
    scenario.type("2")
    #expect(try scenario.cache.reader.downloads().compactMap(\.size).sorted() == [300, 700, 2_100, 180_000])
    scenario.type("P x")
    #expect(!scenario.text.contains("kit ✓"))
  }

  /// A new version of what is kept comes by itself, if it is small.
  @Test func whatIsNewInAKitThatIsKeptIsFetched() async throws {
    let scenario = try await scenario()
    scenario.type("j P")
    let account = AccountID(rawValue: 1)
    let new = Self.file("7", "Parcours.texte.txt", "text/plain", 900)
    let large = Self.file("8", "Affiche.impression.pdf", "application/pdf", 9_000_000)
    scenario.announce(
      try await scenario.cache.apply([
        Delta(account: account, type: FileNode.name, upserts: [new, large], destroyed: [], newState: "9")
      ]))
    #expect(try scenario.cache.reader.downloads().allSatisfy { $0.size != 9_000_000 })
  }

  @Test func aFolderBecomesTheKitOfAnEventOrOfACampaign() async throws {
    let scenario = try await scenario()
    scenario.type("K \"Retraites : on continue\" <Enter>")
    #expect(scenario.text.contains("est un kit pour"))
    let reader = scenario.cache.reader
    #expect(try reader.kits().compactMap(\.folder.node.campaign?.raw) == ["Retraites : on continue"])
    scenario.type("gg K <C-u> Manif <Tab> <Enter>")
    #expect(try reader.kits(of: ObjectKey(AccountID(rawValue: 1), CalendarEvent.name, "march")).count == 2)
    scenario.type("gg K <C-u> <Enter>")
    #expect(try reader.kits().count == 1)
    scenario.type("P")
    #expect(scenario.text.contains("n’est pas un kit"))
  }

  @Test func itIsHandedOverByCodeAndFoundByIt() async throws {
    let scenario = try await scenario()
    scenario.type("j H")
    scenario.check("kit-card")
    let code = try #require(try scenario.cache.reader.kits().first?.code)
    #expect(scenario.text.contains(code))
    scenario.type("c gg c \"\(code.lowercased())\" <Enter>")
    #expect(scenario.text.contains("Vos droits"))
    scenario.type("c \"ABC\" <Enter>")
    #expect(scenario.text.contains("n’est pas un code de kit"))
    scenario.type("<C-u> \"000000\" <Enter>")
    #expect(scenario.text.contains("Il n’y a pas de kit 000000"))
  }

  @Test func theEventLeadsToItsMaterial() async throws {
    let scenario = try await scenario(pane: "events")
    scenario.type("<Enter>")
    scenario.check("kit-event")
    scenario.type("K")
    #expect(scenario.text.contains("Vos droits"))
  }
}
