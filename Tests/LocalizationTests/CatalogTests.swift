import Testing

@testable import Localization

struct CatalogTests {
  let tr = Catalog(
    .french,
    messages: [
      "Reply to %1": ["Répondre à %1"], "%2 of %1": ["%2 sur %1"], "%1 topic": ["%1 sujet", "%1 sujets"],
      "100 % sure": ["sûr à 100 %"],
    ], plural: PluralRule("nplurals=2; plural=(n > 1);") ?? .english)
  let english = Catalog(.english)

  @Test func fillsArgumentsInAnyOrder() {
    #expect(tr("Reply to %1", "Camille") == "Répondre à Camille")
    #expect(tr("%2 of %1", 10, 3) == "3 sur 10")
  }

  @Test func anArgumentIsNeverReadAsAPattern() {
    #expect(tr("Reply to %1", "%1 %2") == "Répondre à %1 %2")
    #expect(tr("100 % sure") == "sûr à 100 %")
    #expect(english("%9 and %", "x") == "%9 and %")
  }

  @Test func anUnknownMessageIsShownInEnglish() {
    #expect(tr("Unknown %1", 1) == "Unknown 1")
    #expect(tr(2, "%1 cat", "%1 cats") == "2 cats")
  }

  @Test(arguments: [(0, "0 sujet"), (1, "1 sujet"), (2, "2 sujets")])
  func frenchCountsZeroAsSingular(count: Int, text: String) {
    #expect(tr(count, "%1 topic", "%1 topics") == text)
  }

  @Test(arguments: [(0, "0 topics"), (1, "1 topic"), (2, "2 topics")])
  func englishCountsZeroAsPlural(count: Int, text: String) {
    #expect(english(count, "%1 topic", "%1 topics") == text)
  }

  @Test(
    arguments: [
      ([:], Language.french), (["LANG": "C"], .english), (["LANG": "fr_CA.UTF-8"], .french),
      (["LANG": "en_GB.UTF-8"], .english), (["LANG": "de_DE.UTF-8"], .english),
      (["LANG": "fr_FR", "LC_ALL": "C"], .english), (["LANG": "frp_FR.UTF-8"], .english), (["LANG": "fr"], .french),
      (["LANG": "en_US", "LC_ALL": "", "LC_MESSAGES": "fr_FR"], .french),
    ] as [([String: String], Language)])
  func theLocaleChoosesTheLanguage(environment: [String: String], language: Language) {
    #expect(Language.preferred(setting: nil, environment: environment) == language)
  }

  @Test func theSettingComesBeforeTheLocale() {
    #expect(Language.preferred(setting: "en", environment: ["LANG": "fr_FR"]) == .english)
    #expect(Language.preferred(setting: "tlh", environment: ["LANG": "fr_FR"]) == .french)
  }
}
