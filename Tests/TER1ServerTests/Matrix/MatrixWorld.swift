import Bundles
import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// A cooperative with one closed forum, room, calendar and folder, in which each person has other rights, and a neighbour with a
/// member of its own. Everybody is let in by what he shows, as over HTTP.
final class MatrixWorld {
  struct Refused: Error {}

  private let folder: String
  let cooperative: Cooperative
  private let neighbour: Cooperative
  private var tokens: [String: String] = [:]
  private(set) var principals: [String: String] = [:]
  private(set) var forum = "", otherForum = "", calendar = "", otherCalendar = "", closedFolder = ""
  private var count = 0

  /// Who was given what; `herald` only writes what others shall find.
  static let rights: [(person: String, rights: Rights)] = [
    ("author", .usual), ("herald", .usual), ("reader", [.read]), ("responder", [.read, .respond]), ("member", .usual),
    ("moderator", [.read, .respond, .post, .moderate]), ("keeper", [.read, .admin]), ("outsider", []),
    ("blind", [.respond, .post, .moderate, .admin]), ("removed", .usual),
  ]

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/ter1-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    cooperative = try Self.cooperative(folder + "/own", people: ["administrator"] + Self.rights.map(\.person))
    neighbour = try Self.cooperative(folder + "/neighbour", people: ["foreign"])
    try cooperative.setAdmin("administrator")
    try makeTokens()
    try makePlaces()
    try cooperative.removeMember("removed")
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
  }

  private static func cooperative(_ path: String, people: [String]) throws -> Cooperative {
    try Cooperative.create(at: path, name: "Union locale")
    let cooperative = try Cooperative(opening: path)
    try cooperative.importBatch { batch in
      for person in people { _ = try batch.principal(handle: person, name: person.capitalized) }
    }
    return cooperative
  }

  private func makeTokens() throws {
    for person in ["administrator"] + Self.rights.map(\.person) {
      tokens[person] = try token(of: person, at: cooperative).token
      principals[person] = try #require(try cooperative.member(handle: person)).principalID
    }
    tokens["foreign"] = try token(of: "foreign", at: neighbour).token
    principals["foreign"] = try #require(try neighbour.member(handle: "foreign")).principalID
    let revoked = try token(of: "author", at: cooperative)
    tokens["revoked"] = revoked.token
    principals["revoked"] = principals["author"]
    try cooperative.revokeDevice(revoked.id)
  }

  private func token(of person: String, at cooperative: Cooperative) throws -> (id: String, token: String) {
    let member = try #require(try cooperative.member(handle: person))
    let arguments: JSONObject = [
      "accountId": .string(cooperative.accountID), "create": ["k": ["name": .string(person)]],
    ]
    let result = try SetResult(Self.call("Device/set", arguments, member, cooperative))
    let made = try #require(result.created["k"])
    return (try #require(made["id"]?.string), try #require(made["token"]?.string))
  }

  private func makePlaces() throws {
    (forum, otherForum) = (try newForum(), try newForum())
    (calendar, otherCalendar) = (try newCalendar(), try newCalendar())
    closedFolder = try create(
      "FileNode", ["clientId": "closed", "name": "closed", "parentId": nil], as: "administrator")
    try grant(on: .folder(path: ["closed"]))
  }

  private func grant(on container: RightsContainer) throws {
    for (person, rights) in Self.rights where person != "removed" {
      try cooperative.grant(rights, on: container, to: .member(handle: person))
    }
  }

  func unique(_ text: String) -> String {
    count += 1
    return "\(text)-\(count)"
  }
}

// MARK: - Asking

extension MatrixWorld {
  /// Who shows this person's token; throws `Refused` when he is not let in.
  func admitted(_ person: String) throws -> Member {
    let token = try #require(tokens[person])
    guard case .member(let member) = cooperative.authenticate(.bearer(token: token), from: unique("address")) else {
      if person == "foreign" { try checkForeignerAtHome(token) }
      throw Refused()
    }
    return member
  }

  /// At home he is let in, and our account is none there.
  private func checkForeignerAtHome(_ token: String) throws {
    guard case .member(let member) = neighbour.authenticate(.bearer(token: token), from: "home") else {
      Issue.record("the foreigner is not let in at home")
      return
    }
    let arguments: JSONObject = ["accountId": .string(cooperative.accountID), "ids": nil]
    #expect(throws: MethodError(MethodError.accountNotFound)) {
      try Self.call("Message/get", arguments, member, neighbour)
    }
  }

  private static func call(
    _ name: String, _ arguments: JSONObject, _ member: Member, _ cooperative: Cooperative
  ) throws -> JSONObject {
    let request = Request(using: Village.using, methodCalls: [Invocation(name, arguments, id: "0")])
    let answer = cooperative.api(request.json.bytes, as: member)
    try #require(answer.status == 200)
    return try #require(try Response(JSONValue(parsing: answer.body)).result(of: "0"))
  }

  /// The answer to one call; throws `Refused` or its `MethodError`.
  func call(_ name: String, _ arguments: JSONObject, as person: String) throws -> JSONObject {
    var arguments = arguments
    if name != "Sync/changes" { arguments["accountId"] = .string(cooperative.accountID) }
    return try Self.call(name, arguments, admitted(person), cooperative)
  }

  func set(_ type: String, _ arguments: JSONObject, as person: String) throws -> SetResult {
    try SetResult(call("\(type)/set", arguments, as: person))
  }

  @discardableResult
  func create(_ type: String, _ object: JSONObject, as person: String) throws -> String {
    let result = try set(type, ["create": ["k": .object(object)]], as: person)
    if let error = result.notCreated["k"] { throw error }
    return try #require(result.created["k"]?["id"]?.string)
  }

  func update(_ type: String, _ id: String, _ patch: JSONObject, as person: String) throws {
    let result = try set(type, ["update": [id: .object(patch)]], as: person)
    if let error = result.notUpdated[id] { throw error }
    try #require(result.updated[id] != nil)
  }

  func destroy(_ type: String, _ id: String, as person: String, _ more: JSONObject = [:]) throws {
    let result = try set(type, more.merging(["destroy": [.string(id)]]) { own, _ in own }, as: person)
    if let error = result.notDestroyed[id] { throw error }
    try #require(result.destroyed == [id])
  }
}

// MARK: - Things to try it on

extension MatrixWorld {
  /// A closed forum.
  func newForum() throws -> String {
    let name = unique("forum")
    let id = try create("Channel", ["kind": "forum", "name": .string(name)], as: "administrator")
    try grant(on: .channel(name: name))
    return id
  }

  func newCalendar() throws -> String {
    let name = unique("calendar")
    let id = try create("Calendar", ["name": .string(name)], as: "administrator")
    try grant(on: .calendar(name: name))
    return id
  }

  func draft(topic forum: String) -> JSONObject {
    [
      "clientId": .string(unique("topic")), "channelId": .string(forum), "subject": "Grille", "body": "Bonjour",
    ]
  }

  func topic(by person: String = "author") throws -> String {
    try create("Message", draft(topic: forum), as: person)
  }

  func draft(event calendar: String) -> JSONObject {
    [
      "uid": .string(unique("event")), "calendarIds": [calendar: true], "title": "Réunion",
      "start": "2026-12-01T18:00:00", "timeZone": "Europe/Paris", "duration": "PT2H",
    ]
  }

  func event() throws -> String { try create("CalendarEvent", draft(event: calendar), as: "author") }

  func draft(file blob: String?) -> JSONObject {
    let name = unique("file")
    return [
      "clientId": .string(name), "name": .string(name), "parentId": .string(closedFolder),
      "blobId": blob.map { .string($0) } ?? .null,
    ]
  }

  func file(blob: String? = nil) throws -> String { try create("FileNode", draft(file: blob), as: "author") }

  /// Something that this person uploaded and nothing refers to.
  func blob(of person: String) throws -> String {
    try cooperative.keepBlob(Array(unique("content").utf8), for: admitted(person)).id
  }

  /// A bundle of this person's that waits for the server, with a new topic in it.
  func bundle(of person: String) throws -> SealedBundle {
    let session = cooperative.session(for: try admitted("author"), baseURL: "")
    let offered = session["accounts"]?[cooperative.accountID]?["accountCapabilities"]?[Capability.bundles]
    let server = try #require(offered?["key"]?.string.flatMap { BundleKey(text: $0) })
    let secret = try #require(tokens[person].flatMap { BundleSecret(token: $0) })
    var content = BundleContent(
      cooperative: cooperative.accountID, author: principals[person] ?? "", made: "2026-05-01T10:00:00Z")
    content.entries = [
      BundleEntry(
        key: unique("key"), type: "Message", id: unique(".topic"), action: .create, content: draft(topic: forum))
    ]
    return try .seal(content, for: [], server: server, by: secret)
  }

  static func attachment(_ blob: String) -> JSONValue {
    [["blobId": .string(blob), "name": "a.txt", "type": "text/plain"]]
  }

  /// Runs `body` with a device that the author has for that long.
  func withDevice<Result>(_ body: (String) throws -> Result) throws -> Result {
    let device = try token(of: "author", at: cooperative).id
    defer {
      do { try cooperative.revokeDevice(device) } catch CooperativeError.unknownDevice {
        // The attempt was allowed to do it.
      } catch { Issue.record(error) }
    }
    return try body(device)
  }
}
