import Testing
import Text

@testable import TER1TUI

@Suite struct RichTextTests {
  private func lines(_ text: String, isMarkdown: Bool = true, folds: Bool = false) -> [String] {
    var options = RichText.Options()
    options.foldsQuotes = folds
    options.ownHandles = ["moi"]
    return RichText(UntrustedText(text), isMarkdown: isMarkdown, options).rows.map(\.line.text)
  }

  @Test func blocksAreParted() {
    #expect(lines("Un\n\nDeux\ntrois") == ["Un", "", "Deux", "trois"])
    #expect(lines("# Titre\ntexte") == ["Titre", "", "texte"])
  }

  /// A lesson was set for another width; a message was not.
  @Test func linesOfALessonAreJoined() {
    var options = RichText.Options()
    options.joinsLines = true
    let text = UntrustedText("Trois\nraisons,\ndeux  \nlignes\n\n- une\n  puce\n\n```\na\nb\n```\n")
    let rows = RichText(text, isMarkdown: true, options).rows.map(\.line.text)
    #expect(rows == ["Trois raisons, deux", "lignes", "", "• une puce", "", "  a", "  b"])
  }

  @Test func listsKeepTheirMarksAndDepth() {
    #expect(lines("- a\n- b\n  - c\n") == ["• a", "• b", "  - c"])
    #expect(lines("9. neuf\n10. dix") == ["9. neuf", "10. dix"])
  }

  @Test func quotationsNestAndFold() {
    #expect(lines("> a\n>> b\n\nc") == ["> a", "> ", "> > b", "", "c"])
    let long = (1...9).map { "> ligne \($0)" }.joined(separator: "\n")
    #expect(lines(long, folds: true) == ["> ligne 1", "> ligne 2", "> … 7"])
    #expect(lines(long, isMarkdown: false, folds: true).count == 3)
  }

  @Test func aLinkSaysWhereItLeads() {
    #expect(lines("[ici](https://banque.example@pirate.example/x)") == ["ici ⟨pirate.example⟩"])
    let text = RichText(UntrustedText("voir https://a.example/x_y, et (https://b.example)."), isMarkdown: true)
    #expect(text.links.map(\.raw) == ["https://a.example/x_y", "https://b.example"])
  }

  private static let table = """
    | Ville | Heure | Contact |
    |:--|--:|:-:|
    | Lyon | 9 h | **Camille** |
    | Saint Étienne | 14 h 30 | a |
    """

  private func table(columns: Int, _ text: String = table) -> [String] {
    var options = RichText.Options()
    options.columns = columns
    return RichText(UntrustedText(text), isMarkdown: true, options).rows.map(\.line.text)
  }

  @Test func tablesStandInColumns() {
    #expect(
      table(columns: 40) == [
        "Ville            Heure  Contact", "───────────────────────────────", "Lyon               9 h  Camille",
        "Saint Étienne  14 h 30     a",
      ])
  }

  @Test func aNarrowTableWrapsItsWidestColumnFirst() {
    let rows = table(columns: 26)
    #expect(rows.allSatisfy { SafeText($0).width <= 26 })
    #expect(rows.suffix(2) == ["Saint     14 h 30     a", "Étienne"])
  }

  @Test func whereNoTableFitsEachRowIsAList() {
    #expect(
      table(columns: 16) == [
        "Ville Lyon", "Heure 9 h", "Contact Camille", "", "Ville Saint", "  Étienne", "Heure 14 h 30", "Contact a",
      ])
  }

  @Test func aTableInAQuotationHasItsMarks() {
    #expect(table(columns: 30, "> | a | b |\n> |---|---|\n> | c | d |") == ["> a  b", "> ────", "> c  d"])
  }

  @Test func onlyTheReadersOwnMentionIsMarked() {
    let rows = RichText(
      UntrustedText("@moi, @toi"), isMarkdown: true,
      {
        var o = RichText.Options()
        o.ownHandles = ["moi"]
        return o
      }()
    ).rows
    #expect(rows[0].line.spans.first?.style.role == .mention)
    #expect(rows[0].line.spans.last?.style.role == .text)
  }

  @Test func markupAndEntitiesStayText() {
    #expect(lines("&#27;[31m &lt;b&gt; <b>x</b>") == ["[31m <b> <b>x</b>"])
  }

  @Test func deepNestingNeitherOverflowsNorPushesTextAway() {
    let deep = String(repeating: "> ", count: 20_000) + "fond"
    #expect(lines(deep).last?.hasSuffix("fond") == true)
    #expect(lines(String(repeating: "*a **b ", count: 5_000)).isEmpty == false)
  }

  @Test func mailParagraphsAreJoinedAndSignaturesDimmed() {
    let mail = "Cette ligne a été coupée par un logiciel de courrier ancien, donc\nelle continue ici.\nTél. 01\n-- \nX"
    #expect(
      lines(mail, isMarkdown: false) == [
        "Cette ligne a été coupée par un logiciel de courrier ancien, donc elle continue ici.", "Tél. 01", "-- ", "X",
      ])
    #expect(RichText(UntrustedText(mail), isMarkdown: false).rows.last?.line.spans.first?.style == .dim)
  }

  @Test func aSignatureFoldsIntoARowAndALongTextDoesNot() {
    func folded(_ text: String) -> [String] {
      var options = RichText.Options()
      options.foldsSignatures = true
      return RichText(UntrustedText(text), isMarkdown: false, options).rows.map(\.line.text)
    }
    #expect(folded("Merci.\n-- \nAnna\nUnion de Brest") == ["Merci.", "-- …"])
    #expect(folded("-- \nRDV 18 h") == ["-- ", "RDV 18 h"], "it is all that is said")
    #expect(folded("a\n-- \nAnna\n> non\nsi") == ["a", "-- …", "> non", "si"])
    #expect(folded("Merci.\n-- ") == ["Merci.", "-- "])
    let long = ["Bonjour.", "-- "] + (1...7).map { "\($0)." }
    #expect(folded(long.joined(separator: "\n")) == long)
  }

  @Test func aVeryLongTextIsCut() {
    let rows = RichText(UntrustedText(String(repeating: "é", count: 200_000)), isMarkdown: false).rows
    #expect(rows.last?.line.text == "[…]")
  }
}
