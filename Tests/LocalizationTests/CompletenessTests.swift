import Foundation
import TestSupport
import Testing

/// The catalogue against the source, by the same script that `make lint` runs.
@Suite(.ownThreads) struct CompletenessTests {
  static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  @Test func everyMessageIsTranslatedAndNoTranslationIsStale() throws {
    let folder = try TemporaryFolder()
    let script = [Self.top.appending(path: "Tools/check-translations").path, Self.top.path]
    let status = try ChildProcess(script, output: folder.file("output")).wait()
    #expect(status == 0, "\(String(decoding: read(folder.file("output")) ?? [], as: UTF8.self))")
  }
}
