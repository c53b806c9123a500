import Foundation
import JSON
import TestSupport
import Testing

/// `ter1 proposal` and `ter1 list proposals`, from the proposal to the minutes.
@Suite(.ownThreads) struct ProposalTests {
  let village: Village
  let camille: Person

  init() throws {
    village = try Village()
    camille = try Person()
    try camille.join(village)
  }

  /// - Returns: the new proposal's key.
  private func propose(_ title: String, _ more: String..., closes: String = "2031-05-01T14:00") throws -> String {
    let arguments = ["proposal", "new", title, "--in", "Bureau", "--closes", closes] + more
    let made = try Programs.run(
      [Programs.client] + arguments, environment: camille.environment, input: "Le texte, en **gras**.\n")
    try #require(made.status == 0, "\(made.errors)")
    return try #require(try proposal(title)["key"]?.string)
  }

  private func proposal(_ title: String, of person: Person? = nil) throws -> JSONValue {
    let lines = try (person ?? camille).ter1("list", "proposals", "--json").lines.map { try JSONValue(parsing: $0) }
    return try #require(lines.first { $0["title"]?.string == title })
  }

  @Test func aVoteIsProposedCastChangedAndTakenBack() throws {
    let key = try propose("Signer ?", "--quorum", "2")
    let open = try proposal("Signer ?")
    #expect(open["status"] == "open" && open["method"] == "yesno" && open["quorum"] == 2)
    // From the opening on, before anybody votes.
    #expect(open["counts"] == [0, 0, 0])
    #expect(open["body"] == "Le texte, en **gras**." && open["closesAt"] == "2031-05-01T12:00:00Z")
    #expect(try camille.ter1("proposal", "vote", key, "no").status == 0)
    #expect(try camille.ter1("proposal", "vote", key, "yes").status == 0)
    #expect(try proposal("Signer ?")["counts"] == [1, 0, 0] && proposal("Signer ?")["myBallot"] == "yes")
    let lou = try Person()
    try lou.join(village, as: "lou")
    let other = try #require(try proposal("Signer ?", of: lou)["key"]?.string)
    #expect(try lou.ter1("proposal", "vote", other, "2").status == 0)
    #expect(try camille.ter1("sync").status == 0)
    #expect(try proposal("Signer ?")["counts"] == [1, 1, 0])
    #expect(try camille.ter1("proposal", "vote", key, "--take-back").status == 0)
    #expect(try proposal("Signer ?")["counts"] == [0, 1, 0] && proposal("Signer ?")["myBallot"]?.isNull != false)
    #expect(try lou.ter1("sync").status == 0)
    let line = try #require(try lou.ter1("list", "proposals").lines.first)
    #expect(line.contains("Signer ?  (yes or no, being voted, 1 ballot)  (you have voted)"), "\(line)")
  }

  @Test func everyWayOfVotingIsTyped() throws {
    for (method, ballot, stands) in [
      ("consent", "stand aside", "\"standAside\""), ("choice", "2", "1"), ("approval", "3 1", "[0,2]"),
      ("ranked", "2 > 1 = 3", "[[1],[0,2]]"), ("dots", "1:4 3:2", "[4,0,2]"),
    ] {
      let options = method == "consent" ? [] : ["--option", "Lundi", "--option", "Mardi", "--option", "Jeudi"]
      let dots = method == "dots" ? ["--dots", "6"] : []
      let made = try Programs.run(
        [
          Programs.client, "proposal", "new", method, "--in", "Bureau", "--closes", "2031-05-01T14:00", "--method",
          method,
        ]
          + options + dots, environment: camille.environment, input: "Quand ?")
      #expect(made.status == 0, "\(method): \(made.errors)")
      let key = try #require(try proposal(method)["key"]?.string)
      let wrong = try camille.ter1("proposal", "vote", key, "peut-être")
      #expect(wrong.status == 64 && wrong.errors.contains("no ballot here"), "\(wrong.errors)")
      if method == "ranked" {
        // What a shell leaves of it unquoted.
        #expect(try camille.ter1("proposal", "vote", key, "2", "=", "3").status == 64)
      }
      #expect(try camille.ter1("proposal", "vote", key, ballot).status == 0)
      #expect(try proposal(method)["myBallot"]?.text == stands)
    }
  }

  @Test func whatFitsNoWayOfVotingIsRefusedBeforeItIsSent() throws {
    for arguments in [
      ["--method", "choice"], ["--option", "a", "--option", "b"],
      ["--method", "dots", "--option", "a", "--option", "b"],
      ["--closes", "yesterday"],
    ] {
      let closes = arguments[0] == "--closes" ? [] : ["--closes", "2031-05-01T14:00"]
      let refused = try Programs.run(
        [Programs.client, "proposal", "new", "x", "--in", "Bureau"] + closes + arguments,
        environment: camille.environment, input: "x")
      #expect(refused.status == 64, "\(arguments): \(refused.status) \(refused.errors)")
    }
    #expect(try camille.ter1("outbox", "list").lines.isEmpty)
    #expect(try camille.ter1("proposal", "vote", "V9", "yes").status == 66)
    #expect(try camille.ter1("list", "proposals").output.isEmpty)
  }

  @Test func aBallotThatWaitsSaysUntilWhenItCounts() throws {
    let key = try propose("Signer ?")
    village.stop()
    let cast = try camille.ter1("proposal", "vote", key, "yes")
    #expect(cast.status == 75 && cast.errors.contains("before the closing: 2031-05-01"), "\(cast.errors)")
    #expect(try camille.ter1("list", "proposals").output.contains("(queued)"))
  }

  /// A day is over at its end, on the person's clock.
  @Test func aClosingWithoutAnHourIsTheEndOfItsDay() throws {
    _ = try propose("Été ?", closes: "2031-05-01")
    #expect(try proposal("Été ?")["closesAt"] == "2031-05-01T21:59:59Z")
    _ = try propose("Hiver ?", closes: "2031-12-01")
    #expect(try proposal("Hiver ?")["closesAt"] == "2031-12-01T22:59:59Z")
    let help = try camille.ter1("proposal", "new", "--help").output.split(whereSeparator: \.isWhitespace)
    #expect(help.joined(separator: " ").contains("a date alone is its end"))
  }

  @Test func aWithdrawnOneCountsNothing() throws {
    let key = try propose("Signer ?")
    #expect(try camille.ter1("proposal", "withdraw", key).status == 0)
    #expect(try proposal("Signer ?")["status"] == "withdrawn")
    #expect(try camille.ter1("proposal", "vote", key, "yes").status == 65)
  }

  @Test func anAmendmentIsProposedShownAndAdopted() throws {
    let amended = try propose("Tracts", "--opens", "2031-04-01T10:00")
    func amend(_ text: String) throws -> Outcome {
      try camille.ter1(
        "proposal", "new", "Amendement", "--amends", amended, "--closes", "2031-03-01T10:00", input: text)
    }
    let unchanged = try amend("Le texte, en **gras**.\n")
    #expect(unchanged.status == 65 && unchanged.errors.contains("as it was"), "\(unchanged.errors)")
    let made = try amend("Le texte, en *italique*.\n")
    #expect(made.status == 0, "\(made.errors)")
    let amendment = try #require(try proposal("Amendement")["key"]?.string)
    #expect(try proposal("Amendement")["amends"] == proposal("Tracts")["id"])
    let shown = try camille.ter1("show", amendment).output
    #expect(shown.contains("would change: Tracts"), "\(shown)")
    #expect(shown.contains("[-**gras**.-]") && shown.contains("[+*italique*.+]"), "\(shown)")
    #expect(try camille.ter1("proposal", "adopt", amended).status == 65)
    #expect(try camille.ter1("proposal", "adopt", amendment).status == 0)
    #expect(try proposal("Tracts")["body"] == "Le texte, en *italique*.")
  }

  @Test func aProposalIsChangedUntilItOpens() throws {
    let key = try propose("Tracts", "--opens", "2031-04-01T10:00")
    #expect(try camille.ter1("proposal", "change", key).status == 64, "nothing was given")
    let changed = try camille.ter1(
      "proposal", "change", key, "--title", "Affiches", "--quorum", "7", "--closes", "2031-06-01", "--text",
      input: "Autre.\n")
    #expect(changed.status == 0, "\(changed.errors)")
    let now = try proposal("Affiches")
    #expect(now["key"]?.string == key && now["body"] == "Autre." && now["quorum"] == 7)
    #expect(now["closesAt"] == "2031-06-01T21:59:59Z" && now["opensAt"] == "2031-04-01T08:00:00Z")
    let open = try propose("Signer ?")
    let late = try camille.ter1("proposal", "change", open, "--title", "Ne pas signer ?")
    #expect(late.status == 65 && late.errors.contains("its text stays"), "\(late.errors)")
    #expect(try camille.ter1("proposal", "withdraw", open).status == 0)
    #expect(try camille.ter1("proposal", "change", open, "--quorum", "1").errors.contains("was withdrawn"))
  }

  @Test func aTopicOfTheForumIsGivenWithTheProposal() throws {
    let lines = try camille.ter1("list", "topics", "--json").lines.map { try JSONValue(parsing: $0) }
    let topic = try #require(lines.first?["key"]?.string)
    _ = try propose("Signer ?", "--topic", topic)
    #expect(try proposal("Signer ?")["topicId"] == lines.first?["id"])
    let wrong = try Programs.run(
      [Programs.client, "proposal", "new", "x", "--in", "Bureau", "--closes", "2031-05-01", "--topic", "M99"],
      environment: camille.environment, input: "x")
    #expect(wrong.status == 66, "\(wrong.errors)")
  }

  /// A vote of a few seconds, closed by the server's clock; then its receipt and its minutes in each form, in both languages.
  @Test(arguments: [false, true]) func theMinutes(isSecret: Bool) throws {
    let title = "Signer = oui | non ?"
    let closes = Date.now.addingTimeInterval(20)
    let format = DateFormatter()
    (format.locale, format.timeZone) = (Locale(identifier: "en_US_POSIX"), TimeZone(identifier: "Europe/Paris"))
    format.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
    let key =
      isSecret
      ? try propose(title, "--secret", closes: format.string(from: closes))
      : try propose(title, closes: format.string(from: closes))
    #expect(try camille.ter1("proposal", "vote", key, "yes").status == 0)
    #expect(try camille.ter1("proposal", "check", key).status == 66)
    while try proposal(title)["status"] != "closed" || proposal(title)["outcome"]?.string == nil {
      _ = try camille.ter1("sync")
      usleep(300_000)
    }
    let checked = try camille.ter1("proposal", "check", key)
    #expect(checked.status == 0 && checked.output.contains("as you cast it"), "\(checked.output)\(checked.errors)")
    #expect(checked.output.contains("no more than the") && checked.output.contains("stands twice among them"))
    let markdown = try camille.ter1("proposal", "export", key).output
    #expect(markdown.hasPrefix("# Signer = oui \\| non ?\n\n**adopted**\n"), "\(markdown)")
    #expect(markdown.contains("| yes | 1 |") && markdown.contains("> Le texte, en **gras**."))
    #expect(markdown.contains(isSecret ? "| Receipt | Ballot |" : "| camille | yes |"))
    let table = try camille.ter1("proposal", "export", key, "--format", "csv").output
    #expect(table.hasPrefix(isSecret ? "\"receipt\",\"ballot\"\r\n" : "\"voter\",\"ballot\"\r\n\"camille\",\"yes\""))
    let json = try JSONValue(parsing: camille.ter1("proposal", "export", key, "--format", "json").output)
    #expect(json["outcome"] == "adopted" && json["counts"] == [1, 0, 0] && json["ballots"]?.array?.count == 1)
    #expect((json["ballots"]?[0]?["voter"] == "camille") != isSecret)
    let french = try Programs.run(
      [Programs.client, "proposal", "export", key],
      environment: camille.environment.merging(["LANG": "fr_FR.UTF-8"]) { _, own in own })
    #expect(french.output.contains("**adopté") && french.output.contains("| oui | 1 |"), "\(french.output)")
  }
}
