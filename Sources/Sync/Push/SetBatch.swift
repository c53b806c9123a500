import ClientCore
import JSON
import Wire

/// An entry of the outbox, as its server is told.
struct SetItem: Sendable {
  let entry: OutboxEntry
  let action: SetAction

  var isCreate: Bool { if case .create = action.verb { true } else { false } }

  fileprivate var properties: JSONValue {
    switch action.verb {
    case .create(let properties), .update(let properties): .object(properties)
    case .destroy: .null
    }
  }
}

/// Entries of the outbox as calls of one request, in their order.
///
/// Creates stand one to a call: the order of calls is kept (RFC 8620, section 3.3), the order within one is not, and what was
/// said first shall stand first.
struct SetBatch: Sendable {
  struct Call: Sendable {
    let account: Account
    let dialect: any Dialect
    /// Whether the server itself looks at what an update is based on: docs/protocol.md, section 4.
    let offersIfMatch: Bool
    var items: [SetItem]
  }

  private(set) var calls: [Call] = []
  private var size = 0
  private let limits: CoreLimits

  init(limits: CoreLimits) { self.limits = limits }

  var isEmpty: Bool { calls.isEmpty }
  var entries: [OutboxEntry] { calls.flatMap { $0.items.map(\.entry) } }
  var using: [String] { Set(calls.flatMap(\.dialect.capabilities)).sorted() }

  /// - Returns: false when there is no room; an item always fits into an empty batch.
  mutating func append(
    _ item: SetItem, _ account: Account, _ dialect: any Dialect, offersIfMatch: Bool = false
  ) -> Bool {
    // The id, the braces and the call around it are short; they and the envelope have a tenth of the room.
    let added = item.properties.text.utf8.count + JSONValue.object(item.entry.basis).text.utf8.count + 200
    guard isEmpty || (size + added <= limits.maxSizeRequest / 10 * 9 && calls.count < limits.maxCallsInRequest) else {
      return false
    }
    if let last = calls.indices.last, joins(item, account, dialect, calls[last]) {
      calls[last].items.append(item)
    } else {
      calls.append(Call(account: account, dialect: dialect, offersIfMatch: offersIfMatch, items: [item]))
    }
    size += added
    return true
  }

  private func joins(_ item: SetItem, _ account: Account, _ dialect: any Dialect, _ call: Call) -> Bool {
    guard call.account.id == account.id, call.dialect.type == dialect.type, !item.isCreate,
      call.items.count < limits.maxObjectsInSet
    else { return false }
    return !call.items.contains {
      $0.isCreate || $0.entry.mutation.id == item.entry.mutation.id || $0.action.arguments != item.action.arguments
    }
  }

  var methodCalls: [Invocation] {
    calls.enumerated().map { index, call in
      var arguments = call.items.first?.action.arguments ?? [:]
      arguments["accountId"] = .string(call.account.jmapID)
      var updates: JSONObject = [:]
      var destroys: [JSONValue] = []
      for item in call.items {
        let id = item.entry.mutation.id.rawValue
        switch item.action.verb {
        case .create(let properties): arguments["create"] = [Self.creationID: .object(properties)]
        case .update(let patch): updates[id] = .object(patch)
        case .destroy: destroys.append(.string(id))
        }
      }
      if !updates.isEmpty { arguments["update"] = .object(updates) }
      if let ifMatch = Self.ifMatch(call) { arguments["ifMatch"] = ifMatch }
      if !destroys.isEmpty { arguments["destroy"] = .array(destroys) }
      return Invocation("\(call.dialect.serverType)/set", arguments, id: Self.id(index))
    }
  }

  /// The batch without some entries, by their numbers.
  func removing(_ entries: Set<Int64>) -> SetBatch {
    guard !entries.isEmpty else { return self }
    var batch = self
    batch.calls = calls.map { call in
      var call = call
      call.items.removeAll { entries.contains($0.entry.id) }
      return call
    }.filter { !$0.items.isEmpty }
    return batch
  }

  private static func ifMatch(_ call: Call) -> JSONValue? {
    guard call.offersIfMatch else { return nil }
    let bases = call.items.map(\.entry).filter { !$0.basis.isEmpty }
      .map { ($0.mutation.id.rawValue, JSONValue.object($0.basis)) }
    return bases.isEmpty ? nil : .object(JSONObject(uniqueKeysWithValues: bases))
  }

  static let creationID = "n"
  static func id(_ index: Int) -> String { "s\(index)" }
}
