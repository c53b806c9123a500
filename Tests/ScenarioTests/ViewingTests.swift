import ClientCore
import Foundation
import JSON
import Localization
import Runtime
import TER1TUI
import TestSupport
import Testing

/// Pictures and texts that come with messages: fetched on demand only, and shown as text.
@Suite struct ViewingTests {
  private static let hasPictures = Needed.brought(
    FileManager.default.isExecutableFile(atPath: "/usr/bin/chafa"), "chafa, which shows pictures as text")

  /// A disc, as a portable pixmap: chafa and people alike know what it is.
  private static func disc() -> Data {
    var bytes = Array("P6 60 60 255\n".utf8)
    for row in 0..<60 {
      for column in 0..<60 {
        let isInside = (row - 30) * (row - 30) + (column - 30) * (column - 30) < 600
        bytes += [UInt8](repeating: isInside ? 255 : 0, count: 3)
      }
    }
    return Data(bytes)
  }

  private func scenario(
    _ size: (Int, Int) = (80, 24), _ language: Language = .french, name: String = "affiche.ppm",
    type: String = "image/x-portable-pixmap", bytes: Int = 10_813
  ) async throws -> Scenario {
    try await Scenario(size: size, language: language, firstPane: "chat") { cache in
      let account = try await Cooperative.fill(cache)
      let attachment: JSONValue = [
        "blobId": "b9", "name": .string(name), "type": .string(type), "size": .int(Int64(bytes)),
      ]
      let line = Cooperative.post("c9", "Voilà", in: "salon", by: "jo", ago: 1, ["attachments": [attachment]])
      _ = try await cache.apply([Cooperative.delta(account, Message.name, [line])])
    }
  }

  /// As if the engine had brought it.
  private func bring(_ scenario: Scenario, _ content: Data) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "ter1-view-\(UUID().uuidString)").path
    try content.write(to: URL(filePath: path))
    let begun = try #require(try scenario.cache.reader.downloads().first)
    let done = Download(
      id: begun.id, account: begun.account, blobID: begun.blobID, path: path, mediaType: begun.mediaType,
      size: content.count, received: content.count, state: .done, updatedAt: begun.updatedAt)
    try scenario.cache.recordDownload(done)
    scenario.announce(.everything)
    return path
  }

  @Test(.enabled(if: hasPictures), arguments: sizes, Language.allCases)
  func aPictureIsFetchedWhenAskedForAndShown(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size, language)
    scenario.type("<Enter> G")
    #expect(try scenario.cache.reader.downloads().isEmpty, "nothing is fetched unasked")
    scenario.type("I")
    #expect(try scenario.cache.reader.downloads().count == 1)
    let path = try bring(scenario, Self.disc())
    defer { try? FileManager.default.removeItem(atPath: path) }
    scenario.settle()
    #expect(scenario.text.contains("⣿"))
    scenario.check("picture-\(size.0)x\(size.1)-\(language.rawValue)")
    scenario.type("o")
    #expect(scenario.text.contains(language == .french ? "Le fichier se trouve sur" : "The file lies on"))
    // The whole of it, however narrow the screen is.
    #expect(scenario.text.filter { !$0.isWhitespace }.contains(path.split(separator: "/").last ?? ""))
    scenario.type("c q")
    #expect(scenario.terminal.clipboard == [path])
    #expect(scenario.text.contains("Voilà"))
  }

  /// What it costs is asked before, where it is much.
  @Test func aLargePictureAsksFirst() async throws {
    let scenario = try await scenario(bytes: 4_000_000)
    scenario.type("<Enter> G I")
    #expect(scenario.text.contains("Télécharger affiche.ppm"))
    scenario.type("n")
    #expect(try scenario.cache.reader.downloads().isEmpty)
    scenario.type("I o")
    #expect(try scenario.cache.reader.downloads().count == 1)
  }

  @Test func aTextIsShownAndWhatItHoldsDoesNoHarm() async throws {
    let scenario = try await scenario(name: "notes.txt", type: "text/plain", bytes: 40)
    scenario.type("<Enter> G I")
    let path = try bring(scenario, Data("Ordre du jour\n\u{1B}[31m1. bilan\u{1B}]0;titre\u{07}\n".utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    scenario.settle()
    #expect(scenario.text.contains("Ordre du jour") && scenario.text.contains("[31m1. bilan"))
    #expect(!scenario.text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 })
  }

  @Test func whatIsNeitherTextNorPictureSaysSo() async throws {
    let scenario = try await scenario(name: "tract.pdf", type: "application/pdf", bytes: 40)
    scenario.type("<Enter> G I")
    let path = try bring(scenario, Data("%PDF".utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    scenario.settle()
    #expect(scenario.text.contains("Rien n’en peut être montré ici."))
  }

  /// A damaged picture is no reason to show anything of it.
  @Test(.enabled(if: hasPictures)) func aPictureThatIsNoneIsTold() async throws {
    let scenario = try await scenario(name: "a.png", type: "image/png", bytes: 40)
    scenario.type("<Enter> G I")
    let path = try bring(scenario, Data("\u{89}PNG nothing".utf8))
    defer { try? FileManager.default.removeItem(atPath: path) }
    scenario.settle()
    #expect(scenario.text.contains("chafa ne connaît pas ce genre d’image."))
  }
}
