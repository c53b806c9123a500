import ClientCore
public import Localization

/// What ter1-server says of why it did not take something, in the person's words. It speaks English, to whoever reads its protocol.
public struct ServerReasons: Sendable {
  private let tr: Catalog

  public init(_ tr: Catalog) { self.tr = tr }

  /// nil: words that are not known here.
  public func text(_ said: String) -> String? {
    if let sentence = Self.sentences[said] { return tr(sentence) }
    if let match = said.wholeMatch(of: /([A-Za-z]+): at most ([0-9,]+) bytes/) {
      return tr("%1: at most %2 bytes", name(String(match.1)), match.2)
    }
    let parts = said.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let reason = Self.reasons[String(parts[1])] else { return nil }
    return tr("%1: %2", name(String(parts[0].filter { $0 != ":" })), tr(reason))
  }

  /// What people call a property; its own name, where they never see it.
  func name(_ property: String) -> String {
    if let field = ProfileField(rawValue: property) { return ProfileWords(tr).name(field) }
    return Self.names[property].map { tr($0) } ?? property
  }

  private static let sentences: [String: String] = [
    "the channel is archived": msgid("the board is archived"),
    "only administrators make channels": msgid("only who administers the cooperative makes boards"),
    "only administrators make calendars": msgid("only who administers the cooperative makes calendars"),
    "only administrators choose what the server reads":
      msgid("only who administers the cooperative chooses what the server reads"),
    "only who made it and moderators may change it": msgid("only who made it and moderators may change it"),
    "only who made the course and moderators may change it": msgid("only who made it and moderators may change it"),
    "you may answer only for yourself": msgid("you may answer only for yourself"),
    "a reaction is one's own": msgid("a reaction is one’s own"),
    "what was done stays as it is": msgid("what was done stays as it is"),
    "a control character": msgid("it holds a control character"),
    "a password has at least 8 bytes": msgid("a password has at least 8 characters"),
    "a password has at most 1,024 bytes": msgid("the password is too long"),
    "handle: 1 to 64 of a-z 0-9 . _ -": msgid("a login name has 1 to 64 of a-z 0-9 . _ -"),
    "name and reach: are empty": msgid("the name, or how you are reached, is missing"),
    "do not fit the method": msgid("the options do not fit the way of voting"),
  ]

  /// What stands behind the property's name.
  private static let reasons: [String: String] = [
    "is empty": msgid("it is empty"),
    "is required": msgid("it is missing"),
    "is taken": msgid("it is taken"),
    "holds a control character": msgid("it holds a control character"),
    "is over": msgid("it lies in the past"),
    "comes after closesAt": msgid("it comes after the closing"),
    "is given once": msgid("it is there already"),
    "is no channel": msgid("it is not there any more"),
    "is no forum": msgid("it is not there any more"),
    "is no message": msgid("it is not there any more"),
    "is no folder": msgid("it is not there any more"),
    "is no event": msgid("it is not there any more"),
    "is no course": msgid("it is not there any more"),
    "is no topic": msgid("it is not there any more"),
    "names no calendar": msgid("it is not there any more"),
    "is no topic of this channel": msgid("it is no topic of this board"),
    "is no message of this channel": msgid("it is no message of this board"),
    "is no proposal of this channel that may be amended": msgid("it is no proposal of this board that may be amended"),
    "are different texts of 1 to 255 bytes": msgid("they have to be different, and 1 to 255 bytes long"),
    "is no answer to this proposal": msgid("it is no answer to this proposal"),
    "is a LocalDateTime": msgid("it is no time"),
    "is a Duration": msgid("it is no duration"),
    "is a UTCDate": msgid("it is no time"),
    "is no name of a file": msgid("it is no name for a file"),
    "lies within the folder itself": msgid("it lies within the folder itself"),
    "is an address of http or https without a login": msgid("it has to begin with http or https, without a login"),
    "is a list of at most 32": msgid("at most 32"),
    "are members who are there": msgid("somebody of them is no member any more"),
    "are 1 to 30": msgid("1 to 30"),
    "is 0 to 100": msgid("0 to 100"),
  ]

  private static let names: [String: String] = [
    "title": msgid("title"), "subject": msgid("title"), "name": msgid("name"), "body": msgid("text"),
    "text": msgid("text"), "description": msgid("text"), "note": msgid("note"), "handle": msgid("login name"),
    "password": msgid("password"), "closesAt": msgid("closing"), "opensAt": msgid("opening"),
    "options": msgid("options"), "dots": msgid("dots"), "quorum": msgid("quorum"), "choice": msgid("ballot"),
    "topicId": msgid("topic"), "threadRootId": msgid("topic"), "amends": msgid("amended proposal"),
    "channelId": msgid("board"), "parentId": msgid("folder"), "messageId": msgid("message"),
    "replyTo": msgid("message"), "members": msgid("members"), "attachments": msgid("attachments"),
    "reactions": msgid("reactions"), "url": msgid("address"), "start": msgid("beginning"),
    "duration": msgid("duration"), "calendarIds": msgid("calendar"), "days": msgid("days"), "pass": msgid("to pass"),
  ]
}
