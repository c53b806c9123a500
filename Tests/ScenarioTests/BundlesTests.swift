import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import Sync
import TER1TUI
import TestSupport
import Testing
import Text

/// What goes without any network: docs/protocol.md, section 29.
@Suite struct BundlesTests {
  private static let sizes = [(40, 12), (80, 24), (200, 50)]

  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, isEmpty: Bool = false
  ) async throws -> Scenario {
    try await Scenario(
      size: (columns, rows), language: language, firstPane: "bundles", now: UnionWorld.autumn
    ) { cache in
      try await UnionWorld.fill(cache)
      guard !isEmpty else { return }
      for bundle in Self.bundles { _ = try cache.keep(bundle) }
    }
  }

  private static func bundle(
    _ id: String, _ role: KeptBundle.Role, _ state: KeptBundle.State, hours: Double,
    _ fill: (inout KeptBundle) -> Void
  ) -> KeptBundle {
    var bundle = KeptBundle(
      account: AccountID(rawValue: 1), id: id, role: role, at: UnionWorld.autumn - hours * 3_600, state: state)
    fill(&bundle)
    return bundle
  }

  private static let bundles: [KeptBundle] = [
    bundle("a", .made, .waiting, hours: 1) {
      ($0.size, $0.entries, $0.files) = (212_480, 3, 1)
      $0.path = UntrustedText("/media/cle/ter1-2026-10-22.ter1")
    },
    bundle("b", .carried, .waiting, hours: 3) { ($0.size, $0.parts, $0.missing) = (3_000_000, 2, [2, 4]) },
    bundle("c", .carried, .refused, hours: 30) { bundle in
      (bundle.size, bundle.reason, bundle.settledAt) = (4_096, "bundle.stranger", UnionWorld.autumn - 3_600)
    },
    bundle("d", .taken, .done, hours: 50) { bundle in
      (bundle.size, bundle.people, bundle.taken) = (48_000, ["marie"], 12)
      bundle.records = [Message.name: 120, CalendarEvent.name: 4]
      bundle.path = UntrustedText("/media/\u{202E}cle\u{1B}[31m")
    },
    bundle("e", .made, .accepted, hours: 80) { bundle in
      (bundle.size, bundle.entries, bundle.settledAt) = (1_024, 1, UnionWorld.autumn - 7_200)
    },
    bundle("f", .made, .done, hours: 90) { bundle in
      (bundle.size, bundle.parts, bundle.people) = (12_000_000, 12, ["jean", "marie"])
      bundle.records = [Message.name: 4_021]
    },
  ]

  @Test(arguments: sizes, [Language.french, .english])
  func whatWasMadeCarriedAndTaken(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("bundles-" + suffix)
    scenario.type("j j j <Enter>")
    scenario.check("bundle-" + suffix)
    #expect(!scenario.text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
  }

  @Test(arguments: sizes, [Language.french, .english])
  func whereThereIsNoneItSaysWhatToDo(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language, isEmpty: true)
    scenario.check("bundles-empty-\(size.0)x\(size.1)-\(language.rawValue)")
  }

  @Test func whatIsCarriedIsGivenUpAfterAQuestionAlone() async throws {
    let scenario = try await scenario()
    scenario.type("j D")
    #expect(scenario.text.contains("Ne pas le remettre"))
    scenario.type("n")
    #expect(try scenario.cache.reader.bundles().count == 6)
    scenario.type("D o")
    #expect(try scenario.cache.reader.bundles().map(\.id) == ["a", "c", "d", "e", "f"])
    // The server has not heard of this one yet.
    scenario.type("k D")
    #expect(scenario.text.contains("Le serveur doit d’abord en être averti"))
    scenario.type("j D")
    #expect(try scenario.cache.reader.bundles().map(\.id) == ["a", "d", "e", "f"])
  }

  @Test func nothingThatWaitsAndNobodyAreSaid() async throws {
    let scenario = try await scenario(isEmpty: true)
    scenario.type("w")
    #expect(scenario.text.contains("Rien n’attend ici"))
    scenario.type("c \"personne\" <Enter>")
    #expect(scenario.text.contains("n’est aucun membre, ou plusieurs"))
    scenario.type("<Esc> : \"bundles.give marie /tmp/x jamais\" <Enter>")
    #expect(scenario.text.contains("2h, 3j, hier"))
    scenario.type("i \"/nulle/part\" <Enter>")
    #expect(scenario.text.contains("ne peut pas être lu"))
  }
}
