import Foundation
import GRDB
import Geography
import JSON
import Synchronization
import Testing

@testable import ClientCore

/// Every statement that any question of the reader runs is explained: none may walk a table that grows.
struct QueryPlanTests {
  /// Kept short by nature, or bounded by a LIMIT on their own order. A cooperative has some dozens of courses: they are sorted by name as they are
  /// read, and each costs a question for its lessons anyway.
  static let short = [
    "account", "channel", "channelCounts", "calendar", "course", "outbox", "quarantine", "note", "login", "draft",
    "download", "eventAlarm", "feed", "principal", "profile", "report", "fileNode f INDEXED BY fileNode_kit",
    "article a", "article INDEXED BY article_unread", "article WHERE isRead = 0",
    "article WHERE account = ? AND feed = ?",
  ]

  @Test func noQuestionScans() async throws {
    let village = try Village()
    try await Self.fill(village)
    let seen = Statements()
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      db.trace { if case .statement(let statement) = $0 { seen.insert(statement.sql) } }
    }
    let reader = CacheReader(pool: try DatabasePool(path: village.path, configuration: configuration))
    try Self.askEverything(reader, village)
    let queries = seen.all.filter { $0.hasPrefix("SELECT") && !$0.contains("sqlite_") && !$0.contains("search_config") }
    #expect(queries.count > 30)
    for query in queries.sorted() {
      for step in try Self.plan(query, reader.pool) { Self.check(step, query) }
    }
  }

  private static func check(_ step: String, _ query: String) {
    if step.contains("VIRTUAL TABLE") || step.contains("conversation_unread_latest") || step == "SCAN CONSTANT ROW" {
      return
    }
    let isShort = short.contains { query.contains("FROM \($0)") }
    #expect(!step.hasPrefix("SCAN") || isShort || step.hasPrefix("SCAN (subquery"), "\(step): \(query)")
    #expect(!step.contains("TEMP B-TREE") || isShort || query.contains("event ="), "\(step): \(query)")
  }

  private static func plan(_ query: String, _ pool: DatabasePool) throws -> [String] {
    try pool.read { db in
      let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + query)
      statement.setUncheckedArguments(StatementArguments())
      return try Row.fetchAll(statement).map { $0["detail"] }
    }
  }

  private static func fill(_ village: Village) async throws {
    try await village.settle()
    try await village.receive(
      Message.name,
      [
        message("t", subject: "Sujet", at: 0, ["attachments": [["blobId": "x", "name": "a"]]]),
        message("a", root: "t", replyTo: "t", at: 1), message("l", in: "r", at: 2),
      ] + (0..<100).map { message("m\($0)", in: "r", at: 10 + $0) })
    try await village.receive(EventCalendar.name, [["id": "k", "name": "Luttes"]])
    try await village.receive(
      CalendarEvent.name,
      [["id": "e", "uid": "e", "title": "Assemblée", "start": "2026-03-01T18:00:00", "calendarIds": ["k": true]]])
    try await village.receive(
      FileNode.name,
      [["id": "d", "name": "D"], ["id": "f", "name": "F", "blobId": "x", "parentId": "d", "createdBy": "moi"]])
    try await village.receive(
      Proposal.name,
      [["id": "v", "channelId": "b", "title": "V", "method": "yesno", "closesAt": "2026-03-01T18:00:00Z"]])
    try await village.receive(Course.name, [["id": "c", "channelId": "b", "title": "Bien voter", "createdBy": "moi"]])
    try await village.receive(
      Lesson.name, [["id": "un", "courseId": "c", "key": "un", "title": "Un", "number": 1, "text": "# Un"]])
    try await village.receive(CourseProgress.name, [["id": "c", "at": "un", "places": ["un": 1]]])
    try village.cache.enqueue([Message.edit(village.key(Message.name, "a"), body: "x")])
  }

  private static func askEverything(_ reader: CacheReader, _ village: Village) throws {
    let (board, room) = (village.key(Channel.name, "b"), village.key(Channel.name, "r"))
    let (topic, zone) = (village.key(Message.name, "t"), TimeZone.gmt)
    _ = (try reader.accounts(), try reader.account(village.account), try reader.boards(), try reader.rooms())
    _ = (try reader.topics(board, at: .around("t"), limit: 5), try reader.topic(topic), try reader.channel(room))
    _ = (try reader.thread(topic, limit: 5), try reader.message(topic), try reader.json(topic))
    for anchor in [Anchor.start, .end, .index(5), .around("l")] {
      #expect(try reader.timeline(room, at: anchor, limit: 5)?.messages.rows.count == 5)
    }
    _ = (
      try reader.agenda(from: 0, zone: zone, limit: 5), try reader.agenda(from: 4e9, .backward, zone: zone, limit: 5)
    )
    let event = try #require(try reader.event(village.key(CalendarEvent.name, "e"), zone: zone))
    _ = try reader.event(event.occurrence.key, recurrenceID: event.series.start, zone: zone)
    _ = (try reader.agenda(between: 0, and: 4e9, zone: zone, limit: 5), try reader.calendars())
    _ = try reader.eventUIDs(village.account)
    _ = (
      try reader.folder(village.account, "d", at: .around("f"), limit: 5),
      try reader.file(village.key(FileNode.name, "f"))
    )
    #expect(try reader.outbox().count == 1)
    _ = try reader.isPaused(upload: 1)
    _ = try reader.isUnsent(village.key(Message.name, "l"))
    _ = (try reader.outboxEntry(1), try reader.outboxSummary(), try reader.unreadCounts(), try reader.nextUnread())
    var seen = EventsSeen(nil)
    seen.begin([village.account], now: 0)
    let here = try #require(Coordinates(typed: "47,2"))
    _ = (try reader.nearby(here, now: 0, zone: zone, limit: 5), try reader.home())
    try village.cache.setNote(Home.note, ["name": "Vire", "latitude": 48.8, "longitude": -0.8])
    #expect(try reader.near([village.key(CalendarEvent.name, "e")]).isEmpty)
    let told = NewsTold()
    _ = (try reader.newsTold(), try reader.news(after: told, isAddressed: true, skipping: nil, now: seconds(9)))
    _ = (try reader.nextChangedEvent([village.account], after: seen, now: 0), try reader.undoing(Message.pin(topic)))
    #expect(try reader.search("texte de:marie dans:salon après:2025", limit: 5).hits.count == 5)
    _ = (
      try reader.person(village.key(Principal.name, "moi")),
      try reader.people(village.account, beginning: "m", limit: 5)
    )
    _ = (try reader.people(village.account, limit: 5), try reader.drafts(), try reader.draft(target: topic))
    _ = (try reader.downloads(), try reader.download(account: village.account, blob: "x"), try reader.note("n"))
    _ = try reader.quarantined()
    #expect(try reader.courses().first?.lessons.count == 1)
    #expect(try reader.courses(village.account).first?.progress?.at == "un")
    #expect(try reader.course(village.key(Course.name, "c"))?.next?.isHere == true)
    _ = try reader.lesson(village.key(Lesson.name, "un"))
    let vote = village.key(Proposal.name, "v")
    _ = (
      try reader.proposals(now: 0), try reader.proposals(village.account, now: 4e9),
      try reader.votesThatClose(now: 0), try reader.proposal(vote), try reader.votesThatClose(village.account, now: 0)
    )
    try askWhatIsAround(reader, village)
    try askForHistory(reader, village)
  }

  private static func askWhatIsAround(_ reader: CacheReader, _ village: Village) throws {
    let (account, event) = (village.account, village.key(CalendarEvent.name, "e"))
    let (folder, member) = (village.key(FileNode.name, "d"), village.key(Principal.name, "moi"))
    let (feed, article) = (village.key(Feed.name, "w"), village.key(Article.name, "x"))
    _ = (try reader.changedMeetings(), try reader.known(event), try reader.eventPins(), try reader.lookalikeNames())
    _ = (try reader.kits(), try reader.kit(folder), try reader.kits(of: event), try reader.kits(code: "abc"))
    _ = (try reader.members(), try reader.members(account, matching: "m"), try reader.member(member))
    _ = (try reader.profile(account), try reader.follows(), try reader.names(of: [], account))
    _ = (
      try reader.feeds(), try reader.feed(feed), try reader.articles(), try reader.articles(of: feed, isUnread: true)
    )
    _ = (try reader.articles(account: account), try reader.article(article), try reader.unreadArticles())
    _ = (try reader.nextUnreadArticle(), try reader.marking(nil, of: feed, isRead: true))
    _ = (try reader.nextVote(after: VotesSeen(nil), now: 0), try reader.reports(), try reader.reports(account))
    _ = try reader.confirmed(account, Message.name, after: "a", limit: 9)
    _ = (
      try reader.bundles(), try reader.bundleRows(), try reader.waitingBundles(account, .made),
      try reader.lastBundle(account, for: "lou")
    )
    _ = (try reader.directRoom(account, with: ["lou"]), try reader.digest(account))
    _ = (try reader.madeDigest(account, since: 0, now: 9), try reader.earlierTexts(village.key(Message.name, "a")))
  }

  private static func askForHistory(_ reader: CacheReader, _ village: Village) throws {
    let (account, board) = (village.account, village.key(Channel.name, "b"))
    let requests: [HistoryRequest] = [
      .conversation(village.key(Message.name, "t")), .conversation(village.key(Channel.name, "r")), .board(board),
      .events(account, from: nil), .folder(account, "d"), .lessons(account, ["un"]), .search(account, "grève"),
    ]
    for request in requests {
      _ = (try reader.queries(for: request, now: 9), try reader.expectedSize(of: request, now: 9))
    }
    _ = (
      try reader.history(of: board), try reader.eventsSince(account), try reader.missing(account, Message.name, ["q"])
    )
    _ = (try reader.isPartial(account, Message.name), try reader.linkChoices(login: "essai"))
    _ = (try reader.linkUse(day: "2026-03-01"), try reader.networkUse(login: "essai", day: "2026-03-01", noting: "n"))
  }

  /// Asked by other means: see HistoryTests and WindowTests, DigestTests.
  private static let notAsked: Set<String> = ["nextFill", "start"]

  /// What a reader can be asked is asked above: a new question is not forgotten.
  @Test func everyQuestionIsAsked() throws {
    let tests = URL(filePath: #filePath)
    let sources = tests.deletingLastPathComponent().appending(path: "../../Sources/ClientCore").standardizedFileURL
    let asked = try String(contentsOf: tests, encoding: .utf8)
    var count = 0
    for file in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where file.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      for part in text.split(separator: "\n}\n") where part.contains("\nextension CacheReader {") {
        for match in part.matches(of: /\n  public func (\w+)\(/) where !Self.notAsked.contains(String(match.1)) {
          let isAsked = asked.contains("reader.\(match.1)(")
          #expect(isAsked, "\(file): \(match.1)")
          count += 1
        }
      }
    }
    #expect(count > 60)
  }
}

/// Statements as they run, on any thread.
private final class Statements: Sendable {
  private let texts = Mutex<Set<String>>([])
  func insert(_ text: String) { texts.withLock { _ = $0.insert(text) } }
  var all: Set<String> { texts.withLock { $0 } }
}
