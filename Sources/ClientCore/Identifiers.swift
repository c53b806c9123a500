/// One JMAP account (one cooperative) as the cache knows it: the row of table `account`. Stable for the life of a cache file.
public struct AccountID: Hashable, Sendable, Comparable {
  public let rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: AccountID, right: AccountID) -> Bool { left.rawValue < right.rawValue }
}

/// The name of a data type on the wire: "Message", "CalendarEvent"…
public struct TypeName: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let rawValue: String
  public init(_ rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
  public var description: String { rawValue }
  public static func < (left: TypeName, right: TypeName) -> Bool { left.rawValue < right.rawValue }
}

/// An object's id within its account and type. Either the server's, opaque, or a local one, which begins with a full stop
/// (no server's id does: RFC 8620, section 1.2) and goes on with the object's `clientId`.
public struct ObjectID: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
  public let rawValue: String
  public init(_ rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
  /// The id of an object that no server has seen yet.
  public init(clientID: String) { rawValue = "." + clientID }

  public var isLocal: Bool { rawValue.hasPrefix(".") }
  /// The clientId a local id stands for; nil for a server's id.
  public var clientID: String? { isLocal ? String(rawValue.dropFirst()) : nil }
  public var description: String { rawValue }
  public static func < (left: ObjectID, right: ObjectID) -> Bool { left.rawValue < right.rawValue }
}

/// Where an object is, across all accounts.
public struct ObjectKey: Hashable, Sendable {
  public let account: AccountID
  public let type: TypeName
  public let id: ObjectID
  public init(_ account: AccountID, _ type: TypeName, _ id: ObjectID) {
    (self.account, self.type, self.id) = (account, type, id)
  }

  /// The same object under another id.
  public func renamed(to id: ObjectID) -> ObjectKey { ObjectKey(account, type, id) }
}
