import Foundation
import JSON
import TestSupport
import Testing

/// `ter1 bundle` and `ter1-server bundle`: files carried between programs that have no network between them.
@Suite(.ownThreads) struct BundleTests {
  private let village: Village
  private let (camille, lou): (Person, Person)
  private let stick: TemporaryFolder

  init() throws {
    village = try Village()
    (camille, lou) = (try Person(), try Person())
    stick = try TemporaryFolder()
    try camille.join(village)
    try lou.join(village, as: "lou")
    // Both know of both devices.
    for person in [camille, lou] { try #require(try person.ter1("sync").status == 0) }
  }

  private func server(_ arguments: String...) throws -> Outcome {
    try Programs.run(
      [Programs.server] + arguments + ["--data", village.folder.path + "/coop"], environment: ["LANG": "en_GB.UTF-8"])
  }

  private func file(_ name: String) -> String { stick.path + "/" + name }

  private func topics(_ person: Person) throws -> [JSONValue] {
    try person.ter1("list", "topics", "--json").lines.map { try JSONValue(parsing: $0) }
  }

  private func subjects(_ person: Person) throws -> [String] { try topics(person).compactMap { $0["subject"]?.string } }

  private func louWrites(_ subject: String) throws {
    let posted = try lou.ter1("post", "forum", "Bureau", "--subject", subject, "--queue", input: "Écrit sans réseau.")
    try #require(posted.status == 0, "\(posted.errors)")
  }

  @Test func theOutboxReachesTheServerByStick() throws {
    village.stop()
    try louWrites("Grève")
    let exported = try lou.ter1("bundle", "export", file("b"))
    #expect(exported.status == 0 && exported.lines == [file("b")], "\(exported.errors)")
    #expect(exported.errors.contains("1 change that waits, for the server."))
    #expect(try lou.ter1("bundle", "export", file("b")).status == 73)
    let taken = try server("bundle", "import", file("b"))
    #expect(taken.status == 0 && taken.output == "from lou: 1 made, 0 already here, 0 refused\n", "\(taken.errors)")
    let again = try server("bundle", "import", file("b"))
    #expect(again.status == 0 && again.errors.contains("All of the bundle is there already. Nothing was changed."))
    // What the server has since comes back the same way, and ends the entry.
    #expect(try server("bundle", "export", "--for", "lou", file("back")).status == 0)
    let back = try lou.ter1("bundle", "import", file("back"))
    #expect(back.status == 0 && back.output.contains("1 thing is new here."), "\(back.output)\(back.errors)")
    #expect(try lou.ter1("outbox", "list").output.isEmpty)
    #expect(try subjects(lou).contains("Grève"))
    // And to another, who has everything or nothing by it.
    #expect(try server("bundle", "export", "--for", "camille", "--split", "3K", file("c")).status == 0)
    let parts = try FileManager.default.contentsOfDirectory(atPath: stick.path).filter { $0.hasPrefix("c") }
    for _ in 0..<2 {
      let outcome = try Programs.run(
        [Programs.client, "bundle", "import"] + parts.shuffled().map(file), environment: camille.environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try subjects(camille).sorted() == ["Grève", "Ordre du jour de l'assemblée"])
    }
  }

  @Test func anotherMemberHandsItIn() throws {
    let port = village.port
    village.stop()
    try louWrites("Tract")
    let piped = try lou.ter1("bundle", "export", "-")
    #expect(piped.status == 0)
    #expect(try lou.ter1("bundle", "export", file("b")).status == 0)
    let carried = try camille.ter1("bundle", "import", file("b"))
    #expect(carried.status == 0 && carried.output.contains("handed in at the next sync"), "\(carried.errors)")
    #expect(try !subjects(camille).contains("Tract"))
    let again = try Village(port: port, on: village.folder)
    defer { again.stop() }
    let synced = try camille.ter1("sync")
    #expect(synced.status == 0 && synced.output.contains("1 bundle handed in"), "\(synced.output)\(synced.errors)")
    #expect(try subjects(camille).contains("Tract"))
    #expect(try lou.ter1("sync").status == 0)
    #expect(try lou.ter1("outbox", "list").output.isEmpty)
    #expect(try subjects(lou).filter { $0 == "Tract" }.count == 1)
    #expect(try topics(camille).filter { $0["subject"] == "Tract" }.allSatisfy { $0["author"] == "lou" })
  }

  /// A course that came by stick is read without a network; where there is no room for all texts, the shortest come.
  @Test func lessonsComeWithTheirTexts() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("cours/course.txt", "title: Bien publier\nlesson: un.md\nlesson: deux.md\n")
    _ = try folder.write("cours/un.md", "# Court\n\nTout le monde lit.\n")
    _ = try folder.write("cours/deux.md", "# Long\n\n" + String(repeating: "Un mot de passe par compte. ", count: 90))
    try #require(try camille.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    village.stop()
    let small = try server("bundle", "export", "--for", "lou", "--with-texts", "1K", file("small"))
    #expect(small.status == 0 && small.errors.contains("no room for 1 text of a lesson"), "\(small.errors)")
    let whole = try server("bundle", "export", "--for", "lou", "--with-texts", "1M", file("whole"))
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
    for (name, here) in [("small", [true, false]), ("whole", [true, true])] as [(String, [JSONValue])] {
      #expect(try lou.ter1("bundle", "import", file(name)).status == 0)
      let course = try JSONValue(parsing: try #require(try lou.ter1("list", "courses", "--json").lines.first))
      #expect(course["lessons"]?.array?.map { $0["isHere"] } == here, "\(name)")
    }
    #expect(try lou.ter1("course", "read", "bien").output.contains("Tout le monde lit."))
  }

  /// Camille carries a bundle whose file is gone: her own affairs go on, and she is told.
  @Test func aBundleThatCannotBeReadIsInNobodysWay() throws {
    try louWrites("Perdu")
    #expect(try lou.ter1("bundle", "export", file("b")).status == 0)
    #expect(try camille.ter1("bundle", "import", file("b")).status == 0)
    let spool = camille.home + "/state/ter1.sqlite-spool"
    for name in try FileManager.default.contentsOfDirectory(atPath: spool) {
      try FileManager.default.removeItem(atPath: spool + "/" + name)
    }
    try camille.ter1("post", "forum", "Bureau", "--subject", "Le mien", "--queue", input: "Bonjour")
    let synced = try camille.ter1("sync")
    #expect(synced.status == 0 && synced.errors.contains("could not be handed in: it is kept here"), "\(synced.errors)")
    #expect(try camille.ter1("outbox", "list").output.isEmpty)
  }

  /// Lou takes back what waits, and syncs: the bundle that is still under way brings it no more.
  @Test func whatWasTakenBackDoesNotComeAfterAll() throws {
    let port = village.port
    village.stop()
    try louWrites("Retiré")
    #expect(try lou.ter1("bundle", "export", file("b")).status == 0)
    #expect(try lou.ter1("outbox", "drop", "1").status == 0)
    let again = try Village(port: port, on: village.folder)
    defer { again.stop() }
    #expect(try lou.ter1("sync").status == 0)
    let late = try server("bundle", "import", file("b"))
    #expect(
      late.status == 65 && late.errors.contains("author has been in touch with the server since"), "\(late.errors)")
    #expect(try camille.ter1("bundle", "import", file("b")).status == 0)
    let synced = try camille.ter1("sync")
    #expect(synced.status == 0 && synced.errors.contains("was not needed any more"), "\(synced.errors)")
    #expect(try !subjects(camille).contains("Retiré"))
  }

  @Test func membersCarryToOneAnotherWhatIsConfirmedLater() throws {
    #expect(try lou.ter1("post", "forum", "Bureau", "--subject", "Neuf", input: "Bonjour").status == 0)
    let port = village.port
    village.stop()
    #expect(try subjects(camille) == ["Ordre du jour de l'assemblée"])
    let exported = try lou.ter1("bundle", "export", "--to", "camille", "--split", "1kB", "--json", file("m"))
    #expect(exported.status == 65)
    #expect(try lou.ter1("bundle", "export", "--to", "camille", file("m")).status == 0)
    let taken = try camille.ter1("bundle", "import", file("m"))
    #expect(taken.status == 0 && taken.output.contains("Carried by lou:"), "\(taken.output)\(taken.errors)")
    #expect(try topics(camille).first { $0["subject"] == "Neuf" }?["isAuthorVerified"] == false)
    #expect(try camille.ter1("list", "topics").output.contains("lou (unverified)"))
    let json = try JSONValue(parsing: camille.ter1("bundle", "import", "--json", file("m")).output)
    #expect(json["taken"] == 0 && json["carrier"] == "lou")
    let again = try Village(port: port, on: village.folder)
    defer { again.stop() }
    #expect(try camille.ter1("sync").status == 0)
    let confirmed = try topics(camille).filter { $0["subject"] == "Neuf" }
    #expect(confirmed.count == 1 && confirmed.first?["isAuthorVerified"] == true)
  }

  /// Not messages alone; what some may not read stays, and a vote waits for the server.
  @Test func membersCarryEventsAndProposals() throws {
    #expect(try lou.ter1("event", "add", "Rassemblement", "--start", "2099-01-10T14:00").status == 0)
    let asked = try Programs.run(
      [Programs.client, "proposal", "new", "Partir ?", "--in", "Bureau", "--closes", "2099-01-01"],
      environment: lou.environment, input: "Le car de 8 h.")
    #expect(asked.status == 0, "\(asked.errors)")
    #expect(try lou.ter1("sync").status == 0)
    let port = village.port
    village.stop()
    #expect(try lou.ter1("bundle", "export", "--to", "camille", file("m")).status == 0)
    let taken = try camille.ter1("bundle", "import", file("m"))
    #expect(taken.status == 0 && taken.output.contains("Carried by lou:"), "\(taken.output)\(taken.errors)")
    func titles(_ kind: String) throws -> [String: JSONValue] {
      let rows = try camille.ter1("list", kind, "--json").lines.map { try JSONValue(parsing: $0) }
      return Dictionary(rows.map { ($0["title"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }
    #expect(try titles("events")["Rassemblement"]?["state"] == "carried")
    let vote = try #require(try titles("proposals")["Partir ?"])
    #expect(vote["state"] == "carried")
    let early = try camille.ter1("proposal", "vote", vote["key"]?.string ?? "", "yes")
    #expect(early.status == 77 && early.errors.contains("vote when the server has confirmed it"), "\(early.errors)")
    let again = try Village(port: port, on: village.folder)
    defer { again.stop() }
    #expect(try camille.ter1("sync").status == 0)
    #expect(try titles("events")["Rassemblement"]?["state"]?.isNull == true)
    #expect(try titles("proposals")["Partir ?"]?["state"]?.isNull == true)
    #expect(try camille.ter1("proposal", "vote", vote["key"]?.string ?? "", "yes").status == 0)
  }

  private func bundles(_ person: Person) throws -> [JSONValue] {
    try person.ter1("bundle", "list", "--json").lines.map { try JSONValue(parsing: $0) }
  }

  /// Each side knows what it made, carries and took, and what the server said of it.
  @Test func whatBecameOfABundleIsTold() throws {
    let port = village.port
    village.stop()
    try louWrites("Un")
    #expect(try lou.ter1("bundle", "export", file("b")).status == 0)
    #expect(try bundles(lou).map { $0["state"] } == ["waiting"])
    #expect(try camille.ter1("bundle", "import", file("b")).status == 0)
    let waiting = try bundles(camille)
    #expect(waiting.map { $0["kind"] } == ["carried"] && waiting.map { $0["state"] } == ["waiting"])
    let again = try Village(port: port, on: village.folder)
    #expect(try camille.ter1("sync").status == 0)
    #expect(try bundles(camille).map { $0["state"] } == ["accepted"])
    // It came before its author could.
    #expect(try lou.ter1("sync").status == 0)
    #expect(try bundles(lou).map { $0["state"] } == ["accepted"])
    again.stop()
    try louWrites("Deux")
    #expect(try lou.ter1("bundle", "export", file("c")).status == 0)
    let third = try Village(port: port, on: village.folder)
    defer { third.stop() }
    #expect(try lou.ter1("sync").status == 0)
    #expect(try bundles(lou).map { $0["state"] } == ["withdrawn", "accepted"])
    #expect(try camille.ter1("bundle", "import", file("c")).status == 0)
    #expect(try camille.ter1("sync").status == 0)
    let refused = try bundles(camille).first
    #expect(refused?["state"] == "refused" && refused?["reason"] == "bundle.withdrawn")
    let list = try lou.ter1("list", "bundles")
    #expect(list.lines.count == 2 && list.output.contains("1 change for the server"), "\(list.output)")
  }

  /// A stick with half of it, and another stick later.
  @Test func partsThatComeApartArePutTogether() throws {
    let port = village.port
    village.stop()
    for number in 0..<40 { try louWrites("Sujet \(number) " + String(repeating: "\(number * 7919)", count: 30)) }
    #expect(try lou.ter1("bundle", "export", "--split", "1500", file("b")).status == 0)
    let parts = try FileManager.default.contentsOfDirectory(atPath: stick.path).sorted()
    try #require(parts.count > 2)
    let first = try camille.ter1("bundle", "import", file(parts[0]))
    #expect(first.status == 0 && first.output.contains("these lack: 2"), "\(first.output)\(first.errors)")
    let again = try Village(port: port, on: village.folder)
    defer { again.stop() }
    let early = try camille.ter1("sync")
    #expect(early.status == 0 && !early.output.contains("handed in") && early.errors.isEmpty, "\(early.errors)")
    // The folder stands for what lies in it; what is no bundle is left.
    try Data("autre chose".utf8).write(to: URL(filePath: file("note.txt")))
    let rest = try camille.ter1("bundle", "import", stick.path)
    #expect(rest.status == 0 && rest.output.contains("handed in at the next sync"), "\(rest.output)\(rest.errors)")
    #expect(try bundles(camille).map { $0["missing"] } == [[]])
    #expect(try camille.ter1("sync").output.contains("1 bundle handed in"))
    #expect(try subjects(camille).count { $0.hasPrefix("Sujet") } == 40)
  }

  @Test func aSmallStickHasWhatIsNew() throws {
    #expect(try lou.ter1("post", "forum", "Bureau", "--subject", "Ancien", input: "Bonjour").status == 0)
    #expect(try lou.ter1("sync").status == 0)
    func records(_ name: String, _ since: String?) throws -> Int {
      let words = since.map { ["--since", $0] } ?? []
      let made = try Programs.run(
        [Programs.client, "bundle", "export", "--json", "--to", "camille"] + words + [file(name)],
        environment: lou.environment)
      #expect(made.status == 0, "\(made.errors)")
      return try JSONValue(parsing: made.output)["records"]?.int ?? 0
    }
    let all = try records("all", nil)
    #expect(all >= 2)
    #expect(try records("day", "1d") < all)
    // An answer brings its topic along, however old.
    let old = try #require(try topics(lou).first { $0["subject"] == "Ordre du jour de l'assemblée" }?["key"]?.string)
    #expect(try lou.ter1("post", "forum", "Bureau", "--reply-to", old, input: "Vu").status == 0)
    #expect(try lou.ter1("sync").status == 0)
    #expect(try records("last", "last") == 2)
    for bad in ["jamais", "2999-01-01", ""] {
      let outcome = try lou.ter1("bundle", "export", "--to", "camille", "--since", bad, file("bad"))
      #expect(outcome.status == 64 && outcome.errors.contains("“\(bad)”"), "\(outcome.errors)")
    }
    let alone = try lou.ter1("bundle", "export", "--since", "2d", file("bad"))
    #expect(alone.status == 64 && alone.errors.contains("--to NAME"))
    #expect(!FileManager.default.fileExists(atPath: file("bad")))
  }

  @Test func whatIsNotToBeTrustedIsRefusedWithAReason() throws {
    try louWrites("x")
    #expect(try lou.ter1("bundle", "export", "--to", "camille", "--outbox", file("b")).status == 0)
    let bytes = try Data(contentsOf: URL(filePath: file("b")))
    func refusal(_ bytes: Data, by person: Person? = nil) throws -> String {
      try bytes.write(to: URL(filePath: file("bad")))
      let outcome = try (person ?? camille).ter1("bundle", "import", file("bad"))
      #expect(outcome.status == 65 && outcome.output.isEmpty)
      return outcome.errors
    }
    #expect(try refusal(bytes.dropLast(3)).contains("cut off"))
    var flipped = bytes
    flipped[bytes.count - 40] ^= 4
    #expect(try refusal(flipped).contains("altered or damaged on the way"))
    #expect(try refusal(Data("hello".utf8)).contains("This is no bundle."))
    let nadia = try Person(language: "fr_FR.UTF-8")
    let elsewhere = try Village()
    try nadia.join(elsewhere)
    #expect(try refusal(bytes, by: nadia).contains("chiffré pour quelqu’un d’autre"))
    // Lou's device is revoked: what it signed is a stranger's, as soon as that is known.
    let devices = try server("device", "list", "lou")
    for device in devices.lines { _ = try server("device", "revoke", String(device.prefix { $0 != "\t" })) }
    #expect(try camille.ter1("sync").status == 0)
    #expect(try refusal(bytes).contains("signed by a stranger, or by a device that was revoked"))
    let late = try server("bundle", "import", file("b"))
    #expect(late.status == 65 && late.errors.contains("by a stranger, or by a device that was revoked"))
    #expect(try camille.ter1("bundle", "export", "--to", "lou", file("none")).status == 66)
    #expect(try camille.ter1("bundle", "import", file("nowhere")).status == 66)
    #expect(try camille.ter1("bundle", "export", file("empty")).status == 65)
  }
}
