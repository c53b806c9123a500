import Foundation
import JSON
import TER1Import
import Testing

/// Small logs and folders, checked by hand.
struct ChatAndFileTests {
  private func messages(_ name: String, _ text: String) throws -> [[String]] {
    let cooperative = try ImportedCooperative()
    try cooperative.run(.irc, cooperative.file(name, text.utf8))
    return try cooperative.objects("Message").map { message in
      [message["sentAt"], message["author"]?["name"], message["body"]].map { $0?.string ?? "" }
    }
  }

  @Test func irssi() throws {
    let log = """
      --- Log opened Tue May 28 22:39:11 2024
      22:39 -!- lou [lou@union] has joined #ag
      23:59 <@lou> bonsoir
      --- Day changed Wed May 29 2024
      00:01 < sam> salut
      00:02  * sam range
      """
    #expect(
      try messages("ag.log", log) == [
        ["2024-05-28T23:59:00.000Z", "lou", "bonsoir"], ["2024-05-29T00:01:00.000Z", "sam", "salut"],
        ["2024-05-29T00:02:00.000Z", "sam", "* sam range"],
      ])
  }

  @Test func theDayComesFromTheNameAndPassesAtMidnight() throws {
    #expect(
      try messages("2024-01-31_ag.txt", "[23:59] <lou> a\n=== sam has joined\n[00:01] <sam> <b>\n") == [
        ["2024-01-31T23:59:00.000Z", "lou", "a"], ["2024-02-01T00:01:00.000Z", "sam", "<b>"],
      ])
  }

  @Test func weechat() throws {
    let log =
      "2024-03-01 10:00:01\t-->\tlou has joined\n2024-03-01 10:00:02\t@lou\tbonjour\n2024-03-01 10:00:02\t *\tlou sourit\n"
    #expect(
      try messages("weechat.log", log) == [
        ["2024-03-01T10:00:02.000Z", "lou", "bonjour"], ["2024-03-01T10:00:02.001Z", "lou", "* lou sourit"],
      ])
  }

  @Test func foldersKeepTheirShape() throws {
    let cooperative = try ImportedCooperative()
    _ = try cooperative.file("top/Été/tract.md", "# Tract".utf8)
    _ = try cooperative.file("top/E\u{301}te\u{301}.txt", "nfd".utf8)
    _ = try cooperative.file("top/évil\u{1B}[31m\u{202E}.txt", "x".utf8)
    let top = cooperative.folder + "/fixtures/top"
    try FileManager.default.createSymbolicLink(atPath: top + "/lien", withDestinationPath: "/etc/passwd")
    let report = try cooperative.run(.folder, top)
    #expect(report[.files] == 3 && report[.folders] == 1 && report[.unusable] == 1)
    let nodes = try cooperative.objects("FileNode")
    #expect(Set(nodes.compactMap { $0["name"]?.string }) == ["Archive", "Été", "tract.md", "Été.txt", "évil[31m.txt"])
    let tract = try #require(nodes.first { $0["name"] == "tract.md" })
    #expect(tract["type"] == "text/markdown" && tract["size"] == 7)
    #expect(tract["parentId"] == nodes.first { $0["name"] == "Été" }?["id"])
    #expect(try cooperative.run(.folder, top)[.duplicates] == 3)
  }
}
