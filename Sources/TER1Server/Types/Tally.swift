import GRDB
import JSON
import Wire

/// docs/protocol.md, section 23: what the server says of a vote. Its id is the proposal's; nobody but the server changes it.
struct TallyType: ObjectType {
  let name = "Tally"
  let letter = "T"
  let capability = Capability.proposals
  let properties: [Property] = [
    .serverSet("id"),
    .serverSet("state", initial: "waiting"),
    .serverSet("electors"),
    .serverSet("ballotCount", initial: 0),
    .serverSet("counts"),
    .serverSet("ranking"),
    .serverSet("outcome"),
    .serverSet("closedAt"),
    .serverSet("ballots"),
    .serverSet("myBallot"),
  ]

  func own(_ id: String, in call: Call) throws -> JSONObject? {
    guard let (fate, castAt) = try call.db.fate(ofBallotOn: id, by: call.access.principalID) else { return nil }
    var own: JSONObject = ["fate": .string(fate.rawValue)]
    if fate != .takenBack { own["castAt"] = .string(castAt.text) }
    return ["myBallot": .object(own)]
  }

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    throw SetError(SetError.forbidden)
  }
  func destroy(_ old: StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    guard property == "state", let state = value.string else { return nil }
    return SQLCondition("json ->> 'state' = ?", [state])
  }
}

/// What became of a member's ballot at the closing.
enum BallotFate: String, Sendable { case counted, takenBack, notEntitled }

extension Database {
  /// nil: the member had none, or the vote was not closed.
  func fate(ofBallotOn proposal: String, by member: String) throws -> (fate: BallotFate, castAt: UTCDate)? {
    let statement = try cachedStatement(
      sql: "SELECT name, sortKey FROM object WHERE type = 'Ballot' AND id = ? AND owner = ?")
    guard let row = try Row.fetchOne(statement, arguments: [proposal, member]),
      let fate = BallotFate(rawValue: row["name"])
    else { return nil }
    return (fate, UTCDate(milliseconds: row["sortKey"]))
  }
}

enum Phase: String, Sendable { case waiting, open, closed, withdrawn }

extension StoredObject {
  /// Of a proposal: what the clock makes of it. It never goes back, whatever the clock does.
  func phase(at now: UTCDate, atLeast phase: Phase) -> Phase {
    func isOver(_ name: String) -> Bool { json[name]?.string.flatMap(UTCDate.init).map { $0 <= now } ?? true }
    if isOver("closesAt") { return .closed }
    return phase == .open || isOver("opensAt") ? .open : .waiting
  }
}
