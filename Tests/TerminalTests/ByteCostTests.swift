import Foundation
import TestSupport
import Testing

/// What the keys of a fixed scenario cost on the line, to the byte: a change that costs more fails here. What costs less gets its new
/// number here too.
@Suite(
  .ownThreads, .enabled(if: ByteCosts.isAvailable, "python3 is not installed: this test is skipped"),
  .timeLimit(.minutes(10)))
struct ByteCostTests {
  @Test func costsWhatItCost() async throws {
    let measured = try await ByteCosts.measured()
    for (step, bytes) in Self.bytes { #expect(measured[step] == bytes, "\(step)") }
    // In one frame or in two, as the cache is read sooner or later.
    #expect(measured["first paint"] ?? .max < 420)
  }

  /// "line" are 10, "to the last line" 9, "scrolled line" 10, "page" and "chat page" 2.
  static let bytes = [
    "boards": 0, "board": 1048, "line": 140, "to the last line": 126, "scrolled line": 745, "page": 1555,
    "open": 601, "read on": 766, "back": 1125, "pane": 226, "other pane": 1196, "help": 1379, "no help": 1154,
    "to chat": 226, "room": 1238, "chat page": 1253,
  ]
}

/// bytecost.py beside this file, which plays the scenario on a terminal of 80x24.
enum ByteCosts {
  static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

  static func measured() async throws -> [String: Int] {
    let folder = NSTemporaryDirectory() + "ter1-bytes-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let programs = URL(filePath: TmuxSession.program).deletingLastPathComponent().path
    let script = URL(filePath: #filePath).deletingLastPathComponent().path + "/bytecost.py"
    let output = folder + "/output"
    let child = try ChildProcess(
      ["/usr/bin/python3", script, programs, folder], output: output, errors: folder + "/errors")
    try #require(child.wait() == 0)
    return try JSONDecoder().decode([String: Int].self, from: Data(read(output) ?? []))
  }
}
