public import Foundation
public import JSON
internal import Text

let interim = CacheError.storage(code: 0, message: "interim")

extension CacheReader {
  public func accounts() throws(CacheError) -> [Account] { throw interim }
  /// Forum channels of one account or of all, each below its parent.
  public func boards(_ account: AccountID? = nil) throws(CacheError) -> [BoardRow] { throw interim }
  /// Pinned topics first, then by last activity, newest first.
  public func topics(_ board: ObjectKey, at anchor: Anchor = .start, limit: Int) throws(CacheError) -> Page<TopicRow> {
    throw interim
  }
  public func topic(_ key: ObjectKey) throws(CacheError) -> TopicRow? { throw interim }
  /// nil when nothing of the topic is known.
  public func thread(_ topic: ObjectKey, at anchor: Anchor = .start, limit: Int) throws(CacheError) -> ThreadPage? {
    throw interim
  }
  public func message(_ key: ObjectKey) throws(CacheError) -> MessageRow? { throw interim }
  public func rooms(_ account: AccountID? = nil) throws(CacheError) -> [RoomRow] { throw interim }
  public func timeline(_ room: ObjectKey, at anchor: Anchor = .end, limit: Int) throws(CacheError) -> Timeline? {
    throw interim
  }
  public func channel(_ key: ObjectKey) throws(CacheError) -> Channel? { throw interim }
  /// Occurrences that end after (forward) or start before (backward) an instant; forward: soonest first, backward: latest first.
  public func agenda(
    from instant: Double, _ direction: AgendaDirection = .forward, zone: TimeZone, limit: Int,
    in calendars: Set<ObjectKey>? = nil
  ) throws(CacheError) -> [AgendaRow] { throw interim }
  /// Occurrences that overlap `start..<end`, soonest first, at most `limit`: for a month's grid.
  public func agenda(between start: Double, and end: Double, zone: TimeZone, limit: Int) throws(CacheError)
    -> [AgendaRow]
  { throw interim }
  public func event(_ key: ObjectKey, recurrenceID: LocalTime? = nil, zone: TimeZone) throws(CacheError) -> EventDetail?
  { throw interim }
  public func calendars(_ account: AccountID? = nil) throws(CacheError) -> [CalendarRow] { throw interim }
  /// - Parameter parent: nil for the top.
  public func folder(_ account: AccountID, _ parent: ObjectID?, at anchor: Anchor = .start, limit: Int)
    throws(CacheError) -> FolderPage?
  { throw interim }
  public func file(_ key: ObjectKey) throws(CacheError) -> FileDetail? { throw interim }
  public func outbox(limit: Int = 500) throws(CacheError) -> [OutboxRow] { throw interim }
  public func outboxEntry(_ id: Int64) throws(CacheError) -> OutboxRow? { throw interim }
  public func outboxSummary() throws(CacheError) -> OutboxSummary { throw interim }
  /// Newest first. The words may carry operators: `de:`/`from:`, `dans:`/`in:`, `avant:`/`before:`, `après:`/`after:`, `type:`.
  public func search(_ words: String, after cursor: SearchCursor? = nil, limit: Int, zone: TimeZone = .current)
    throws(CacheError) -> SearchPage
  { throw interim }
  public func unreadCounts(_ account: AccountID? = nil) throws(CacheError) -> UnreadCounts { throw interim }
  /// - Parameter skipping: the conversation one is in.
  public func nextUnread(skipping: ObjectKey? = nil) throws(CacheError) -> UnreadPlace? { throw interim }
  public func person(_ key: ObjectKey) throws(CacheError) -> PersonRow? { throw interim }
  /// Members whose name or handle begins so, for completion; all, by name, when empty.
  public func people(_ account: AccountID, beginning: String = "", limit: Int) throws(CacheError) -> [PersonRow] {
    throw interim
  }
  public func drafts(limit: Int = 200) throws(CacheError) -> [Draft] { throw interim }
  public func draft(target: ObjectKey) throws(CacheError) -> Draft? { throw interim }
  public func downloads(limit: Int = 200) throws(CacheError) -> [Download] { throw interim }
  public func download(account: AccountID, blob: ObjectID) throws(CacheError) -> Download? { throw interim }
  /// A small setting of the interface: the last place, the history of a prompt.
  public func note(_ name: String) throws(CacheError) -> JSONValue? { throw interim }
  /// The object as it is shown, whatever its type; nil when unknown.
  public func json(_ key: ObjectKey) throws(CacheError) -> JSONValue? { throw interim }
  /// Objects that could not be understood, by type.
  public func quarantined() throws(CacheError) -> [TypeName: Int] { throw interim }
}
