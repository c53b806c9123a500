import GRDB
import JSON
import Wire

/// `Sync/changes`: what changed in all types, in one answer: docs/protocol.md, section 17.
struct SyncChanges {
  static let name = "Sync/changes"
  /// After so many bytes of objects, the other types only say that they have more.
  private static let enough = 256 * 1024
  private static let usualLimit = 256

  private let call: Call
  private let sessionState: String
  /// Where each type stands now.
  private let now: [(type: any ObjectType, state: State)]
  private var room = usualLimit
  private var changed: [UInt8] = []
  private var isWhole = true

  init(_ call: Call, sessionState: String) throws {
    self.call = call
    self.sessionState = sessionState
    now = Array(zip(Types.all, try call.currentStates()))
  }

  /// `<epoch>.<rights>.<modseq>.<session>`: a state of all types at once. The number counts the changes of all types, so that
  /// each type's state can be told from it, and nothing needs to be remembered.
  var token: String {
    let newest = now.map(\.state).max { $0.modseq < $1.modseq } ?? State(epoch: "", rights: 0, modseq: 0)
    return newest.text + "." + sessionState.prefix(8)
  }

  /// - Returns: the arguments of the answer.
  func run(_ arguments: JSONObject) throws -> [UInt8] {
    var answer = self
    if let limit = arguments["limit"] {
      guard let limit = limit.int, limit > 0 else { throw MethodError(MethodError.invalidArguments, "limit") }
      answer.room = min(limit, Limits.maxChanges)
    }
    for (type, since, now) in try answer.states(arguments) where since != now {
      try answer.append(type, since: since, now: now)
    }
    var bytes = Array("{".utf8)
    if !answer.changed.isEmpty {
      bytes += Array("\"changed\":{\"\(call.accountID)\":{".utf8) + answer.changed + Array("}},".utf8)
    }
    if answer.isWhole { bytes += Array("\"token\":\"\(token)\"}".utf8) } else { bytes += Array("\"token\":null}".utf8) }
    return bytes
  }

  /// Where each type goes on from, and where it stands now.
  private func states(_ arguments: JSONObject) throws -> [(any ObjectType, since: State, now: State)] {
    if let since = arguments["since"]?.string { return try states(since) }
    guard let accounts = arguments["states"]?.object else { throw MethodError(MethodError.invalidArguments, "since") }
    guard accounts.keys.allSatisfy({ $0 == call.accountID }) else { throw MethodError(MethodError.accountNotFound) }
    return try (accounts[call.accountID]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, state in
      guard let (type, now) = now.first(where: { $0.type.name == name }), let text = state.string else { return nil }
      return (type, try GetChanges.state(text, now, call), now)
    }
  }

  private func states(_ token: String) throws -> [(any ObjectType, since: State, now: State)] {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4, let since = State(parts[..<3].joined(separator: ".")), since.top == nil else {
      throw MethodError(MethodError.cannotCalculateChanges)
    }
    let last = now.map(\.state.modseq).max() ?? 0
    // Of another epoch, or newer than anything here: it was given before a backup was put back.
    guard try call.isOwn(since), since.rights == now.first?.state.rights, since.modseq <= last else {
      throw MethodError(MethodError.cannotCalculateChanges)
    }
    return now.filter { $0.state.modseq > since.modseq }.map { ($0.type, since, $0.state) }
  }

  private mutating func append(_ type: any ObjectType, since: State, now: State) throws {
    guard room > 0, changed.count < Self.enough else { return put(type.name, Array("{\"hasMore\":true}".utf8)) }
    let changes = try GetChanges.run(type, since: since, now: now, named: since.text, most: room, call)
    let objects = try Get.objects(type, changes.created + changes.updated, call)
    let destroyed = changes.destroyed + objects.notFound
    room -= changes.created.count + changes.updated.count + destroyed.count
    var entry = Array("{".utf8)
    if !destroyed.isEmpty {
      entry += Array("\"destroyed\":\(JSONValue.array(destroyed.map(JSONValue.string)).text),".utf8)
    }
    if changes.hasMoreChanges { entry += Array("\"hasMore\":true,".utf8) }
    entry += Array("\"list\":".utf8) + objects.text + Array(",\"state\":\"\(changes.newState)\"}".utf8)
    put(type.name, entry, hasMore: changes.hasMoreChanges)
  }

  private mutating func put(_ name: String, _ entry: [UInt8], hasMore: Bool = true) {
    if !changed.isEmpty { changed.append(UInt8(ascii: ",")) }
    changed += Array("\"\(name)\":".utf8) + entry
    if hasMore { isWhole = false }
  }
}

extension Cooperative {
  /// Answers `GET` of the address in the session's `urn:ter1:sync`; nil: nothing is new since `token`.
  public func news(since token: String, for member: Member) throws(CooperativeError) -> APIAnswer? {
    let session = sessionState(for: member)
    let arguments = try Self.storage {
      try read { db -> JSONOrError? in
        do {
          let sync = try SyncChanges(
            try Call(db, member, createdIDs: [:], now: clock()), sessionState: session)
          guard sync.token != token else { return nil }
          return .arguments(try sync.run(["since": .string(token)]))
        } catch let error as MethodError { return .error(error) }
      }
    }
    guard let arguments else { return nil }
    let (name, text) =
      switch arguments {
      case .arguments(let text): (SyncChanges.name, text)
      case .error(let error): ("error", error.json.bytes)
      }
    let body =
      Array("{\"methodResponses\":[[\"\(name)\",".utf8) + text
      + Array(",\"s\"]],\"sessionState\":\"\(session)\"}".utf8)
    return APIAnswer(status: 200, body: body)
  }

  private enum JSONOrError {
    case arguments([UInt8])
    case error(MethodError)
  }
}
