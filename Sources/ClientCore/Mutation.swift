public import JSON

/// Something a person wants of a server: one entry of the outbox. It is kept until the server has taken it, or the person
/// has dropped it; nothing else ends it.
public struct Mutation: Sendable, Hashable {
  public enum Action: Sendable, Hashable {
    /// A new object; `id` of the mutation is local. The properties hold its clientId (for an event: its uid).
    case create(JSONObject)
    /// A PatchObject (RFC 8620, section 5.3).
    case update(JSONObject)
    case destroy
    /// Bytes to upload, already copied to the cache's own spool file of this name; afterwards the blobId replaces the
    /// mutation's local id wherever the outbox refers to it.
    case upload(spool: String, type: String, size: Int, sha256: String)
  }

  public let account: AccountID
  public let type: TypeName
  public let id: ObjectID
  public var action: Action
  /// For an update: what the person saw of the properties when he began to change them, as `Basis.name` names them. Those that
  /// are not given are taken from what is shown when the update is made.
  public var basis: JSONObject = [:]
  /// Not worth sending after this time (seconds since 1970): it is then shown as expired, not sent.
  public var expiresAt: Double?
  /// Held back until this time (seconds since 1970): kept by the outbox as the time of the next attempt.
  public var notBefore: Double?

  public init(
    account: AccountID, type: TypeName, id: ObjectID, action: Action, expiresAt: Double? = nil
  ) {
    (self.account, self.type, self.id) = (account, type, id)
    (self.action, self.expiresAt) = (action, expiresAt)
  }

  public func expiring(at time: Double?) -> Mutation {
    var expiring = self
    expiring.expiresAt = time
    return expiring
  }
}

/// A mutation in the outbox.
public struct OutboxEntry: Sendable, Hashable, Identifiable {
  public enum State: String, Sendable {
    case queued
    /// Handed to the network; the answer is not known. After a restart it is queued again.
    case sending
    /// The server refused it, or it expired: waits for the person to edit, retry or drop it.
    case failed
  }

  public let id: Int64
  public var mutation: Mutation
  public let state: State
  public let createdAt: Double
  public let attempts: Int
  /// Not before this time; nil: at once.
  public let nextAttemptAt: Double?
  /// Whether it is kept back on purpose until `nextAttemptAt`: no try was made yet.
  public func isHeld(at now: Double) -> Bool {
    state == .queued && attempts == 0 && nextAttemptAt ?? 0 > now && !isPaused
  }
  /// Whether the person has stopped it until he says otherwise: an upload.
  public var isPaused: Bool { nextAttemptAt ?? 0 >= Self.never }
  /// The end of the year 9999.
  static let never = 253_402_300_799.0
  /// Why the last attempt did not succeed.
  public let failure: Failure?
  /// For an update: what it is not to overwrite anything but.
  public let basis: JSONObject

  public struct Failure: Sendable, Hashable {
    /// A SetError's type (RFC 8620, section 5.3; `stateMismatch`: somebody else changed it first), or `expired`.
    public let type: String
    public let description: String?
    public let properties: [String]
    public init(type: String, description: String?, properties: [String] = []) {
      (self.type, self.description, self.properties) = (type, description, properties)
    }
  }

  public init(
    id: Int64, mutation: Mutation, state: State, createdAt: Double, attempts: Int, nextAttemptAt: Double?,
    failure: Failure?, basis: JSONObject = [:]
  ) {
    (self.id, self.mutation, self.state, self.createdAt) = (id, mutation, state, createdAt)
    (self.attempts, self.nextAttemptAt, self.failure) = (attempts, nextAttemptAt, failure)
    self.basis = basis
  }
}

/// How an attempt to send an entry ended.
public enum Outcome: Sendable {
  /// Taken, or found to have been taken before (`alreadyExists` with our own clientId). `serverID` is set for creates (and is the
  /// blobId for uploads); `properties` are those the server set or changed.
  case delivered(serverID: ObjectID?, properties: JSONObject)
  case refused(OutboxEntry.Failure)
  /// No answer, or one that may be better later. Seconds since 1970.
  case retry(at: Double)
  /// A file on its way was stopped, or lets others pass: it goes on where it was, and that was no failure.
  case interrupted
}

extension Mutation {
  /// Whether it is of something that is one member's alone: nobody but another device of his changes it.
  public var isOfOneMember: Bool { [Ballot.name, Profile.name, CourseProgress.name, ReadPosition.name].contains(type) }
}

extension OutboxEntry.Failure {
  /// Another's change came first: the text is kept, and goes over the other's only when the person says so.
  public static let superseded = "stateMismatch"
}

extension OutboxEntry {
  public var isSuperseded: Bool { state == .failed && failure?.type == Failure.superseded }

  /// By this type name a change set tells that entries of the outbox changed.
  public static let typeName: TypeName = "OutboxEntry"
}
