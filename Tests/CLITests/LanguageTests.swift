import TestSupport
import Testing

/// A third language is one file: what is in it is said, its plurals by its own rule, days and months too; the rest in English.
@Suite(.ownThreads) struct LanguageTests {
  /// Three plural forms, as Breton and many others have more than two.
  private static let catalogue = """
    msgid ""
    msgstr ""
    "Content-Type: text/plain; charset=UTF-8\\n"
    "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"

    msgid "Forums"
    msgstr "Foromoù"

    msgid "%1 to send"
    msgid_plural "%1 to send"
    msgstr[0] "%1 da gas"
    msgstr[1] "%1 zaou"
    msgstr[2] "%1 meur"

    msgid "Languages: %1"
    msgstr "Yezhoù: %1"

    msgid "Saturday"
    msgstr "Sadorn"

    msgid "January"
    msgstr "Genver"

    msgid "%1 %2 %3"
    msgstr "%3-%2-%1"
    """

  private func breton(_ catalogue: String = catalogue, setting: String? = nil, language: String = "br_FR.UTF-8") throws
    -> Person
  {
    let person = try Person(language: language)
    _ = try person.folder.write("home/config/languages/br.po", catalogue)
    if let setting { _ = try person.folder.write("home/config/config.toml", "language = \"\(setting)\"\n") }
    return person
  }

  @Test func oneFileIsEnough() throws {
    let person = try breton()
    let village = try Village()
    try person.join(village)
    village.stop()
    for words in ["1 da gas", "2 zaou", "3 meur"] {
      let posted = try person.ter1("post", "chat", "salon", input: "Bonjour")
      #expect(posted.status == 0 || posted.status == 75, "\(posted.errors)")
      let screen = try person.ter1().output
      #expect(screen.contains(words) && screen.contains("Foromoù"), "\(screen)")
    }
    // A Saturday.
    try person.ter1("event", "add", "Bodadeg", "--start", "2099-01-10T14:00", "--queue")
    let agenda = try person.ter1("--linear", input: ":pane events\nG\n1\n").output
    #expect(agenda.contains("Sadorn") && agenda.contains("-Genver-"), "\(agenda)")
  }

  @Test func theSettingChoosesIt() throws {
    #expect(try breton(setting: "br", language: "fr_FR.UTF-8").ter1().output.contains("Foromoù"))
    let live = try breton(language: "fr_FR.UTF-8").ter1("--linear", input: ":language br\n:language zz\n").output
    #expect(live.contains("Yezhoù: fr, en, br"), "\(live)")
  }

  @Test func aFileThatCannotBeUsedIsToldWithItsRemedy() throws {
    let empty = try breton("")
    #expect(try empty.ter1("list", "forums").errors.contains("languages/br.po: nothing in it is translated"))
    let noRule = try breton("msgid \"Forums\"\nmsgstr \"Foromoù\"\n")
    #expect(try noRule.ter1("list", "forums").errors.contains("no Plural-Forms"))
    #expect(try noRule.ter1().output.contains("Foromoù"))
    let french = try Person()
    _ = try french.folder.write("home/config/languages/fr.po", Self.catalogue)
    #expect(try french.ter1("list", "forums").errors.contains("is in the program itself"))
  }

  /// What an option does stands in one column, or on the line below, also where its placeholder is longer in French.
  @Test(arguments: [["list"], ["account", "add"], ["event", "add"], ["proposal", "new"]])
  func helpStandsInOneColumn(command: [String]) throws {
    let help = try Programs.run(
      [Programs.client] + command + ["--help"], environment: Person(language: "fr_FR.UTF-8").environment)
    let options = help.lines.drop { !$0.hasPrefix("OPTIONS") }.dropFirst()
    let columns = options.compactMap { line in
      line.firstMatch(of: /^ +[^ ].*? {2,}/).map { line.distance(from: line.startIndex, to: $0.range.upperBound) }
    }
    #expect(columns.count > 2 && Set(columns) == [26], "\(help.output)")
  }
}
