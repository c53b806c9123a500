/// The synced types, in the order in which they depend on one another. A new type is its file and one line here.
enum TypeRegistry {
  static let types: [any SyncedType.Type] = [
    Principal.self,
    Channel.self,
    ReadPosition.self,
    Message.self,
    EventCalendar.self,
    CalendarEvent.self,
    FileNode.self,
    Proposal.self,
    Tally.self,
    Ballot.self,
    Feed.self,
    Article.self,
  ]

  /// All codes are below it.
  static let codes = 48

  private static let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })
  private static let byCode = Dictionary(uniqueKeysWithValues: types.map { ($0.code, $0) })

  static func type(_ name: TypeName) throws(CacheError) -> any SyncedType.Type {
    guard let type = byName[name] else { throw .unknownType(name) }
    return type
  }

  static func type(code: Int64) -> (any SyncedType.Type)? { byCode[code] }
}

/// A synced type, as the engine needs to know it.
public struct SyncedTypeDescription: Sendable, Hashable {
  public let name: TypeName
  /// The capability an account must have for it.
  public let capability: String
}
