import ClientCore
import Localization
import Text

/// A line of the list of rooms: a cooperative's name, or a room.
enum RoomLine: ListRow {
  case account(Account)
  case room(RoomRow)
  /// Above the chats that only a few can read.
  case direct(AccountID?)

  enum ID: Hashable, Sendable {
    case account(AccountID)
    case room(ObjectKey)
    case direct(AccountID?)
  }

  var id: ID {
    switch self {
    case .account(let account): .account(account.id)
    case .room(let row): .room(row.key)
    case .direct(let account): .direct(account)
    }
  }

  var isHeading: Bool { room == nil }
  var room: RoomRow? { if case .room(let row) = self { row } else { nil } }

  /// The rooms, below the names of their cooperatives when there are several.
  static func lines(_ rooms: [RoomRow], _ context: Context) -> [RoomLine] {
    guard context.hasSeveralAccounts else { return parted(rooms, nil) }
    return context.accounts.flatMap { account -> [RoomLine] in
      let own = rooms.filter { $0.key.account == account.id }
      return own.isEmpty ? [] : [.account(account)] + parted(own, account.id)
    }
  }

  /// Chats between few stand below those for all, the latest first.
  private static func parted(_ rooms: [RoomRow], _ account: AccountID?) -> [RoomLine] {
    let direct = rooms.filter(\.channel.isDirect).sorted { $0.lastActivity ?? .infinity > $1.lastActivity ?? .infinity }
    let open = rooms.filter { !$0.channel.isDirect }.map { RoomLine.room($0) }
    return direct.isEmpty ? open : open + [.direct(account)] + direct.map { .room($0) }
  }

  /// - Parameter nameRoom: the cells that the longest of all names takes.
  func line(columns: Int, nameRoom: Int, _ words: DateWords) -> Line {
    switch self {
    case .account(let account): Line(account.name.line, .title)
    case .room(let row): Self.line(row, columns, nameRoom, words)
    case .direct: Line(words.tr("Only between you"), Style(.date, .bold))
    }
  }

  func nameColumns(_ words: DateWords) -> Int { room.map { Self.name($0, words).width } ?? 0 }

  private static func name(_ row: RoomRow, _ words: DateWords) -> Line {
    var name = [Span(row.channel.name.line, row.isMuted ? .dim : row.unread > 0 ? Style(.unread) : .text)]
    if row.channel.isArchived { name.append(Span(" " + words.tr("(archived)"), .dim)) }
    if row.isMuted { name.append(Span(" " + words.tr("(muted)"), .dim)) }
    return Line(name)
  }

  private static func line(_ row: RoomRow, _ columns: Int, _ nameRoom: Int, _ words: DateWords) -> Line {
    let isNew = row.unread > 0
    let isWide = columns >= 58
    let room = min(max(16, nameRoom), columns * 2 / 5)
    let layout = RowLayout().adding(name(row, words), isWide ? .fixed(room) : .rest)
    return (isWide ? layout.adding(last(row, columns, words), .rest) : layout).adding(row.mark.span)
      .adding(row.addressed > 0 ? Line("@\(row.addressed)", Style(.mention)) : Line())
      .adding(isNew ? Line(words.news(row.unread, columns), Style(.unread)) : Line(), .fixed(4), isRight: true)
      .adding(Line(row.lastActivity.map { words.age($0) } ?? "", Style(.date)), .fixed(9), isRight: true)
      .line(columns: columns)
  }

  private static func last(_ row: RoomRow, _ columns: Int, _ words: DateWords) -> Line {
    guard let text = row.lastLine else { return Line() }
    let name = row.lastAuthor?.name.line ?? ""
    let author = name.isEmpty ? name : name + SafeText(words.tr(": "))
    return Line(author + text.line.clipped(to: max(120, columns)), .dim)
  }
}
