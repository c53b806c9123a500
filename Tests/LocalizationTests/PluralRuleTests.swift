import Testing

@testable import Localization

/// Rules as catalogues have them: GNU gettext's manual, "Plural forms".
struct PluralRuleTests {
  @Test(
    arguments: [
      ("nplurals=1; plural=0;", [0, 0, 0, 0]), ("nplurals=2; plural=(n > 1);", [0, 0, 1, 1]),
      ("nplurals=2; plural=n != 1", [1, 0, 1, 1]),
      (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        [2, 0, 1, 0]
      ),
      ("nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2;", [1, 0, 1, 2]),
      ("nplurals=2; plural=!(n==1)+0*n;", [1, 0, 1, 1]),
      ("nplurals=2; plural=n/0;", [0, 0, 0, 0]), ("nplurals=2; plural=n;", [0, 1, 1, 1]),
      ("nplurals=2; plural=(0-9223372036854775807-1)/(0-1);", [0, 0, 0, 0]),
      ("nplurals=2; plural=(0-9223372036854775807-1)%(0-1);", [0, 0, 0, 0]),
    ])
  func choosesTheForm(header: String, forms: [Int]) throws {
    let rule = try #require(PluralRule(header))
    #expect([0, 1, 2, 21].map { rule.form(for: $0) } == forms)
    #expect(rule.form(for: -1) == rule.form(for: 1))
  }

  @Test(arguments: [
    "", "nplurals=2;", "plural=n;", "nplurals=0; plural=0;", "nplurals=2; plural=n+;", "nplurals=2; plural=(n;",
    "nplurals=2; plural=n ? 1;", "nplurals=2; plural=system();", "nplurals=99; plural=n;",
    "nplurals=2; plural=\(String(repeating: "(", count: 100_000))n;", "nplurals=2; plural=99999999999999999999;",
  ])
  func whatIsNoRuleIsNone(header: String) { #expect(PluralRule(header) == nil) }
}

struct LanguageTests {
  @Test func onlyCodesOfOtherLanguagesAreLearned() {
    for name in ["", "b", "../x", "br.po", "BR", "pt_br", "brxx"] {
      #expect(throws: Language.CatalogueProblem.badName(name)) { try Language.learn(name) { "" } }
    }
    for name in ["fr", "en"] {
      #expect(throws: Language.CatalogueProblem.ownLanguage(name)) { try Language.learn(name) { "" } }
    }
    #expect(Language.allCases == [.french, .english])
    #expect(Language(rawValue: "xx") == nil)
  }
}
