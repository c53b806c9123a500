import ClientCore
import Localization
import Text

/// The pieces of a message that forums and chat show alike.
struct PostWords {
  let tr: Catalog
  let dates: DateWords
  /// The reader in the account shown.
  let me: ObjectID?
  let options: RichText.Options
  private let account: AccountID?
  private let lookalikes: LookalikeNames

  init(_ context: DrawContext, account: AccountID?, handles: Set<String>, foldsQuotes: Bool = false) {
    (tr, dates) = (context.tr, context.words)
    me = context.accounts.first { $0.id == account }?.principalID
    lookalikes = context.lookalikes
    self.account = account
    var options = RichText.Options(tr, columns: 0)
    options.ownHandles = handles
    options.foldsQuotes = foldsQuotes
    let tr = tr
    options.folded = { tr($0, "… %1 line folded", "… %1 lines folded") }
    self.options = options
  }

  /// The text, for lines of so many cells.
  func body(of message: Message, columns: Int) -> RichText {
    var options = options
    options.columns = columns
    options.numbersSeveral = true
    return RichText(message.body, isMarkdown: message.isMarkdown, options)
  }

  /// The text with what each change took out and put in, the newest change first.
  func changes(of message: Message, _ earlier: [EarlierText]) -> [RichText.Row] {
    var newer = (message.editedAt ?? message.receivedAt, message.subject, message.body)
    return earlier.flatMap { text in
      defer { newer = (text.since, text.subject, text.body) }
      let head = Line(tr("changed %1", moment(newer.0)), Style(.date))
      return ([head] + diff(text.subject, newer.1) + diff(text.body, newer.2)).map { ($0, Line()) }
    }
  }

  private func diff(_ old: UntrustedText?, _ new: UntrustedText?) -> [Line] {
    old == nil && new == nil ? [] : WordDiff.lines(from: old ?? UntrustedText(""), to: new ?? UntrustedText(""))
  }

  /// The name, and what makes it doubtful: `?` before one that nobody has verified.
  func author(_ author: Author, isPlain: Bool = false) -> [Span] {
    let name = author.name.isEmpty ? SafeText(tr("somebody")) : author.name.line
    let style = isPlain ? Style.text : Style(author.isViewer ? .own : .author, .bold)
    var spans = (author.isVerified ? [] : [Span("? ", style)]) + [Span(name, style)]
    spans += [handle(of: author)].compactMap(\.self)
    if author.isRemoved { spans.append(Span(" " + tr("(former member)"), .dim)) }
    return spans
  }

  /// What tells the author from another member whose name looks the same; nil where there is none.
  func handle(of author: Author) -> Span? {
    account.flatMap { lookalikes[$0, author.principal] }.map { Span(SafeText(" @") + $0.line, Style(.warning)) }
  }

  /// What stands in the place of a text that is gone.
  func gone(_ message: Message) -> String {
    message.isTakenAway ? tr("hidden by the moderators") : tr("deleted message")
  }

  /// What else is to be said of a message, each in its own words.
  func states(of row: MessageRow) -> [Span] {
    var spans: [Span] = []
    if row.message.isPinned { spans.append(Span(tr("pinned"), Style(.accent))) }
    if row.message.editedAt != nil && !row.message.isDeleted { spans.append(Span(tr("edited"), .dim)) }
    if row.message.hiddenAt != nil && !row.message.isDeleted {
      spans.append(Span(tr("hidden: its author and moderators see it"), Style(.warning)))
    }
    if let words = row.mark.words(tr) { spans.append(Span(words, Style(row.mark == .failed ? .error : .pending))) }
    return spans
  }

  func day(of row: MessageRow) -> Int64 { LocalTime(at: row.message.receivedAt, in: dates.zone).day }

  /// - Parameter saysToday: whether an hour alone would be taken for one of another day.
  func moment(_ instant: Double, isShort: Bool = false, saysToday: Bool = false) -> String {
    let day = LocalTime(at: instant, in: dates.zone).day
    if day == dates.today, !saysToday { return dates.clock(at: instant) }
    return tr("%1, %2", dates.day(day, isShort: isShort), dates.clock(at: instant))
  }

  /// Says what of a text is not here; nil when all of it is.
  func rest(of message: Message) -> Line? {
    message.missingBytes.map { missing in
      Line(tr("… the rest of the text is on the server (%1)", ByteCount.text(missing, tr)), .dim)
    }
  }

  /// One line for each file; nil for none.
  func attachments(of message: Message) -> [Line] {
    let words =
      message.attachments.isEmpty
      ? tr("Only the beginning: the server gives no more")
      : tr("Only the beginning is shown: the whole is in the file below")
    let cut = Line(words, Style(.warning))
    return (message.isCut ? [cut] : [])
      + message.attachments.map { attachment in
        let name = attachment.name.isEmpty ? SafeText(tr("file without a name")) : attachment.name.line
        return Line([
          Span("+ ", Style(.accent)), Span(name, Style(.link)), Span("  " + ByteCount.text(attachment.size, tr), .dim),
        ])
      }
  }

  /// The reactions in one line, the reader's own in bold; nil when there is none.
  func reactions(to message: Message) -> Line? {
    guard !message.reactions.isEmpty else { return nil }
    let shown = message.reactions.prefix(12).map { reaction in
      let isOwn = me.map { reaction.principals.contains($0) } ?? false
      let text = reaction.emoji.line.clipped(to: 12) + SafeText(" \(reaction.principals.count)")
      return Span(text, isOwn ? Style(.own, .bold) : .dim)
    }
    return Line(Array(shown.map { [$0] }.joined(separator: [Span("  ")])))
  }
}

extension Line {
  /// Parts with a thin dot between them.
  static func joined(_ parts: [[Span]]) -> [Span] { Array(parts.joined(separator: [Span(" · ", .dim)])) }
}
