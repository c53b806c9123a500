import GRDB
import JSON
import Wire

/// The surroundings of one method call.
struct Call {
  let db: Database
  let access: Access
  let accountID: String
  let createdIDs: [String: String]
  private let rightsEpoch: Int64
  let now: UTCDate

  init(_ db: Database, _ member: Member, createdIDs: [String: String], now: UTCDate) throws {
    (self.db, self.now) = (db, now)
    self.createdIDs = createdIDs
    access = try Access(member, db)
    let statement = try db.cachedStatement(
      sql: "SELECT accountId, rightsEpoch FROM cooperative, member WHERE principalId = ?")
    guard let row = try Row.fetchOne(statement, arguments: [member.principalID]) else {
      throw MethodError(MethodError.forbidden)
    }
    accountID = row["accountId"]
    rightsEpoch = row["rightsEpoch"]
  }

  /// The id that `#k` stands for, or the id itself.
  func resolved(_ id: String) -> String {
    id.hasPrefix("#") ? createdIDs[String(id.dropFirst())] ?? id : id
  }

  /// In the order of `Types.all`.
  func currentStates() throws -> [State] {
    guard let states = try db.states(for: access.principalID) else { throw MethodError(MethodError.forbidden) }
    return states
  }

  func currentState(of type: any ObjectType) throws -> State {
    let statement = try db.cachedStatement(sql: "SELECT max(modseq) FROM object WHERE type = ? AND owner = ?")
    let owner = access.owner(of: type)
    let modseq = try Int64.fetchOne(statement, arguments: [type.name, owner])
    return try state(at: modseq ?? 0)
  }

  /// - Parameters:
  ///   - origin: with `top`, for a state between two pages.
  func state(at modseq: Int64, origin: Int64? = nil, top: Int64? = nil) throws -> State {
    let epoch = try Epochs.name(of: max(modseq, top ?? 0), in: db)
    return State(epoch: epoch, rights: rightsEpoch, modseq: modseq, origin: origin, top: top)
  }

  /// Whether we gave this state, or only a copy of this cooperative that a backup has replaced since.
  func isOwn(_ state: State) throws -> Bool {
    try Epochs.name(of: max(state.modseq, state.top ?? 0), in: db) == state.epoch
  }

  func state(of type: any ObjectType) throws -> String { try currentState(of: type).text }
}
