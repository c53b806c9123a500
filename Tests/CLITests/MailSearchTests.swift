import Foundation
import TestSupport
import Testing

/// `ter1 search` on forums in the mailboxes of a server that we did not write.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct MailSearchTests {
  @Test(arguments: CyrusServer.Version.present)
  func whatIsOnTheServerOnlyIsFoundThereAndThenHere(_ version: CyrusServer.Version) throws {
    let cooperative = try CyrusServer.shared(version).newCooperative()
    try fill(cooperative)
    let person = try Person()
    let password = try person.folder.write("password", cooperative.password("anna") + "\n")
    let added = try person.ter1(
      "account", "add", cooperative.server.url, "--user", cooperative.name("anna"), "--name", "ul", "--password-file",
      password)
    try #require(added.status == 0, "\(added.errors)")
    try #require(try person.ter1("sync").status == 0)
    // Two months old: it lies before the window.
    let here = try person.ter1("search", "message", "93")
    #expect(here.status == 66 && here.errors.contains("ter1 search --server"), "\(here.output)\(here.errors)")
    let there = try person.ter1("search", "--server", "message", "93")
    #expect(there.status == 0 && there.errors.isEmpty, "\(there.errors)")
    #expect(there.lines.count == 1 && there.output.contains("Sujet 9"), "\(there.output)")
    #expect(try person.ter1("search", "message", "93").output == there.output)
    #expect(try person.ter1("search", "--server", "introuvable").status == 66)
  }

  /// Mails of the last four months.
  private func fill(_ cooperative: CyrusServer.Cooperative) throws {
    let clone = #filePath.dropLast("/Tests/CLITests/MailSearchTests.swift".count)
    let filled = try Programs.run([
      "/usr/bin/python3", clone + "/Tools/fill-mailbox", "mails", "\(cooperative.server.imapPort)",
      cooperative.name("coop"), cooperative.password("coop"), "Forum", "200",
    ])
    try #require(filled.status == 0, "\(filled.errors)")
  }
}
