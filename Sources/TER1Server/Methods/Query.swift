import GRDB
import JSON
import Wire

/// `T/query` and `T/queryChanges`: RFC 8620, sections 5.5 and 5.6.
struct Query {
  private let type: any ObjectType
  private let access: Access
  private let condition: SQLCondition
  private let order: String
  /// Tells the thread of a row, of which only the first shall be given; nil: all are.
  private let thread: String?
  private static let mostIDs = 10_000

  static func run(_ type: any ObjectType, _ arguments: JSONObject, _ call: Call) throws -> MethodResult {
    let query = try Query(type, arguments, call)
    let limit = try number(arguments["limit"], least: 0) ?? mostIDs
    let ids = try query.ids(call.db, most: enough(arguments, limit))
    let position = try query.position(arguments, ids, call)
    let page = ids.dropFirst(position).prefix(min(limit, mostIDs))
    var answer: JSONObject = [
      "accountId": .string(call.accountID), "queryState": .string(try call.state(of: type)),
      "canCalculateChanges": false, "position": .int(Int64(position)), "ids": .array(page.map(JSONValue.string)),
    ]
    if arguments["calculateTotal"] == true { answer["total"] = .int(Int64(ids.count)) }
    if limit > mostIDs { answer["limit"] = .int(Int64(mostIDs)) }
    return .members(answer)
  }

  /// How many ids suffice for the answer; nil: all must be known.
  private static func enough(_ arguments: JSONObject, _ limit: Int) throws(MethodError) -> Int? {
    guard arguments["anchor"]?.string == nil, arguments["calculateTotal"] != true else { return nil }
    let position = try number(arguments["position"], least: -1_000_000_000) ?? 0
    return position < 0 ? nil : position + min(limit, mostIDs)
  }

  /// Nothing changed, or nobody knows what.
  static func runChanges(_ type: any ObjectType, _ arguments: JSONObject, _ call: Call) throws -> MethodResult {
    let state = try call.state(of: type)
    guard arguments["sinceQueryState"]?.string == state else { throw MethodError(MethodError.cannotCalculateChanges) }
    return .members([
      "accountId": .string(call.accountID), "oldQueryState": .string(state), "newQueryState": .string(state),
      "removed": [], "added": [],
    ])
  }

  private init(_ type: any ObjectType, _ arguments: JSONObject, _ call: Call) throws(MethodError) {
    self.type = type
    access = call.access
    let filter = arguments["filter"] ?? .null
    condition =
      filter.isNull
      ? SQLCondition("1", []) : try SQLCondition(filter: filter, of: type, arguments)
    order = try Self.order(arguments["sort"] ?? .null, of: type)
    thread = arguments["collapseThreads"] == true ? type.threadExpression : nil
  }

  private static func order(_ sort: JSONValue, of type: any ObjectType) throws(MethodError) -> String {
    guard !sort.isNull else { return "seq" }
    guard let comparators = sort.array, comparators.count <= 8 else {
      throw MethodError(MethodError.invalidArguments, "sort")
    }
    var terms: [String] = []
    for comparator in comparators {
      guard let expression = comparator["property"]?.string.flatMap(type.sortExpression) else {
        throw MethodError(MethodError.unsupportedSort)
      }
      terms.append("\(expression) \(comparator["isAscending"]?.bool ?? true ? "ASC" : "DESC")")
    }
    return (terms + ["seq"]).joined(separator: ", ")
  }

  private func ids(_ db: Database, most: Int?) throws -> [String] {
    let owner = type.isPrivate ? access.principalID : ""
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, container, \(thread ?? "NULL") AS thread FROM object
        WHERE type = ? AND owner = ? AND isDestroyed = 0 AND \(condition.sql) ORDER BY \(order)
        """, arguments: StatementArguments([type.name, owner] + condition.arguments))
    var ids: [String] = []
    var seen: Set<String> = []
    while ids.count < most ?? .max, let row = try rows.next() {
      guard access.sees(type, in: row["container"]) else { continue }
      if let thread = row["thread"] as String?, !seen.insert(thread).inserted { continue }
      ids.append(row["id"])
    }
    return ids
  }

  private func position(_ arguments: JSONObject, _ ids: [String], _ call: Call) throws(MethodError) -> Int {
    if let anchor = arguments["anchor"]?.string {
      guard let index = ids.firstIndex(of: call.resolved(anchor)) else { throw MethodError(MethodError.anchorNotFound) }
      return min(max(0, index + (try Self.number(arguments["anchorOffset"], least: -1_000_000_000) ?? 0)), ids.count)
    }
    let position = try Self.number(arguments["position"], least: -1_000_000_000) ?? 0
    return position < 0 ? max(0, ids.count + position) : min(position, ids.count)
  }

  private static func number(_ value: JSONValue?, least: Int) throws(MethodError) -> Int? {
    guard let value, !value.isNull else { return nil }
    guard let number = value.int, (least...1_000_000_000).contains(number) else {
      throw MethodError(MethodError.invalidArguments)
    }
    return number
  }
}
