internal import JSON
public import Text

/// What is known here of a bundle that this device made, carries or took (docs/protocol.md, section 29): never what it says.
public struct KeptBundle: Sendable, Hashable {
  public static let name: TypeName = "Bundle"

  public enum Role: String, Sendable, CaseIterable {
    case made
    /// Of somebody else, to be handed in.
    case carried
    case taken
  }

  public enum State: String, Sendable, CaseIterable {
    /// The server has not been reached since.
    case waiting
    /// It came to the server, which took it.
    case accepted
    /// The server was reached before it was known to have come: what it held is sent by the outbox itself.
    case withdrawn
    /// The server did not take it: `reason`.
    case refused
    /// No server has to say anything of it.
    case done
  }

  public var account: AccountID
  public var id: String
  public var role: Role
  /// When it was made or came here, in seconds since 1970.
  public var at: Double
  public var state: State
  /// Why it was refused, in the server's word (`bundle.stranger`).
  public var reason: String?
  /// When the server said so.
  public var settledAt: Double?

  /// In bytes.
  public var size = 0
  /// So many parts are here.
  public var parts = 1
  /// The numbers of those that are not: it is not handed in without them.
  public var missing: [Int] = []
  /// Changes for the server.
  public var entries = 0
  /// How many objects of a type.
  public var records: [TypeName: Int] = [:]
  /// Contents of files.
  public var files = 0
  /// For whom it was made; by whom one that was taken was carried, none where the server signed it.
  public var people: [ObjectID] = []
  /// Where it was written, the first of its files; nil: to another program.
  public var path: UntrustedText?
  /// Of one that was taken, what was new here.
  public var taken = 0

  public init(account: AccountID, id: String, role: Role, at: Double, state: State) {
    (self.account, self.id, self.role, self.at, self.state) = (account, id, role, at, state)
  }

  public var key: ObjectKey { ObjectKey(account, Self.name, ObjectID("\(role.rawValue).\(id)")) }
}

/// A bundle, and of whom it tells.
public struct BundleRow: Sendable, Hashable, Identifiable {
  public let bundle: KeptBundle
  /// Of those for whom it was made, or by whom it was carried.
  public let names: [UntrustedText]
  public var id: ObjectKey { bundle.key }
}

// MARK: - As the cache keeps it

extension KeptBundle {
  var content: JSONValue {
    var content: JSONObject = [
      "size": .int(Int64(size)), "parts": .int(Int64(parts)), "entries": .int(Int64(entries)),
      "files": .int(Int64(files)), "taken": .int(Int64(taken)),
      "people": .array(people.map { .string($0.rawValue) }),
      "missing": .array(missing.map { .int(Int64($0)) }),
    ]
    content["records"] = .object(
      [String: JSONValue](records.map { ($0.rawValue, .int(Int64($1))) }) { first, _ in first })
    if let path { content["path"] = .string(path.raw) }
    return .object(content)
  }

  mutating func read(_ content: JSONValue) {
    func number(_ name: String) -> Int { content[name]?.int ?? 0 }
    (size, parts, entries) = (number("size"), number("parts"), number("entries"))
    (files, taken) = (number("files"), number("taken"))
    people = (content["people"]?.array ?? []).compactMap { $0.string.map { ObjectID($0) } }
    missing = (content["missing"]?.array ?? []).compactMap(\.int)
    path = content["path"]?.string.map { UntrustedText($0) }
    for (type, count) in content["records"]?.object ?? [:] { records[TypeName(type)] = count.int ?? 0 }
  }
}
