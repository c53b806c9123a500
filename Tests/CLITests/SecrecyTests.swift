import Foundation
import TestSupport
import Testing

/// What a running `ter1` lets others see of itself.
@Suite(.ownThreads) struct SecrecyTests {
  @Test func noCoreDumpIsWrittenAndNobodyLooksIn() throws {
    let village = try Village()
    let person = try Person()
    try person.join(village)
    // Before the second time it waits for a line.
    let input = person.folder.path + "/keyboard"
    try #require(mkfifo(input, 0o600) == 0)
    let keyboard = open(input, O_RDWR | O_CLOEXEC)
    defer { close(keyboard) }
    let child = try ChildProcess(
      [Programs.client, "sync", "--rounds", "2", "--on-input"], environment: person.environment, input: input)
    defer { child.end() }
    let proc = "/proc/\(child.pid)"
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
