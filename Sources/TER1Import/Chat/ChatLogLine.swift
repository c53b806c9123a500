import PlainText

/// One line of an IRC log, in the forms of irssi, WeeChat, XChat, energymech and those who write like them.
enum ChatLogLine: Equatable {
  struct Clock: Equatable {
    let hour: Int
    let minute: Int
    let second: Int
    var seconds: Int { (hour * 60 + minute) * 60 + second }
  }

  /// Days since 1970 when the line names its day.
  case message(clock: Clock, day: Int?, nick: String, text: String)
  /// From here on it is that day.
  case day(Int)
  /// Somebody came, went, or changed something.
  case status
  /// Nothing that a log has.
  case other

  init(_ line: Substring) {
    var rest = line
    if let day = LogDay.ofDayLine(rest) {
      self = .day(day)
      return
    }
    let day = LogDay.take(&rest)
    guard let clock = Self.takeClock(&rest) else {
      let isStatus = line.hasPrefix("===") || line.hasPrefix("***") || line.hasPrefix("---")
      self = isStatus ? .status : .other
      return
    }
    self = Self.said(rest).map { .message(clock: clock, day: day, nick: $0, text: $1) } ?? .status
  }

  /// `[12:34:56]`, `12:34`
  private static func takeClock(_ rest: inout Substring) -> Clock? {
    var text = rest
    let isBracketed = text.first == "["
    if isBracketed { text.removeFirst() }
    let digits = text.prefix { $0.isASCII && $0.isWholeNumber || $0 == ":" }
    let parts = digits.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard parts.count == 2 || parts.count == 3, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else {
      return nil
    }
    text = text.dropFirst(digits.count)
    if isBracketed { guard text.popFirst() == "]" else { return nil } }
    guard text.first == " " || text.first == "\t" else { return nil }
    rest = text.dropFirst()
    let second = parts.count == 3 ? min(59, max(0, parts[2])) : 0
    return Clock(hour: parts[0], minute: parts[1], second: second)
  }

  /// Nick and text; nil when nobody says anything.
  private static func said(_ line: Substring) -> (String, String)? {
    if let tab = line.firstIndex(of: "\t") {
      let prefix = line[..<tab].filter { $0 != " " }
      guard !prefix.contains("<") else { return bracketed(line.drop { $0 == " " }) }
      return tabbed(prefix, line[line.index(after: tab)...])
    }
    let text = line.drop { $0 == " " }
    if text.hasPrefix("* ") { return action(text.dropFirst(2)) }
    return bracketed(text)
  }

  /// `<@nick> text`
  private static func bracketed(_ text: Substring) -> (String, String)? {
    guard text.first == "<", let end = text.firstIndex(of: ">") else { return nil }
    let nick = plain(text[text.index(after: text.startIndex)..<end])
    return nick.isEmpty ? nil : (nick, String(text[text.index(after: end)...].drop { $0 == " " }))
  }

  /// `* nick text`
  private static func action(_ text: Substring) -> (String, String)? {
    let words = text.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[1].contains(where: { $0 != " " }) else { return nil }
    let nick = plain(words[0])
    return nick.isEmpty ? nil : (nick, "* \(nick) \(words[1])")
  }

  /// WeeChat: a prefix, a tab, the text.
  private static func tabbed(_ prefix: some StringProtocol, _ text: Substring) -> (String, String)? {
    if ["--", "-->", "<--", "=!=", ""].contains(String(prefix)) { return nil }
    if prefix == "*" { return action(text) }
    let nick = plain(Substring(prefix))
    return nick.isEmpty ? nil : (nick, String(text))
  }

  /// A nick without the mark of its rank.
  private static func plain(_ nick: Substring) -> String {
    CleanText.line(String(nick.drop { "@+%&~ ".contains($0) }), bytes: 255)
  }
}
