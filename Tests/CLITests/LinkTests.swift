import Foundation
import JSON
import TestSupport
import Testing

/// What goes over the link, what it cost and what is new, from the shell and over real sockets.
@Suite(.ownThreads) struct LinkTests {
  let village: Village
  let person: Person

  init() throws {
    village = try Village()
    person = try Person()
    try person.join(village)
  }

  private var accounts: String { person.home + "/config/accounts.toml" }

  @Test func aPolicyIsKeptAndTheFileStaysAsItWasWritten() throws {
    let text = "# mine\n" + (try String(contentsOfFile: accounts, encoding: .utf8)) + "\n# and this\n"
    try Data(text.utf8).write(to: URL(filePath: accounts))
    #expect(try person.ter1("account", "policy", "ul").output.hasPrefix("ul: Full"))
    #expect(try person.ter1("account", "policy", "ul", "economy").output.hasPrefix("ul: Economy"))
    #expect(try person.ter1("account", "policy", "ul").output.hasPrefix("ul: Economy"))
    #expect(try person.ter1("account", "budget", "ul", "1,5 MB").output == "ul: 1.5 MB a day\n")
    let kept = try String(contentsOfFile: accounts, encoding: .utf8)
    #expect(kept.contains("# mine") && kept.contains("# and this"))
    #expect(kept.contains("policy = \"economy\"") && kept.contains("budget = \"1500 kB\""))
    #expect(try person.ter1("account", "budget", "ul", "none").status == 0)
    #expect(try !String(contentsOfFile: accounts, encoding: .utf8).contains("budget"))
    #expect(try person.ter1("account", "policy", "ul", "cheap").status == 64)
    #expect(try person.ter1("account", "budget", "ul", "much").status == 64)
  }

  /// An interface that is open finds it in the cache.
  @Test func aChoiceIsLeftForOtherPrograms() throws {
    // Another program than ours reads it here.
    let open = try person.ter1("vault", "off")
    try #require(open.status == 0, "\(open.errors)")
    try person.ter1("account", "policy", "ul", "economy")
    try person.ter1("account", "budget", "ul", "5MB")
    let notes = try Programs.run(
      ["/usr/bin/python3", "-c", Self.readNotes, person.home + "/state/ter1.sqlite"]
    ).lines
    try #require(notes.count == 2, "\(notes)")
    #expect(notes[0].hasPrefix("link.budget.ul [5000000,") && notes[1].hasPrefix("link.policy.ul [\"economy\","))
  }

  private static let readNotes = """
    import sqlite3, sys
    for row in sqlite3.connect(sys.argv[1]).execute("select name, value from note where name like 'link.%' order by name"):
        if "quality" not in row[0]: print(*row)
    """

  /// What a person asks for in full is fetched in full, whatever is left of the day.
  @Test func everythingIsFetchedUnderASpentBudget() throws {
    let other = try Person()
    let added = try other.ter1(
      "account", "add", village.url, "--user", "camille", "--name", "ul", "--password-file", village.passwordFile)
    try #require(added.status == 0, "\(added.errors)")
    try other.ter1("account", "budget", "ul", "1kB")
    #expect(try other.ter1("sync").status == 0)
    let before = try other.ter1("search", "grève")
    #expect(before.status == 66, "it is older than the window, which the day has no room for")
    #expect(try other.ter1("sync", "--all").status == 0)
    #expect(try other.ter1("search", "grève").status == 0)
    #expect(try other.ter1("account", "budget", "ul").output == "ul: 1 kB a day\n", "and the budget stands as it was")
  }

  /// The sums are the sockets' own.
  @Test func theCostsAddUpToWhatTheSyncSays() throws {
    func sum() throws -> (up: Int, down: Int) {
      let lines = try person.ter1("cost", "--json").lines.map { try JSONValue(parsing: $0) }
      return lines.reduce((0, 0)) { ($0.0 + ($1["bytesUp"]?.int ?? 0), $0.1 + ($1["bytesDown"]?.int ?? 0)) }
    }
    let before = try sum()
    #expect(before.down > 0)
    let report = try JSONValue(parsing: person.ter1("sync", "--json").output)
    let after = try sum()
    #expect(after.up - before.up == report["bytesUp"]?.int)
    #expect(after.down - before.down == report["bytesDown"]?.int)
    #expect(try person.ter1("cost").output.contains("The link itself"))
  }

  @Test func aDigestIsTheSameFromTheServerAndFromHere() throws {
    let fetched = try person.ter1("digest", "--since", "2024-04-01", "--json").lines.map { try JSONValue(parsing: $0) }
    #expect(fetched.contains { $0["title"]?.string == "Ordre du jour de l'assemblée" })
    #expect(fetched.allSatisfy { $0["source"] == "server" })
    village.stop()
    let made = try person.ter1("digest", "--since", "2024-04-01", "--offline", "--json").lines
      .map { try JSONValue(parsing: $0) }
    #expect(made.allSatisfy { $0["source"] == "cache" })
    #expect(made.contains { $0["title"]?.string == "Ordre du jour de l'assemblée" })
    #expect(try person.ter1("digest", "--since", "soon").status == 64)
    let shown = try person.ter1("digest", "--since", "2024-04-01", "--offline").output
    #expect(!shown.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    let nothing = try person.ter1("digest", "--since", "0.0001h", "--offline")
    #expect(nothing.output.isEmpty && nothing.errors.contains("nothing new since "), "\(nothing)")
  }
}
