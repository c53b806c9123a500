/// Content to upload. No synced type: a blob has no properties and no changes, it is only ever referred to by its id.
public enum Blob {
  public static let name: TypeName = "Blob"

  /// - Parameter content: from `Cache.spool(copying:)`.
  public static func upload(_ account: AccountID, content: Mutation.Action, clientID: String) -> Mutation {
    Mutation(account: account, type: name, id: ObjectID(clientID: clientID), action: content)
  }
}
