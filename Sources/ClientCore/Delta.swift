public import JSON

/// One page of a type's changes, as the server told it, to be applied in one transaction together with its state.
public struct Delta: Sendable {
  public let account: AccountID
  public let type: TypeName
  /// Whole objects, created or changed. Each is a JSON object with an `id`.
  public var upserts: [JSONValue]
  public var destroyed: [ObjectID]
  /// The `newState` of `/changes` that this page leads to; nil leaves the stored state as it is (objects fetched out of turn).
  public var newState: String?
  /// The server was put back from a backup: what the member himself had given it, and it has lost, is to be sent again.
  public var isRestored = false

  public init(
    account: AccountID, type: TypeName, upserts: [JSONValue], destroyed: [ObjectID] = [], newState: String?
  ) {
    (self.account, self.type, self.upserts) = (account, type, upserts)
    (self.destroyed, self.newState) = (destroyed, newState)
  }
}
