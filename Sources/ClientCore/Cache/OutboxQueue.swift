internal import JSON

/// Decides, entry by entry in their order, what may be sent now.
struct OutboxQueue {
  enum Verdict { case send, wait, expire }

  /// By the clock of this machine, which the times of the next tries were taken from.
  let now: Double
  /// By the best clock there is: what a person's "until 18:00" means.
  let trueNow: Double
  /// Objects, and channels for new messages, in which an earlier entry waits: what comes later must not overtake it.
  private var blocked: Set<ObjectKey> = []
  /// Creates and uploads that are still to be delivered, by local id: false when they have failed or are stopped, or wait for one that has or is.
  private var coming: [ObjectID: Bool] = [:]

  init(now: Double, trueNow: Double? = nil) { (self.now, self.trueNow) = (now, trueNow ?? now) }

  mutating func next(_ entry: OutboxEntry) -> Verdict {
    let mutation = entry.mutation
    let references = mutation.localReferences
    // What waits for something that will not come does not come itself.
    let isHopeless = references.contains { coming[$0] != true }
    if mutation.isNew { coming[mutation.id] = entry.state != .failed && !entry.isPaused && !isHopeless }
    let lanes = Self.lanes(of: mutation)
    switch entry.state {
    case .failed: return .wait
    case .sending:
      blocked.formUnion(lanes)
      return .wait
    case .queued: break
    }
    if let expiry = mutation.expiresAt, expiry <= trueNow, now < .infinity { return .expire }
    let mayGo = references.isEmpty && entry.nextAttemptAt ?? 0 <= now && blocked.isDisjoint(with: lanes)
    if mayGo {
      blocked.insert(mutation.key)
    } else if !isHopeless {
      blocked.formUnion(lanes)
    }
    return mayGo ? .send : .wait
  }

  /// Within a lane nothing is overtaken: the object, and for a new message its channel.
  static func lanes(of mutation: Mutation) -> Set<ObjectKey> {
    guard mutation.type == Message.name, case .create(let properties) = mutation.action,
      let channel = properties["channelId"]?.string
    else { return [mutation.key] }
    return [mutation.key, ObjectKey(mutation.account, Channel.name, ObjectID(channel))]
  }
}

extension Mutation {
  var key: ObjectKey { ObjectKey(account, type, id) }

  fileprivate var isNew: Bool {
    switch action {
    case .create, .upload: true
    case .update, .destroy: false
    }
  }
}
