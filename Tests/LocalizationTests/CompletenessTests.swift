import Foundation
import TestSupport
import Testing

/// The catalogue against the source, by the same script that `make lint` runs.
@Suite(.ownThreads) struct CompletenessTests {
  static let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  @Test func everyMessageIsTranslatedAndNoTranslationIsStale() throws {
    let script = Process()
    script.executableURL = Self.top.appending(path: "Tools/check-translations")
    script.arguments = [Self.top.path]
    let output = Pipe()
    script.standardOutput = output
    script.standardError = FileHandle.nullDevice
    try script.run()
    let findings = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    script.waitUntilExit()
    #expect(script.terminationStatus == 0, "\(findings)")
  }
}
