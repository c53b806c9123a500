import ClientCore
import Localization
import Text

extension ChatPane: MessagePane {
  var chosenRoom: RoomRow? { level == .rooms ? rooms.current?.room : reading?.timeline.room }

  func actions(_ context: Context) -> MessageActions? {
    guard level == .room, let row = reading?.current else { return nil }
    return MessageActions(row: row, tr: context.tr, pane: Self.name)
  }

  func objection(_ context: Context, _ reason: (MessageActions) -> String?) -> String? {
    guard level == .room else { return context.tr("Open a room first") }
    guard let actions = actions(context) else { return context.tr("Nothing has been said here yet.") }
    return reason(actions)
  }

  func me(_ context: Context) -> ObjectID? {
    context.accounts.first { $0.id == reading?.room.account }?.principalID
  }

  mutating func chooseLines(_ context: Context) -> [Effect] {
    reading?.chooseLines() == true ? [] : [.noLines(context.tr)]
  }

  mutating func copy(_ context: Context) -> [Effect] {
    let effects = actions(context)?.copy(reading?.selectedText) ?? []
    _ = reading?.endChoice()
    return effects
  }

  // MARK: Writing

  mutating func toggleChanges(_ context: Context) throws(CacheError) -> [Effect] {
    try reading?.toggleChanges(context) ?? false ? [] : [.unknownChanges(context.tr)]
  }

  mutating func write(_ context: Context) -> [Effect] {
    guard let room = chosenRoom, room.channel.rights.mayPost, !room.channel.isArchived else {
      return [.notice(Notice(.information, MessageActions.writeObjection(chosenRoom?.channel, context.tr)))]
    }
    return [.compose(line(room))]
  }

  /// The field at the foot for a new line.
  private func line(_ room: RoomRow, files: [String] = []) -> Composition {
    let title = room.channel.name.line.clipped(to: 16)
    return Composition(
      pane: Self.name, tag: Writing.line.tag(), target: room.key, title: title, files: files, layout: .line)
  }

  /// With the lines that are selected, or all of them, above the cursor.
  mutating func composeReply(quoting: Bool = false, _ context: Context) -> [Effect] {
    guard let row = reading?.current else { return [] }
    let title = SafeText(context.tr("to %1", row.author.name.line.clipped(to: 16)))
    let quotation = (reading?.selectedText ?? row.message.body).quoted()
    _ = reading?.endChoice()
    return [
      .compose(
        Composition(
          pane: Self.name, tag: Writing.reply.tag(), target: row.key, title: title,
          body: quoting ? quotation + "\n" : "", layout: .line))
    ]
  }

  func composeEdit(_ row: MessageRow?, _ context: Context) -> [Effect] {
    guard let row else { return [] }
    return [
      .compose(
        Composition(
          pane: Self.name, tag: Writing.tag(editing: row.message), target: row.key,
          title: SafeText(context.tr("edit")), body: row.message.body.raw, layout: .line))
    ]
  }

  func attach(_ context: Context) -> [Effect] {
    guard let room = chosenRoom else { return [] }
    guard let typed = context.arguments.first, !typed.isEmpty else {
      let line = CommandLine("chat.attach")
      return [.prompt(Input(label: context.tr("File to send:"), text: "~/", line: line, completesPaths: true))]
    }
    let path = TypedPath.expanded(typed)
    guard TypedPath.kind(path) == .file else {
      return [.notice(Notice(.warning, context.tr("There is no file %1", SafeText(path))))]
    }
    if let question = CostQuestion.beforeSending(path, room.key.account, "chat.attach", context) { return [question] }
    return [.compose(line(room, files: [path]))]
  }

  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    if let objection = text.objection(context) { return .refused(objection) }
    try reading?.move(.last, context)
    let id = context.makeID()
    // After an answer, a correction or a file the field is for new lines again.
    let next = chosenRoom.map { [Effect.compose(line($0))] } ?? []
    switch text.writing {
    case .edit: return .sent([.enqueue([Message.edit(text.target, body: text.body, basis: text.basis)])] + next)
    case .line, .topic:
      let effects = try text.effects(context) { Message.post($0, in: text.target, clientID: id, sentAt: context.now) }
      return .sent(effects + (text.files.isEmpty ? [] : next))
    case .reply:
      guard let parent = try context.cache.message(text.target)?.message else {
        return .refused(context.tr("The message you answer is no longer there"))
      }
      let effects = try text.effects(context) {
        Message.reply($0, to: parent, account: text.target.account, clientID: id, sentAt: context.now)
      }
      return .sent(effects + next)
    }
  }
}
