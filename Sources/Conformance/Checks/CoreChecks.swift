import JSON
import Sync
import Wire

/// RFC 8620, sections 3 and 4: requests as a whole.
enum CoreChecks {
  static let all: [Check] = [
    Check("core.echo", "Core/echo gives back its arguments", "RFC 8620, 4") { examinee async throws(Finding) in
      let sent: JSONObject = ["text": "é ⚙ \u{1F6A9}", "list": [1, true, nil], "inner": ["a": 1.5]]
      let answer = try await examinee.call("Core/echo", sent, using: [])
      try expect(answer == sent, "the same arguments", JSONValue.object(answer).short)
    },
    Check("core.order", "several calls are answered in order, each under its own id", "RFC 8620, 3.4", order),
    Check("core.references", "an argument may refer to the result of an earlier call", "RFC 8620, 3.7", references),
    Check(
      "core.unknown-method", "an unknown method is told so, and the others go on", "RFC 8620, 3.6.2", unknownMethod),
    Check(
      "core.unknown-account", "an account that is not the member's does not exist", "RFC 8620, 3.6.2", unknownAccount),
    Check("core.not-json", "what is no JSON is told so", "RFC 8620, 3.6.1") { examinee async throws(Finding) in
      try await problem(examinee, Array("{\"using\": [".utf8), RequestError.notJSON)
    },
    Check("core.not-request", "JSON that is no request is told so", "RFC 8620, 3.6.1") {
      examinee async throws(Finding) in
      try await problem(examinee, Array("{\"methodCalls\": 3}".utf8), RequestError.notRequest)
    },
    Check("core.unknown-capability", "an unknown capability in \"using\" is told so", "RFC 8620, 3.6.1") {
      examinee async throws(Finding) in
      let call = Invocation("Core/echo", [:], id: "0")
      let request = Request(using: [Capability.core, "urn:ter1:conformance:none"], methodCalls: [call])
      try await problem(examinee, request.json.bytes, RequestError.unknownCapability)
    },
    Check("limits.calls", "maxCallsInRequest is enforced", "RFC 8620, 3.6.1", calls),
    Check("limits.request", "maxSizeRequest is enforced", "RFC 8620, 3.6.1", need: .writing, size),
    Check(
      "compression.answers", "answers are compressed when the client takes it", "docs/protocol.md, 2", levels: [.l2]
    ) {
      examinee async throws(Finding) in
      guard examinee.isHTTP else { throw .notTried("this server is not reached by HTTP") }
      let answer = try await examinee.get(examinee.visitor.login.sessionURL)
      guard answer.head["content-encoding"] != nil else { throw .notOffered("the session came uncompressed") }
    },
    Check("compression.requests", "requests may be compressed by gzip", "docs/protocol.md, 2", levels: [.l2], gzip),
  ]

  private static func order(_ examinee: Examinee) async throws(Finding) {
    let calls = (0..<5).map { Invocation("Core/echo", ["n": .int(Int64($0))], id: "c\(4 - $0)") }
    let response = try await examinee.respond(to: Request(using: [Capability.core], methodCalls: calls))
    try expect(
      response.methodResponses == calls, "five answers in order",
      response.methodResponses.map(\.callID).joined(separator: " "))
  }

  private static func references(_ examinee: Examinee) async throws(Finding) {
    let reference = ResultReference(resultOf: "a", name: "Core/echo", path: "/list/*/id")
    let calls = [
      Invocation("Core/echo", ["list": [["id": "x"], ["id": "y"]]], id: "a"),
      Invocation("Core/echo", ["#ids": reference.json], id: "b"),
    ]
    let response = try await examinee.respond(to: Request(using: [Capability.core], methodCalls: calls))
    let found = response.methodResponses.last?.arguments["ids"]
    try expect(found == ["x", "y"], "ids [x, y]", response.methodResponses.last?.json.short ?? "nothing")
  }

  private static func unknownMethod(_ examinee: Examinee) async throws(Finding) {
    let calls = [Invocation("Nothing/get", [:], id: "a"), Invocation("Core/echo", ["n": 1], id: "b")]
    let answers = try await examinee.respond(to: Request(using: [Capability.core], methodCalls: calls)).methodResponses
    let type = answers.first?.arguments["type"]?.string
    try expect(type == MethodError.unknownMethod, "the error unknownMethod", answers.first?.json.short ?? "nothing")
    try expect(answers.last?.name == "Core/echo", "the second call is answered", answers.last?.json.short ?? "nothing")
  }

  private static func unknownAccount(_ examinee: Examinee) async throws(Finding) {
    let (name, urn) = try ExaminedType.first(of: examinee)
    let outcome = try await examinee.outcome(
      "\(name)/get", ["accountId": "ter1-conformance-none", "ids": []], using: [urn])
    guard case .failure(let error) = outcome else {
      throw .failed(expected: "the error accountNotFound", seen: "an answer")
    }
    try expect(error.type == MethodError.accountNotFound, "the error accountNotFound", error.words)
  }

  private static func problem(_ examinee: Examinee, _ bytes: [UInt8], _ type: String, limit: String? = nil)
    async throws(Finding)
  {
    try isProblem(try await examinee.post(bytes), type, limit: limit)
  }

  private static func isProblem(_ answer: HTTPResponse, _ type: String, limit: String?) throws(Finding) {
    let json = try? JSONValue(parsing: answer.body)
    let seen = "\(answer.status): \(answer.start)"
    try expect((400..<500).contains(answer.status), "a status 4xx with the problem \(type)", seen)
    try expect(json?["type"]?.string == type, "the problem \(type)", seen)
    if let limit { try expect(json?["limit"]?.string == limit, "the member limit: \(limit)", seen) }
  }

  private static func calls(_ examinee: Examinee) async throws(Finding) {
    let most = examinee.session.session.coreLimits.maxCallsInRequest
    guard most <= 2_000 else { throw .notTried("more than 2,000 calls are allowed") }
    let calls = (0...most).map { Invocation("Core/echo", [:], id: "\($0)") }
    let request = Request(using: [Capability.core], methodCalls: calls)
    try await problem(examinee, request.json.bytes, RequestError.overLimit, limit: "maxCallsInRequest")
  }

  private static func size(_ examinee: Examinee) async throws(Finding) {
    let most = examinee.session.session.coreLimits.maxSizeRequest
    guard most <= 16 << 20 else { throw .notTried("more than 16 MiB are allowed") }
    let padding = String(repeating: " ", count: most)
    let request = Request(using: [Capability.core], methodCalls: [Invocation("Core/echo", [:], id: "0")])
    let bytes = Array((padding + request.json.text).utf8)
    guard let answer = try? await examinee.post(bytes) else {
      // A server may hang up on what it will not read, so that its refusal is lost; it goes on serving.
      _ = try await examinee.respond(to: request)
      return
    }
    try isProblem(answer, RequestError.overLimit, limit: "maxSizeRequest")
  }

  /// "{}" and nothing else, by gzip.
  private static let zipped: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xAB, 0xAE, 5, 0, 0x43, 0xBF, 0xA6, 0xA3, 2, 0, 0, 0,
  ]

  private static func gzip(_ examinee: Examinee) async throws(Finding) {
    guard examinee.isHTTP else { throw .notTried("this server is not reached by HTTP") }
    let plain = try await examinee.post(Array("{}".utf8))
    let answer = try await examinee.post(zipped, headers: [("Content-Encoding", "gzip")])
    guard answer.status != 415 else { throw .notOffered("415 Unsupported Media Type") }
    try expect(
      answer.status == plain.status
        && (try? JSONValue(parsing: answer.body)["type"]) == (try? JSONValue(parsing: plain.body)["type"]),
      "the same answer as to the request uncompressed", "\(answer.status): \(answer.start)")
  }
}
