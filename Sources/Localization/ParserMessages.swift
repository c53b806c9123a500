/// swift-argument-parser speaks English only: what it says is put into a person's language here, line by line. A line that is not
/// known stays as it is.
public struct ParserMessages: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  public func localized(_ text: String) -> String {
    guard tr.language != .english else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(
      separator: "\n")
  }

  private func line(_ line: String) -> String {
    if let match = line.firstMatch(of: /^Error: (.*)$/) {
      return tr("Error: %1", placeholders(sentence(String(match.1))))
    }
    if let match = line.firstMatch(of: /^ +See '(.*)' for (?:more information|detailed help)\.$/) {
      return "  " + tr("More: %1", placeholders(String(match.1)))
    }
    if let match = line.firstMatch(of: /^Help: +(.*)$/) { return "  " + placeholders(String(match.1)) }
    if let match = line.firstMatch(of: /^(  \S.*?) {2,}(\S.*)$/) { return explained(String(match.1), String(match.2)) }
    return placeholders(headings(line))
  }

  /// An option or a command, and in a column of its own what it does.
  private func explained(_ label: String, _ words: String) -> String {
    let label = placeholders(label).replacing("(default)", with: tr("(default)"))
    let isLong = label.count > Self.column - 2
    let gap = (isLong ? "\n" : "") + String(repeating: " ", count: isLong ? Self.column : Self.column - label.count)
    return label + gap + headings(words)
  }

  /// Where swift-argument-parser lets what is said of a label begin.
  private static let column = 26

  private static let places = [
    "account": msgid("account"), "address": msgid("address"), "amendment": msgid("amendment"),
    "answer": msgid("answer"),
    "ballot": msgid("ballot"), "calendar": msgid("calendar"), "channel": msgid("channel"), "command": msgid("command"),
    "comment": msgid("comment"), "course": msgid("course"), "day": msgid("day"), "dir": msgid("folder"),
    "duration": msgid("duration"), "entry": msgid("entry"), "event": msgid("event"), "feed": msgid("feed"),
    "file": msgid("file"), "files": msgid("files"), "folder": msgid("folder"), "group": msgid("group"),
    "handle": msgid("login"), "holder": msgid("holder"), "key": msgid("key"), "kind": msgid("kind"),
    "lesson": msgid("lesson"), "line": msgid("line"), "login": msgid("login"), "member": msgid("member"),
    "method": msgid("method"), "name": msgid("name"), "number": msgid("number"), "path": msgid("path"),
    "policy": msgid("policy"), "proposal": msgid("proposal"), "reason": msgid("reason"), "rights": msgid("rights"),
    "seconds": msgid("seconds"), "size": msgid("size"), "subcommand": msgid("command"), "text": msgid("text"),
    "time": msgid("time"), "title": msgid("title"), "town": msgid("town"), "variant": msgid("variant"),
    "way": msgid("way"), "words": msgid("words"),
  ]

  /// What stands for a value: `<name>`.
  private func placeholders(_ text: String) -> String {
    text.replacing(/<([a-z-]+)>/) { match in
      "<" + (Self.places[String(match.1)].map { tr($0) } ?? String(match.1)) + ">"
    }
  }

  private func headings(_ line: String) -> String {
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
  private func labelled(_ line: String, _ english: String, _ own: String) -> String {
    let line = line.replacing(english + " ", with: own)
    return line.hasSuffix(english) ? String(line.dropLast(english.count) + own.dropLast()) : line
  }

  /// Or begin with it.
  private func wrapped(_ line: String) -> String {
    guard let match = line.firstMatch(of: #/^( +)default: /#) else { return line }
    let own = tr("; else: ").drop { $0 == ";" || $0.isWhitespace }
    return String(match.1) + String(own) + String(line[match.range.upperBound...])
  }

  private func sentence(_ text: String) -> String {
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
      let may = choices(String(match.3))
      return tr("“%1” is no value for %2. It may be: %3", match.1, match.2, may).trimmingEnd
    }
    if let match = text.firstMatch(of: /^The value '(.*?)' is invalid for '(.*?)'(: .*)?$/) {
      return tr("“%1” is no value for %2", match.1, match.2) + (match.3 ?? ".")
    }
    return text
  }

  /// "'a', 'b' or 'c'." or "the following:", whose lines follow.
  private func choices(_ text: String) -> String {
    text == "the following:"
      ? "" : text.replacing("'", with: "").replacing(" or ", with: ", ").replacing(" and ", with: ", ")
  }
}

extension String {
  /// Without the space that nothing follows.
  fileprivate var trimmingEnd: String { String(reversed().drop { $0.isWhitespace }.reversed()) }
}
