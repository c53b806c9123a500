import ClientCore
import Foundation
import Localization
import TER1TUI
import TestSupport
import Testing

@Suite struct FilesTests {
  private func scenario(
    _ columns: Int = 80, _ rows: Int = 24, _ language: Language = .french, isReadOnly: Bool = false
  ) async throws -> Scenario {
    try await Scenario(size: (columns, rows), language: language, firstPane: "files", now: UnionWorld.autumn) {
      try await UnionWorld.fill($0, isReadOnly: isReadOnly)
    }
  }

  @Test(arguments: [(40, 12), (80, 24), (200, 50)], [Language.french, .english])
  func folderAndDetail(size: (Int, Int), language: Language) async throws {
    let scenario = try await scenario(size.0, size.1, language)
    let suffix = "\(size.0)x\(size.1)-\(language.rawValue)"
    scenario.check("files-" + suffix)
    scenario.type("G k <Enter>")
    scenario.check("file-" + suffix)
  }

  /// Natural order: 2 before 10.
  @Test func numbersAreSortedAsNumbers() async throws {
    let text = try await scenario().text
    let (two, ten) = (try #require(text.range(of: "rendu 2.pdf")), try #require(text.range(of: "rendu 10.pdf")))
    #expect(two.lowerBound < ten.lowerBound)
  }

  @Test func deepFoldersShowWhereOneIs() async throws {
    let scenario = try await scenario(40, 12)
    scenario.type("j <Enter> <Enter> <Enter> <Enter>")
    scenario.check("files-deep-40x12")
    #expect(scenario.text.contains("numéro 3"))
    scenario.type("<Esc> <Esc> <Esc> <Esc>")
    #expect(scenario.text.contains("Tracts/"))
  }

  /// What is in a name stays in it: no control, no reversal, no other folder.
  @Test func hostileNamesAreHarmless() async throws {
    let scenario = try await scenario()
    scenario.type("<Enter>")
    scenario.check("files-hostile")
    let scalars = scenario.text.unicodeScalars
    #expect(!scalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    scenario.type("<Space> <Space> <Space> <Space> d")
    let downloads = try scenario.cache.reader.downloads()
    #expect(downloads.count == 4)
    for download in downloads { #expect(!download.path.dropFirst(2).contains("/"), "\(download.path)") }
  }

  @Test func tenThousandFilesAreReadPageByPage() async throws {
    let scenario = try await Scenario(firstPane: "files", now: UnionWorld.autumn) { cache in
      let account = try UnionWorld.account(cache)
      try await UnionWorld.apply(
        cache, account, FileNode.name,
        (0..<10_000).map { (number: Int) in UnionWorld.node("n\(number)", "photo \(number).jpg", size: number) })
    }
    #expect(scenario.text.contains("10000 éléments"))
    scenario.type("G")
    #expect(scenario.text.contains("photo 9999.jpg"))
    scenario.type("gg <PageDown> <PageDown> <PageDown> <PageDown> <PageDown>")
    #expect(scenario.text.contains("photo 95.jpg"))
    scenario.type("f \"9876\" <Enter>")
    #expect(scenario.text.contains("photo 9876.jpg"))
    #expect(!scenario.text.contains("photo 9875.jpg"))
    scenario.type("<Esc>")
    #expect(scenario.text.contains("photo 9877.jpg"))
  }

  @Test func filesAreChosenHereAndPutThere() async throws {
    let scenario = try await scenario()
    scenario.type("G <Space> k k <Space>")
    scenario.check("files-chosen")
    scenario.type("gg j <Enter> p")
    #expect(scenario.text.contains("2 fichiers déplacés"))
    #expect(try scenario.cache.reader.outboxSummary().waiting == 2)
    scenario.check("files-moved")
  }

  @Test func aFolderWithContentIsAskedForTwice() async throws {
    let scenario = try await scenario()
    scenario.type("D")
    #expect(scenario.text.contains("4 éléments"))
    scenario.type("o")
    #expect(scenario.text.contains("sans retour"))
    scenario.type("n")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 0)
    scenario.type("D o D")
    #expect(try scenario.cache.reader.outboxSummary().waiting == 5)
    #expect(!scenario.text.contains("Noms piégés/"))
  }

  @Test func anUploadIsQueuedWithTheFolderItIsFor() async throws {
    let path = NSTemporaryDirectory() + "ter1-tract-\(UUID().uuidString).txt"
    try "Toutes et tous à la gare".write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let scenario = try await scenario()
    scenario.type("a \"\(path)x\" <Enter>")
    #expect(scenario.text.contains("Le fichier /tmp"))
    scenario.type("<Esc> n \"Tracts neufs\" <Enter> a \"\(path)\" <Enter>")
    scenario.wait(seconds: 0)
    let entries = try scenario.cache.reader.outbox()
    #expect(entries.map(\.entry.mutation.type) == [FileNode.name, Blob.name, FileNode.name])
    #expect(scenario.text.contains("Tracts neufs/"))
    #expect(scenario.text.contains("ter1-tract"))
  }

  @Test func aFolderThatMayOnlyBeReadSaysWhy() async throws {
    let scenario = try await scenario(isReadOnly: true)
    scenario.type("j D")
    #expect(scenario.text.contains("mais pas le modifier"))
  }

  @Test func anEmptyFolderIsSaidKindly() async throws {
    let scenario = try await Scenario(firstPane: "files") { _ = try UnionWorld.account($0) }
    #expect(scenario.text.contains("Ce dossier est vide."))
  }
}
