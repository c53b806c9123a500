import GRDB
import JSON
import Wire

/// `T/get`: RFC 8620, section 5.1. The stored text of an object goes into the answer as it is; only what differs from reader to
/// reader is put before it.
struct Get {
  let type: any ObjectType
  private let call: Call
  private var access: Access { call.access }
  private var db: Database { call.db }
  private let properties: Set<String>?
  private var rightsText: [String: [UInt8]] = [:]
  private var list: [UInt8] = []
  private var notFound: [String] = []

  static func run(_ type: any ObjectType, _ arguments: JSONObject, _ call: Call) throws -> MethodResult {
    let state = try call.state(of: type)
    var get = try Get(type: type, arguments, call)
    if arguments["ids"]?.isNull ?? true {
      try get.addAll()
    } else {
      for id in try ids(arguments, call) { try get.add(id) }
    }
    return .text(get.answer(call.accountID, state))
  }

  /// The objects of these ids that the member may read, as the text of a JSON array; and the ids of the others.
  static func objects(_ type: any ObjectType, _ ids: [String], _ call: Call) throws -> (
    text: [UInt8], notFound: [String]
  ) {
    var get = try Get(type: type, [:], call)
    for id in ids { try get.add(id) }
    return (get.listText, get.notFound)
  }

  /// The same with these properties alone.
  static func objects(_ type: any ObjectType, _ ids: [String], only properties: [String], _ call: Call) throws
    -> [JSONValue]
  {
    var get = try Get(type: type, ["properties": .array(properties.map(JSONValue.string))], call)
    for id in ids { try get.add(id) }
    return try JSONValue(parsing: get.listText).array ?? []
  }

  private init(type: any ObjectType, _ arguments: JSONObject, _ call: Call) throws {
    self.type = type
    self.call = call
    guard let wanted = arguments["properties"], !wanted.isNull else {
      properties = type.heavy.isEmpty ? nil : Set(type.properties.map(\.name)).subtracting(type.heavy)
      return
    }
    let names = wanted.array?.map(\.string) ?? [nil]
    guard !names.contains(nil) else { throw MethodError(MethodError.invalidArguments, "properties") }
    let known = Set(type.properties.map(\.name))
    guard type.isOpen || names.allSatisfy({ known.contains($0 ?? "") }) else {
      throw MethodError(MethodError.invalidArguments, "unknown properties")
    }
    properties = Set(names.compactMap(\.self)).union(["id"])
  }

  private static func ids(_ arguments: JSONObject, _ call: Call) throws -> [String] {
    let ids = arguments["ids"]?.array?.map(\.string) ?? [nil]
    guard !ids.contains(nil) else { throw MethodError(MethodError.invalidArguments, "ids") }
    guard ids.count <= Limits.core.maxObjectsInGet else { throw MethodError(MethodError.requestTooLarge) }
    var seen: Set<String> = []
    return ids.compactMap(\.self).map(call.resolved).filter { seen.insert($0).inserted }
  }

  private var owner: String { type.isPrivate ? access.principalID : "" }

  // MARK: Rows

  private static let columns = "\(BallotContents.text), id, container, creator, clientId, name"

  private mutating func addAll() throws {
    let statement = try db.cachedStatement(
      sql: "SELECT \(Self.columns) FROM object WHERE type = ? AND owner = ? AND isDestroyed = 0 ORDER BY modseq")
    let rows = try Row.fetchCursor(statement, arguments: [type.name, owner])
    var count = 0
    while let row = try rows.next() {
      guard access.sees(type, in: row["container"]) else { continue }
      count += 1
      guard count <= Limits.core.maxObjectsInGet else { throw MethodError(MethodError.requestTooLarge) }
      try append(row)
    }
  }

  private mutating func add(_ id: String) throws {
    let statement = try db.cachedStatement(
      sql: "SELECT \(Self.columns) FROM object WHERE type = ? AND id = ? AND owner = ? AND isDestroyed = 0")
    guard let row = try Row.fetchOne(statement, arguments: [type.name, id, owner]),
      access.sees(type, in: row["container"])
    else {
      notFound.append(id)
      return
    }
    try append(row)
  }

  private mutating func append(_ row: Row) throws {
    guard list.count <= Limits.maxSizeAnswer else { throw MethodError(MethodError.requestTooLarge) }
    list.append(list.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
    let start = list.count
    list.append(UInt8(ascii: "{"))
    if let clientId = row["clientId"] as String?, row["creator"] == access.principalID, type.property("uid") == nil {
      list += Array("\"clientId\":".utf8)
      JSONValue.write(clientId, to: &list)
      list.append(UInt8(ascii: ","))
    }
    list += try rights(row["container"])
    if let own = try type.own(row["id"], in: call) {
      list += JSONValue.object(own).bytes.dropFirst().dropLast() + [UInt8(ascii: ",")]
    }
    if try isHidden(row) {
      list += JSONValue.object(MessageType.redacted(try JSONValue(parsing: row["json"] as String).object ?? [:])).bytes
        .dropFirst()
    } else {
      list += (row["json"] as String).utf8.dropFirst()
    }
    if let properties { try narrow(from: start, to: properties) }
  }

  /// Whether it is a message that moderators took out of others' sight.
  private func isHidden(_ row: Row) throws -> Bool {
    type.name == Types.message.name && row["name"] == MessageType.hiddenName && row["creator"] != access.principalID
      && !access.rights(in: row["container"]).contains(.moderate)
  }

  /// Whether some members may not read it.
  private func isRestricted(_ container: String) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT max(holder = 'everyone' AND rights & 1 = 1) FROM rightsGrant WHERE container = ?")
    return try Int.fetchOne(statement, arguments: [container]) == 0
  }

  private mutating func rights(_ container: String) throws -> [UInt8] {
    if let text = rightsText[container] { return text }
    let rights = type.myRights(access.rights(in: container))
    var text = rights.map { Array("\"myRights\":\($0.text),".utf8) } ?? []
    if try type.isContainer && isRestricted(container) { text += Array("\"isRestricted\":true,".utf8) }
    rightsText[container] = text
    return text
  }

  private mutating func narrow(from start: Int, to properties: Set<String>) throws {
    let whole = try JSONValue(parsing: list[start...]).object ?? [:]
    list.removeSubrange(start...)
    JSONValue.object(whole.filter { properties.contains($0.key) }).write(to: &list)
  }

  private func answer(_ accountID: String, _ state: String) -> [UInt8] {
    var answer = Array("{\"accountId\":\"\(accountID)\",\"state\":\"\(state)\",\"notFound\":".utf8)
    JSONValue.array(notFound.map(JSONValue.string)).write(to: &answer)
    answer += Array(",\"list\":".utf8)
    answer += listText
    answer.append(UInt8(ascii: "}"))
    return answer
  }

  private var listText: [UInt8] { list.isEmpty ? Array("[]".utf8) : list + [UInt8(ascii: "]")] }
}
