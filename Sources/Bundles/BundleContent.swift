public import JSON

/// What a bundle says: docs/protocol.md, section 29.
public struct BundleContent: Sendable {
  /// The account's id on its server.
  public var cooperative: String
  /// The principal's id; "": the server.
  public var author: String
  /// UTCDate, by the clock of whoever made it.
  public var made: String
  public internal(set) var recipients: Set<BundleKey> = []
  /// What the author wants of the server, in order.
  public var entries: [BundleEntry] = []
  /// By type.
  public var records: [String: BundleRecords] = [:]
  /// What the author's client holds, by type.
  public var states: [String: String] = [:]
  /// Contents of files, which entries name by their place here.
  public var blobs: [[UInt8]] = []

  static let mostEntries = 10_000

  public init(cooperative: String, author: String, made: String) {
    (self.cooperative, self.author, self.made) = (cooperative, author, made)
  }
}

/// A change that waits to be made.
public struct BundleEntry: Sendable, Hashable {
  public enum Action: String, Sendable { case create, update, destroy, upload }

  /// The same in every bundle that this change is in: it is made once.
  public var key: String
  public var type: String
  /// The server's id, or a full stop and the `clientId` of a create.
  public var id: String
  public var action: Action
  /// Of a create the properties, of an update the patch, of an upload nothing.
  public var content: JSONObject
  /// `ifMatch` of the object.
  public var basis: JSONObject
  /// Of an upload.
  public var blob: Int?

  public init(
    key: String, type: String, id: String, action: Action, content: JSONObject = [:], basis: JSONObject = [:],
    blob: Int? = nil
  ) {
    (self.key, self.type, self.id, self.action) = (key, type, id, action)
    (self.content, self.basis, self.blob) = (content, basis, blob)
  }

  /// The same for the same change.
  public static func key(of parts: [String]) -> String {
    Sodium.base64(Sodium.digest(Array(parts.joined(separator: "\0").utf8), size: 16))
  }
}

/// Objects of one type, as their `/get` gives them, after one state and up to another.
public struct BundleRecords: Sendable, Hashable {
  /// nil: from the beginning.
  public var since: String?
  public var state: String
  public var list: [JSONValue]
  public var destroyed: [String]

  public init(since: String?, state: String, list: [JSONValue], destroyed: [String] = []) {
    (self.since, self.state, self.list, self.destroyed) = (since, state, list, destroyed)
  }
}

// MARK: - JSON

extension BundleContent {
  var json: JSONValue {
    [
      "cooperative": .string(cooperative), "author": .string(author), "made": .string(made),
      "recipients": .array(recipients.map(\.text).sorted().map(JSONValue.string)),
      "entries": .array(entries.map(\.json)), "records": .object(records.mapValues(\.json)),
      "states": .object(states.mapValues(JSONValue.string)), "blobs": .array(blobs.map { .int(Int64($0.count)) }),
    ]
  }

  init(_ bytes: [UInt8], blobs: [UInt8]) throws(BundleRefusal) {
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes) } catch { throw .senseless("no JSON") }
    cooperative = try json.text("cooperative")
    author = try json.text("author")
    made = try json.text("made")
    recipients = Set((json["recipients"]?.array ?? []).compactMap { $0.string.flatMap { BundleKey(text: $0) } })
    let entries = json["entries"]?.array ?? []
    guard entries.count <= Self.mostEntries else { throw .tooLarge }
    for entry in entries { self.entries.append(try BundleEntry(entry)) }
    for (type, value) in json["records"]?.object ?? [:] { records[type] = try BundleRecords(value) }
    states = (json["states"]?.object ?? [:]).compactMapValues(\.string)
    self.blobs = try Self.split(blobs, json["blobs"]?.array ?? [])
    guard self.entries.allSatisfy({ $0.blob.map(self.blobs.indices.contains) ?? true }) else {
      throw .senseless("a file that is not in it")
    }
  }

  private static func split(_ bytes: [UInt8], _ sizes: [JSONValue]) throws(BundleRefusal) -> [[UInt8]] {
    var reader = Reader(bytes)
    var blobs: [[UInt8]] = []
    for size in sizes {
      guard let size = size.int, size >= 0 else { throw .senseless("blobs") }
      blobs.append(try reader.take(size))
    }
    guard reader.isAtEnd else { throw .senseless("blobs") }
    return blobs
  }
}

extension BundleEntry {
  var json: JSONValue {
    var object: JSONObject = [
      "key": .string(key), "type": .string(type), "id": .string(id), "action": .string(action.rawValue),
    ]
    if !content.isEmpty { object["content"] = .object(content) }
    if !basis.isEmpty { object["basis"] = .object(basis) }
    if let blob { object["blob"] = .int(Int64(blob)) }
    return .object(object)
  }

  init(_ json: JSONValue) throws(BundleRefusal) {
    key = try json.text("key")
    type = try json.text("type")
    id = try json.text("id")
    guard let action = Action(rawValue: try json.text("action")) else { throw .senseless("action") }
    self.action = action
    content = json["content"]?.object ?? [:]
    basis = json["basis"]?.object ?? [:]
    blob = json["blob"]?.int
    guard (action == .upload) == (blob != nil), (1...64).contains(key.utf8.count) else { throw .senseless("entry") }
  }
}

extension BundleRecords {
  var json: JSONValue {
    var object: JSONObject = ["state": .string(state), "list": .array(list)]
    if let since { object["since"] = .string(since) }
    if !destroyed.isEmpty { object["destroyed"] = .array(destroyed.map(JSONValue.string)) }
    return .object(object)
  }

  init(_ json: JSONValue) throws(BundleRefusal) {
    since = json["since"]?.string
    state = try json.text("state")
    list = json["list"]?.array ?? []
    destroyed = (json["destroyed"]?.array ?? []).compactMap(\.string)
  }
}

extension JSONValue {
  fileprivate func text(_ name: String) throws(BundleRefusal) -> String {
    guard let text = self[name]?.string else { throw .senseless("no \(name)") }
    return text
  }
}
