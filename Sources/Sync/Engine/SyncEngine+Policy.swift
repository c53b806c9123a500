public import ClientCore
import JSON

/// How much goes over the link unasked.
extension SyncEngine {
  /// In economy, how often the server is asked, at least.
  static let economyPollSeconds = 900.0

  /// What is followed now: the person's choice, or nothing but what is asked for once the day's budget is used up.
  public var policy: LinkPolicy { standing.inForce }

  /// Whether what nobody asked for may go on: filling a window, fetching ahead. To be asked before every request of it.
  var mayGoOn: Bool { policy == .full }

  /// Whether news are waited for at an open stream.
  var wantsStream: Bool {
    switch policy {
    case .full: true
    case .economy: waiting.prefersStream(toPollEvery: pollSeconds)
    case .manual: false
    }
  }

  /// How often the server is asked for news while there is no stream.
  var pollSeconds: Double {
    policy == .economy ? max(login.pollSeconds, Self.economyPollSeconds) : login.pollSeconds
  }

  /// Follows another policy from now on.
  public func follow(_ policy: LinkPolicy) {
    guard policy != standing.policy else { return }
    change { $0.policy = policy }
  }

  /// Lets the day's budget be exceeded until the day ends.
  public func liftBudget() throws(SyncError) {
    let (name, day) = (liftNote, login.day.name(at: clock.now()))
    try cached { () throws(CacheError) in try cache.setNote(name, .string(day)) }
    change { $0.isLifted = true }
  }

  func change(_ body: (inout LinkStanding) -> Void) {
    let before = policy
    body(&standing)
    if !wantsStream { stopListening() }
    mayHaveGaps = true
    // What was held back is fetched now; and a wait that was for longer begins anew.
    if before == .manual && policy != .manual {
      show(.connecting)
      want(nil)
    } else {
      showAgain()
      signalChange()
    }
  }

  private var liftNote: String { LoginNote.budgetLifted.name(login.name) }
  private var qualityNote: String { LoginNote.linkQuality.name(login.name) }

  /// What went over the link so far.
  public nonisolated var traffic: LinkTraffic { connection.transport.traffic }

  /// How the link is used and how good it was last, before anything goes over it.
  public func recalledStanding() throws(SyncError) -> LinkStanding {
    try recallLink()
    return standing
  }

  // MARK: The day's sum

  /// Gives what a request took of the link its places, and learns from it.
  func place(_ samples: [LinkSample], by weights: [UsePlace: Int]) {
    for sample in samples {
      ledger.place(sample.traffic, by: weights)
      ledger.note(sample)
    }
  }

  /// What is known from before: of the link, and of the day.
  func recallLink() throws(SyncError) {
    (standing.policy, standing.budget) = (login.policy, login.dayBudget)
    let name = qualityNote
    let kept = try cached { () throws(CacheError) in try cache.reader.note(name) }
    ledger.quality = LinkQuality(
      roundTrip: kept?["roundTrip"]?.double, down: kept?["down"]?.double, up: kept?["up"]?.double)
    keptQuality = kept
    waiting = WaitingCost(poll: kept?["poll"]?.double, streamHour: kept?["streamHour"]?.double)
    try recallChoices()
    try readDay()
    standing.lacking = try bytesLacking()
  }

  private func readDay() throws(SyncError) {
    let (login, lift, day) = (login.name, liftNote, login.day.name(at: clock.now()))
    let read = try cached { () throws(CacheError) in
      try cache.reader.networkUse(login: login, day: day, noting: lift)
    }
    (standing.usedToday, standing.isLifted) = (read.bytes, read.note?.string == day)
    standing.quality = ledger.quality
  }

  /// Writes down what went over the link since the last time, and says what follows from it.
  func settleUse() throws(SyncError) {
    let uses = ledger.take(total: connection.transport.traffic)
    let (before, wasSpent) = (standing, standing.isSpent)
    if !uses.isEmpty {
      try cached { () throws(CacheError) in
        try cache.add(uses, login: login.name, now: clock.now(), in: login.day)
      }
      try keepQuality()
    }
    try readDay()
    if standing.isSpent && !wasSpent {
      stopListening()
      tell(.budgetSpent)
    } else if standing.isNearlySpent && !before.isNearlySpent {
      tell(.budgetNearlySpent)
    }
    if standing != before { showAgain() }
  }

  private func keepQuality() throws(SyncError) {
    let (name, quality) = (qualityNote, ledger.quality)
    let values = [
      "roundTrip": quality.roundTrip, "down": quality.down, "up": quality.up, "poll": waiting.poll,
      "streamHour": waiting.streamHour,
    ].compactMapValues { $0.map(JSONValue.double) }
    let note: JSONValue? = values.isEmpty ? nil : .object(values)
    guard note != keptQuality else { return }
    try cached { () throws(CacheError) in try cache.setNote(name, note) }
    keptQuality = note
  }
}
