internal import GRDB
public import JSON
internal import Text
internal import Voting

/// The member's own ballot: docs/protocol.md, section 23. Its id is the proposal's.
public struct Ballot: Sendable, Hashable {
  public let id: ObjectID
  /// As the proposal's method has it.
  public let choice: JSONValue
  /// By which it is found in the published tally.
  public let code: String
  /// Seconds since 1970, by the server's clock; nil: no server has it yet.
  public let castAt: Double?
}

extension Ballot: SyncedType {
  public static let name: TypeName = "Ballot"
  static let capability = "urn:ter1:proposals"
  static let code: Int64 = 10
  static let table = "ballot"
  static let columns: [String] = []
  static let coalescesUpdates = true
  static let schema = [
    SchemaStep.table(
      "ballot",
      """
      CREATE TABLE receipt (
        account INTEGER NOT NULL,
        proposal TEXT NOT NULL,
        ballot TEXT NOT NULL,
        PRIMARY KEY (account, proposal)
      ) STRICT, WITHOUT ROWID;
      """)
  ]

  init(_ object: JSONValue) throws(DecodingFailure) {
    id = try object.id()
    choice = object["choice"] ?? .null
    guard !choice.isNull else { throw DecodingFailure(reason: "no choice") }
    code = try object.required("code")
    castAt = object.instant("castAt")
  }

  var time: Int64 { 0 }
  var containers: [(type: TypeName, id: ObjectID)] { [(Proposal.name, id)] }
  var searchText: SearchText? { nil }
  func values(_ viewer: Viewer, _ transaction: Transaction) throws -> [DatabaseValue] { [] }

  /// The first ballot is an update like every other.
  static func blank(_ id: ObjectID) -> JSONValue? { ["id": .string(id.rawValue)] }

  /// A ballot that was changed has not been cast until the server says so.
  static func patched(
    _ object: JSONValue, with patch: JSONObject, for viewer: Viewer
  ) throws(PatchError) -> JSONValue {
    var result = try object.patched(with: patch)
    if patch["choice"] != nil { result["castAt"] = nil }
    return result
  }

  /// The member's other devices vote too.
  static func guardsProperty(_ path: String) -> Bool { path == "choice" }

  static let guardedWhenDestroyed = ["choice"]

  static func lost(_ known: JSONValue, now object: JSONValue?, for viewer: Viewer) -> Mutation.Action? {
    guard object == nil, let choice = known["choice"], let code = known["code"] else { return nil }
    return .update(["choice": choice, "code": code])
  }

  /// The server forgets whose a secret ballot was when it is counted; the voter keeps his receipt.
  static func derive(_ changes: [RowChange], _ transaction: Transaction) throws {
    for change in changes {
      guard let ballot = change.after?.object as? Ballot, ballot.castAt != nil else { continue }
      let castAt = UTCDate.string(from: ballot.castAt ?? 0)
      let kept: JSONValue = ["choice": ballot.choice, "code": .string(ballot.code), "castAt": .string(castAt)]
      try transaction.db.cachedStatement(
        sql: "INSERT OR REPLACE INTO receipt (account, proposal, ballot) VALUES (?, ?, ?)"
      ).execute(arguments: [change.account.rawValue, change.id.rawValue, kept.text])
    }
  }
}

// MARK: - Intentions

extension Ballot {
  /// - Parameter before: the ballot that stands; its code stays.
  public static func cast(_ choice: JSONValue, on proposal: ObjectKey, instead before: Ballot?) -> Mutation {
    let code = before?.code ?? BallotCode.make()
    return Mutation(
      account: proposal.account, type: name, id: proposal.id,
      action: .update(["choice": choice, "code": .string(code)]))
  }

  /// As if one had not voted.
  public static func takeBack(on proposal: ObjectKey) -> Mutation {
    Mutation(account: proposal.account, type: name, id: proposal.id, action: .destroy)
  }
}
