import ClientCore
import Localization
import Text

/// A line of the list of boards: a cooperative's name, a board, or below them a kept search.
enum BoardLine: ListRow {
  case account(Account)
  case board(BoardRow)
  case searches(String)
  case search(SavedSearch)

  enum ID: Hashable, Sendable {
    case account(AccountID)
    case board(ObjectKey)
    case searches
    case search(String)
  }

  var id: ID {
    switch self {
    case .account(let account): .account(account.id)
    case .board(let row): .board(row.key)
    case .searches: .searches
    case .search(let search): .search(search.name)
    }
  }

  var isHeading: Bool {
    switch self {
    case .account, .searches: true
    case .board, .search: false
    }
  }
  var search: SavedSearch? { if case .search(let search) = self { search } else { nil } }
  var board: BoardRow? { if case .board(let row) = self { row } else { nil } }

  /// The boards, below the names of their cooperatives when there are several.
  static func lines(_ boards: [BoardRow], _ searches: [SavedSearch], _ context: Context) -> [BoardLine] {
    guard !searches.isEmpty, !boards.isEmpty else { return lines(boards, context) }
    return lines(boards, context) + [.searches(context.tr("Kept searches"))] + searches.map { .search($0) }
  }

  private static func lines(_ boards: [BoardRow], _ context: Context) -> [BoardLine] {
    guard context.hasSeveralAccounts else { return boards.map { .board($0) } }
    return context.accounts.flatMap { account -> [BoardLine] in
      let own = boards.filter { $0.key.account == account.id }
      return own.isEmpty ? [] : [.account(account)] + own.map { .board($0) }
    }
  }
}

/// A line of the list of topics.
struct TopicLine: ListRow {
  let topic: TopicRow
  var id: ObjectKey { topic.key }
}

extension BoardLine {
  func line(columns: Int, _ words: DateWords) -> Line {
    switch self {
    case .account(let account): Line(account.name.line, .title)
    case .board(let row): Self.line(row, columns, words)
    case .searches(let title): Line(title, .title)
    case .search(let search): Line(search.line)
    }
  }

  private static func line(_ row: BoardRow, _ columns: Int, _ words: DateWords) -> Line {
    let isNew = row.unreadTopics > 0
    let indent = Span(String(repeating: "  ", count: min(row.depth, columns < 50 ? 2 : 4)))
    var name = [indent, Span(row.channel.name.line, isNew ? Style(.unread) : .text)]
    if row.channel.isMail { name.append(Span(" " + words.tr("(mail)"), .dim)) }
    if row.channel.isArchived { name.append(Span(" " + words.tr("(archived)"), .dim)) }
    let news = isNew ? Line(words.news(row.unreadTopics, columns), Style(.unread)) : Line()
    let layout = RowLayout().adding(Line(name), .rest).adding(row.mark.span)
      .adding(row.addressed > 0 ? Line("@\(row.addressed)", Style(.mention)) : Line()).adding(
        news, .fixed(4), isRight: true)
    guard columns >= 50 else { return layout.line(columns: columns) }
    let count = row.topics == 0 ? "" : words.tr(row.topics, "%1 topic", "%1 topics")
    let age = row.lastActivity.map { words.age($0) } ?? ""
    return layout.adding(Line(count, .dim), .fixed(11), isRight: true)
      .adding(Line(age, Style(.date)), .fixed(9), isRight: true).line(columns: columns)
  }
}

extension TopicLine {
  /// With less room the author is left out: the subject needs it.
  static let columnsForAuthor = 90

  /// In one look, but for what is rare: every change of looks within a row is bytes on the line.
  ///
  /// - Parameter isDated: whether it says when something was last written; the row above says it otherwise.
  func line(columns: Int, _ words: DateWords, isDated: Bool) -> Line {
    let look = topic.isMuted ? Style.dim : topic.unread > 0 ? Style(.unread) : .text
    var layout = RowLayout().adding(columns < Size.told ? count(look) : count(words, look), .fixed(3)).adding(
      subject(words, look), .rest
    ).adding(topic.mark.span)
    let when = Line(isDated ? when(words) : "", look)
    guard columns >= Self.columnsForAuthor else { return layout.adding(when).line(columns: columns) }
    layout = layout.adding(author(words, look), .fixed(20))
    return layout.adding(when, .fixed(9), isRight: true).line(columns: columns)
  }

  func when(_ words: DateWords) -> String { words.ageInList(topic.lastActivity) }

  private func author(_ words: DateWords, _ look: Style) -> Line {
    guard let author = topic.author else { return Line() }
    let name = author.name.isEmpty ? SafeText(words.tr("somebody")) : author.name.line
    let style = author.isViewer ? Style(.own) : look
    return author.isVerified ? Line(name, style) : Line(SafeText("? ") + name, style)
  }

  /// One sign: for you, muted, new, pinned.
  private var sign: Span {
    if topic.addressed > 0 { return Span("@", Style(.mention)) }
    if topic.isMuted { return Span("-", .dim) }
    if topic.unread > 0 { return Span("+", Style(.unread)) }
    return topic.isPinned ? Span("^", Style(.accent)) : Span(" ")
  }

  /// The sign, then how many messages are new, else how many answers there are: "+7", "@7", " 12". Three cells.
  private func count(_ look: Style) -> Line {
    let number = topic.unread > 0 ? topic.unread : topic.replies
    switch number {
    case 0: return Line([sign])
    case ..<100: return Line([sign, Span(String(number), look)])
    case _ where sign.text == "+": return Line("99+", look)
    case _ where sign.text != " ": return Line([sign, Span("99", look)])
    case ..<1_000: return Line(String(number), look)
    default: return Line("\(min(99, number / 1_000))k", look)
    }
  }

  /// The same in words.
  private func count(_ words: DateWords, _ look: Style) -> Line {
    if topic.unread > 0 { return Line([sign, Span(words.tr(topic.unread, "%1 new thing", "%1 new things"), look)]) }
    let replies = topic.replies > 0 ? words.tr(topic.replies, "%1 reply", "%1 replies") : ""
    return Line([sign, Span(replies, look)])
  }

  private func subject(_ words: DateWords, _ look: Style) -> Line {
    if topic.isDeleted { return Line(words.tr("(deleted topic)"), .dim) }
    var spans = [
      Span(topic.subject.map { $0.isEmpty ? SafeText(words.tr("(no subject)")) : $0.line } ?? SafeText("…"), look)
    ]
    if topic.isPinned { spans.insert(Span(words.tr("Pinned:") + " ", Style(.accent)), at: 0) }
    return Line(spans)
  }
}
