public import ClientCore
import JSON
import Localization
import Text

/// What becomes of a text when it is sent: kept in the draft, so that it is known again after a restart.
enum Writing: Sendable {
  case topic
  case reply
  case edit
  case line

  private static let names: [(String, Writing)] = [
    ("topic", .topic), ("reply", .reply), ("edit", .edit), ("line", .line),
  ]

  var name: String { Self.names.first { $0.1 == self }?.0 ?? "line" }

  init(_ tag: [String: String]) { self = Self.names.first { $0.0 == tag["do"] }?.1 ?? .line }

  func tag() -> [String: String] { ["do": name] }

  /// Whether a text with this tag becomes a message.
  static func isMessage(_ tag: [String: String]) -> Bool { names.contains { $0.0 == tag["do"] } }

  /// Files go with new messages only.
  static func takesFiles(_ tag: [String: String]) -> Bool { isMessage(tag) && tag["do"] != Writing.edit.name }

  /// What was sent already is of use for ever; what waits in the outbox was not.
  static func mayExpire(_ composition: Composition) -> Bool {
    takesFiles(composition.tag) || composition.tag["entry"] != nil && composition.target.type == Message.name
  }

  /// For the editing of a message that is there.
  static func tag(editing message: Message) -> [String: String] {
    var tag = Writing.edit.tag()
    tag["saw"] = JSONValue.object(message.basis).text
    return tag
  }
}

extension ComposedText {
  var writing: Writing { Writing(tag) }
  /// What was seen of the message when its editing began.
  var basis: JSONObject { tag["saw"].flatMap { try? JSONValue(parsing: $0) }?.object ?? [:] }

  private static let longest = 1_000_000

  /// Why it cannot be sent; nil when it can.
  func objection(_ context: Context) -> String? {
    let tr = context.tr
    if writing == .topic && (subject ?? "").allSatisfy(\.isWhitespace) { return tr("A topic needs a subject") }
    if body.allSatisfy(\.isWhitespace) && files.isEmpty { return tr("The message is empty") }
    if body.utf8.count > Self.longest { return tr("The message is too long for the server") }
    if let expiresAt, expiresAt <= context.trueNow(target.account) {
      return tr("It is of no use any more: its time was %1", context.words.moment(expiresAt))
    }
    return nil
  }

  func draft(_ context: Context) throws(CacheError) -> MessageDraft {
    MessageDraft(
      subject: writing == .topic ? subject : nil, body: body,
      mentions: try Mentions.named(in: body, account: target.account, context.cache))
  }

  /// What is put into the outbox: the message, after the uploads of the files that go with it.
  /// - Parameter make: the mutation for a finished draft.
  func effects(
    _ context: Context, _ make: @escaping @Sendable (MessageDraft) -> Mutation
  ) throws(CacheError) -> [Effect] {
    let (draft, expiresAt) = (try draft(context), expiresAt)
    let ending: @Sendable (MessageDraft) -> Mutation = { make($0).expiring(at: expiresAt) }
    guard !files.isEmpty else { return [.enqueue([ending(draft)])] }
    let sendings = files.map { Sending(path: $0, clientID: context.makeID()) }
    return [
      .upload(sendings, account: target.account) { uploaded in
        var draft = draft
        draft.attachments = uploaded.map { file in
          Message.Attachment(
            blobID: file.blobID, name: UntrustedText(file.name), type: UntrustedText(file.type), size: file.size)
        }
        return [ending(draft)]
      }
    ]
  }
}

/// Who is named by an @ in a text.
public enum Mentions {
  /// Members by the login names behind each @, as far as the cache knows them; at most fifty.
  public static func named(
    in text: String, account: AccountID, _ cache: CacheReader
  ) throws(CacheError) -> [ObjectID] {
    var found: [ObjectID] = []
    for handle in handles(in: text).prefix(50) {
      if let id = try person(handle, account, cache)?.key.id, !found.contains(id) { found.append(id) }
    }
    return found
  }

  /// Whose login name it is, capitals aside.
  static func person(_ handle: String, _ account: AccountID, _ cache: CacheReader) throws(CacheError) -> PersonRow? {
    let people = try cache.people(account, beginning: handle, limit: 20)
    return people.first { $0.principal.handle.raw.lowercased() == handle.lowercased() }
  }

  /// The words after an @ that begins a word.
  static func handles(in text: String) -> [String] {
    var handles: [String] = []
    var before: Character = " "
    var rest = text[...]
    while let at = rest.firstIndex(of: "@") {
      if at > rest.startIndex { before = rest[rest.index(before: at)] }
      rest = rest[rest.index(after: at)...]
      var word = rest.prefix { $0.isHandle }
      while let last = word.last, ".-".contains(last) { word.removeLast() }
      if !word.isEmpty && !before.isLetter && !before.isNumber { handles.append(String(word)) }
      before = "@"
    }
    return handles
  }
}

extension Character {
  /// Whether a login name may hold it.
  var isHandle: Bool { isLetter || isNumber || self == "." || self == "-" || self == "_" }
}

extension UntrustedText {
  /// The text as a quotation to answer below, without quotations in it older than one answer.
  /// - Parameter opening: who wrote it; nil: that is known.
  func quoted(opening: SafeText? = nil) -> String {
    let lines = lines.map(\.string).filter { !$0.hasPrefix(">>") && !$0.hasPrefix("> >") }.prefix(400)
    return
      ([opening?.string].compactMap(\.self) + lines.map { $0.isEmpty ? ">" : $0.hasPrefix(">") ? ">" + $0 : "> " + $0 })
      .joined(separator: "\n")
  }
}
