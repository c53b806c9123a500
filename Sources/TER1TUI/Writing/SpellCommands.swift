import ClientCore
import Localization
import Text

/// What can be done with the spelling of a text.
enum SpellCommands {
  static let all: [Command] = [
    Command(
      "spell.next", label: msgid("spelling"),
      summary: msgid("Check the spelling; go to the next word in doubt, with what is perhaps meant"),
      unavailable: cannotCheck
    ) {
      (app, _) throws(CacheError) in app.nextDoubt()
    },
    Command(
      "spell.language", label: msgid("language"),
      summary: msgid("Check this text in a language (fr, en, or dictionaries such as fr_FR,en_GB), or no more (off)"),
      usage: "[LANGUAGE]", completions: .words(["fr", "en", "off"]), unavailable: cannotCheck
    ) {
      (app, context) throws(CacheError) in app.choose(dictionary: context.arguments.first)
    },
    Command(
      "spell.replace", label: msgid("replace"), summary: msgid("Put another word in the place of the one in doubt"),
      usage: "WORD", unavailable: noDoubt
    ) {
      (app, context) throws(CacheError) in app.replaceDoubt(with: context.arguments.joined(separator: " "))
    },
    Command(
      "spell.add", label: msgid("to my words"),
      summary: msgid("Take the word in doubt, or another, into your own words"), usage: "[WORD]",
      unavailable: noWord
    ) {
      (app, context) throws(CacheError) in app.addDoubt(context.arguments.first)
    },
    Command(
      "spell.forget", label: msgid("forget word"), summary: msgid("Take a word out of your own words"), usage: "WORD",
      unavailable: noOwnWords
    ) {
      (app, context) throws(CacheError) in
      guard let word = context.arguments.first else {
        let words = app.spelling.own.sorted()
        let input = Input(
          label: context.tr("Forget which word:"), line: CommandLine("spell.forget"), completions: words)
        return [.prompt(input)]
      }
      app.spelling.forget(word)
      return [app.spelling.kept]
    },
    Command(
      "spell.ignore", label: msgid("ignore"), summary: msgid("Leave the word in doubt as it is, until you leave"),
      unavailable: noDoubt
    ) {
      (app, _) throws(CacheError) in
      if let word = app.doubtHere?.word { app.spelling.ignore(word) }
      return app.nextDoubt()
    },
  ]

  private static let cannotCheck: @Sendable (App, Context) -> String? = { app, context in
    if app.composer == nil { return context.tr("Only while you are writing") }
    return app.settings.canSpell ? nil : SpellAnswer.Outcome.notInstalled(context.tr)
  }

  private static let noWord: @Sendable (App, Context) -> String? = { app, context in
    context.arguments.isEmpty ? noDoubt(app, context) : nil
  }

  private static let noOwnWords: @Sendable (App, Context) -> String? = { app, context in
    app.spelling.own.isEmpty ? context.tr("You have no words of your own yet") : nil
  }

  private static let noDoubt: @Sendable (App, Context) -> String? = { app, context in
    app.doubtHere == nil ? context.tr("The cursor is on no word in doubt") : nil
  }
}

extension App {
  mutating func choose(dictionary: String?) -> [Effect] {
    guard let name = dictionary else { return [.ask(languageQuestion)] }
    guard name != "off" else {
      composer?.dictionary = nil
      return [.notice(Notice(.information, tr("Spelling is not looked at any more")))]
    }
    guard name.first?.isLetter == true, name.allSatisfy({ $0.isASCII && ($0.isWord || "_-,".contains($0)) }) else {
      return [.notice(Notice(.warning, tr("A language is fr, en, or dictionaries of hunspell such as fr_FR,en_GB")))]
    }
    composer?.dictionary = name
    return lookUp(sparesTyped: false) + [.notice(Notice(.information, tr("Spelling: %1", SafeText(name))))]
  }

  private var languageQuestion: Question {
    let choices: [(Character, String, String)] = [
      ("f", tr("French"), "fr"), ("e", tr("English"), "en"), ("b", tr("both"), "fr,en"), ("n", tr("not"), "off"),
    ]
    return Question(
      SafeText(tr("Check the spelling:")),
      choices.map { Question.Choice(key: $0.0, label: $0.1, line: CommandLine("spell.language", [$0.2])) })
  }
}
