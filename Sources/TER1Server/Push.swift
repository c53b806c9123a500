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
      try pool.read { db in
        try Int64.fetchOne(
          db,
          sql: """
            SELECT modseq + (SELECT coalesce(sum(rightsEpoch), 0) FROM member)
              + (SELECT count(*) + coalesce(max(seq), 0) FROM device) FROM cooperative
            """) ?? 0
      }
    }
  }

  /// Whether he who signed in as this member may still act: he was not removed, his device was not revoked, or the password that
  /// he showed is still his.
  public func isValid(_ member: Member) throws(CooperativeError) -> Bool {
    try Self.storage {
      try pool.read { db in
        guard let row = try db.member(handle: member.handle), !row.isRemoved else { return false }
        guard let device = member.deviceID else {
          return row.passwordMark == member.passwordMark && row.password != nil
        }
        let known = try Bool.fetchOne(
          db, sql: "SELECT 1 FROM device WHERE seq = ?", arguments: [Devices.sequence(device)])
        return known ?? false
      }
    }
  }

  public func standing(of member: Member) throws(CooperativeError) -> Standing {
    try Self.storage {
      try pool.read { db in
        let call = try Call(db, member, createdIDs: [:])
        var states: [String: String] = [:]
        var last = try call.state(at: 0)
        for type in Types.all {
          let state = try call.currentState(of: type)
          states[type.name] = state.text
          if state.modseq >= last.modseq { last = state }
        }
        return Standing(states: states, eventID: last.text)
      }
    }
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
