import Foundation
import TestSupport
import Testing

/// What a running `ter1` lets others see of itself.
@Suite(.ownThreads) struct SecrecyTests {
  @Test func noCoreDumpIsWrittenAndNobodyLooksIn() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    let process = Process()
    process.executableURL = URL(filePath: Programs.client)
    process.arguments = ["sync", "--rounds", "2", "--on-input"]
    process.environment = person.environment
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Before the second time it waits for a line.
    defer {
      input.fileHandleForWriting.closeFile()
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
