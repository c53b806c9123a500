import GRDB
import JSON
import Wire

/// `T/set`: RFC 8620, section 5.3. Each object is changed or refused by itself; all that is done is one transaction.
struct SetObjects {
  private let type: any ObjectType
  private let call: Call
  private let change: Change
  private let ifMatch: IfMatch
  private var result: SetResult
  /// What creation ids stand for, with those of earlier calls.
  private(set) var createdIDs: [String: String]

  static func run(
    _ type: any ObjectType, _ arguments: JSONObject, _ call: Call, _ transaction: Transaction, memberBytes: Int64?
  ) throws -> (MethodResult, createdIDs: [String: String]) {
    let change = Change(
      transaction: transaction, access: call.access, arguments: arguments, memberBytes: memberBytes)
    var set = try SetObjects(type, arguments, call, change)
    try set.createAll(members(arguments, "create"))
    for (id, patch) in try members(arguments, "update").sorted(by: { $0.key < $1.key }) {
      try set.update(set.resolved(id), key: id, patch)
    }
    try set.destroyAll(ids(arguments["destroy"]))
    set.result.newState = try call.state(of: type)
    return (.members(set.result.arguments(accountID: call.accountID)), set.createdIDs)
  }

  private init(_ type: any ObjectType, _ arguments: JSONObject, _ call: Call, _ change: Change) throws {
    self.type = type
    self.call = call
    self.change = change
    ifMatch = try IfMatch(arguments)
    createdIDs = call.createdIDs
    let state = try call.state(of: type)
    result = SetResult(oldState: state, newState: state)
    if let expected = arguments["ifInState"], !expected.isNull, expected.string != state {
      throw MethodError(MethodError.stateMismatch)
    }
    let count =
      try Self.members(arguments, "create").count + Self.members(arguments, "update").count
      + Self.ids(arguments["destroy"]).count
    guard count <= Limits.core.maxObjectsInSet else { throw MethodError(MethodError.requestTooLarge) }
  }

  private static func members(_ arguments: JSONObject, _ name: String) throws(MethodError) -> JSONObject {
    guard let value = arguments[name], !value.isNull else { return [:] }
    guard let members = value.object else { throw MethodError(MethodError.invalidArguments, name) }
    return members
  }

  private static func ids(_ value: JSONValue?) throws(MethodError) -> [String] {
    guard let value, !value.isNull else { return [] }
    guard let ids = value.array?.map(\.string), !ids.contains(nil) else {
      throw MethodError(MethodError.invalidArguments, "destroy")
    }
    return ids.compactMap(\.self)
  }

  private func resolved(_ id: String) -> String {
    id.hasPrefix("#") ? createdIDs[String(id.dropFirst())] ?? id : id
  }

  /// Runs `body`; when it refuses, what it wrote is taken back.
  private func attempt(_ body: () throws -> Void) throws -> SetError? {
    do {
      try change.db.inSavepoint {
        try body()
        return .commit
      }
      return nil
    } catch let error as SetError {
      return error
    }
  }
}

// MARK: - Create

extension SetObjects {
  /// An object may refer by `#k` to another of the same call, in whatever order they stand.
  private mutating func createAll(_ drafts: JSONObject) throws {
    var waiting = drafts.sorted { $0.key < $1.key }
    while !waiting.isEmpty {
      let names = Set(waiting.map(\.key))
      let ready = waiting.filter { References.names(in: $0.value, of: type).isDisjoint(with: names) }
      for (key, draft) in ready.isEmpty ? waiting : ready { try create(key, draft) }
      waiting.removeAll { entry in ready.isEmpty || ready.contains { $0.key == entry.key } }
    }
  }

  private mutating func create(_ key: String, _ draft: JSONValue) throws {
    var created: JSONObject = [:]
    let ids = createdIDs
    let error = try attempt {
      guard let members = References.resolving(draft, by: ids, of: type).object else {
        throw SetError(SetError.invalidProperties, "no object")
      }
      let object = try make(members)
      created = presented(object).filter { members[$0.key] != $0.value }
      created["id"] = .string(object.id)
    }
    if let error {
      result.notCreated[key] = error
    } else {
      result.created[key] = created
      createdIDs[key] = created["id"]?.string
    }
  }

  private func make(_ draft: JSONObject) throws -> StoredObject {
    try refuseExisting(draft)
    var object = StoredObject(type: type.name, json: try Draft.completed(draft, of: type))
    object.creator = change.me
    object.clientId = object.json.removeValue(forKey: "clientId")?.string
    if type.isPrivate { object.owner = change.me }
    if type.property("uid") != nil { giveUID(&object) }
    try type.create(&object, in: change)
    try Draft.checkSize(object.json)
    try change.requireRoom(for: object, instead: nil, as: type)
    try change.transaction.insert(&object, as: type)
    if type.isContainer {
      object.container = object.id
      try change.transaction.setOwnContainer(object)
    }
    try type.created(object, in: change)
    return object
  }

  private func giveUID(_ object: inout StoredObject) {
    let uid = object.json["uid"]?.string ?? Secrets.hexadecimal(Secrets.random(16))
    object.json["uid"] = .string(uid)
    object.clientId = uid
  }

  /// A create that was answered once is answered so for ever. Of an event that the member may not read, and did not make, no more
  /// is told than that its uid is taken.
  private func refuseExisting(_ draft: JSONObject) throws {
    let isEvent = type.property("uid") != nil
    let name = isEvent ? "uid" : "clientId"
    guard let clientId = draft[name]?.string else { return }
    guard !clientId.isEmpty else { throw SetError.invalid(name, "is empty") }
    let owner = isEvent ? "1 = 1" : "creator = ?2"
    let row = try Row.fetchOne(
      change.db,
      sql: "SELECT id, container, creator FROM object WHERE type = ?1 AND clientId = ?3 AND \(owner)",
      arguments: [type.name, change.me, clientId])
    guard let row else { return }
    guard row["creator"] == change.me || change.access.mayRead(row["container"]) else {
      throw SetError.invalid(name, "is taken")
    }
    throw SetError(SetError.alreadyExists, existingId: row["id"])
  }

  /// The object as its reader sees it.
  private func presented(_ object: StoredObject) -> JSONObject {
    var json = object.json
    if let clientId = object.clientId, object.creator == change.me, type.property("uid") == nil {
      json["clientId"] = .string(clientId)
    }
    if let rights = type.myRights(change.access.rights(in: object.container)) { json["myRights"] = rights }
    return json
  }
}

// MARK: - Update and destroy

extension SetObjects {
  private func visible(_ id: String) throws -> StoredObject? {
    let owner = type.isPrivate ? change.me : ""
    guard let object = try change.db.object(type.name, id, owner: owner), change.access.sees(type, in: object.container)
    else { return nil }
    try change.requireSight(of: object)
    return object
  }

  private mutating func update(_ id: String, key: String, _ patch: JSONValue) throws {
    var answer: JSONObject = [:]
    let ids = createdIDs
    let error = try attempt {
      guard let patch = References.resolving(patch, by: ids, of: type).object else {
        throw SetError(SetError.invalidPatch, "no object")
      }
      if let old = try visible(id) {
        answer = try apply(patch, to: old, isNew: false)
      } else if let absent = try type.absent(id, in: change) {
        answer = try apply(patch, to: absent, isNew: true)
      } else {
        throw SetError(SetError.notFound)
      }
    }
    if let error { result.notUpdated[key] = error } else { result.updated[id] = answer }
  }

  private func apply(_ patch: JSONObject, to old: StoredObject, isNew: Bool) throws -> JSONObject {
    let before = presented(old)
    let asked = try Draft.patched(before, with: patch, of: type, in: change)
    var new = old
    new.json = asked
    new.json["clientId"] = nil
    new.json["myRights"] = nil
    // What has been done already is no conflict: the answer to it may have been lost.
    guard isNew || new.json != old.json else { return [:] }
    do {
      try type.admit(new, in: change)
      try ifMatch.check(old.id, before)
      try type.update(&new, from: old, in: change)
    } catch let done as AlreadyDone { return done.answer }
    try Draft.checkSize(new.json)
    try change.requireRoom(for: new, instead: old, as: type)
    if isNew {
      try change.transaction.revive(&new, as: type)
    } else if new != old {
      try change.transaction.update(new, from: old, as: type)
      try type.updated(new, from: old, in: change)
    }
    return presented(new).filter { asked[$0.key] != $0.value && $0.key != "myRights" }
  }

  /// In any order: a folder may stand before what lies in it.
  private mutating func destroyAll(_ ids: [String]) throws {
    var waiting = ids.map(resolved)
    while !waiting.isEmpty {
      for id in waiting { try destroy(id) }
      let refused = waiting.filter { result.notDestroyed[$0]?.type == SetError.nodeHasChildren }
      guard refused.count < waiting.count else { return }
      for id in refused { result.notDestroyed[id] = nil }
      waiting = refused
    }
  }

  private mutating func destroy(_ id: String) throws {
    let error = try attempt {
      guard let old = try visible(id) else { throw try type.absence(of: id, in: change) }
      try type.admit(old, in: change)
      try ifMatch.check(old.id, presented(old))
      try type.destroy(old, in: change)
      try change.transaction.destroy(old, as: type)
    }
    if let error { result.notDestroyed[id] = error } else { result.destroyed.append(id) }
  }
}
