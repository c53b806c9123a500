import ClientCore
import Foundation
import JSON
import Localization
import Text
import Voting

/// A proposal as a text to be filled in: a title, a few named lines, then the text that is put to the vote.
struct ProposalForm {
  struct Fields: Equatable {
    var title = ""
    var method = ""
    var options = ""
    var dots = ""
    var opens = ""
    var closes = ""
    var quorum = ""
    var secret = ""
    var forum = ""
    var body = ""
  }

  /// Which of the named lines a form has.
  enum Kind: String { case create, change, amend }

  // MARK: Text

  /// What the lines are called.
  private static func labels(_ tr: Catalog) -> [String] {
    [tr("Forum"), tr("How"), tr("Secret"), tr("Options"), tr("Dots"), tr("Opens"), tr("Closes"), tr("Quorum")]
  }

  static func text(_ fields: Fields, _ kind: Kind, _ tr: Catalog) -> String {
    var rows: [(String, String)] = kind == .create ? [(tr("Forum"), fields.forum)] : []
    if kind != .change { rows += [(tr("How"), fields.method), (tr("Secret"), fields.secret)] }
    if kind != .amend { rows += [(tr("Options"), fields.options), (tr("Dots"), fields.dots)] }
    rows += [(tr("Opens"), fields.opens), (tr("Closes"), fields.closes), (tr("Quorum"), fields.quorum)]
    return (rows.map { tr("%1: %2", $0.0, $0.1) } + ["", fields.body]).joined(separator: "\n")
  }

  static func fields(title: String, body: String) -> Fields {
    var fields = Fields(title: title.trimmingCharacters(in: .whitespaces))
    var lines = body.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first, let colon = line.firstIndex(of: ":") {
      let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      guard fields.set(name, value) else { break }
      lines = lines.dropFirst()
    }
    fields.body = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    return fields
  }

  // MARK: What is begun

  static func create(in board: BoardRow, _ context: Context) -> Composition {
    let tr = context.tr
    let fields = Fields(
      method: VoteWords(tr).method(.consent), opens: tr("at once"), closes: moment(context.now + 7 * 86_400, context),
      quorum: "0", secret: tr("no"), forum: board.channel.name.line.string)
    return Composition(
      pane: VotesPane.name, tag: ["kind": Kind.create.rawValue], target: board.key,
      title: SafeText(tr("How: consent, yes or no, one choice, approval, ranking, dots")), subject: "",
      body: text(fields, .create, tr), form: FormLines(labels(tr), rest: .text))
  }

  static func change(_ row: ProposalRow, _ context: Context) -> Composition {
    let fields = fields(of: row.proposal, context)
    return Composition(
      pane: VotesPane.name, tag: ["kind": Kind.change.rawValue], target: row.key,
      title: SafeText(context.tr("Change the proposal")), subject: fields.title,
      body: text(fields, .change, context.tr), form: FormLines(labels(context.tr), rest: .text))
  }

  static func amend(_ row: ProposalRow, _ context: Context) -> Composition {
    let tr = context.tr
    var fields = Fields(method: VoteWords(tr).method(.yesNo), opens: tr("at once"), quorum: "0", secret: tr("no"))
    fields.closes = moment(max(context.now + 3_600, (row.proposal.opensAt ?? context.now) - 3_600), context)
    fields.body = row.proposal.body.lines.map(\.string).joined(separator: "\n")
    return Composition(
      pane: VotesPane.name, tag: ["kind": Kind.amend.rawValue], target: row.key,
      title: SafeText(tr("Amendment: change the text below")),
      subject: tr("Amendment: %1", row.proposal.title.line), body: text(fields, .amend, tr),
      form: FormLines(labels(tr), rest: .text))
  }

  private static func fields(of proposal: Proposal, _ context: Context) -> Fields {
    Fields(
      title: proposal.title.line.string, method: VoteWords(context.tr).method(proposal.method),
      options: OptionList.text(proposal.options.map(\.line.string)),
      dots: proposal.dots == 0 ? "" : String(proposal.dots),
      opens: proposal.opensAt.map { moment($0, context) } ?? context.tr("at once"),
      closes: moment(proposal.closesAt, context), quorum: String(proposal.quorum),
      body: proposal.body.lines.map(\.string).joined(separator: "\n"))
  }

  /// As it can be typed again.
  private static func moment(_ instant: Double, _ context: Context) -> String {
    context.words.typed(LocalTime(at: instant, in: context.zone))
  }

  // MARK: What is finished

  static func accept(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    let fields = fields(title: text.subject ?? "", body: text.body)
    let kind = text.tag["kind"].flatMap(Kind.init(rawValue:)) ?? .create
    let draft: ProposalDraft
    let standing = kind == .change ? try context.cache.proposal(text.target)?.row.proposal.method : nil
    do throws(Refusal) { draft = try self.draft(fields, standing, context) } catch { return error.result }
    switch kind {
    case .create: return try create(draft, fields, text.target, context)
    case .amend: return try amend(draft, text.target, context)
    case .change: return try change(draft, text.target, context)
    }
  }

  struct Refusal: Error {
    let reason: String
    /// The line that is to be changed; nil: it is none of the named ones.
    var label: String?
    var result: ComposeResult { .refused(reason, at: label) }
  }

  private static func create(
    _ draft: ProposalDraft, _ fields: Fields, _ target: ObjectKey, _ context: Context
  ) throws(CacheError) -> ComposeResult {
    let boards = try context.cache.boards(target.account)
    let wanted = fields.forum.lowercased()
    guard let board = boards.first(where: { $0.channel.name.line.string.lowercased() == wanted }) else {
      let names = boards.filter(\.channel.rights.mayPost).map(\.channel.name.line.string).joined(separator: ", ")
      let reason = context.tr("There is no forum “%1”; there are: %2", SafeText(fields.forum), SafeText(names))
      return .refused(reason, at: context.tr("Forum"))
    }
    guard board.channel.rights.mayPost, !board.channel.isArchived else {
      return .refused(context.tr("You may not write on this board"), at: context.tr("Forum"))
    }
    let topicID = context.makeID()
    let message = MessageDraft(
      subject: draft.title, body: ProposalTopic.invitation(context.tr))
    let topic = Message.post(message, in: board.key, clientID: topicID, sentAt: context.now)
    let proposal = Proposal.create(draft, in: board.key, topic: topic.id, clientID: context.makeID())
    return .sent([
      .enqueue([topic, proposal]),
      .notice(Notice(.success, context.tr("“%1” is put to the vote", SafeText(draft.title)))),
    ])
  }

  private static func amend(
    _ draft: ProposalDraft, _ target: ObjectKey, _ context: Context
  ) throws(CacheError) -> ComposeResult {
    guard let amended = try context.cache.proposal(target)?.row.proposal else { return gone(context) }
    if draft.body == amended.body.lines.map(\.string).joined(separator: "\n") {
      return .refused(context.tr("The text is as it was: change it"))
    }
    let channel = ObjectKey(target.account, Channel.name, amended.channelID)
    let proposal = Proposal.create(draft, in: channel, amends: target.id, clientID: context.makeID())
    return .sent([
      .enqueue([proposal]), .notice(Notice(.success, context.tr("“%1” is put to the vote", SafeText(draft.title)))),
    ])
  }

  private static func change(
    _ draft: ProposalDraft, _ target: ObjectKey, _ context: Context
  ) throws(CacheError) -> ComposeResult {
    guard let json = try context.cache.json(target), let row = try context.cache.proposal(target)?.row else {
      return gone(context)
    }
    var draft = draft
    let (proposal, shown) = (row.proposal, fields(of: row.proposal, context))
    // What was not touched stays as it is, and not as it was shown.
    if draft.body == shown.body { draft.body = json["body"]?.string ?? "" }
    if draft.title == shown.title { draft.title = json["title"]?.string ?? "" }
    if draft.options == proposal.options.map(\.line.string) {
      draft.options = (json["options"]?.array ?? []).compactMap(\.string)
    }
    // To the minute, as it was typed.
    if let opens = draft.opensAt, abs(opens - (proposal.opensAt ?? 0)) < 60 { draft.opensAt = proposal.opensAt }
    if abs(draft.closesAt - proposal.closesAt) < 60 { draft.closesAt = proposal.closesAt }
    let patch = draft.changeable.filter { (json[$0.key] ?? .null) != $0.value && !isSameMoment($0.value, json[$0.key]) }
    guard !patch.isEmpty else { return .sent([.notice(Notice(.information, context.tr("Nothing was changed")))]) }
    return .sent([
      .enqueue([Proposal.change(target, patch)]),
      .notice(Notice(.success, context.tr("“%1” is changed", SafeText(draft.title)))),
    ])
  }

  private static func isSameMoment(_ one: JSONValue, _ other: JSONValue?) -> Bool {
    guard let one = one.string.flatMap({ UTCDate.seconds($0) }) else { return false }
    return other?.string.flatMap { UTCDate.seconds($0) } == one
  }

  private static func gone(_ context: Context) -> ComposeResult {
    .refused(context.tr("This proposal is not there any more"))
  }

  // MARK: Reading the lines

  /// - Parameter standing: the method, where it stays as it is.
  private static func draft(
    _ fields: Fields, _ standing: VotingMethod?, _ context: Context
  ) throws(Refusal) -> ProposalDraft {
    let tr = context.tr
    guard !fields.title.isEmpty else { throw Refusal(reason: tr("The title is missing")) }
    let method = if let standing { standing } else { try self.method(fields, context) }
    var draft = ProposalDraft(title: fields.title, method: method, closesAt: 0)
    (draft.body, draft.isSecret) = (fields.body, try yes(fields.secret, tr))
    draft.options = OptionList.options(fields.options)
    draft.dots = Int(fields.dots) ?? 0
    draft.quorum = try quorum(fields.quorum, tr)
    if !isNow(fields.opens) { draft.opensAt = try moment(fields.opens, at: tr("Opens"), atEnd: false, context) }
    draft.closesAt = try moment(fields.closes, at: tr("Closes"), atEnd: true, context)
    guard draft.closesAt > max(context.now, draft.opensAt ?? 0) else {
      throw Refusal(reason: tr("The vote would close before it opens"), label: tr("Closes"))
    }
    guard BallotPaper(method: method, options: draft.options.count, dots: draft.dots) != nil else {
      throw Refusal(
        reason: method.words != nil
          ? tr("This way of voting has no options: leave the lines Options and Dots empty")
          : tr("Write 2 to 32 options, parted by “;” (“\\;” for a “;” in one); for dots, also how many (1 to 100)"),
        label: tr("Options"))
    }
    return draft
  }

  private static func method(_ fields: Fields, _ context: Context) throws(Refusal) -> VotingMethod {
    let typed = fields.method.lowercased()
    let words = Language.known.map { VoteWords(Catalog($0)) }
    let found = VotingMethod.allCases.first { method in
      method.rawValue == typed || words.contains { $0.method(method).lowercased() == typed }
    }
    guard let found else {
      let names = VotingMethod.allCases.map { VoteWords(context.tr).method($0) }.joined(separator: ", ")
      throw Refusal(reason: context.tr("How is voted? One of: %1", names), label: context.tr("How"))
    }
    return found
  }

  /// A vote that is open by a slip of the hand cannot be made secret any more.
  private static func yes(_ text: String, _ tr: Catalog) throws(Refusal) -> Bool {
    if ["o", "y"].contains(text.lowercased()) || text.isWord(msgid("yes")) { return true }
    guard ["", "n"].contains(text.lowercased()) || text.isWord(msgid("no")) else {
      throw Refusal(reason: tr("Secret: write yes or no"), label: tr("Secret"))
    }
    return false
  }

  private static func quorum(_ text: String, _ tr: Catalog) throws(Refusal) -> Int {
    guard !text.isEmpty else { return 0 }
    guard let number = Int(text), number >= 0 else {
      throw Refusal(
        reason: tr("Quorum: write how many ballots there have to be, as a number"), label: tr("Quorum"))
    }
    return number
  }

  private static func isNow(_ text: String) -> Bool {
    ["", "now", "maintenant", "tout de suite"].contains(text.lowercased()) || text.isWord(msgid("at once"))
  }

  /// - Parameters:
  ///   - label: of the line that says it.
  ///   - atEnd: whether a day without an hour means its end.
  private static func moment(
    _ text: String, at label: String, atEnd: Bool, _ context: Context
  ) throws(Refusal) -> Double {
    do throws(TypedTimeProblem) {
      let time = try WhenParser.parse(text, today: context.words.today)
      return (time.isAllDay && atEnd ? time.start.endOfDay : time.start).instant(in: context.zone)
    } catch { throw Refusal(reason: error.text(context.tr), label: label) }
  }
}

extension ProposalForm.Fields {
  /// The named lines of a form, as they are called in any language that is known here, and otherwise.
  private static var lines: [(field: WritableKeyPath<Self, String>, name: String, others: [String])] {
    [
      (\.forum, msgid("Forum"), []), (\.method, msgid("How"), ["méthode", "method"]),
      (\.options, msgid("Options"), ["option"]), (\.dots, msgid("Dots"), ["points", "gommettes"]),
      (\.opens, msgid("Opens"), []), (\.closes, msgid("Closes"), []), (\.quorum, msgid("Quorum"), []),
      (\.secret, msgid("Secret"), []),
    ]
  }

  /// False when there is no such line in the form.
  mutating func set(_ name: String, _ value: String) -> Bool {
    guard let line = Self.lines.first(where: { $0.others.contains(name) || name.isWord($0.name) }) else { return false }
    self[keyPath: line.field] = value
    return true
  }
}

extension String {
  /// Whether it is what a message says in one of the languages that are known here.
  fileprivate func isWord(_ message: String) -> Bool {
    let text = lowercased()
    return Language.known.contains { Catalog($0)(message).lowercased() == text }
  }
}

/// Options on one line, parted by ";"; what one of them holds of it has a backslash.
enum OptionList {
  static func text(_ options: [String]) -> String {
    options.map { $0.replacing("\\", with: "\\\\").replacing(";", with: "\\;") }.joined(separator: "; ")
  }

  static func options(_ text: String) -> [String] {
    var options = [""]
    var isEscaped = false
    for character in text {
      if !isEscaped, character == ";" {
        options.append("")
      } else if isEscaped || character != "\\" {
        options[options.count - 1].append(character)
      }
      isEscaped = !isEscaped && character == "\\"
    }
    return options.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
