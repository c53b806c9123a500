public import Foundation
internal import GRDB
public import Text

public struct SearchHit: Sendable, Hashable {
  public let key: ObjectKey
  /// For a message, the topic or room to open; for a file its folder (nil at the top); for an event its calendar.
  public let container: ObjectKey?
  /// Whether it is a room of the chat, or was said in one.
  public let isChat: Bool
  public let title: UntrustedText
  public let place: UntrustedText?
  public let author: Author?
  /// Seconds since 1970; nil for what has no date.
  public let date: Double?
  /// Some words around the first match.
  public let snippet: UntrustedText
  /// Where to go on reading.
  public let cursor: SearchCursor
}

/// A place in the hits; opaque.
public struct SearchCursor: Sendable, Hashable {
  let row: Int64
}

public struct SearchPage: Sendable {
  public let hits: [SearchHit]
  /// nil when there are no more.
  public let next: SearchCursor?
  /// Operators that were not understood or name nobody; neutralise before showing.
  public let problems: [SearchProblem]
}

public enum SearchProblem: Sendable, Hashable {
  case nobody(named: UntrustedText)
  case noPlace(named: UntrustedText)
  case noDate(UntrustedText)
  case noType(UntrustedText)
}

extension CacheReader {
  /// Searches everything, newest first; accents, case and ligatures do not matter, and words of three letters and more also find longer ones.
  /// - Parameters:
  ///   - words: words and "phrases", all of which must be there, and operators: `de:`/`from:`, `dans:`/`in:`, `avant:`/`before:`,
  ///     `après:`/`after:` (2026-05-01, 01/05/2026, 01/05, 2026-05, 2026, hier, 3j), `type:`, `pièce:`/`has:`.
  ///   - cursor: of the last hit of the page before.
  ///   - zone: the viewer's, for the dates.
  public func search(
    _ words: String, after cursor: SearchCursor? = nil, limit: Int, zone: TimeZone = .current
  ) throws(CacheError) -> SearchPage {
    let query = SearchQuery(words, zone: zone)
    return try read { db in
      var search = Search(db: db, query: query, problems: query.problems)
      return try search.page(after: cursor, limit: bounded(limit))
    }
  }
}

/// One search, being carried out.
struct Search {
  let db: Database
  let query: SearchQuery
  var problems: [SearchProblem]

  static let match = """
    SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
    """

  mutating func page(after cursor: SearchCursor?, limit: Int) throws -> SearchPage {
    guard let expression = try expression() else { return SearchPage(hits: [], next: nil, problems: problems) }
    let rows = try rows(expression, after: cursor, limit: limit + 1)
    let naming = HitNaming(db: db, terms: query.terms.map(\.text))
    let hits = try rows.prefix(limit).compactMap { try naming.hit($0) }
    return SearchPage(
      hits: hits, next: rows.count > limit ? SearchCursor(row: rows[limit - 1]) : nil, problems: problems)
  }

  private func rows(_ expression: String, after cursor: SearchCursor?, limit: Int) throws -> [Int64] {
    let lowest = query.after.map { RowNumber.lowest(at: $0) } ?? (query.before == nil ? 0 : RowNumber.lowest(at: 1))
    let highest = query.before.map { RowNumber.lowest(at: $0) } ?? Int64.max
    return try Int64.fetchAll(
      db.cachedStatement(sql: Self.match),
      arguments: [expression, lowest, min(highest, cursor?.row ?? Int64.max), limit])
  }

  /// nil when nothing was asked for, or nothing can be found.
  private mutating func expression() throws -> String? {
    var parts = query.terms.map { "{title body author} : \($0.expression)" }
    for name in query.authors { parts.append(try author(name)) }
    for name in query.places {
      guard let place = try place(name) else { return nil }
      parts.append(place)
    }
    let kinds = try kinds()
    if !kinds.isEmpty { parts.append(kinds.joined(separator: " OR ")) }
    if query.hasAttachment { parts.append(Self.anyKey([SearchKey.attachment])) }
    if parts.isEmpty {
      guard query.after != nil || query.before != nil else { return nil }
      let codes = [
        Message.code, CalendarEvent.code, FileNode.code, Proposal.code, Article.code, Course.code, Lesson.code,
      ]
      parts.append(Self.anyKey(codes.map(SearchKey.type)))
    }
    return "(\(parts.joined(separator: ") AND ("))) NOT (\(Self.anyKey([SearchKey.type(EventCalendar.code)])))"
  }

  /// One for each kind that was asked for: what is said in rooms is told from posts by where it stands.
  private func kinds() throws -> [String] {
    var kinds = query.types.isEmpty ? [] : ["(\(Self.anyKey(query.types.map(SearchKey.type))))"]
    let message = Self.anyKey([SearchKey.type(Message.code)])
    guard !query.messages.isEmpty else { return kinds }
    let rooms = query.messages.count > 1 ? [] : try rooms()
    switch query.messages.first {
    case .chat? where query.messages.count == 1:
      // No room, nothing said in one.
      kinds.append("(\(message)) AND (\(Self.anyKey(rooms.isEmpty ? ["-"] : rooms)))")
    case _ where rooms.isEmpty: kinds.append("(\(message))")
    default: kinds.append("(\(message)) NOT (\(Self.anyKey(rooms)))")
    }
    return kinds.map { "(\($0))" }
  }

  private func rooms() throws -> [String] {
    try Row.fetchAll(db.cachedStatement(sql: Self.chatRooms), arguments: [Channel.Kind.chat.rawValue])
      .map { SearchKey.container(AccountID(rawValue: $0[0]), ObjectID($0[1])) }
  }

  static let chatRooms = "SELECT account, id FROM channel WHERE kind = ? ORDER BY account, sortOrder, name LIMIT 500"

  private static func anyKey(_ keys: [String]) -> String {
    "keys : (" + keys.map { "\"\($0)\"" }.joined(separator: " OR ") + ")"
  }

  /// What the members of that name wrote, and what is signed so.
  private mutating func author(_ name: String) throws -> String {
    let term = SearchQuery.Term.word(name).expression
    let keys = try named(term, [Principal.code]).map { SearchKey.author($0.account, $0.id) }
    if keys.isEmpty && !problems.contains(.nobody(named: UntrustedText(name))) {
      let isSigned = try !rows("author : \(term)", after: nil, limit: 1).isEmpty
      if !isSigned { problems.append(.nobody(named: UntrustedText(name))) }
    }
    return keys.isEmpty ? "author : \(term)" : "(author : \(term)) OR (\(Self.anyKey(keys)))"
  }

  private mutating func place(_ name: String) throws -> String? {
    let term = SearchQuery.Term.word(name).expression
    let keys = try named(term, [Channel.code, EventCalendar.code, FileNode.code, Feed.code])
      .map { SearchKey.container($0.account, $0.id) }
    guard keys.isEmpty else { return Self.anyKey(keys) }
    problems.append(.noPlace(named: UntrustedText(name)))
    return nil
  }

  /// At most a hundred objects of these types whose title has the word.
  private func named(_ term: String, _ types: [Int64]) throws -> [ObjectKey] {
    let expression = "({title body} : \(term)) AND (\(Self.anyKey(types.map(SearchKey.type))))"
    let rows = try Int64.fetchAll(
      db.cachedStatement(sql: Self.match), arguments: [expression, 0, Int64.max, 100])
    return try rows.compactMap { row in
      guard let type = TypeRegistry.type(code: RowNumber.code(of: row)),
        let found = try Row.fetchOne(
          db.cachedStatement(sql: "SELECT account, id FROM \(type.table) WHERE row = ?"), arguments: [row])
      else { return nil }
      return ObjectKey(AccountID(rawValue: found[0]), type.name, ObjectID(found[1]))
    }
  }
}
