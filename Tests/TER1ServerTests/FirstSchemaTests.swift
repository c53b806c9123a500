import Foundation
import GRDB
import JSON
import TER1Server
import Testing
import Wire

/// A cooperative that the first version wrote is brought to today's, and nothing of it is lost.
struct FirstSchemaTests {
  private let folder: String
  private let cooperative: Cooperative

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/ter1-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder + "/uploads", withIntermediateDirectories: true)
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/first-schema.sql")
    let file = try DatabaseQueue(path: folder + "/cooperative.sqlite")
    try file.write { try $0.execute(sql: String(contentsOf: script, encoding: .utf8)) }
    try file.close()
    cooperative = try Cooperative(opening: folder)
  }

  private func call(_ name: String, _ arguments: JSONObject, as member: Member) throws -> JSONObject {
    var arguments = arguments
    arguments["accountId"] = .string(cooperative.accountID)
    let request = Request(using: Village.using, methodCalls: [Invocation(name, arguments, id: "0")])
    let answer = cooperative.api(request.json.bytes, as: member)
    return try #require(try Response(JSONValue(parsing: answer.body)).result(of: "0"))
  }

  private func signedIn(_ credentials: Credentials) throws -> Member {
    guard case .member(let member) = cooperative.authenticate(credentials, from: "test") else {
      throw SetError(SetError.forbidden)
    }
    return member
  }

  @Test("members, tokens, objects, rights, files and states are all there; what is new works")
  func upgrade() throws {
    defer { do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) } }
    #expect(cooperative.name == "Union locale" && cooperative.accountID == "Afirst00")
    let anna = try signedIn(.basic(handle: "anna", password: "camarade ensemble"))
    let bert = try signedIn(.bearer(token: "a-token-of-the-first-days"))
    #expect(anna.isAdmin && !bert.isAdmin)
    var counts: [String: Int] = [:]
    for type in ["Principal", "Channel", "Message", "ReadPosition", "Calendar", "CalendarEvent", "FileNode"] {
      counts[type] = try GetResult(call("\(type)/get", ["ids": nil], as: bert)).list.count
    }
    #expect(
      counts == [
        "Principal": 2, "Channel": 1, "Message": 2, "ReadPosition": 1, "Calendar": 1, "CalendarEvent": 1, "FileNode": 1,
      ])
    #expect(try GetResult(call("Message/get", ["ids": nil], as: anna)).list.count == 3)
    let old = try Changes(call("Message/changes", ["sinceState": "ep0chOne.7.5"], as: bert))
    #expect(old.created == ["M6"] && old.destroyed.isEmpty)
    let found = try call("Message/query", ["filter": ["text": "avance"], "collapseThreads": true], as: bert)
    #expect(found["ids"] == ["M6"])
    let blob = try #require(
      try GetResult(call("FileNode/get", ["ids": nil], as: bert)).list.first?["blobId"]?.string)
    let content = try #require(try cooperative.blob(blob, for: bert))
    #expect(try cooperative.bytes(of: content, from: 0, count: 100) == Array("Tous ensemble\n".utf8))
    // What his objects take was counted when the file was brought to today's form.
    let narrow = try Cooperative(opening: folder, memberBytes: 1)
    #expect(try !narrow.hasRoom(for: 0, of: bert))
    try narrow.close()
    let draft: JSONValue = [
      "clientId": "m9", "channelId": "C3", "threadRootId": "M5", "body": "Et maintenant ?",
    ]
    let made = try SetResult(call("Message/set", ["create": ["k": draft]], as: bert))
    #expect(made.notCreated.isEmpty && made.created["k"]?["id"]?.string?.contains("-") == true)
    let new = try Changes(call("Message/changes", ["sinceState": .string(old.newState)], as: bert))
    #expect(new.created.count == 1)
    try cooperative.close()
  }
}
