internal import GRDB
internal import JSON
internal import Text

/// What a list of hits shows of an object.
struct HitNaming {
  let db: Database
  let terms: [String]
  private let lookup: Lookup

  init(db: Database, terms: [String]) {
    (self.db, self.terms) = (db, terms)
    lookup = Lookup(db)
  }

  func hit(_ row: Int64) throws -> SearchHit? {
    guard let type = TypeRegistry.type(code: RowNumber.code(of: row)),
      let found = try Row.fetchOne(
        db.cachedStatement(sql: "SELECT account, json FROM \(type.table) WHERE row = ?"), arguments: [row])
    else { return nil }
    let account = AccountID(rawValue: found[0])
    let object = try type.init(JSONValue(parsing: found[1] as String))
    let container = container(of: object, account)
    return SearchHit(
      key: ObjectKey(account, type.name, object.id), container: container,
      isChat: isChat(object), title: try title(object, account),
      place: try container.flatMap { try name(of: $0) }, author: try author(object, account),
      date: object.time == 0 ? nil : Double(object.time) / 1_000,
      snippet: Snippet.of(object.searchText?.body ?? "", around: terms), cursor: SearchCursor(row: row))
  }

  private func isChat(_ object: any SyncedType) -> Bool {
    (object as? Message)?.isChat ?? ((object as? Channel)?.kind == .chat)
  }

  private func container(of object: any SyncedType, _ account: AccountID) -> ObjectKey? {
    switch object {
    case let message as Message where message.isChat: ObjectKey(account, Channel.name, message.channelID)
    case let message as Message: ObjectKey(account, Message.name, message.conversationID)
    case let event as CalendarEvent: event.calendarID.map { ObjectKey(account, EventCalendar.name, $0) }
    case let node as FileNode: node.parentID.map { ObjectKey(account, FileNode.name, $0) }
    case let proposal as Proposal: ObjectKey(account, Channel.name, proposal.channelID)
    case let article as Article: ObjectKey(account, Feed.name, article.feedID)
    case let course as Course: ObjectKey(account, Channel.name, course.channelID)
    case let lesson as Lesson: ObjectKey(account, Course.name, lesson.courseID)
    default: nil
    }
  }

  private func title(_ object: any SyncedType, _ account: AccountID) throws -> UntrustedText {
    guard let message = object as? Message, !message.isTopic else {
      return UntrustedText(object.searchText?.title ?? "")
    }
    if let root = message.threadRootID {
      return try lookup.message(root, account)?.object.subject ?? message.subject ?? UntrustedText("")
    }
    return try name(of: ObjectKey(account, Channel.name, message.channelID)) ?? UntrustedText("")
  }

  /// The board of a topic, the room of a line, the calendar, the folder.
  private func name(of container: ObjectKey) throws -> UntrustedText? {
    switch container.type {
    case Channel.name: return try lookup.object(Channel.self, container.account, container.id)?.object.name
    case EventCalendar.name: return try lookup.object(EventCalendar.self, container.account, container.id)?.object.name
    case FileNode.name: return try lookup.object(FileNode.self, container.account, container.id)?.object.name
    case Feed.name: return try lookup.object(Feed.self, container.account, container.id)?.object.name
    case Course.name: return try lookup.object(Course.self, container.account, container.id)?.object.title
    default:
      let root =
        try lookup.message(container.id, container.account)?.object
        ?? lookup.oldest(container.id, container.account)
      return try root.flatMap { try name(of: ObjectKey(container.account, Channel.name, $0.channelID)) }
    }
  }

  private func author(_ object: any SyncedType, _ account: AccountID) throws -> Author? {
    if let message = object as? Message { return try lookup.author(of: message, account) }
    if let article = object as? Article {
      return article.author.map {
        Author(principal: nil, name: $0, isVerified: false, isViewer: false, isRemoved: false)
      }
    }
    return try object.searchText?.author.map { try lookup.author(account, $0) }
  }
}

/// The words around a match.
enum Snippet {
  private static let searched = 50_000
  private static let wordsBefore = 6
  private static let words = 30

  static func of(_ text: String, around terms: [String]) -> UntrustedText {
    let words = text.prefix(searched).split(whereSeparator: \.isWhitespace)
    let wanted = terms.flatMap { Folding.folded($0).split(whereSeparator: { !$0.isLetter && !$0.isNumber }) }
    let found = words.firstIndex { word in
      let parts = Folding.folded(String(word)).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
      return parts.contains { part in wanted.contains { part.hasPrefix($0) } }
    }
    let start = max(0, (found ?? 0) - wordsBefore)
    let chosen = words[start..<min(words.count, start + Self.words)].joined(separator: " ")
    return UntrustedText((start > 0 ? "… " : "") + chosen + (start + Self.words < words.count ? " …" : ""))
  }
}
