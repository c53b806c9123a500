import ClientCore
import JSON
import Wire

/// Entries of the outbox as calls of one request, in their order.
///
/// Creates stand one to a call: the order of calls is kept (RFC 8620, section 3.3), the order within one is not, and what was
/// said first shall stand first.
struct SetBatch: Sendable {
  struct Call: Sendable {
    let account: Account
    let type: TypeName
    /// Whether the server itself looks at what an update is based on: docs/protocol.md, section 4.
    let offersIfMatch: Bool
    var entries: [OutboxEntry]
  }

  private(set) var calls: [Call] = []
  private(set) var capabilities: Set<String> = []
  private var size = 0
  private let limits: CoreLimits

  init(limits: CoreLimits) { self.limits = limits }

  var isEmpty: Bool { calls.isEmpty }
  var entries: [OutboxEntry] { calls.flatMap(\.entries) }
  var using: [String] { capabilities.sorted() }

  /// - Returns: false when there is no room; an entry always fits into an empty batch.
  mutating func append(
    _ entry: OutboxEntry, _ account: Account, capability: String, offersIfMatch: Bool = false
  ) -> Bool {
    // The id, the braces and the call around it are short; they and the envelope have a tenth of the room.
    let added = Self.properties(entry).text.utf8.count + JSONValue.object(entry.basis).text.utf8.count + 200
    guard isEmpty || (size + added <= limits.maxSizeRequest / 10 * 9 && calls.count < limits.maxCallsInRequest) else {
      return false
    }
    if let last = calls.indices.last, joins(entry, account, calls[last]) {
      calls[last].entries.append(entry)
    } else {
      calls.append(
        Call(account: account, type: entry.mutation.type, offersIfMatch: offersIfMatch, entries: [entry]))
    }
    size += added
    capabilities.insert(capability)
    return true
  }

  private func joins(_ entry: OutboxEntry, _ account: Account, _ call: Call) -> Bool {
    guard call.account.id == account.id, call.type == entry.mutation.type, !Self.isCreate(entry),
      call.entries.count < limits.maxObjectsInSet
    else { return false }
    return !call.entries.contains { Self.isCreate($0) || $0.mutation.id == entry.mutation.id }
  }

  private static func isCreate(_ entry: OutboxEntry) -> Bool {
    if case .create = entry.mutation.action { true } else { false }
  }

  private static func properties(_ entry: OutboxEntry) -> JSONValue {
    switch entry.mutation.action {
    case .create(let properties), .update(let properties): .object(properties)
    case .destroy, .upload: .null
    }
  }

  var methodCalls: [Invocation] {
    calls.enumerated().map { index, call in
      var arguments: JSONObject = ["accountId": .string(call.account.jmapID)]
      var updates: JSONObject = [:]
      var destroys: [JSONValue] = []
      for entry in call.entries {
        switch entry.mutation.action {
        case .create(let properties): arguments["create"] = [Self.creationID: .object(properties)]
        case .update(let patch): updates[entry.mutation.id.rawValue] = .object(patch)
        case .destroy: destroys.append(.string(entry.mutation.id.rawValue))
        case .upload: break
        }
      }
      if !updates.isEmpty { arguments["update"] = .object(updates) }
      if let ifMatch = Self.ifMatch(call) { arguments["ifMatch"] = ifMatch }
      if !destroys.isEmpty { arguments["destroy"] = .array(destroys) }
      return Invocation("\(call.type)/set", arguments, id: Self.id(index))
    }
  }

  /// The batch without some entries, by their numbers.
  func removing(_ entries: Set<Int64>) -> SetBatch {
    guard !entries.isEmpty else { return self }
    var batch = self
    batch.calls = calls.map { call in
      var call = call
      call.entries.removeAll { entries.contains($0.id) }
      return call
    }.filter { !$0.entries.isEmpty }
    return batch
  }

  private static func ifMatch(_ call: Call) -> JSONValue? {
    guard call.offersIfMatch else { return nil }
    let bases = call.entries.filter { !$0.basis.isEmpty }.map { ($0.mutation.id.rawValue, JSONValue.object($0.basis)) }
    return bases.isEmpty ? nil : .object(JSONObject(uniqueKeysWithValues: bases))
  }

  static let creationID = "n"
  static func id(_ index: Int) -> String { "s\(index)" }
}
