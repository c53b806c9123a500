import ClientCore
import JSON
import Localization
import Text

extension ForumsPane: MessagePane {
  // MARK: What is chosen

  var chosenBoard: BoardRow? { level == .boards ? boards.current?.board : board }

  var chosenTopic: TopicRow? {
    switch level {
    case .boards: nil
    case .topics: topics.current?.topic
    case .thread: thread?.page.topic
    }
  }

  func actions(_ context: Context) -> MessageActions? {
    guard level == .thread, let row = thread?.current else { return nil }
    return MessageActions(row: row, tr: context.tr, pane: Self.name)
  }

  func objection(_ context: Context, _ reason: (MessageActions) -> String?) -> String? {
    guard let actions = actions(context) else { return context.tr("Open a topic first") }
    return reason(actions)
  }

  func me(_ context: Context) -> ObjectID? {
    context.accounts.first { $0.id == thread?.topic.account }?.principalID
  }

  // MARK: Reading

  mutating func step(_ distance: Int, _ context: Context) throws(CacheError) -> [Effect] {
    if try thread?.step(by: distance, context) == true { return try cameTo(context) }
    let text = distance > 0 ? context.tr("This is the last message") : context.tr("This is the first message")
    return [.notice(Notice(.information, text))]
  }

  /// The note that says whether every message of a topic is to be shown whole.
  static let wholeNote = "forums.whole"

  /// Lines that are read by themselves have no headings to go through.
  func isWhole(_ context: Context) throws(CacheError) -> Bool {
    if let chosen = context.isLinear ? true : showsWhole { return chosen }
    return try context.cache.note(Self.wholeNote)?.bool ?? context.showsWholeTopics
  }

  mutating func unfoldAll(_ context: Context) throws(CacheError) -> [Effect] {
    let isAll = thread?.unfolding.isAll == false
    showsWhole = isAll
    try thread?.unfold(all: isAll, context)
    return try cameTo(context) + [.saveNote(name: Self.wholeNote, .bool(isAll))]
  }

  mutating func toggleChanges(_ context: Context) throws(CacheError) -> [Effect] {
    try thread?.toggleChanges(context) ?? false ? [] : [.unknownChanges(context.tr)]
  }

  /// Without words, asks for them; the list follows while one types.
  mutating func filter(_ context: Context) throws(CacheError) -> [Effect] {
    guard let words = context.arguments.last else {
      return [
        .prompt(Input(label: context.tr("Filter:"), text: filter, line: CommandLine("forums.filter"), isLive: true))
      ]
    }
    if level == .thread { _ = try back(context) }
    filter = words
    try topics.reload(at: .first, fetchTopics(context))
    try readTopics(context)
    return []
  }

  func markRead(_ context: Context) throws(CacheError) -> [Effect] {
    guard let topic = chosenTopic else { return [] }
    return [
      .enqueue([ReadPosition.read(topic.key, upTo: topic.lastActivity)]),
      .notice(Notice(.success, context.tr("Marked as read"))),
    ]
  }

  mutating func chooseLines(_ context: Context) -> [Effect] {
    thread?.chooseLines() == true ? [] : [.noLines(context.tr)]
  }

  mutating func copy(_ context: Context) -> [Effect] {
    let effects = actions(context)?.copy(thread?.selectedText) ?? []
    _ = thread?.endChoice()
    return effects
  }

  // MARK: Writing

  func composeTopic(_ context: Context) -> [Effect] {
    guard let board = chosenBoard else { return [] }
    let title = SafeText(context.tr("New topic in %1", board.channel.name.line))
    return [
      .compose(
        Composition(pane: Self.name, tag: Writing.topic.tag(), target: board.key, title: title, subject: ""))
    ]
  }

  mutating func composeReply(quoting: Bool, files: [String] = [], _ context: Context) -> [Effect] {
    guard let row = thread?.current else { return [] }
    let name = row.author.name.line
    let opening = SafeText(context.tr("%1 wrote:", name))
    let quotation =
      thread?.selectedText.map { $0.quoted(opening: opening) } ?? row.message.body.quoted(opening: opening)
    _ = thread?.endChoice()
    return [
      .compose(
        Composition(
          pane: Self.name, tag: Writing.reply.tag(), target: row.key, title: SafeText(context.tr("Reply to %1", name)),
          body: quoting ? "\n\n" + quotation : "", files: files))
    ]
  }

  mutating func attach(_ context: Context) -> [Effect] {
    guard let row = thread?.current else { return [] }
    guard let typed = context.arguments.first, !typed.isEmpty else {
      let line = CommandLine("forums.attach")
      return [.prompt(Input(label: context.tr("File to send:"), text: "~/", line: line, completesPaths: true))]
    }
    let path = TypedPath.expanded(typed)
    guard TypedPath.kind(path) == .file else {
      return [.notice(Notice(.warning, context.tr("There is no file %1", SafeText(path))))]
    }
    return CostQuestion.beforeSending(path, row.key.account, "forums.attach", context).map { [$0] }
      ?? composeReply(quoting: false, files: [path], context)
  }

  func composeEdit(_ context: Context) -> [Effect] {
    guard let row = thread?.current else { return [] }
    return [
      .compose(
        Composition(
          pane: Self.name, tag: Writing.tag(editing: row.message), target: row.key,
          title: SafeText(context.tr("Edit your message")),
          subject: row.message.isTopic ? row.message.subject?.raw : nil, body: row.message.body.raw))
    ]
  }

  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    if let objection = text.objection(context) { return .refused(objection) }
    let id = context.makeID()
    switch text.writing {
    case .edit:
      let edit = Message.edit(text.target, subject: text.subject, body: text.body, basis: text.basis)
      return .sent([.enqueue([edit])])
    case .topic:
      awaited = ObjectKey(text.target.account, Message.name, ObjectID(clientID: id))
      return .sent(
        try text.effects(context) { Message.post($0, in: text.target, clientID: id, sentAt: context.now) })
    case .reply, .line:
      guard let parent = try context.cache.message(text.target)?.message else {
        return .refused(context.tr("The message you answer is no longer there"))
      }
      awaited = ObjectKey(text.target.account, Message.name, ObjectID(clientID: id))
      return .sent(
        try text.effects(context) {
          Message.reply($0, to: parent, account: text.target.account, clientID: id, sentAt: context.now)
        })
    }
  }
}
