import GRDB
import JSON
import Voting

extension Transaction {
  /// Of a secret vote only every third ballot is told of while it goes on: who was seen to come and go in between is not known to
  /// have voted.
  static let secretStep = 3

  func insertTally(of proposal: StoredObject) throws {
    var tally = StoredObject(
      type: Types.tally.name, json: ["state": .string(Phase.waiting.rawValue), "ballotCount": 0])
    tally.id = proposal.id
    tally.container = proposal.container
    tally.sortKey = proposal.nextStep(in: .waiting)
    try insert(&tally, as: Types.tally)
    try settle(tally)
  }

  /// - Parameters:
  ///   - before: the voter's ballot that stood; nil: there was none.
  ///   - after: the one that stands from now on; nil: none does.
  func recount(_ proposal: StoredObject, _ question: BallotPaper, instead before: Choice?, _ after: Choice?) throws {
    guard let old = try db.object(Types.tally.name, proposal.id) else { return }
    let open = try settled(old, proposal)
    var new = open
    let step = proposal.json["isSecret"] == true ? Self.secretStep : 1
    let cast = try ballots(on: proposal.id) + (before == nil ? 1 : 0) - (after == nil ? 1 : 0)
    new.json["ballotCount"] = .int(Int64(cast - cast % step))
    if step == 1, question.method != .ranked {
      new.json["counts"] = Self.counts(open.json["counts"], question, without: before, with: after)
    }
    if new != old { try update(new, from: old, as: Types.tally) }
  }

  /// Counts all ballots anew, where they did not come one by one.
  func recountAll(_ proposal: StoredObject, _ question: BallotPaper) throws {
    guard let old = try db.object(Types.tally.name, proposal.id), old.json["state"] == "open" else { return }
    let step = proposal.json["isSecret"] == true ? Self.secretStep : 1
    let cast = try db.objects(where: "type = 'Ballot' AND id = ?", [proposal.id])
    var new = old
    new.json["ballotCount"] = .int(Int64(cast.count - cast.count % step))
    if step == 1, question.method != .ranked {
      new.json["counts"] = .array(question.count(cast.map { .object($0.json) }).counts.map { .int(Int64($0)) })
    }
    if new != old { try update(new, from: old, as: Types.tally) }
  }

  private static func counts(
    _ known: JSONValue?, _ question: BallotPaper, without before: Choice?, with after: Choice?
  ) -> JSONValue {
    var counts = known?.array?.map { $0.int ?? 0 } ?? Array(repeating: 0, count: question.options)
    for entry in before.map({ question.worth(of: $0) }) ?? [] { counts[entry.index] -= entry.worth }
    for entry in after.map({ question.worth(of: $0) }) ?? [] { counts[entry.index] += entry.worth }
    return .array(counts.map { .int(Int64($0)) })
  }

  private func ballots(on proposal: String) throws -> Int {
    let statement = try db.cachedStatement(
      sql: "SELECT count(*) FROM object WHERE type = 'Ballot' AND id = ? AND isDestroyed = 0")
    return try Int.fetchOne(statement, arguments: [proposal]) ?? 0
  }

  // MARK: The clock

  /// Opens and closes what is due.
  func settleAll() throws {
    let due = try db.objects(
      where: "type = 'Tally' AND owner = '' AND sortKey BETWEEN 1 AND ?", [now.milliseconds])
    for tally in due { try settle(tally) }
  }

  private func settle(_ tally: StoredObject) throws {
    guard let proposal = try db.object("Proposal", tally.id) else { return }
    let new = try settled(tally, proposal)
    if new != tally { try update(new, from: tally, as: Types.tally) }
  }

  /// The tally as the clock would have it now; a vote that is over is counted.
  private func settled(_ tally: StoredObject, _ proposal: StoredObject) throws -> StoredObject {
    let known = tally.json["state"]?.string.flatMap(Phase.init(rawValue:)) ?? .withdrawn
    guard known == .waiting || known == .open else { return tally }
    let phase = proposal.phase(at: now, atLeast: known)
    guard phase != known else { return tally }
    var new = tally
    if phase == .closed { try close(&new, proposal) }
    if phase == .open { try open(&new, proposal) }
    new.json["state"] = .string(phase.rawValue)
    new.sortKey = proposal.nextStep(in: phase)
    return new
  }

  private func open(_ tally: inout StoredObject, _ proposal: StoredObject) throws {
    tally.json["electors"] = .int(Int64(try electors(in: proposal.container).count))
    guard let question = BallotPaper(proposal: .object(proposal.json)), question.method != .ranked,
      proposal.json["isSecret"] != true
    else { return }
    tally.json["counts"] = Self.counts(nil, question, without: nil, with: nil)
  }

  /// The dates were changed.
  func setNextStep(of proposal: StoredObject) throws {
    guard let old = try db.object(Types.tally.name, proposal.id) else { return }
    var new = old
    new.sortKey = proposal.nextStep(in: .waiting)
    new = try settled(new, proposal)
    if new != old { try update(new, from: old, as: Types.tally) }
  }

  /// Nothing is counted, and who had voted what is forgotten.
  func withdraw(_ proposal: StoredObject) throws {
    guard let old = try db.object(Types.tally.name, proposal.id) else { return }
    var new = old
    new.json["state"] = .string(Phase.withdrawn.rawValue)
    new.json["counts"] = nil
    new.sortKey = 0
    try update(new, from: old, as: Types.tally)
    try forgetBallots(on: proposal.id)
  }

  // MARK: The closing

  /// More ballots than fit into one object are counted and not listed.
  private static let mostListed = 4_000

  private func close(_ tally: inout StoredObject, _ proposal: StoredObject) throws {
    guard let question = BallotPaper(proposal: .object(proposal.json)) else { return }
    let electors = Set(try electors(in: proposal.container))
    let all = try db.objects(where: "type = 'Ballot' AND id = ?", [proposal.id])
    let ballots = all.filter { electors.contains($0.owner) }
    let count = question.count(ballots.map { .object($0.json) })
    let isSecret = proposal.json["isSecret"] == true
    tally.json["electors"] = .int(Int64(electors.count))
    tally.json["ballotCount"] = .int(Int64(count.ballots))
    tally.json["counts"] = .array(count.counts.map { .int(Int64($0)) })
    tally.json["ranking"] = .array(count.ranking.map { .array($0.map { .int(Int64($0)) }) })
    tally.json["outcome"] = .string(count.outcome(quorum: proposal.json["quorum"]?.int ?? 0).rawValue)
    tally.json["closedAt"] = proposal.json["closesAt"]
    if ballots.count <= Self.mostListed { tally.json["ballots"] = Self.listed(ballots, isSecret: isSecret) }
    try noteFates(of: all, on: proposal.id, electors)
    if isSecret { try forgetBallots(on: proposal.id) }
  }

  /// In an order that says nothing of when they came: by code, or by voter.
  private static func listed(_ ballots: [StoredObject], isSecret: Bool) -> JSONValue {
    func name(_ ballot: StoredObject) -> String { isSecret ? ballot.json["code"]?.string ?? "" : ballot.owner }
    return .array(
      ballots.sorted { name($0) < name($1) }.map { ballot in
        [isSecret ? "code" : "voterId": .string(name(ballot)), "choice": ballot.json["choice"] ?? .null]
      })
  }

  /// What became of each member's ballot, and when it was cast last, for himself alone: `Tally.myBallot`.
  private func noteFates(of ballots: [StoredObject], on proposal: String, _ electors: Set<String>) throws {
    try db.cachedStatement(sql: "UPDATE object SET name = ? WHERE type = 'Ballot' AND id = ? AND isDestroyed = 1")
      .execute(arguments: [BallotFate.takenBack.rawValue, proposal])
    let statement = try db.cachedStatement(sql: "UPDATE object SET name = ?, sortKey = ? WHERE seq = ?")
    for ballot in ballots {
      let fate: BallotFate = electors.contains(ballot.owner) ? .counted : .notEntitled
      let cast = ballot.json["castAt"]?.string.flatMap(UTCDate.init)?.milliseconds ?? 0
      try statement.execute(arguments: [fate.rawValue, cast, ballot.sequence])
    }
  }

  /// From then on this file does not say any more which ballot was whose.
  private func forgetBallots(on proposal: String) throws {
    mustEmptyLog = true
    for ballot in try db.objects(where: "type = 'Ballot' AND id = ?", [proposal]) {
      try destroy(ballot, as: Types.ballot)
    }
  }

  /// The members who may vote there.
  private func electors(in container: String) throws -> [String] {
    try Row.fetchAll(db, sql: "SELECT principalId, isAdmin FROM member WHERE isRemoved = 0").filter { row in
      let access = try Access(principalID: row["principalId"], isAdmin: row["isAdmin"], db)
      return access.rights(in: container).isSuperset(of: [.read, .respond])
    }.map { $0["principalId"] }
  }
}

extension StoredObject {
  /// Of a proposal: when the server has to act next, in milliseconds since 1970; 0: never.
  fileprivate func nextStep(in phase: Phase) -> Int64 {
    func time(_ name: String) -> Int64 { json[name]?.string.flatMap(UTCDate.init)?.milliseconds ?? 0 }
    return switch phase {
    case .waiting: time("opensAt")
    case .open: time("closesAt")
    case .closed, .withdrawn: 0
    }
  }
}

extension Cooperative {
  /// Opens and closes the votes whose time has come by this machine's clock. To be called every second or so; requests about votes
  /// do it by themselves.
  public func settleProposals() throws(CooperativeError) {
    try Self.storage { try settleDue() }
  }

  func settleDue() throws {
    let now = clock().milliseconds
    let isDue = try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM object
          WHERE type = 'Tally' AND owner = '' AND isDestroyed = 0 AND sortKey BETWEEN 1 AND ?)
          """)
      return try Bool.fetchOne(statement, arguments: [now]) ?? false
    }
    if isDue { try write { try $0.settleAll() } }
    try emptyLogWhereDue()
  }
}
