import JSON
import Sync
import Wire

/// How the server is asked, and what the answers must look like whatever they say.
extension Examinee {
  static let longestWait = 30.0

  func send(_ request: HTTPRequest, as credential: Credential? = nil) async throws(Finding) -> HTTPResponse {
    var request = request
    request.credential = request.credential ?? credential ?? visitor.login.credential
    request.stallSeconds = Self.longestWait
    do { return try await visitor.transport.send(request) } catch {
      throw .failed(expected: "an answer from \(request.url)", seen: "\(error)")
    }
  }

  func get(_ url: ServerURL, headers: [(name: String, value: String)] = []) async throws(Finding) -> HTTPResponse {
    try await send(HTTPRequest(.get, url, headers: headers, maximumSize: 64 << 20))
  }

  func post(
    _ bytes: [UInt8], to url: ServerURL? = nil, type: String = "application/json",
    headers: [(name: String, value: String)] = []
  ) async throws(Finding) -> HTTPResponse {
    var request = HTTPRequest(
      .post, url ?? session.apiURL, headers: [("Content-Type", type)] + headers, maximumSize: 64 << 20)
    request.body = .bytes(bytes)
    return try await send(request)
  }

  func respond(to request: Request) async throws(Finding) -> Response {
    let response = try await post(request.json.bytes)
    try expect(response.status == 200, "status 200 (RFC 8620, 3.4)", "\(response.status): \(response.start)")
    do { return try Response(JSONValue(parsing: response.body)) } catch {
      throw .failed(expected: "a Response object (RFC 8620, 3.4)", seen: "\(error)")
    }
  }

  /// One method call's answer, or the method's error.
  func outcome(
    _ name: String, _ arguments: JSONObject, using capabilities: [String]
  ) async throws(Finding) -> Result<JSONObject, MethodError> {
    let call = Invocation(name, arguments, id: "0")
    let response = try await respond(to: Request(using: [Capability.core] + capabilities, methodCalls: [call]))
    do {
      return .success(try want(response.result(of: "0"), "an answer to the call \"0\"", "none"))
    } catch let error as MethodError {
      return .failure(error)
    } catch let finding as Finding {
      throw finding
    } catch {
      throw .failed(expected: "an answer", seen: "\(error)")
    }
  }

  func call(_ name: String, _ arguments: JSONObject, using capabilities: [String]) async throws(Finding) -> JSONObject {
    switch try await outcome(name, arguments, using: capabilities) {
    case .success(let arguments): return arguments
    case .failure(let error) where error.type == MethodError.unknownMethod: throw .notOffered("no \(name)")
    case .failure(let error): throw .failed(expected: "an answer of \(name)", seen: error.words)
    }
  }
}

/// The objects of one type in the account that is looked at.
struct Collection: Sendable {
  let examinee: Examinee
  let type: String
  let account: String
  let using: [String]

  func call(_ verb: String, _ arguments: JSONObject) async throws(Finding) -> JSONObject {
    try await examinee.call("\(type)/\(verb)", filled(arguments), using: using)
  }

  func outcome(_ verb: String, _ arguments: JSONObject) async throws(Finding) -> Result<JSONObject, MethodError> {
    try await examinee.outcome("\(type)/\(verb)", filled(arguments), using: using)
  }

  private func filled(_ arguments: JSONObject) -> JSONObject {
    arguments.merging(["accountId": .string(account)]) { own, _ in own }
  }

  func get(_ arguments: JSONObject) async throws(Finding) -> GetResult {
    let answer = try await call("get", arguments)
    do { return try GetResult(answer) } catch { throw .failed(expected: "the answer of \(type)/get", seen: "\(error)") }
  }

  /// One object by its id.
  func object(_ id: String, _ properties: [String]? = nil) async throws(Finding) -> JSONObject {
    let names: JSONObject = properties.map { ["properties": .array($0.map(JSONValue.string))] } ?? [:]
    let result = try await get(names.merging(["ids": [.string(id)]]) { own, _ in own })
    return try want(result.list.first { $0["id"]?.string == id }, "\(type) \(id)", "notFound \(result.notFound)")
  }

  func state() async throws(Finding) -> String { try await get(["ids": []]).state }

  func changes(since state: String, atMost count: Int? = nil) async throws(Finding) -> Changes {
    let most: JSONObject = count.map { ["maxChanges": .int(Int64($0))] } ?? [:]
    let answer = try await call("changes", most.merging(["sinceState": .string(state)]) { own, _ in own })
    do { return try Changes(answer) } catch {
      throw .failed(expected: "the answer of \(type)/changes", seen: "\(error)")
    }
  }

  func query(_ arguments: JSONObject = [:]) async throws(Finding) -> [String] {
    let answer = try await call("query", arguments)
    let ids = answer["ids"]?.array?.compactMap(\.string)
    return try want(ids, "ids in the answer of \(type)/query (RFC 8620, 5.5)", JSONValue.object(answer).short)
  }

  func set(_ arguments: JSONObject) async throws(Finding) -> SetResult {
    let answer = try await call("set", arguments)
    do { return try SetResult(answer) } catch { throw .failed(expected: "the answer of \(type)/set", seen: "\(error)") }
  }

  /// Creates one object, which goes when the check ends.
  func create(_ properties: JSONObject, removing arguments: JSONObject = [:]) async throws(Finding) -> JSONObject {
    let result = try await set(["create": ["n": .object(properties)]])
    let created = try want(
      result.created["n"], "\(type) is created", result.notCreated["n"].map(\.words) ?? "neither created nor notCreated"
    )
    let id = try want(created["id"]?.string, "the id of the new \(type)", JSONValue.object(created).short)
    examinee.trash.add(self, id, arguments)
    return created
  }

  func update(_ id: String, _ patch: JSONObject) async throws(Finding) -> SetResult {
    try await set(["update": [id: .object(patch)]])
  }

  /// Updates one object, which must work.
  func change(_ id: String, _ patch: JSONObject) async throws(Finding) {
    let result = try await update(id, patch)
    try expect(
      result.updated[id] != nil, "\(type) \(id) is updated",
      result.notUpdated[id].map(\.words) ?? "neither updated nor notUpdated")
  }
}

// MARK: - Words

extension MethodError {
  var words: String { description.map { "\(type): \($0)" } ?? type }
}

extension SetError {
  var words: String {
    let named = properties.isEmpty ? type : "\(type) (\(properties.joined(separator: ", ")))"
    return description.map { "\(named): \($0)" } ?? named
  }
}

extension JSONValue {
  /// Its beginning.
  var short: String { text.count > 160 ? text.prefix(160) + "…" : text }
}

extension HTTPResponse {
  /// The beginning of its content.
  var start: String {
    let text = String(decoding: body.prefix(160), as: UTF8.self)
    return text.isEmpty ? "no content" : text
  }
}
