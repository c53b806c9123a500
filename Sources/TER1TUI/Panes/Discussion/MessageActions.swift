import ClientCore
import Localization
import Text

/// What forums and chat do alike with one message, and why they cannot.
struct MessageActions {
  let row: MessageRow
  let tr: Catalog
  /// The pane the commands belong to.
  let pane: String

  private var message: Message { row.message }

  // MARK: Why not

  private var gone: String? {
    if message.isTakenAway { return tr("The moderators hid this message") }
    return message.isDeleted ? tr("This message was deleted") : nil
  }

  func replyObjection(_ channel: Channel?) -> String? {
    if !message.isAnswerable { return tr("This mail has no Message-ID: nothing can refer to it") }
    return gone ?? (row.abilities.mayReply ? nil : Self.writeObjection(channel, tr))
  }

  static func writeObjection(_ channel: Channel?, _ tr: Catalog) -> String {
    guard let channel else { return tr("You may read here, not write") }
    if channel.isArchived { return tr("“%1” is archived: it can be read, not written", channel.name.line) }
    return tr("You may read “%1”, not write in it", channel.name.line)
  }

  var editObjection: String? {
    if row.abilities.isMail { return tr("This board is a mailbox: a mail that is sent cannot be changed") }
    return gone
      ?? (row.abilities.mayEdit
        ? nil : row.author.isViewer ? tr("This can no longer be changed") : tr("Only its author may change it"))
  }

  var deleteObjection: String? {
    let reason =
      row.abilities.isMail
      ? tr("This board is a mailbox in which you may not delete")
      : tr("Only its author and the moderators may delete it")
    return gone ?? (row.abilities.mayDelete ? nil : reason)
  }

  var reactObjection: String? {
    if row.abilities.isMail { return tr("This board is a mailbox: mail knows no reactions") }
    return gone ?? (row.abilities.mayReact ? nil : tr("You may not react here"))
  }
  var linksObjection: String? { links.isEmpty ? tr("There is no link in this message") : nil }
  var linesObjection: String? { gone ?? (message.hasText ? nil : tr("the text is still on the server")) }
  var changesObjection: String? { gone ?? (message.editedAt == nil ? tr("This message was not changed") : nil) }

  var pinObjection: String? {
    if row.abilities.isMail { return tr("This board is a mailbox: nothing can be pinned in it") }
    return gone ?? (row.abilities.mayPin ? nil : tr("Only moderators may pin"))
  }

  var hideObjection: String? {
    if row.abilities.isMail { return tr("This board is a mailbox: nothing can be hidden in it") }
    return gone ?? (row.abilities.mayPin ? nil : tr("Only moderators may hide a message"))
  }

  var reportObjection: String? {
    if row.abilities.isMail || row.key.id.isLocal { return tr("Only what is on the server can be reported") }
    return gone ?? (row.author.isViewer ? tr("This message is yours: delete it") : nil)
  }

  // MARK: What

  func hide(now: Double) -> [Effect] {
    let isHidden = message.hiddenAt == nil
    let words =
      isHidden ? tr("Hidden: only its author and moderators see it; it stands in the log") : tr("All see it again")
    return [.enqueue([Message.hide(row.key, isHidden, at: now)]), .notice(Notice(.success, words))]
  }

  /// Asks what is wrong with it, and tells the moderators.
  func report(_ reason: String?, _ context: Context) -> [Effect] {
    guard let reason else {
      return [.prompt(Input(label: tr("What is wrong with it? "), line: CommandLine("\(pane).report")))]
    }
    guard !reason.allSatisfy(\.isWhitespace) else { return [.notice(Notice(.information, tr("Nothing was reported")))] }
    return [
      .enqueue([Report.of(row.key, text: reason, clientID: context.makeID())]),
      .notice(Notice(.success, tr("The moderators will see it; they alone learn who reported it"))),
    ]
  }

  func delete(confirmed: Bool, now: Double) -> [Effect] {
    guard !confirmed else { return [.enqueue([Message.delete(row.key, at: now)])] }
    let yes = Question.Choice.yes(tr, as: tr("delete"), CommandLine("\(pane).delete", ["now"]))
    let no = Question.Choice(key: "n", label: tr("keep"), line: nil)
    return [.ask(Question(SafeText(tr("Delete this message? It cannot be taken back.")), [yes, no]))]
  }

  func pin() -> [Effect] {
    let words = message.isPinned ? tr("No longer pinned") : tr("Pinned")
    return [.enqueue([Message.pin(row.key, !message.isPinned)]), .notice(Notice(.success, words))]
  }

  /// The signs offered at once, each with its key; any other can be typed.
  private static let signs: [(key: Character, emoji: String)] = [
    ("p", "👍"), ("c", "❤"), ("s", "✊"), ("b", "🎉"), ("m", "👎"),
  ]

  func react(_ emoji: String?, me: ObjectID?) -> [Effect] {
    guard let me else { return [] }
    guard let typed = emoji, !typed.isEmpty else { return [.ask(reactionQuestion)] }
    let emoji = Emoji.sign(typed)
    guard emoji.count <= 8, emoji.utf8.count <= 32 else {
      return [.notice(Notice(.warning, tr("A reaction is one sign or a short word")))]
    }
    let isOn = !message.reactions.contains { $0.emoji.raw == emoji && $0.principals.contains(me) }
    return [.enqueue([Message.react(row.key, emoji: emoji, principal: me, isOn: isOn)])]
  }

  private var reactionQuestion: Question {
    let choices = Self.signs.map { sign in
      Question.Choice(key: sign.key, label: sign.emoji, line: CommandLine("\(pane).react", [sign.emoji]))
    }
    let other = Question.Choice(
      key: Character(tr("o")), label: tr("other"), line: CommandLine("\(pane).react-with"))
    return Question(SafeText(tr("React:")), choices + [other])
  }

  func reactionPrompt() -> [Effect] {
    [.prompt(Input(label: tr("Reaction:"), line: CommandLine("\(pane).react"), completions: Emoji.names))]
  }

  /// The lines that are chosen, or all.
  func copy(_ lines: UntrustedText? = nil) -> [Effect] {
    [.copy((lines ?? message.body).lines.map(\.string).joined(separator: "\n"))]
  }

  var links: [UntrustedText] { RichText(message.body, isMarkdown: message.isMarkdown).links }

  /// Opens the only link, or asks which.
  /// - Parameter choice: its number, counted from 1.
  func openLink(_ choice: Int?, _ context: Context) -> [Effect] {
    let links = links
    let number = links.count == 1 ? 1 : choice ?? 0
    if links.indices.contains(number - 1) {
      let link = links[number - 1]
      return [MeetingCard(context).question(link, in: row).map { .ask($0) } ?? .open(link: link)]
    }
    return [.ask(Question(SafeText(tr("Which link?")), numbered(links.map { ($0.host ?? $0).line }, "open-link")))]
  }

  /// Saves the only file, or asks which.
  /// - Parameter choice: its number, counted from 1.
  func save(_ choice: Int?, _ context: Context) throws(CacheError) -> [Effect] {
    try fetch(choice, "save", context) { _, _ in [] }
  }

  /// Shows the only file, or asks which; one that is not here is fetched first, its cost said.
  /// - Parameter choice: its number, counted from 1.
  func view(_ choice: Int?, _ context: Context) throws(CacheError) -> [Effect] {
    try fetch(choice, "view", context) { file, download in
      [.view(FileToView(download, name: file.name, type: file.type))]
    }
  }

  var filesObjection: String? {
    message.attachments.isEmpty ? tr("No file comes with this message") : nil
  }

  private func fetch(
    _ choice: Int?, _ verb: String, _ context: Context,
    then: (Message.Attachment, Download) -> [Effect]
  ) throws(CacheError) -> [Effect] {
    let files = message.attachments
    let index = files.count == 1 ? 0 : (choice ?? 0) - 1
    guard files.indices.contains(index) else {
      return [.ask(Question(SafeText(tr("Which file?")), numbered(files.map(\.name.line), verb)))]
    }
    let file = files[index]
    guard !file.blobID.isLocal else {
      return [.notice(Notice(.information, tr("This file is still on its way to the server")))]
    }
    let wanted = FileToFetch(
      account: row.key.account, blob: file.blobID, name: file.name, type: file.type, size: file.size)
    let download = try wanted.download(context)
    return try wanted.effects(
      download, again: CommandLine("\(pane).\(verb)", [String(index + 1)]), context,
      isHere: download.state == .done && verb == "view", then: then(file, download))
  }

  private func numbered(_ names: [SafeText], _ verb: String) -> [Question.Choice] {
    zip("123456789", names).enumerated().map { index, pair in
      Question.Choice(
        key: pair.0, label: pair.1.clipped(to: 24).string, line: CommandLine("\(pane).\(verb)", [String(index + 1)]))
    }
  }
}

extension [ObjectID: [EarlierText]] {
  /// Puts in what a message said before, or takes it out; false when it is not known.
  mutating func toggle(_ key: ObjectKey, _ context: Context) throws(CacheError) -> Bool {
    if removeValue(forKey: key.id) != nil { return true }
    let texts = try context.cache.earlierTexts(key)
    if !texts.isEmpty { self[key.id] = texts }
    return !texts.isEmpty
  }
}

extension Effect {
  static func noLines(_ tr: Catalog) -> Effect {
    .notice(Notice(.information, tr("There is no text to choose lines of")))
  }

  /// Why the changes of a message cannot be shown.
  static func unknownChanges(_ tr: Catalog) -> Effect {
    .notice(Notice(.information, tr("It was changed before it came here: what it said then is not known")))
  }
}
