import Foundation
import JSON
import TestSupport
import Testing

/// A folder becomes a course that another member reads without a network.
@Suite(.ownThreads) struct CourseTests {
  let village: Village
  let person: Person
  let folder: TemporaryFolder

  init() throws {
    village = try Village()
    person = try Person()
    folder = try TemporaryFolder()
    try person.join(village)
    _ = try folder.write(
      "cours/course.txt", "title: Bien publier\nlanguage: fr\npass: 50\nlesson: un.md\nlesson: deux.md\n")
    _ = try folder.write("cours/un.md", "# Qui lit ?\n\nTout le monde.\n")
    _ = try folder.write("cours/un.gift", "Un groupe fermé le reste.{FALSE#Non.#Exact.}\n")
    _ = try folder.write("cours/deux.md", "# Les comptes\n\nUn mot de passe par compte.\n")
  }

  private func courses(_ person: Person) throws -> [JSONValue] {
    try person.ter1("list", "courses", "--json").lines.map { try JSONValue(parsing: $0) }
  }

  @Test func fromTheFolderToAnotherMember() throws {
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    let other = try Person()
    try other.join(village)
    let course = try #require(try courses(other).first)
    #expect(course["title"] == "Bien publier" && course["lessons"]?.array?.map { $0["isHere"] } == [false, false])
    #expect(course["lessons"]?[0]?["questions"] == 1)
    #expect(try other.ter1("course", "fetch", "bien").status == 0)
    village.stop()
    #expect(try courses(other).first?["lessons"]?.array?.map { $0["isHere"] } == [true, true])
    let certificate = try other.ter1("course", "certificate", "Bien publier")
    #expect(certificate.status == 65 && certificate.errors.contains("0 of 2"))
  }

  /// Without a network, from the first lesson to the certificate.
  @Test func aCourseIsReadAndAnsweredByTheCommandLine() throws {
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    let other = try Person()
    try other.join(village)
    let absent = try other.ter1("course", "read", "bien")
    #expect(absent.status == 65 && absent.errors.contains("ter1 course fetch") && absent.errors.contains(" B)"))
    #expect(try other.ter1("course", "fetch", "bien").status == 0)
    village.stop()
    let first = try other.ter1("course", "read", "bien")
    #expect(first.output.contains("Tout le monde.") && first.output.contains("Question 1 of 1"))
    #expect(first.errors.contains("1 question is not answered yet."))
    #expect(try other.ter1("course", "read", "bien").output.contains("Tout le monde."), "a question waits")
    let none = try other.ter1("course", "answer", "bien", "2", "true")
    #expect(none.status == 64 && none.errors.contains("1 to 1"))
    #expect(try other.ter1("course", "answer", "bien", "1", "perhaps").status == 64)
    let wrong = try other.ter1("course", "answer", "bien", "--lesson", "1", "1", "true")
    #expect(wrong.status == 0 && wrong.output.contains("not right") && wrong.output.contains("Non."))
    #expect(try other.ter1("course", "read", "bien").output.contains("Un mot de passe par compte."))
    #expect(try other.ter1("course", "certificate", "bien").errors.contains("0 % of your answers are right"))
    let right = try other.ter1("course", "answer", "bien", "--lesson", "un", "1", "false")
    #expect(right.output.contains("✓ right"))
    #expect(try other.ter1("course", "certificate", "bien").output.contains("Bien publier"))
  }

  /// Unless nothing is to come that nobody asked for: then it is said.
  @Test func newEditionsOfWhatIsKeptComeWithASync() throws {
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    let other = try Person()
    try other.join(village)
    #expect(try other.ter1("course", "fetch", "bien", "--keep").status == 0)
    _ = try folder.write("cours/un.md", "# Qui lit ?\n\nLe patron aussi.\n")
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    let synced = try other.ter1("sync")
    #expect(synced.status == 0 && synced.errors.contains("1 lesson of “Bien publier” came"))
    #expect(try other.ter1("sync").errors == "", "once")
    _ = try folder.write("cours/un.md", "# Qui lit ?\n\nLes collègues aussi.\n")
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    #expect(try other.ter1("account", "policy", "ul", "economy").status == 0)
    #expect(try other.ter1("sync").errors.contains("ter1 course fetch"))
    #expect(try other.ter1("account", "policy", "ul", "full").status == 0)
    #expect(try other.ter1("sync", "--quiet").errors == "")
    #expect(try other.ter1("course", "read", "bien").output.contains("Les collègues aussi."))
    #expect(try other.ter1("course", "fetch", "bien", "--no-keep").status == 0)
    _ = try folder.write("cours/un.md", "# Qui lit ?\n\nLa presse aussi.\n")
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    #expect(try other.ter1("sync").errors == "")
    #expect(try courses(other).first?["lessons"]?.array?.map { $0["isHere"] } == [false, true])
  }

  /// The folder is imported again: what changed is changed, what is new is added, what is gone goes.
  @Test func aNewEditionKeepsItsLessons() throws {
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    let before = try #require(try courses(person).first?["lessons"])
    let same = try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau")
    #expect(same.status == 0 && same.errors.contains("already"))
    _ = try folder.write("cours/un.md", "# Qui nous lit ?\n\nTout le monde.\n")
    _ = try folder.write("cours/trois.md", "# La suite\n")
    _ = try folder.write("cours/course.txt", "title: Bien publier\nlesson: trois.md\nlesson: un.md\n")
    #expect(try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau").status == 0)
    let after = try #require(try courses(person).first?["lessons"])
    #expect(after.array?.map { $0["title"] } == ["La suite", "Qui nous lit ?"])
    #expect(after[1]?["id"] == before[0]?["id"])
  }

  /// What a link leads to was published: any file that whoever imports the folder can read.
  @Test func noLinkAndNoPipeIsFollowed() throws {
    let secret = try folder.write("secret.md", "# Secret\n\nhunter2\n")
    _ = try folder.write("ailleurs/deux.md", "# Ailleurs\n")
    let top = folder.path + "/cours"
    _ = try folder.write("cours/course.txt", "title: Bien publier\n")
    try FileManager.default.createDirectory(atPath: top + "/sous", withIntermediateDirectories: false)
    for (link, target) in [
      ("x.md", secret), ("sous/y.md", "../../secret.md"), ("dossier", folder.path + "/ailleurs"), ("un.vtt", secret),
    ] {
      try FileManager.default.createSymbolicLink(atPath: top + "/" + link, withDestinationPath: target)
    }
    #expect(mkfifo(top + "/tube.md", 0o600) == 0)
    let checked = try person.ter1("course", "check", top)
    #expect(checked.status == 0 && checked.output.contains("2 lessons"), "\(checked)")
    for link in ["x.md", "sous/y.md", "dossier", "un.vtt"] {
      #expect(checked.errors.contains("\(link): a symbolic link, not followed"), "\(checked.errors)")
    }
    #expect(checked.errors.contains("tube.md: no regular file"))
    #expect(try person.ter1("course", "import", top, "--in", "Bureau").status == 0)
    let course = try #require(try courses(person).first)
    #expect(course["lessons"]?.array?.map { $0["title"] } == ["Les comptes", "Qui lit ?"])
    #expect(try person.ter1("search", "hunter2").status == 66)
    // The folder that a person names may be a link.
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/lien", withDestinationPath: top)
    #expect(try person.ter1("course", "check", folder.path + "/lien").output.contains("2 lessons"))
  }

  @Test func aFileIsNoFolder() throws {
    let done = try person.ter1("course", "check", folder.path + "/cours/un.md")
    #expect(done.status == 64 && done.errors.contains("is a file") && done.errors.contains("folder"), "\(done.errors)")
    #expect(try person.ter1("course", "check", folder.path + "/absent").status == 66)
  }

  @Test func whatIsWrongIsToldAndNothingIsQueued() throws {
    _ = try folder.write("cours/un.gift", "::A::Rien de juste ? {~a ~b}\n\nJamais fermé {=x\n")
    let checked = try person.ter1("course", "check", folder.path + "/cours")
    #expect(checked.status == 0 && checked.output.contains("2 lessons"))
    #expect(checked.errors.contains("un.gift:1: no answer of this question is right"))
    #expect(checked.errors.contains("un.gift:3: the answers of this question are not closed"))
    _ = try folder.write("cours/course.txt", "title: T\nlesson: absent.md\n")
    let refused = try person.ter1("course", "import", folder.path + "/cours", "--in", "Bureau")
    #expect(refused.status == 65 && refused.errors.contains("course.txt:2"))
    #expect(try person.ter1("outbox", "list").lines.isEmpty)
  }
}
