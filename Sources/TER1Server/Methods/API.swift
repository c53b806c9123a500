import GRDB
import JSON
public import Wire

/// The answer to a POST to `apiUrl`, ready to be sent.
public struct APIAnswer: Sendable {
  /// The HTTP status.
  public let status: Int
  public let type: String
  public let body: [UInt8]

  public init(status: Int, type: String = "application/json", body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  public init(_ error: RequestError) {
    self.init(status: error.status, type: "application/problem+json", body: error.json.bytes)
  }
}

extension Cooperative {
  /// Answers one request: RFC 8620, section 3. Never throws: what goes wrong is an answer.
  /// - Parameter body: JSON, inflated.
  public func api(_ body: [UInt8], as member: Member) -> APIAnswer {
    do throws(RequestError) {
      var batch = try Batch(request(body), member: member, cooperative: self)
      batch.settle()
      batch.run()
      return APIAnswer(status: 200, body: batch.answer(sessionState: sessionState(for: member)))
    } catch {
      return APIAnswer(error)
    }
  }

  private func request(_ body: [UInt8]) throws(RequestError) -> Request {
    guard body.count <= Limits.core.maxSizeRequest else {
      throw RequestError(RequestError.overLimit, status: 400, limit: "maxSizeRequest")
    }
    let json: JSONValue
    do { json = try JSONValue(parsing: body) } catch {
      throw RequestError(RequestError.notJSON, status: 400, detail: error.description)
    }
    do { return try Request(json) } catch {
      throw RequestError(RequestError.notRequest, status: 400, detail: error.description)
    }
  }
}

/// The method calls of one request, one after the other.
private struct Batch {
  private let request: Request
  private let member: Member
  private let cooperative: Cooperative
  private var createdIDs: [String: String]
  private var answers: [(name: String, result: MethodResult, callID: String)] = []
  private var size = 0

  init(_ request: Request, member: Member, cooperative: Cooperative) throws(RequestError) {
    self.request = request
    self.member = member
    self.cooperative = cooperative
    createdIDs = request.createdIds ?? [:]
    for urn in request.using where !Cooperative.capabilities.contains(urn) {
      throw RequestError(RequestError.unknownCapability, status: 400, detail: urn)
    }
    guard request.methodCalls.count <= Limits.core.maxCallsInRequest else {
      throw RequestError(RequestError.overLimit, status: 400, limit: "maxCallsInRequest")
    }
  }

  /// Votes whose time has come are closed before anybody asks. Where that fails the clock is still asked by each ballot.
  func settle() {
    let types = request.methodCalls.compactMap { $0.name.split(separator: "/").first }
    guard types.contains(where: { ["Proposal", "Tally", "Ballot", "Sync", "Digest"].contains($0) }) else { return }
    do { try cooperative.settleDue() } catch { _ = Failure(error, in: "closing votes") }
  }

  mutating func run() {
    for call in request.methodCalls {
      cooperative.audit.count(Self.counted(call.name), by: member.handle)
      do {
        guard size <= Limits.maxSizeAnswer else { throw MethodError(MethodError.requestTooLarge) }
        let arguments = try resolvingReferences(call.arguments)
        append(call.name, try perform(call.name, arguments), call.callID)
      } catch let error as MethodError {
        append("error", .members(error.json.object ?? [:]), call.callID)
      } catch {
        let name = Self.counted(call.name)
        let failure = MethodError(MethodError.serverFail, Failure(error, in: name).words)
        append("error", .members(failure.json.object ?? [:]), call.callID)
      }
    }
  }

  /// A client may call a method anything: only names of ours are kept.
  private static func counted(_ name: String) -> String {
    let parts = name.split(separator: "/")
    let isOurs =
      parts.count == 2 && verbs.contains(String(parts[1]))
      && (Types.named(parts[0]) != nil
        || ["Bundle", "Core", "Device", "Digest", "Invitation", "Sync"].contains(parts[0]))
    return isOurs ? name : "unknown"
  }

  private static let verbs: Set<String> = ["get", "changes", "query", "queryChanges", "set", "echo"]

  private mutating func append(_ name: String, _ result: MethodResult, _ callID: String) {
    if case .text(let text) = result { size += text.count }
    answers.append((name, result, callID))
  }

  func answer(sessionState: String) -> [UInt8] {
    var bytes = Array("{\"methodResponses\":[".utf8)
    bytes.reserveCapacity(size + 4096)
    for (index, answer) in answers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(UInt8(ascii: "["))
      JSONValue.write(answer.name, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      answer.result.write(to: &bytes)
      bytes.append(UInt8(ascii: ","))
      JSONValue.write(answer.callID, to: &bytes)
      bytes.append(UInt8(ascii: "]"))
    }
    bytes += Array("],".utf8)
    if request.createdIds != nil {
      bytes += Array("\"createdIds\":\(JSONValue.object(createdIDs.mapValues(JSONValue.string)).text),".utf8)
    }
    return bytes + Array("\"sessionState\":\"\(sessionState)\"}".utf8)
  }

  // MARK: References

  private func resolvingReferences(_ arguments: JSONObject) throws -> JSONObject {
    var resolved = arguments
    for (name, value) in arguments where name.hasPrefix("#") {
      let plain = String(name.dropFirst())
      guard arguments[plain] == nil else { throw MethodError(MethodError.invalidArguments, plain) }
      guard let reference = ResultReference(value),
        let answer = answers.first(where: { $0.callID == reference.resultOf }), answer.name == reference.name,
        let found = reference.value(in: try answer.result.json)
      else { throw MethodError(MethodError.invalidResultReference, name) }
      resolved[name] = nil
      resolved[plain] = plain == "ids" ? Self.withoutNulls(found) : found
    }
    return resolved
  }

  /// A property that names no object is no id to look for: docs/protocol.md, section 4.
  private static func withoutNulls(_ ids: JSONValue) -> JSONValue {
    ids.array.map { .array($0.filter { !$0.isNull }) } ?? ids
  }

  // MARK: Calls

  private mutating func perform(_ name: String, _ arguments: JSONObject) throws -> MethodResult {
    if name == "Core/echo" { return .members(arguments) }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw MethodError(MethodError.unknownMethod) }
    if name == "Digest/get", request.using.contains(Capability.digest) {
      return try read(arguments) { try Digest.run(arguments, $0) }
    }
    if parts[0] == "Device" { return try device(parts[1], arguments) }
    if name == "Bundle/set", request.using.contains(Capability.bundles) { return try bundles(arguments) }
    if parts[0] == "Invitation" { return try invitation(parts[1], arguments) }
    if name == SyncChanges.name { return try news(arguments) }
    guard let type = Types.named(parts[0]), request.using.contains(type.capability) else {
      throw MethodError(MethodError.unknownMethod)
    }
    switch parts[1] {
    case "get": return try read(arguments) { try Get.run(type, arguments, $0) }
    case "changes": return try read(arguments) { try GetChanges.run(type, arguments, $0) }
    case "query": return try read(arguments) { try Query.run(type, arguments, $0) }
    case "queryChanges" where type.hasQueryChanges:
      return try read(arguments) { try Query.runChanges(type, arguments, $0) }
    case "set": return try set(type, arguments)
    default: throw MethodError(MethodError.unknownMethod)
    }
  }

  private func read(_ arguments: JSONObject, _ body: (Call) throws -> MethodResult) throws -> MethodResult {
    try cooperative.read { db in
      let call = try Call(db, member, createdIDs: createdIDs, now: cooperative.clock())
      try check(arguments, call)
      return try body(call)
    }
  }

  private func news(_ arguments: JSONObject) throws -> MethodResult {
    guard request.using.contains(Capability.sync) else { throw MethodError(MethodError.unknownMethod) }
    let session = cooperative.sessionState(for: member)
    return try cooperative.read { db in
      let call = try Call(db, member, createdIDs: createdIDs, now: cooperative.clock())
      return .text(try SyncChanges(call, sessionState: session).run(arguments))
    }
  }

  private func check(_ arguments: JSONObject, _ call: Call) throws(MethodError) {
    guard let account = arguments["accountId"]?.string else {
      throw MethodError(MethodError.invalidArguments, "accountId")
    }
    guard account == call.accountID else { throw MethodError(MethodError.accountNotFound) }
  }

  private mutating func set(_ type: any ObjectType, _ arguments: JSONObject) throws -> MethodResult {
    let (result, ids) = try cooperative.write { transaction in
      let call = try Call(transaction.db, member, createdIDs: createdIDs, now: transaction.now)
      try check(arguments, call)
      return try SetObjects.run(type, arguments, call, transaction, memberBytes: cooperative.memberBytes)
    }
    createdIDs = ids
    return result
  }

  private mutating func device(_ verb: Substring, _ arguments: JSONObject) throws -> MethodResult {
    guard request.using.contains(Capability.devices) else { throw MethodError(MethodError.unknownMethod) }
    switch verb {
    case "get": return try read(arguments) { try Devices(member, $0.db).get(arguments, $0.accountID) }
    case "query": return try read(arguments) { try Devices(member, $0.db).query($0.accountID) }
    case "set": return try setDevices(arguments)
    default: throw MethodError(MethodError.unknownMethod)
    }
  }

  private func invitation(_ verb: Substring, _ arguments: JSONObject) throws -> MethodResult {
    guard request.using.contains(Capability.members) else { throw MethodError(MethodError.unknownMethod) }
    switch verb {
    case "get":
      return try read(arguments) { try Invitations(member, $0.db, now: cooperative.clock()).get($0.accountID) }
    case "set":
      return try cooperative.write { transaction in
        let call = try Call(transaction.db, member, createdIDs: createdIDs, now: transaction.now)
        try check(arguments, call)
        return try Invitations(member, transaction.db, now: transaction.now).set(arguments, call.accountID)
      }
    default: throw MethodError(MethodError.unknownMethod)
    }
  }

  private func bundles(_ arguments: JSONObject) throws -> MethodResult {
    try cooperative.read { db in
      try check(arguments, Call(db, member, createdIDs: createdIDs, now: cooperative.clock()))
    }
    return .members(try cooperative.setBundles(arguments, as: member).arguments(accountID: cooperative.accountID))
  }

  private func setDevices(_ arguments: JSONObject) throws -> MethodResult {
    let result = try cooperative.write { transaction in
      let call = try Call(transaction.db, member, createdIDs: createdIDs, now: transaction.now)
      try check(arguments, call)
      let result = try Devices(member, transaction.db).set(arguments, call.accountID)
      try transaction.publishBundleKeys(of: member.principalID)
      return result
    }
    if !result.created.isEmpty { cooperative.audit.note(.act("device made", about: member.handle)) }
    if !result.destroyed.isEmpty { cooperative.audit.note(.act("device revoked", about: member.handle)) }
    return .members(result.arguments(accountID: cooperative.accountID))
  }
}
