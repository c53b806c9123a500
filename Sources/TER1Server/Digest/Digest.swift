import GRDB
import JSON
import Wire

/// `Digest/get`: what is new since a time, in few bytes; docs/protocol.md, section 21.
struct Digest {
  let call: Call
  let since: UTCDate
  var me: String { call.access.principalID }

  /// Characters of JSON that the entries take at most, unless the client says otherwise: about 3 kB once compressed.
  static let usualSize = 8_000
  private static let largestSize = 200_000
  private static let mostMessages = 20_000

  static func run(_ arguments: JSONObject, _ call: Call) throws -> MethodResult {
    guard let since = arguments["since"]?.string.flatMap(UTCDate.init) else {
      throw MethodError(MethodError.invalidArguments, "since")
    }
    let digest = Digest(call: call, since: since)
    let entries = try digest.entries().sorted { ($0.rank, $0.order) < ($1.rank, $1.order) }
    guard let wanted = arguments["ids"], !wanted.isNull else {
      return .members(digest.answer(entries, size: try size(arguments["maxSize"])))
    }
    guard let ids = wanted.array?.map(\.string), !ids.contains(nil), ids.count <= Limits.core.maxObjectsInGet else {
      throw MethodError(MethodError.invalidArguments, "ids")
    }
    return .members(digest.expanded(entries, Set(ids.compactMap(\.self))))
  }

  private static func size(_ value: JSONValue?) throws(MethodError) -> Int {
    guard let value, !value.isNull else { return usualSize }
    guard let size = value.int, size > 0 else { throw MethodError(MethodError.invalidArguments, "maxSize") }
    return min(size, largestSize)
  }

  // MARK: The answer

  private var head: JSONObject {
    ["accountId": .string(call.accountID), "since": .string(since.text), "until": .string(call.now.text)]
  }

  /// As many entries as there is room for: the last ones lose their first words before any entry is left out.
  private func answer(_ entries: [DigestEntry], size: Int) -> JSONObject {
    var list = entries.map { $0.members }
    var total = list.reduce(0) { $0 + JSONValue.object($1).text.utf8.count + 1 }
    for index in list.indices.reversed() where total > size {
      guard let text = list[index].removeValue(forKey: "text") else { continue }
      total -= text.text.utf8.count + #""text":,"#.utf8.count
    }
    while total > size, let last = list.popLast() { total -= JSONValue.object(last).text.utf8.count + 1 }
    var answer = head
    answer["list"] = .array(list.map(JSONValue.object))
    answer["omitted"] = .int(Int64(entries.count - list.count))
    answer["count"] = .int(Int64(entries.reduce(0) { $0 + $1.news.ids.count }))
    return answer
  }

  /// The entries asked for, with the ids of all that is new in them.
  private func expanded(_ entries: [DigestEntry], _ ids: Set<String>) -> JSONObject {
    let found = entries.filter { ids.contains($0.members["id"]?.string ?? "") }
    var answer = head
    answer["list"] = .array(
      found.map { entry in
        .object(
          entry.members.merging([entry.news.name: .array(entry.news.ids.map(JSONValue.string))]) { own, _ in own })
      })
    let known = Set(found.compactMap { $0.members["id"]?.string })
    answer["notFound"] = .array(ids.subtracting(known).sorted().map(JSONValue.string))
    return answer
  }

  // MARK: What is new

  private func entries() throws -> [DigestEntry] { try conversations() + events() + votes() + files() }

  private func conversations() throws -> [DigestEntry] {
    let muted = try mutedConversations()
    var names = PrincipalNames(db: call.db)
    var entries: [DigestEntry] = []
    let follows = try Follows(of: me, call.db)
    for channel in try call.db.objects(where: Self.channels, [me])
    where call.access.mayRead(channel.container) {
      for news in try news(in: channel, follows, &names) {
        let topic = news.root == channel.id ? nil : try call.db.object("Message", news.root)
        let title = try topic?.json["subject"]?.string ?? self.title(of: channel, &names)
        let isNamed = follows.concern([channel.id], title: title)
        entries.append(news.entry(titled: title, isMuted: muted.contains(news.root), isFollowed: isNamed))
      }
    }
    return entries
  }

  /// All, but others' channels between few members: there may be many of these.
  private static let channels = """
    type = 'Channel' AND owner = '' AND (id NOT GLOB '\(DirectChannel.letter)*'
      OR id IN (SELECT channel FROM directMember WHERE principalId = ?))
    """

  /// Of a channel between few members, the others' names.
  private func title(of channel: StoredObject, _ names: inout PrincipalNames) throws -> String {
    let others = (channel.json["members"]?.array ?? []).compactMap(\.string).filter { $0 != me }
    guard !others.isEmpty else { return channel.json["name"]?.string ?? "" }
    return try others.map { try names.name(of: $0) }.joined(separator: ", ")
  }

  private func news(
    in channel: StoredObject, _ follows: Follows, _ names: inout PrincipalNames
  ) throws -> [ConversationNews] {
    let statement = try call.db.cachedStatement(
      sql: """
        SELECT * FROM (
          SELECT id, root, sortKey, json FROM object
          WHERE type = 'Message' AND container = ? AND sortKey >= ? AND isDestroyed = 0 AND name = ''
          ORDER BY sortKey DESC LIMIT ?)
        ORDER BY sortKey
        """)
    let isForum = channel.json["kind"]?.string == "forum"
    var news: [String: ConversationNews] = [:]
    let rows = try Row.fetchCursor(statement, arguments: [channel.id, since.milliseconds, Self.mostMessages])
    while let row = try rows.next() {
      let json = try JSONValue(parsing: row["json"] as String).object ?? [:]
      let sender = json["senderId"]?.string
      guard sender != me, json["deletedAt"]?.string == nil else { continue }
      let (id, root): (String, String) = (row["id"], row["root"])
      let key = isForum ? (root.isEmpty ? id : root) : channel.id
      let name = try sender.map { try names.name(of: $0) } ?? json["author"]?["name"]?.string
      let isFollowed = follows.concern(
        [sender], title: json["subject"]?.string ?? "", text: json["body"]?.string ?? "")
      news[key, default: ConversationNews(root: key, channel: channel.id, isTopic: isForum)]
        .add(id, json, at: row["sortKey"], for: me, named: name, isFollowed: isFollowed)
    }
    return Array(news.values)
  }

  private func mutedConversations() throws -> Set<String> {
    try String.fetchSet(
      call.db,
      sql: """
        SELECT id FROM object WHERE type = 'ReadPosition' AND owner = ? AND isDestroyed = 0 AND json ->> 'isMuted'
        """, arguments: [me])
  }

  /// What was made or changed by others, and is not over.
  private func events() throws -> [DigestEntry] {
    let isToCome = EventTimes.endsAfter(call.now.milliseconds - EventTimes.day)
    let changed = try call.db.objects(
      where: "type = 'CalendarEvent' AND json ->> 'updated' >= ? AND \(isToCome.sql)",
      StatementArguments([since.text] + isToCome.arguments))
    return changed.filter { call.access.mayRead($0.container) }.compactMap(event)
  }

  private func event(_ event: StoredObject) -> DigestEntry? {
    let isNew = event.creator != me && event.json["created"]?.string ?? "" >= since.text
    let isCancelled = event.json["status"] == "cancelled"
    // Until somebody changed it, whoever made it did so last.
    let last = event.json["updatedBy"]?.string ?? event.creator
    guard isNew || last != me else { return nil }
    var members: JSONObject = [
      "type": "CalendarEvent", "id": .string(event.id), "in": .string(event.container),
      "title": .string(DigestEntry.words(event.json["title"]?.string ?? "", most: DigestEntry.titleLength)),
      "start": event.json["start"] ?? .null, "change": isCancelled ? "cancelled" : isNew ? "new" : "changed",
    ]
    if let zone = event.json["timeZone"], !zone.isNull { members["timeZone"] = zone }
    let places = event.json["locations"]?.object?.sorted { $0.key < $1.key }.compactMap { $0.value["name"]?.string }
    if let place = places?.first { members["text"] = .string(DigestEntry.words(place)) }
    let rank: DigestEntry.Rank = isNew && !isCancelled ? .newEvent : .changedEvent
    return DigestEntry(rank: rank, order: event.sortKey, members: members, news: ("eventIds", [event.id]))
  }

  /// By folder: how many files are new there, and the newest one's name.
  private func files() throws -> [DigestEntry] {
    let nodes = try call.db.objects(
      where: """
        type = 'FileNode' AND json ->> 'blobId' IS NOT NULL AND (json ->> 'created' >= ?1 OR json ->> 'modified' >= ?1)
        """, [since.text]
    ).filter { call.access.mayRead($0.container) && $0.creator != me }
    return try Dictionary(grouping: nodes, by: \.parent).map { parent, nodes in
      let newest = nodes.max { ($0.json["modified"]?.string ?? "") < ($1.json["modified"]?.string ?? "") }
      let folder = try call.db.object("FileNode", parent).flatMap { call.access.mayRead($0.container) ? $0 : nil }
      let date = newest?.json["modified"]?.string.flatMap(UTCDate.init) ?? since
      let members: JSONObject = [
        "type": "FileNode", "id": .string(parent),
        "title": .string(DigestEntry.words(folder?.json["name"]?.string ?? "", most: DigestEntry.titleLength)),
        "count": .int(Int64(nodes.count)), "at": .string(date.seconds),
        "text": .string(DigestEntry.words(newest?.json["name"]?.string ?? "")),
      ]
      return DigestEntry(
        rank: .news, order: -date.milliseconds, members: members, news: ("fileIds", nodes.map(\.id)))
    }
  }
}

/// What members are called, each looked up once.
private struct PrincipalNames {
  let db: Database
  private var names: [String: String] = [:]

  init(db: Database) { self.db = db }

  mutating func name(of id: String) throws -> String {
    if let name = names[id] { return name }
    let name = try db.object("Principal", id)?.json["name"]?.string ?? ""
    names[id] = DigestEntry.words(name, most: 30)
    return name
  }
}
