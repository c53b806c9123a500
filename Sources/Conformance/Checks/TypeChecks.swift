import JSON
import Sync
import Wire

/// A type whose objects a client keeps.
struct ExaminedType: Sendable {
  let name: String
  let capability: String
  let levels: Set<Level>
  var hasQuery = true
  /// Other words than this one's may offer it: Cyrus 3.6 has calendars under a name of its own.
  var also: String?

  static let all: [ExaminedType] = [
    ExaminedType(name: "Mailbox", capability: Capability.mail, levels: [.l0, .l1]),
    ExaminedType(name: "Email", capability: Capability.mail, levels: [.l0, .l1]),
    ExaminedType(
      name: "Calendar", capability: Capability.calendars, levels: [.l1, .l2], hasQuery: false,
      also: Capability.cyrusCalendars),
    ExaminedType(
      name: "CalendarEvent", capability: Capability.calendars, levels: [.l1, .l2], also: Capability.cyrusCalendars),
    ExaminedType(name: "Channel", capability: Capability.discussion, levels: [.l2]),
    ExaminedType(name: "Message", capability: Capability.discussion, levels: [.l2]),
    ExaminedType(name: "ReadPosition", capability: Capability.discussion, levels: [.l2]),
    ExaminedType(name: "FileNode", capability: Capability.fileNode, levels: [.l2]),
    ExaminedType(name: "Principal", capability: Capability.principals, levels: [.l2]),
    ExaminedType(name: "Proposal", capability: Capability.proposals, levels: [.l2]),
    ExaminedType(name: "Tally", capability: Capability.proposals, levels: [.l2]),
    ExaminedType(name: "Ballot", capability: Capability.proposals, levels: [.l2]),
    ExaminedType(name: "Feed", capability: Capability.news, levels: [.l2]),
    ExaminedType(name: "Article", capability: Capability.news, levels: [.l2]),
    ExaminedType(name: "Course", capability: Capability.courses, levels: [.l2]),
    ExaminedType(name: "Lesson", capability: Capability.courses, levels: [.l2]),
    ExaminedType(name: "CourseProgress", capability: Capability.courses, levels: [.l2]),
    ExaminedType(name: "Profile", capability: Capability.members, levels: [.l2]),
    ExaminedType(name: "Report", capability: Capability.members, levels: [.l2]),
  ]

  /// Its objects in the account that is looked at.
  func collection(_ examinee: Examinee) throws(Finding) -> Collection {
    var urn = capability
    if let also, examinee.capabilities[capability] == nil, examinee.capabilities[also] != nil { urn = also }
    let account = try examinee.account(having: urn)
    return Collection(examinee: examinee, type: name, account: account, using: [urn])
  }

  /// Any type that the server has, and its capability.
  static func first(of examinee: Examinee) throws(Finding) -> (name: String, capability: String) {
    for type in all {
      if let collection = try? type.collection(examinee) { return (type.name, collection.using[0]) }
    }
    throw .notOffered("none of the types that a client of this protocol knows")
  }

  static func named(_ name: String, _ examinee: Examinee) throws(Finding) -> Collection {
    guard let type = all.first(where: { $0.name == name }) else { throw .notOffered(name) }
    return try type.collection(examinee)
  }
}

/// RFC 8620, section 5, for every type.
enum TypeChecks {
  static let all: [Check] = ExaminedType.all.flatMap(checks) + [getLimit]

  private static func checks(_ type: ExaminedType) -> [Check] {
    func check(
      _ aspect: String, _ promise: String, _ source: String, levels: Set<Level>? = nil,
      _ examine: @escaping @Sendable (Collection) async throws(Finding) -> Void
    ) -> Check {
      Check("\(type.name).\(aspect)", promise, source, levels: levels ?? type.levels) {
        examinee async throws(Finding) in
        try await examine(try type.collection(examinee))
      }
    }
    var checks = [
      check("get", "\(type.name)/get answers with the account and a state", "RFC 8620, 5.1", get),
      check("unknown-id", "an id that is none is in notFound", "RFC 8620, 5.1", unknownID),
      check("properties", "\(type.name)/get gives the properties asked for and the id", "RFC 8620, 5.1", properties),
      check("changes", "since the current state nothing changed", "RFC 8620, 5.2", changes),
      check("bad-state", "a state that was never given is cannotCalculateChanges", "RFC 8620, 5.2", badState),
      check(
        "from-zero", "the state \"0\" pages through all there is", "docs/protocol.md, 15",
        levels: type.levels.intersection([.l2]), fromZero),
      check(
        "query", "\(type.name)/query answers with ids and a state", "RFC 8620, 5.5",
        levels: type.hasQuery ? nil : [.l2], query),
      check(
        "query-pages", "\(type.name)/query pages by position and limit", "RFC 8620, 5.5",
        levels: type.hasQuery ? nil : [.l2], queryPages
      ),
    ]
    // Read positions are known by their conversations, ballots by their proposals, progress by its course, the one profile by its
    // member: nothing is to be asked for.
    let known: Set<String> = ["ReadPosition", "Ballot", "CourseProgress", "Profile"]
    if known.contains(type.name) { checks.removeAll { $0.name.hasSuffix("query-pages") } }
    return checks
  }

  private static let nobody = "ter1-conformance-none"

  private static func get(_ collection: Collection) async throws(Finding) {
    let answer = try await collection.call("get", ["ids": []])
    let account = answer["accountId"]?.string
    try expect(account == collection.account, "accountId \(collection.account)", account ?? "none")
    try expect(answer["state"]?.string?.isEmpty == false, "a state", JSONValue.object(answer).short)
    try expect(answer["list"] == [], "an empty list for no ids", answer["list"]?.short ?? "none")
    try expect(answer["notFound"] == [], "an empty notFound", answer["notFound"]?.short ?? "none")
  }

  private static func unknownID(_ collection: Collection) async throws(Finding) {
    let result = try await collection.get(["ids": [.string(nobody)]])
    try expect(result.notFound == [nobody], "notFound [\(nobody)]", "\(result.notFound)")
    try expect(result.list.isEmpty, "an empty list", "\(result.list.count) objects")
  }

  /// Some object's id; nil when there is none.
  private static func someID(_ collection: Collection) async throws(Finding) -> String? {
    guard case .success(let answer) = try await collection.outcome("query", ["limit": 1]) else {
      return try await collection.get(["ids": nil, "properties": ["id"]]).list.first?["id"]?.string
    }
    return answer["ids"]?[0]?.string
  }

  private static func properties(_ collection: Collection) async throws(Finding) {
    guard let id = try await someID(collection) else { throw .notTried("there is no \(collection.type)") }
    let object = try await collection.object(id, ["id"])
    try expect(object.keys.sorted() == ["id"], "the id only", object.keys.sorted().joined(separator: ", "))
  }

  private static func changes(_ collection: Collection) async throws(Finding) {
    let state = try await collection.state()
    let changes = try await collection.changes(since: state)
    try expect(changes.oldState == state, "oldState \(state)", changes.oldState)
    let count = changes.created.count + changes.updated.count + changes.destroyed.count
    try expect(count == 0 && !changes.hasMoreChanges, "nothing", "\(count) changes")
    try expect(changes.newState == state, "newState \(state)", changes.newState)
  }

  private static func badState(_ collection: Collection) async throws(Finding) {
    switch try await collection.outcome("changes", ["sinceState": .string(nobody)]) {
    case .success: throw .failed(expected: "the error cannotCalculateChanges", seen: "an answer")
    case .failure(let error):
      if error.type == MethodError.unknownMethod { throw .notOffered("no \(collection.type)/changes") }
      try expect(error.type == MethodError.cannotCalculateChanges, "the error cannotCalculateChanges", error.words)
    }
  }

  private static func fromZero(_ collection: Collection) async throws(Finding) {
    var (state, seen): (String, Set<String>) = ("0", [])
    let pageSize = 7
    for page in 0..<20 {
      let changes = try await collection.changes(since: state, atMost: pageSize)
      let ids = changes.created + changes.updated + changes.destroyed
      try expect(ids.count <= pageSize, "at most maxChanges (\(pageSize)) ids", "\(ids.count)")
      try expect(seen.isDisjoint(with: ids), "no object twice", "page \(page)")
      seen.formUnion(ids)
      guard changes.hasMoreChanges else {
        return try expect(try await isWhole(collection, seen), "every object is in a page", "some are not")
      }
      try expect(changes.newState != state, "a new state after each page", changes.newState)
      state = changes.newState
    }
  }

  private static func isWhole(_ collection: Collection, _ seen: Set<String>) async throws(Finding) -> Bool {
    Set(try await collection.query(["limit": 100])).isSubset(of: seen)
  }

  private static func query(_ collection: Collection) async throws(Finding) {
    let answer = try await collection.call("query", ["limit": 2, "calculateTotal": true])
    let seen = JSONValue.object(answer).short
    let ids = try want(answer["ids"]?.array, "ids", seen)
    try expect(ids.count <= 2, "at most 2 ids", seen)
    try expect(answer["queryState"]?.string?.isEmpty == false, "queryState", seen)
    try expect(answer["position"]?.int == 0, "position 0", seen)
    try expect(answer["canCalculateChanges"]?.bool != nil, "canCalculateChanges", seen)
    try expect(answer["total"]?.int ?? -1 >= ids.count, "the total, when asked for", seen)
  }

  private static func queryPages(_ collection: Collection) async throws(Finding) {
    let together = try await collection.query(["limit": 4])
    guard together.count >= 2 else { throw .notTried("there are not two of \(collection.type)") }
    var apart: [String] = []
    for position in 0..<together.count {
      apart += try await collection.query(["limit": 1, "position": .int(Int64(position))])
    }
    try expect(apart == together, "the same ids one by one", "\(apart) for \(together)")
  }

  private static let getLimit = Check("limits.get", "maxObjectsInGet is enforced", "RFC 8620, 5.1") {
    examinee async throws(Finding) in
    let most = examinee.session.session.coreLimits.maxObjectsInGet
    guard most <= 10_000 else { throw .notTried("more than 10,000 objects are allowed") }
    let (name, _) = try ExaminedType.first(of: examinee)
    let ids = (0...most).map { JSONValue.string("none-\($0)") }
    let collection = try ExaminedType.named(name, examinee)
    let arguments: JSONObject = ["accountId": .string(collection.account), "ids": .array(ids)]
    let request = Request(
      using: [Capability.core] + collection.using, methodCalls: [Invocation("\(name)/get", arguments, id: "0")])
    let answer = try await examinee.post(request.json.bytes)
    let json = try? JSONValue(parsing: answer.body)
    // Some refuse the whole request.
    if answer.status == 400, json?["limit"] == "maxObjectsInGet" { return }
    let error = json?["methodResponses"]?[0]?[1]?["type"]?.string
    try expect(error == MethodError.requestTooLarge, "the error requestTooLarge", "\(answer.status): \(answer.start)")
  }
}
