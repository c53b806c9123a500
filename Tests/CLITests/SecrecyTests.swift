import Foundation
import Testing

/// What a running `ter1` lets others see of itself.
struct SecrecyTests {
  @Test func noCoreDumpIsWrittenAndNobodyLooksIn() throws {
    let person = try Person()
    let process = Process()
    process.executableURL = URL(filePath: Programs.client)
    process.arguments = ["post", "chat", "salon"]
    process.environment = person.environment
    // It waits for a text.
    let input = Pipe()
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let proc = "/proc/\(process.processIdentifier)"
    let limit = /Max core file size +0 +0 +bytes/
    for _ in 0..<600 where try String(contentsOfFile: proc + "/limits", encoding: .utf8).firstMatch(of: limit) == nil {
      usleep(50_000)
    }
    #expect(try String(contentsOfFile: proc + "/limits", encoding: .utf8).firstMatch(of: limit) != nil)
    // The kernel gives what belongs to a process that may not be traced to root.
    for _ in 0..<600 where try owner(proc + "/environ") != 0 { usleep(50_000) }
    #expect(try owner(proc + "/environ") == 0)
  }

  private func owner(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? Int
  }
}
