import GRDB
import JSON
import Wire

extension Cooperative {
  /// What push tells a member, and where he then stands.
  public struct Standing: Hashable, Sendable {
    /// The state of each type of which a member may have objects.
    public let states: [String: String]
    /// For `Last-Event-ID`.
    public let eventID: String
  }

  /// Calls `body` after each change that this process made. It must return at once. For changes of other processes, ask
  /// `changeCount` now and then.
  public func onChange(_ body: @escaping @Sendable () -> Void) {
    observers.withLock { $0.append(body) }
  }

  /// A number that is another one after each change, whichever process made it: to objects, to rights, to devices.
  public func changeCount() throws(CooperativeError) -> Int64 {
    try Self.storage {
      try read { db in
        let statement = try db.cachedStatement(
          // A device that goes makes one number smaller, and the other grow.
          sql: """
            SELECT modseq * 1000003 + (SELECT coalesce(sum(rightsEpoch), 0) FROM member)
              + (SELECT count(*) + coalesce(max(seq), 0) FROM device) FROM cooperative
            """)
        return try Int64.fetchOne(statement) ?? 0
      }
    }
  }

  /// Those who may still act, and where they stand. Somebody may no more when he was removed, his device was revoked, or the password
  /// that he showed is not his any more. One look at the file, however many are asked for.
  public func admitted(_ members: Set<Member>) throws(CooperativeError) -> [Member: Standing] {
    try Self.storage {
      try read { db in
        var standings: [String: Standing] = [:]
        var admitted: [Member: Standing] = [:]
        for member in members where try Self.isValid(member, db) {
          let standing = try standings[member.principalID] ?? Self.standing(of: member, db)
          standings[member.principalID] = standing
          admitted[member] = standing
        }
        return admitted
      }
    }
  }

  private static func isValid(_ member: Member, _ db: Database) throws -> Bool {
    guard let row = try db.member(handle: member.handle), !row.isRemoved else { return false }
    guard let device = member.deviceID else {
      return row.passwordMark == member.passwordMark && row.password != nil
    }
    let statement = try db.cachedStatement(sql: "SELECT 1 FROM device WHERE seq = ?")
    return try Bool.fetchOne(statement, arguments: [Devices.sequence(device)]) ?? false
  }

  public func standing(of member: Member) throws(CooperativeError) -> Standing {
    try Self.storage { try read { try Self.standing(of: member, $0) } }
  }

  private static func standing(of member: Member, _ db: Database) throws -> Standing {
    guard let states = try db.states(for: member.principalID), let first = states.first else {
      throw MethodError(MethodError.forbidden)
    }
    let last = states.reduce(first) { $1.modseq >= $0.modseq ? $1 : $0 }
    let named = zip(Types.all, states).map { ($0.name, $1.text) }
    return Standing(states: Dictionary(uniqueKeysWithValues: named), eventID: last.text)
  }

  /// The `ETag` of what a member would find: changes when, and only when, the session or a state does.
  public func tag(of standing: Standing, for member: Member) -> String {
    let text = Array(
      StateTag.text(sessionState: sessionState(for: member), states: [accountID: standing.states]).utf8)
    return String(Secrets.sha256(text).prefix(StateTag.digits))
  }

  /// The types that changed since the event with this id, with their states; all of them when the id is not surely ours (it is of
  /// another epoch, or of the future) or the member's rights changed.
  public static func changes(in standing: Standing, since eventID: String) -> [String: String] {
    guard let since = State(eventID), let last = State(standing.eventID), since.epoch == last.epoch,
      since.modseq <= last.modseq
    else { return standing.states }
    return standing.states.filter { _, text in
      guard let state = State(text) else { return true }
      return state.rights != since.rights || state.modseq > since.modseq
    }
  }

  public func stateChange(_ states: [String: String]) -> String {
    StateChange(changed: [accountID: states]).json.text
  }
}
