internal import GRDB
public import JSON
internal import Text
public import Voting

/// What the server says of a vote: docs/protocol.md, section 23. Its id is the proposal's.
public struct Tally: Sendable, Hashable {
  public enum State: String, Sendable { case waiting, open, closed, withdrawn }

  public let id: ObjectID
  public let state: State
  /// How many may vote; nil: not known yet.
  public let electors: Int?
  /// Of a secret vote that is open, told by threes.
  public let ballotCount: Int
  /// What each word of the method, or each option, got; nil: not told yet.
  public let counts: [Int]?
  /// Groups of equals, the best first.
  public let ranking: [[Int]]
  public let outcome: VoteOutcome?
  /// Seconds since 1970.
  public let closedAt: Double?
  /// `{code or voterId, choice}` each; nil: not published.
  public let ballots: [JSONValue]?

  /// What became of the member's own ballot; nil: the vote is not closed, or he had none.
  public let myBallot: OwnBallot?

  public struct OwnBallot: Sendable, Hashable {
    public enum Fate: String, Sendable { case counted, takenBack, notEntitled }
    public let fate: Fate
    /// When it was cast, or changed, last: seconds since 1970.
    public let castAt: Double?
  }

  /// All but the ballots.
  let brief: JSONValue

  public var isOver: Bool { state == .closed || state == .withdrawn }
}

extension Tally: SyncedType {
  public static let name: TypeName = "Tally"
  static let capability = "urn:ter1:proposals"
  static let code: Int64 = 9
  static let table = "tally"
  static let columns = ["isOver", "brief"]
  static let schema = [
    SchemaStep.table("tally", columns: ["isOver INTEGER"]),
    // Without the ballots, of which there may be thousands: what lists show.
    SchemaStep(
      name: "tally.brief",
      sql: """
        ALTER TABLE tally ADD COLUMN brief TEXT NOT NULL DEFAULT '{}';
        UPDATE tally SET brief = json_remove(json, '$.ballots');
        """),
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    func people(_ value: JSONValue?) -> Int? { value?.int.map { min(max(0, $0), Self.mostPeople) } }
    let places = 0..<BallotPaper.mostOptions
    id = try object.id()
    guard let state = State(rawValue: try object.required("state")) else {
      throw DecodingFailure(reason: "unknown state")
    }
    self.state = state
    electors = people(object["electors"])
    ballotCount = people(object["ballotCount"]) ?? 0
    counts = object["counts"]?.array?.map { people($0) ?? 0 }
    ranking = (object["ranking"]?.array ?? []).map { ($0.array ?? []).compactMap(\.int).filter(places.contains) }
    outcome = object["outcome"]?.string.flatMap { VoteOutcome(rawValue: $0) }
    closedAt = object.instant("closedAt")
    ballots = object["ballots"]?.array
    myBallot = object["myBallot"]?["fate"]?.string.flatMap(OwnBallot.Fate.init).map {
      OwnBallot(fate: $0, castAt: object["myBallot"]?.instant("castAt"))
    }
    brief = .object((object.object ?? [:]).filter { $0.key != "ballots" })
  }

  /// A server that says more is not believed.
  private static let mostPeople = 1_000_000_000

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [(Proposal.name, id)] }
  var searchText: SearchText? { nil }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] {
    [isOver.databaseValue, brief.text.databaseValue]
  }
}
