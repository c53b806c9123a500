import Testing

@testable import Localization

struct POFileTests {
  @Test func readsPlainAndContinuedAndEscapedTexts() {
    let file = POFile(
      """
      msgid ""
      msgstr "Content-Type: text/plain\\n"

      msgid "Reply"
      msgstr "Répondre"

      msgid ""
      "Two "
      "halves"
      msgstr "Deux "
      "moitiés \\"ici\\"\\t\\\\\\n"
      """)
    #expect(file.messages == ["Reply": ["Répondre"], "Two halves": ["Deux moitiés \"ici\"\t\\\n"]])
  }

  @Test func fuzzyBelongsToTheEntryAfterTheComment() {
    let file = POFile(
      """
      msgid "one"
      msgstr "un"
      #, fuzzy
      msgid "two"
      msgstr "deux"
      #, c-format
      msgid "three"
      msgstr "trois"
      """)
    #expect(file.messages == ["one": ["un"], "three": ["trois"]])
  }

  @Test func readsPluralForms() {
    let file = POFile(
      """
      msgid "%1 topic"
      msgid_plural "%1 "
      "topics"
      msgstr[0] "%1 sujet"
      msgstr[1] "%1 "
      "sujets"
      """)
    #expect(file.messages == ["%1 topic": ["%1 sujet", "%1 sujets"]])
  }

  @Test func emptyAndObsoleteTranslationsAreAbsent() {
    let file = POFile(
      """
      msgid "a"
      msgstr ""

      #~ msgid "b"
      #~ msgstr "bé"
      """)
    #expect(file.messages.isEmpty)
  }

  @Test(arguments: [
    "", "\"", "msgid", "msgid \"", "msgstr[0]", "msgid \"x\nmsgstr \"y", "\"lone\"", "#,", "msgid \"\\",
  ])
  func brokenFilesAreNoCrash(text: String) {
    #expect(POFile(text).messages.count <= 1)
  }
}
