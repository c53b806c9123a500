internal import Localization

/// swift-argument-parser speaks English only: what it says is put into the person's language here, line by line. A line that is not
/// known stays as it is.
enum ParserMessages {
  static func localized(_ text: String) -> String {
    guard tr.language != .english else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(
      separator: "\n")
  }

  private static func line(_ line: String) -> String {
    if let match = line.firstMatch(of: /^Error: (.*)$/) {
      return tr("Error: %1", placeholders(sentence(String(match.1))))
    }
    if let match = line.firstMatch(of: /^ +See '(.*)' for more information\.$/) {
      return "  " + tr("More: %1", match.1)
    }
    if let match = line.firstMatch(of: /^ +See '(.*)' for detailed help\.$/) { return "  " + tr("More: %1", match.1) }
    if let match = line.firstMatch(of: /^Help: +(.*)$/) { return "  " + match.1 }
    if let match = line.firstMatch(of: /^( +[^ ].*?)( {2,})([^ ].*)$/) {
      return beside(placeholders(String(match.1)), column: match.1.count + match.2.count, headings(String(match.3)))
    }
    return placeholders(headings(line))
  }

  /// What is said of an option stands in its column, or below the option, as the library does it.
  private static func beside(_ option: String, column: Int, _ text: String) -> String {
    let gap = column - option.count
    return gap >= 2
      ? option + String(repeating: " ", count: gap) + text
      : option + "\n" + String(repeating: " ", count: column) + text
  }

  private static let places = [
    "account": msgid("account"), "address": msgid("address"), "answer": msgid("answer"), "command": msgid("command"),
    "comment": msgid("comment"), "day": msgid("day"), "duration": msgid("duration"), "entry": msgid("entry"),
    "event": msgid("event"), "file": msgid("file"), "folder": msgid("folder"), "kind": msgid("kind"),
    "name": msgid("name"), "number": msgid("number"), "policy": msgid("policy"), "size": msgid("size"),
    "subcommand": msgid("command"), "text": msgid("text"), "time": msgid("time"), "title": msgid("title"),
    "words": msgid("words"),
  ]

  /// What stands for a value: `<name>`.
  private static func placeholders(_ text: String) -> String {
    text.replacing(/<([a-z-]+)>/) { match in "<" + (places[String(match.1)].map { tr($0) } ?? String(match.1)) + ">" }
  }

  private static func headings(_ line: String) -> String {
    for (english, own) in [
      ("OVERVIEW: ", ""), ("USAGE: ", tr("USAGE:") + " "), ("Usage: ", tr("Usage:") + " "),
      ("ARGUMENTS:", tr("ARGUMENTS:")),
      ("OPTIONS:", tr("OPTIONS:")), ("SUBCOMMANDS:", tr("COMMANDS:")),
    ] where line.hasPrefix(english) { return own + line.dropFirst(english.count) }
    let text = line.replacing("Show help information.", with: tr("Show this help."))
      .replacing("Show the version.", with: tr("Show the version."))
    return [("(default:", tr("(else: ")), ("(values:", tr("(one of: ")), ("; default:", tr("; else: "))]
      .reduce(wrapped(text)) { labelled($0, $1.0, $1.1) }
  }

  /// A line may end behind the label.
  private static func labelled(_ line: String, _ english: String, _ own: String) -> String {
    let line = line.replacing(english + " ", with: own)
    return line.hasSuffix(english) ? String(line.dropLast(english.count) + own.dropLast()) : line
  }

  /// Or begin with it.
  private static func wrapped(_ line: String) -> String {
    guard let match = line.firstMatch(of: #/^( +)default: /#) else { return line }
    let own = tr("; else: ").drop { $0 == ";" || $0.isWhitespace }
    return String(match.1) + String(own) + String(line[match.range.upperBound...])
  }

  private static func sentence(_ text: String) -> String {
    if let match = text.firstMatch(of: /^Unknown option '(.*)'\. Did you mean '(.*)'\?$/) {
      return tr("The option %1 is unknown. Did you mean %2?", match.1, match.2)
    }
    if let match = text.firstMatch(of: /^Unknown option '(.*)'$/) { return tr("The option %1 is unknown.", match.1) }
    if let match = text.firstMatch(of: /^Missing value for '(.*)'$/) {
      return tr("The option %1 lacks its value.", match.1)
    }
    if let match = text.firstMatch(of: /^Missing expected argument '(.*)'$/) { return tr("%1 is missing.", match.1) }
    if let match = text.firstMatch(of: /^Missing one of: (.*)$/) { return tr("One of these is missing: %1", match.1) }
    if let match = text.firstMatch(of: /^Unexpected argument '(.*)'$/) { return tr("“%1” is too much here.", match.1) }
    if let match = text.firstMatch(of: /^\d+ unexpected arguments: (.*)$/) {
      return tr("These are too much here: %1", match.1)
    }
    if let match = text.firstMatch(of: /^The value '(.*?)' is invalid for '(.*?)'\. Please provide one of (.*)$/) {
      return tr("“%1” is no value for %2. It may be: %3", match.1, match.2, choices(String(match.3)))
    }
    if let match = text.firstMatch(of: /^The value '(.*?)' is invalid for '(.*?)'(: .*)?$/) {
      return tr("“%1” is no value for %2", match.1, match.2) + (match.3 ?? ".")
    }
    return text
  }

  /// "'a', 'b' or 'c'." or "the following:", whose lines follow.
  private static func choices(_ text: String) -> String {
    text == "the following:"
      ? "" : text.replacing("'", with: "").replacing(" or ", with: ", ").replacing(" and ", with: ", ")
  }
}
