import JSON
import Sync
import Wire

/// RFC 8620, section 2: the session object, and who gets it.
enum SessionChecks {
  static let all: [Check] = [
    Check("session.document", "the session names its user, accounts, capabilities and state", "RFC 8620, 2") {
      examinee async throws(Finding) in
      try document(examinee.session.document)
    },
    Check("session.addresses", "the addresses hold the variables that a client fills in", "RFC 8620, 2") {
      examinee async throws(Finding) in
      try addresses(examinee.session.session)
    },
    Check("session.absolute", "the addresses are absolute", "docs/protocol.md, 2", levels: [.l2]) {
      examinee async throws(Finding) in
      let apiURL = examinee.session.session.apiUrl
      try expect(apiURL.contains("://"), "an absolute apiUrl", apiURL)
    },
    Check("session.well-known", "the session is found from the host alone", "RFC 8620, 2.2", wellKnown),
    Check(
      "session.state", "sessionState is the session's own, and stays while nothing changes", "RFC 8620, 3.4", state),
    Check(
      "session.refusal", "a wrong password is answered by 401 and WWW-Authenticate", "docs/protocol.md, 2", refusal),
  ]

  private static func document(_ json: JSONValue) throws(Finding) {
    for name in ["capabilities", "accounts", "primaryAccounts"] {
      _ = try want(json[name]?.object, "\(name) is an object", json[name]?.short ?? "absent")
    }
    for name in ["username", "apiUrl", "downloadUrl", "uploadUrl", "eventSourceUrl", "state"] {
      try expect(json[name]?.string?.isEmpty == false, "\(name) is a string", json[name]?.short ?? "absent")
    }
    let accounts = json["accounts"]?.object ?? [:]
    try expect(!accounts.isEmpty, "an account", "none")
    for (id, account) in accounts {
      for name in ["isPersonal", "isReadOnly"] {
        try expect(account[name]?.bool != nil, "\(name) of account \(id)", account[name]?.short ?? "absent")
      }
      _ = try want(account["accountCapabilities"]?.object, "accountCapabilities of account \(id)", account.short)
    }
    for (urn, id) in json["primaryAccounts"]?.object ?? [:] {
      try expect(id.string.map { accounts[$0] != nil } == true, "primaryAccounts names an account for \(urn)", id.short)
    }
    try limits(try want(json["capabilities"]?[Capability.core], "the capability \(Capability.core)", "absent"))
  }

  private static func limits(_ core: JSONValue) throws(Finding) {
    let names = [
      "maxSizeUpload", "maxConcurrentUpload", "maxSizeRequest", "maxConcurrentRequests", "maxCallsInRequest",
      "maxObjectsInGet", "maxObjectsInSet",
    ]
    for name in names { try expect(core[name]?.int ?? 0 > 0, "\(name) above 0", core[name]?.short ?? "absent") }
    _ = try want(core["collationAlgorithms"]?.array, "collationAlgorithms", "absent")
  }

  private static func addresses(_ session: Session) throws(Finding) {
    for (name, address, variables) in [
      ("downloadUrl", session.downloadUrl, ["accountId", "blobId", "name", "type"]),
      ("uploadUrl", session.uploadUrl, ["accountId"]),
      ("eventSourceUrl", session.eventSourceUrl, ["types", "closeafter", "ping"]),
    ] {
      for variable in variables { try expect(address.contains("{\(variable)}"), "{\(variable)} in \(name)", address) }
    }
  }

  private static func wellKnown(_ examinee: Examinee) async throws(Finding) {
    let home: ServerURL
    do { home = try examinee.visitor.login.sessionURL.resolving("/.well-known/jmap") } catch {
      throw .failed(expected: "an address", seen: "\(error)")
    }
    var url = home
    for _ in 0..<5 {
      let answer = try await examinee.get(url)
      guard (300..<400).contains(answer.status), let location = answer.head["location"] else {
        return try expect(answer.status == 200, "200 or a redirect to the session", "\(answer.status) from \(url)")
      }
      do { url = try url.resolving(location) } catch { throw .failed(expected: "a redirect", seen: location) }
      try expect(url.host == home.host, "a redirect on the same host", location)
    }
    throw .failed(expected: "at most five redirects", seen: url.text)
  }

  private static func state(_ examinee: Examinee) async throws(Finding) {
    let call = Invocation("Core/echo", [:], id: "0")
    let response = try await examinee.respond(to: Request(using: [Capability.core], methodCalls: [call]))
    let own = examinee.session.session.state
    try expect(response.sessionState == own, "sessionState \(own)", response.sessionState)
  }

  private static func refusal(_ examinee: Examinee) async throws(Finding) {
    guard examinee.isHTTP else { throw .notTried("this server is not reached by HTTP") }
    let wrong = Credential.basic(name: examinee.session.session.username, password: "ter1 conformance: no password")
    let request = HTTPRequest(.get, examinee.visitor.login.sessionURL, credential: wrong)
    let answer = try await examinee.send(request)
    try expect(answer.status == 401, "401", "\(answer.status)")
    try expect(answer.head["www-authenticate"] != nil, "WWW-Authenticate", "no such header")
  }
}
