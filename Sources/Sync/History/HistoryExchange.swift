import ClientCore
import JSON
import Wire

/// The calls of some history queries, in one request or two, and the pages that their answers make.
struct HistoryExchange {
  struct Item {
    let query: HistoryQuery
    let dialect: any Dialect
    /// nil: the server is asked for ids.
    let arguments: JSONObject?
  }

  let account: Account
  let dialects: Dialects
  private(set) var items: [Item] = []

  /// Queries that cannot be put to this server are left out.
  init(_ queries: [HistoryQuery], _ account: Account, _ dialects: Dialects) {
    (self.account, self.dialects) = (account, dialects)
    items = queries.compactMap { query in
      guard let dialect = dialects[query.type, account] else { return nil }
      if case .ids = query.choice { return Item(query: query, dialect: dialect, arguments: nil) }
      return dialect.arguments(of: query).map { Item(query: query, dialect: dialect, arguments: $0) }
    }
  }

  var using: [String] { items.reduce(into: Set<String>()) { $0.formUnion($1.dialect.capabilities) }.sorted() }

  /// What the related types need, too.
  var usingWithRelated: [String] {
    let related = items.flatMap { $0.query.related }.compactMap { dialects[$0.type, account] }
    return related.reduce(into: Set(using)) { $0.formUnion($1.capabilities) }.sorted()
  }

  // MARK: Calls

  func calls() -> [Invocation] { items.indices.flatMap { calls($0) } }

  private func calls(_ index: Int) -> [Invocation] {
    let item = items[index]
    guard var arguments = item.arguments else {
      guard case .ids(let ids) = item.query.choice else { return [] }
      return [get(item, ["ids": .array(ids.map { .string($0.rawValue) })], index)]
    }
    arguments["accountId"] = .string(account.jmapID)
    let query = Invocation("\(item.dialect.serverType)/query", arguments, id: "q\(index)")
    if item.query.isThin { return [query] }
    let found = ResultReference(resultOf: query.callID, name: query.name, path: "/ids")
    return [query, get(item, ["#ids": found.json], index)] + related(item, index)
  }

  private func get(_ item: Item, _ ids: JSONObject, _ index: Int) -> Invocation {
    let more =
      item.query.isTitles ? item.dialect.titleArguments : item.query.isFull ? item.dialect.fullArguments : [:]
    return item.dialect.get(ids.merging(more) { ids, _ in ids }, account, id: "g\(index)")
  }

  /// What the objects found refer to; the people are those of the topics, too.
  private func related(_ item: Item, _ index: Int) -> [Invocation] {
    guard item.dialect.takesNullReferences else { return [] }
    var calls: [Invocation] = []
    var sources = ["g\(index)"]
    for related in item.query.related {
      guard let dialect = dialects[related.type, account] else { continue }
      for (place, source) in sources.enumerated() where related.type != item.query.type || place == 0 {
        let reference = ResultReference(
          resultOf: source, name: "\(item.dialect.serverType)/get", path: "/list/*/\(related.property)")
        let more = related.isTitles ? dialect.titleArguments : [:]
        calls.append(
          dialect.get(["#ids": reference.json].merging(more) { ids, _ in ids }, account, id: "r\(calls.count).\(index)")
        )
      }
      if related.type == item.query.type { sources.append("r0.\(index)") }
    }
    return calls
  }

  // MARK: Answers

  /// The pages; what the objects refer to and is of another type makes pages of its own.
  /// - Throws: `MethodError` of a query that failed, `SyncError`.
  func pages(_ response: Response) throws -> [HistoryPage] { try items.indices.flatMap { try pages($0, response) } }

  func pages(_ index: Int, _ response: Response) throws -> [HistoryPage] {
    let item = items[index]
    var page = HistoryPage(item.query, ids: try ids(index, response), objects: [])
    page.limit = try item.arguments.flatMap { _ in try response.result(of: "q\(index)")?["limit"]?.int.map { Int($0) } }
    guard !item.query.isThin else { return [page] }
    let result = try objects("g\(index)", item.dialect, response)
    page.objects = item.query.isFull ? result.list.map(item.dialect.full) : result.list
    page.readAt[item.query.type] = result.state
    if item.arguments == nil { page.notFound = result.notFound.map { ObjectID($0) } }
    var others: [HistoryPage] = []
    var place = 0
    while let (dialect, result) = try related("r\(place).\(index)", response) {
      place += 1
      if dialect.type == item.query.type {
        page.related[dialect.type, default: []] += result.list
        if result.state != page.readAt[dialect.type] { page.readAt[dialect.type] = "" }
      } else {
        let ids = result.list.compactMap { $0["id"]?.string }.map { ObjectID($0) }
        var other = HistoryPage(.single(account.id, dialect.type, ids), ids: ids, objects: result.list)
        other.readAt[dialect.type] = result.state
        others.append(other)
      }
    }
    return [page] + others
  }

  private func ids(_ index: Int, _ response: Response) throws -> [ObjectID] {
    guard items[index].arguments != nil else {
      guard case .ids(let ids) = items[index].query.choice else { return [] }
      return ids
    }
    guard let ids = try response.result(of: "q\(index)")?["ids"]?.array else {
      throw SyncError.unreadable(detail: "\(items[index].dialect.serverType)/query")
    }
    return ids.compactMap(\.string).map { ObjectID($0) }
  }

  func objects(_ callID: String, _ dialect: any Dialect, _ response: Response) throws -> GetResult {
    guard let arguments = try response.result(of: callID) else {
      throw SyncError.unreadable(detail: "no answer to \(callID)")
    }
    do { return dialect.translated(try GetResult(arguments)) } catch { throw SyncError.unreadable(detail: "\(error)") }
  }

  /// nil: no such call was made, or it failed; then its objects come later.
  private func related(_ callID: String, _ response: Response) throws -> (any Dialect, GetResult)? {
    guard let answer = response.methodResponses.first(where: { $0.callID == callID }),
      let type = answer.name.split(separator: "/").first,
      let dialect = dialects.dialect(serverType: String(type), account)
    else { return nil }
    return (dialect, try objects(callID, dialect, response))
  }
}
