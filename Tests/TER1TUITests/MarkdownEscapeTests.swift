import ClientCore
import Localization
import Testing
import Text

@testable import TER1TUI

/// What goes into minutes as Markdown is read as the text that it was.
@Suite struct MarkdownEscapeTests {
  @Test(arguments: [
    "# Titre", "- point", "+ point", "* point", "1. un", "12) douze", "> cité", "===", "---", "***",
    "_ital_ et **gras**",
    "`code`", "~~~", "~~barré~~", "![image](https://a.example/x.png)", "[ici](https://a.example)", "<b>gras</b>",
    "&lt;script&gt; &amp; &#35;", "a | b", "| - | - |", #"\* et \\"#, "    quatre blancs", "\tun tabulateur",
    "<https://a.example>",
    "https://a.example/x_y_z", "www.a.example", "moi@a.example", "[^1]: note", "a  ", "1986. Une année", "3.5 %",
    "- [ ] à faire",
    "$x_1$", ":::", "Signer = oui | non ?", "10 - 3 + 2 = 9",
  ]) func aLineStaysWhatItIs(line: String) {
    let escaped = Markdown.escaped(SafeText(line))
    let expected = SafeText(line).string.replacing(/^[ \t]+/) { String(repeating: "\u{A0}", count: $0.output.count) }
    #expect(read(escaped).joined(separator: "\n").trimmed == expected.trimmed, "\(escaped)")
    // Below a paragraph, where it could make a heading of it.
    #expect(read("texte\n" + escaped).joined(separator: "\n").trimmed == ("texte\n" + expected).trimmed, "\(escaped)")
  }

  @Test func nothingIsAnAddressOfItsOwn() {
    #expect(
      Markdown.escaped("https://a.example www.b.example WWW.c.example d@e.example")
        == #"https\://a.example www\.b.example WWW\.c.example d\@e.example"#)
  }

  private func read(_ markdown: String) -> [String] {
    RichText(UntrustedText(markdown), isMarkdown: true, RichText.Options()).rows.map(\.line.text)
  }

  /// A proposal is Markdown: its minutes hold it as it was written, without anything that hides where it leads.
  @Test func aQuotedTextStaysMarkdown() {
    let text = """
      - un
      **gras** et `code`

      [le tract](https://a.example "x") ![logo](<https://b.example/l.png>)
      [ref]: https://c.example
      <script>a</script> <!-- b --> <https://d.example> 1 < 2
      """
    #expect(
      Markdown.quoted(UntrustedText(text)) == [
        "> - un", "> **gras** et `code`", ">", "> le tract (https://a.example) logo (https://b.example/l.png)",
        #"> \[ref]: https://c.example"#,
        #"> \<script>a\</script> \<!-- b --> <https://d.example> 1 \< 2"#,
      ])
  }

  @Test func optionsWithASemicolonComeBack() {
    for options in [["a", "b"], ["a; b", "c"], [#"a\"#, "b"], [#"\;"#, ";;", "c"], ["é ; à", "x"]] {
      #expect(OptionList.options(OptionList.text(options)) == options)
    }
    #expect(OptionList.options("a;b ; ;c;") == ["a", "b", "c"])
  }

  /// A language that came by a file is understood in the form's lines.
  @Test func aThirdLanguageIsUnderstood() throws {
    try Language.learn("xq") {
      """
      msgid ""
      msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"

      msgid "How"
      msgstr "Penaos"

      msgid "Secret"
      msgstr "Kuzh"

      msgid "yes"
      msgstr "ya"

      msgid "consent"
      msgstr "Asant"
      """
    }
    let fields = ProposalForm.fields(title: "x", body: "Penaos : asant\nKuzh: ya\nForum: Actions\n\nTestenn")
    #expect(fields.method == "asant" && fields.secret == "ya" && fields.forum == "Actions" && fields.body == "Testenn")
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
