import Foundation
import JSON
import TestSupport
import Testing

/// `ter1 member`, `ter1 report` and `ter1 invite`: whom a text reaches, and what is said of one that does not.
@Suite(.ownThreads) struct MemberTests {
  let village: Village
  let camille: Person
  let lou: Person

  init() throws {
    village = try Village()
    (camille, lou) = (try Person(), try Person())
    try camille.join(village)
    try lou.join(village, as: "lou")
  }

  private func texts(of person: Person) throws -> [String] {
    try person.ter1("sync")
    return try person.ter1("list", "chat", "--json").lines.compactMap { try JSONValue(parsing: $0)["body"]?.string }
  }

  @Test func whatOneWritesToOneselfGoesToNobodyElse() throws {
    #expect(try camille.ter1("member", "write", "lou", input: "Bonjour Lou\n").status == 0)
    let own = try camille.ter1("member", "write", "camille", input: "secret\n")
    #expect(own.status == 64 && own.errors.contains("This is you"), "\(own.errors)")
    #expect(try camille.ter1("outbox", "list").lines.isEmpty)
    #expect(try camille.ter1("member", "follow", "camille").status == 64)
    #expect(try texts(of: lou).contains("Bonjour Lou") && !texts(of: lou).contains("secret"))
  }

  @Test func whatWasRefusedBeforeIsNotSaidOfWhatArrives() throws {
    let refused = try camille.ter1("member", "profile", "--roles", "tré\u{1}sorière")
    #expect(refused.status == 65, "\(refused.errors)")
    #expect(refused.errors.contains("Roles: it holds a control character"), "\(refused.errors)")
    for arguments in [["member", "profile", "--union", "Énergie"], ["member", "follow", "lou"]] {
      let later = try Programs.run([Programs.client] + arguments, environment: camille.environment)
      #expect(later.status == 0, "\(arguments): \(later.errors)")
    }
    #expect(try camille.ter1("member", "profile").output.contains("Énergie"))
    #expect(try camille.ter1("outbox", "list").lines.count == 1)
  }

  @Test func aSecondReportIsNotSaidToBeSent() throws {
    let lines = try lou.ter1("list", "messages", "--json").lines.map { try JSONValue(parsing: $0) }
    let key = try #require(lines.first?["key"]?.string)
    #expect(try lou.ter1("report", key, "motif", "1").status == 0)
    let second = try lou.ter1("report", key, "motif", "2")
    #expect(second.status == 65 && second.errors.contains("You reported it already"), "\(second.errors)")
    let waiting = try JSONValue(parsing: lou.ter1("outbox", "list", "--json").output)
    #expect(waiting["title"]?.string?.isEmpty == false, "\(waiting)")
    try camille.ter1("sync")
    let seen = try camille.ter1("list", "reports", "--json").lines.map { try JSONValue(parsing: $0)["text"]?.string }
    #expect(seen == ["motif 1"])
  }

  @Test func onlyWhoAdministersInvitesAndForAMonthAtMost() throws {
    let denied = try lou.ter1("invite", "new")
    #expect(denied.status == 77 && denied.errors.contains("Only who administers"), "\(denied.errors)")
    #expect(try lou.ter1("invite", "list").status == 77)
    village.stop()
    // Before anything is sent.
    #expect(try camille.ter1("invite", "new", "--days", "99").status == 64)
  }

  @Test func whyItWasRefusedIsSaidInThePersonsLanguage() throws {
    let french = camille.environment.merging(["LANG": "fr_FR.UTF-8"]) { _, own in own }
    let late = try Programs.run(
      [Programs.client, "proposal", "new", "Hier", "--in", "Bureau", "--closes", "2020-01-01T10:00"],
      environment: french, input: "Trop tard.\n")
    #expect(late.status == 65 && late.errors.contains("clôture\u{A0}: c’est déjà passé"), "\(late.errors)")
    #expect(!late.errors.contains("closesAt") && !late.errors.contains("is over"), "\(late.errors)")
    let help = try Programs.run([Programs.client, "proposal", "export", "--help"], environment: french)
    #expect(help.status == 0 && !help.output.contains("default:"), "\(help.output)")
  }
}
