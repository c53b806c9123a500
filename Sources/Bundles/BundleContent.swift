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
  /// Of all that a bundle says.
  public static let mostBytes = 256 << 20

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
  public var list: BundleObjects
  public var destroyed: [String]

  public init(since: String?, state: String, list: BundleObjects = BundleObjects(), destroyed: [String] = []) {
    (self.since, self.state, self.list, self.destroyed) = (since, state, list, destroyed)
  }
}

// MARK: - JSON

extension BundleContent {
  /// The JSON text of all but the files' contents.
  var text: [UInt8] {
    var text = Array("{\"records\":{".utf8)
    for (number, type) in records.keys.sorted().enumerated() {
      if number > 0 { text.append(UInt8(ascii: ",")) }
      JSONValue.write(type, to: &text)
      text.append(UInt8(ascii: ":"))
      records[type]?.write(to: &text)
    }
    text.append(UInt8(ascii: "}"))
    return Self.joined(text, rest)
  }

  /// An object's text that lacks its end, and the members of another.
  static func joined(_ text: [UInt8], _ rest: JSONObject) -> [UInt8] {
    text + [UInt8(ascii: ",")] + JSONValue.object(rest).bytes.dropFirst()
  }

  private var rest: JSONObject {
    [
      "cooperative": .string(cooperative), "author": .string(author), "made": .string(made),
      "recipients": .array(recipients.map(\.text).sorted().map(JSONValue.string)),
      "entries": .array(entries.map(\.json)), "states": .object(states.mapValues(JSONValue.string)),
      "blobs": .array(blobs.map { .int(Int64($0.count)) }),
    ]
  }

  init(_ bytes: [UInt8], blobs: [UInt8]) throws(BundleRefusal) {
    let json = try BundleText(bytes[...])
    cooperative = try json.text("cooperative")
    author = try json.text("author")
    made = try json.text("made")
    recipients = Set(try json.array("recipients").compactMap { $0.string.flatMap { BundleKey(text: $0) } })
    let entries = try json.array("entries")
    guard entries.count <= Self.mostEntries else { throw .tooLarge }
    for entry in entries { self.entries.append(try BundleEntry(entry)) }
    if let records = try json.part("records") {
      for type in records.names { self.records[type] = try records.part(type).map(BundleRecords.init) }
    }
    states = (try json["states"]?.object ?? [:]).compactMapValues(\.string)
    self.blobs = try Self.split(blobs, try json.array("blobs"))
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
  fileprivate func write(to text: inout [UInt8]) {
    var rest: JSONObject = ["state": .string(state)]
    if let since { rest["since"] = .string(since) }
    if !destroyed.isEmpty { rest["destroyed"] = .array(destroyed.map(JSONValue.string)) }
    text += "{\"list\":".utf8
    list.write(to: &text)
    text = BundleContent.joined(text, rest)
  }

  init(_ json: BundleText) throws(BundleRefusal) {
    since = try json["since"]?.string
    state = try json.text("state")
    list =
      try json.slice("list").map { (text) throws(BundleRefusal) in try BundleObjects(reading: text) }
      ?? BundleObjects()
    destroyed = try json.array("destroyed").compactMap(\.string)
  }
}

extension JSONValue {
  fileprivate func text(_ name: String) throws(BundleRefusal) -> String {
    guard let text = self[name]?.string else { throw .senseless("no \(name)") }
    return text
  }
}

/// An object in a text, of which a member becomes a value when it is asked for.
struct BundleText {
  private let bytes: ArraySlice<UInt8>
  private let members: [String: Range<Int>]

  init(_ bytes: ArraySlice<UInt8>) throws(BundleRefusal) {
    self.bytes = bytes
    do { members = try JSONOutline.members(of: bytes) } catch { throw .senseless("no JSON") }
  }

  var names: [String] { members.keys.sorted() }

  func slice(_ name: String) -> ArraySlice<UInt8>? { members[name].map { bytes[$0] } }

  func part(_ name: String) throws(BundleRefusal) -> BundleText? {
    try slice(name).map { (text) throws(BundleRefusal) in try BundleText(text) }
  }

  subscript(name: String) -> JSONValue? {
    get throws(BundleRefusal) {
      guard let text = slice(name) else { return nil }
      do { return try JSONValue(parsing: text) } catch { throw .senseless("no JSON") }
    }
  }

  func text(_ name: String) throws(BundleRefusal) -> String {
    guard let text = try self[name]?.string else { throw .senseless("no \(name)") }
    return text
  }

  func array(_ name: String) throws(BundleRefusal) -> [JSONValue] { try self[name]?.array ?? [] }
}
