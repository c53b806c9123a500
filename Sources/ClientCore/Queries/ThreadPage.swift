internal import GRDB
internal import Text

/// A topic and part of its messages, in the order of the tree: each answer below what it answers, by date.
public struct ThreadPage: Sendable {
  public let topic: TopicRow
  public let channel: Channel?
  public let messages: Page<MessageRow>
  /// All messages, in the order of the tree, and how deep each stands: enough to fold and to jump.
  public let outline: [OutlineEntry]
  /// Where in the outline the first unread message stands.
  public let firstUnread: Int?

  public struct OutlineEntry: Sendable, Hashable {
    public let id: ObjectID
    public let depth: Int
    public let isUnread: Bool
    /// Seconds since 1970.
    public let receivedAt: Double
  }
}

extension CacheReader {
  /// Part of a topic; nil when nothing of it is known.
  public func thread(
    _ topic: ObjectKey, at anchor: Anchor = .start, limit: Int
  ) throws(CacheError) -> ThreadPage? {
    try read { db in
      let lookup = Lookup(db)
      guard let row = try Self.topic(topic, lookup) else { return nil }
      let root = try lookup.message(topic.id, topic.account)?.object.id ?? topic.id
      let nodes = ThreadTree.ordered(try Self.nodes(topic, db), root: root)
      let limit = bounded(limit)
      let offset = anchor.offset(limit: limit, total: nodes.count) { id in nodes.firstIndex { $0.id == id } }
      let window = nodes[offset..<min(offset + limit, nodes.count)]
      let messages = try MessageRows(lookup, topic.account).rows(window.map { ($0.row, $0.depth) })
      return ThreadPage(
        topic: row, channel: try lookup.object(Channel.self, topic.account, row.channelID)?.object,
        messages: Page(total: nodes.count, offset: offset, rows: messages),
        outline: nodes.map(\.entry),
        firstUnread: nodes.firstIndex(where: \.isUnread))
    }
  }

  static let threadNodes = """
    SELECT row, id, replyTo, flags, mailKey FROM message WHERE account = ? AND conversation = ? ORDER BY row LIMIT 50000
    """

  private static func nodes(_ topic: ObjectKey, _ db: Database) throws -> [ThreadNode] {
    let arguments: StatementArguments = [topic.account.rawValue, topic.id.rawValue]
    let read = try Int64.fetchOne(db.cachedStatement(sql: MessageRows.position), arguments: arguments) ?? 0
    return try Row.fetchAll(db.cachedStatement(sql: threadNodes), arguments: arguments).map { row in
      let flags = MessageFlags(rawValue: row[3])
      let isUnread = row[0] as Int64 > read && flags.isDisjoint(with: .readAnyway)
      return ThreadNode(
        row: row[0], id: ObjectID(row[1]), replyTo: ObjectID(row[2]), mailKey: ObjectID(row[4]), isUnread: isUnread)
    }
  }
}

/// A message's place in its thread.
struct ThreadNode {
  let row: Int64
  let id: ObjectID
  /// Empty when it answers nothing.
  let replyTo: ObjectID
  /// What answers may mean it by, beside its id; empty for what is no mail.
  var mailKey: ObjectID = ""
  let isUnread: Bool
  var depth = 0

  var entry: ThreadPage.OutlineEntry {
    ThreadPage.OutlineEntry(
      id: id, depth: depth, isUnread: isUnread, receivedAt: Double(RowNumber.time(of: row)) / 1_000)
  }
}

enum ThreadTree {
  static let deepest = 100

  /// Depth first, answers by date. What answers nothing, something unknown, or (through a circle) itself hangs below the topic.
  /// - Parameter nodes: by date.
  static func ordered(_ nodes: [ThreadNode], root: ObjectID) -> [ThreadNode] {
    let names = nodes.enumerated().flatMap { place, node in [(node.id, place), (node.mailKey, place)] }
    let index = Dictionary(names.filter { $0.0 != "" }) { first, _ in first }
    var children: [[Int]] = Array(repeating: [], count: nodes.count)
    var tops: [Int] = []
    for (place, node) in nodes.enumerated() {
      let parent = node.id == root ? nil : index[node.replyTo] ?? index[root]
      if let parent, parent != place { children[parent].append(place) } else { tops.append(place) }
    }
    var walk = ThreadWalk(nodes: nodes, children: children)
    for top in tops.sorted(by: { nodes[$0].id == root && nodes[$1].id != root }) { walk.visit(top, depth: 0) }
    // Whoever stands in a circle is reached from nowhere.
    for place in nodes.indices { walk.visit(place, depth: index[root] == nil ? 0 : 1) }
    return walk.result
  }
}

/// Walks a thread without recursion: a chain of ten thousand answers must not use up the stack.
private struct ThreadWalk {
  let nodes: [ThreadNode]
  let children: [[Int]]
  var result: [ThreadNode] = []
  private var isVisited: [Bool]

  init(nodes: [ThreadNode], children: [[Int]]) {
    (self.nodes, self.children) = (nodes, children)
    isVisited = Array(repeating: false, count: nodes.count)
  }

  mutating func visit(_ start: Int, depth: Int) {
    var stack = [(place: start, depth: depth)]
    while let (place, depth) = stack.popLast() {
      guard !isVisited[place] else { continue }
      isVisited[place] = true
      var node = nodes[place]
      node.depth = min(depth, ThreadTree.deepest)
      result.append(node)
      for child in children[place].reversed() { stack.append((child, depth + 1)) }
    }
  }
}
