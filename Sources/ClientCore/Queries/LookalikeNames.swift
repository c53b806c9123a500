internal import GRDB
public import Text

/// Members whose names a person takes for one another: each with the handle by which it is told from the others.
public struct LookalikeNames: Sendable, Hashable {
  private let handles: [ObjectKey: UntrustedText]

  public init() { handles = [:] }

  /// The member's handle; nil: nobody else's name looks like the member's.
  public subscript(account: AccountID, principal: ObjectID?) -> UntrustedText? {
    principal.flatMap { handles[ObjectKey(account, Principal.name, $0)] }
  }

  /// Former members count too: their messages are still there.
  fileprivate init(_ members: [(account: AccountID, principal: Principal)]) {
    struct Looks: Hashable {
      let account: AccountID
      let skeleton: String
    }
    let groups = Dictionary(grouping: members) {
      Looks(account: $0.account, skeleton: Lookalike.skeleton(of: $0.principal.name))
    }
    let pairs = groups.values.filter { $0.count > 1 }.joined().map {
      (ObjectKey($0.account, Principal.name, $0.principal.id), $0.principal.handle)
    }
    handles = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }
}

extension CacheReader {
  /// Of all accounts. Looks at every member: to be asked when members have changed, not at each screen.
  public func lookalikeNames() throws(CacheError) -> LookalikeNames {
    try read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT account, json FROM principal LIMIT \(Self.mostMembers)")
      return LookalikeNames(
        try rows.map { (AccountID(rawValue: $0[0]), try Principal.stored($0[1] as String)) })
    }
  }

  private static let mostMembers = 50_000
}
