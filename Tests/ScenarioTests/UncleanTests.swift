import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// A file that may say who made it, and cannot be cleaned of that, is not sent before a person says so.
@Suite struct UncleanTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func scenario(_ language: Language = .french, keeps: Bool = false) async throws -> Scenario {
    try await Scenario(
      language: language, firstPane: "files", now: UnionWorld.autumn, fill: { try await UnionWorld.fill($0) },
      adjust: { $0.keepsMetadata = keeps })
  }

  private func file(_ name: String, _ content: String) -> String {
    #expect(write(Array(content.utf8), to: folder.file(name)))
    return folder.file(name)
  }

  @Test(arguments: [Language.french, .english]) func itIsAskedBefore(language: Language) async throws {
    let scenario = try await scenario(language)
    let film = file("film.ogg", "OggS Anna Roux")
    scenario.type(": \"files.upload \(film)\" <Enter>")
    let words = language == .french ? "ter1 ne sait pas le retirer" : "ter1 cannot take that out"
    #expect(scenario.text.contains(words), "\(scenario.text)")
    #expect(try scenario.cache.reader.outbox().isEmpty)
    scenario.type("n")
    #expect(try scenario.cache.reader.outbox().isEmpty)
    scenario.type(": \"files.upload \(film)\" <Enter> \(language == .french ? "o" : "y")")
    #expect(try scenario.cache.reader.outbox().count == 2)
  }

  @Test func whatHoldsNothingIsSentAtOnceAndSoIsAllWhereOneKeepsIt() async throws {
    let plain = try await scenario()
    plain.type(": \"files.upload \(file("ordre.txt", "Ordre du jour"))\" <Enter>")
    plain.wait(seconds: 0)
    #expect(try plain.cache.reader.outbox().count == 2)
    let keeping = try await scenario(keeps: true)
    keeping.type(": \"files.upload \(file("film.ogg", "OggS"))\" <Enter>")
    keeping.wait(seconds: 0)
    #expect(try keeping.cache.reader.outbox().count == 2)
  }
}

/// Nothing is opened before a person has seen where it leads.
@Suite struct AddressTests {
  private static let links: [(link: String, shown: [String])] = [
    ("https://coop.example/ordre", ["coop.example", "https://coop.example/ordre"]),
    ("https://bank.fr@evil.example/", ["⚠", "evil.example"]), ("https://xn--80ak6aa92e.com/", ["⚠"]),
    ("https://coop.example.evil.example/", ["coop.example.evil.example"]),
    ("https://evil.example/\u{202E}gpj.exe", ["evil.example"]), ("javascript:alert(1)", ["javascript:alert(1)"]),
  ]

  @Test(arguments: links.indices, [(40, 12), (80, 24)]) func theRealAddressIsAskedAbout(
    index: Int, size: (Int, Int)
  ) async throws {
    let (link, shown) = Self.links[index]
    let scenario = try await Scenario(size: size, firstPane: "forums") { cache in
      let account = try Cooperative.account(cache)
      let message = Cooperative.post("m", "Voir [ici](\(link)) ou \(link)", subject: "Lien", ago: 9)
      for (type, objects) in [(Channel.name, Cooperative.channels), (Message.name, [message])] {
        _ = try await cache.apply([Cooperative.delta(account, type, objects)])
      }
    }
    scenario.type("<Enter> <Enter> o")
    for words in shown where size.0 == 80 { #expect(scenario.text.contains(words), "\(words)\n\(scenario.text)") }
    #expect(scenario.text.contains("?"), "it is a question")
    #expect(!scenario.text.contains("\u{202E}"))
    // Without a desktop to open it, it is copied: when one says so, and not before.
    #expect(scenario.terminal.clipboard.isEmpty)
    scenario.type("n")
    #expect(scenario.terminal.clipboard.isEmpty)
    scenario.type("o o")
    #expect(scenario.terminal.clipboard.count == 1)
  }
}
