import Foundation
import JSON
import Synchronization
import TER1Server
import Testing
import Wire

/// A clock that stands still until somebody moves it.
final class StoppedClock: Sendable {
  /// Milliseconds since 1970; noon of a day in 2026 at first.
  private let time = Mutex<Int64>(1_790_000_000_000)

  var now: UTCDate { UTCDate(milliseconds: time.withLock(\.self)) }
  func pass(seconds: Int64) { time.withLock { $0 += seconds * 1_000 } }
  /// So many seconds from now, as it stands in objects.
  func text(in seconds: Int64) -> JSONValue {
    .string(UTCDate(milliseconds: now.milliseconds + seconds * 1_000).text)
  }
}

/// A cooperative in a temporary folder with an administrator, `anna`, and two members, `bert` and `carl`.
final class Village {
  let directory: String
  private(set) var cooperative: Cooperative
  static let password = "correct horse"

  let clock: StoppedClock?

  /// - Parameter clock: in the place of this machine's.
  init(clock: StoppedClock? = nil) throws {
    self.clock = clock
    directory = FileManager.default.temporaryDirectory.path + "/ter1-\(UUID().uuidString)"
    try Cooperative.create(at: directory, name: "Union locale")
    cooperative = try Self.open(directory, clock)
    try cooperative.importBatch { batch in
      for name in ["anna", "bert", "carl"] { _ = try batch.principal(handle: name, name: name.capitalized) }
    }
    try cooperative.setAdmin("anna")
  }

  private static func open(
    _ directory: String, _ clock: StoppedClock?, memberBytes: Int64? = nil
  ) throws -> Cooperative {
    guard let clock else { return try Cooperative(opening: directory, memberBytes: memberBytes) }
    return try Cooperative(opening: directory, memberBytes: memberBytes, clock: { clock.now })
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: directory) } catch { Issue.record(error) }
  }

  func reopen(memberBytes: Int64? = nil) throws {
    try cooperative.close()
    cooperative = try Self.open(directory, clock, memberBytes: memberBytes)
  }

  func member(_ handle: String) throws -> Member {
    try #require(try cooperative.member(handle: handle))
  }

  // MARK: Calls

  static let using = [
    Capability.core, Capability.discussion, Capability.calendars, Capability.fileNode, Capability.principals,
    Capability.devices, Capability.sync, Capability.digest, Capability.proposals, Capability.news, Capability.courses,
    Capability.members, Capability.bundles,
  ]

  func answer(_ calls: [Invocation], as handle: String, createdIds: [String: String]? = nil) throws -> Response {
    let request = Request(using: Self.using, methodCalls: calls, createdIds: createdIds)
    let answer = cooperative.api(request.json.bytes, as: try member(handle))
    try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    return try Response(JSONValue(parsing: answer.body))
  }

  /// The answer to one call; throws its `MethodError`.
  func call(_ name: String, _ arguments: JSONObject, as handle: String = "bert") throws -> JSONObject {
    var arguments = arguments
    arguments["accountId"] = .string(cooperative.accountID)
    return try #require(try answer([Invocation(name, arguments, id: "0")], as: handle).result(of: "0"))
  }

  func set(_ type: String, _ arguments: JSONObject, as handle: String = "bert") throws -> SetResult {
    try SetResult(call("\(type)/set", arguments, as: handle))
  }

  /// Creates one object; throws its `SetError`.
  @discardableResult
  func create(_ type: String, _ object: JSONObject, as handle: String = "bert") throws -> String {
    let result = try set(type, ["create": ["k": .object(object)]], as: handle)
    if let error = result.notCreated["k"] { throw error }
    return try #require(result.created["k"]?["id"]?.string)
  }

  @discardableResult
  func update(_ type: String, _ id: String, _ patch: JSONObject, as handle: String = "bert") throws -> JSONObject {
    let result = try set(type, ["update": [id: .object(patch)]], as: handle)
    if let error = result.notUpdated[id] { throw error }
    return try #require(result.updated[id])
  }

  func destroy(_ type: String, _ id: String, as handle: String = "bert") throws {
    let result = try set(type, ["destroy": [.string(id)]], as: handle)
    if let error = result.notDestroyed[id] { throw error }
    try #require(result.destroyed == [id])
  }

  func get(_ type: String, _ id: String, as handle: String = "bert") throws -> JSONObject? {
    try GetResult(call("\(type)/get", ["ids": [.string(id)]], as: handle)).list.first
  }

  func changes(_ type: String, since: String, most: Int? = nil, as handle: String = "bert") throws -> Changes {
    var arguments: JSONObject = ["sinceState": .string(since)]
    if let most { arguments["maxChanges"] = .int(Int64(most)) }
    return try Changes(call("\(type)/changes", arguments, as: handle))
  }

  func query(_ type: String, _ filter: JSONValue, as handle: String = "bert") throws -> [String] {
    try (call("\(type)/query", ["filter": filter], as: handle)["ids"]?.array ?? []).compactMap(\.string)
  }

  // MARK: Things to talk about

  func forum(_ name: String = "Salaires") throws -> String {
    try create("Channel", ["kind": "forum", "name": .string(name)], as: "anna")
  }

  func chat(_ name: String = "Permanence") throws -> String {
    try create("Channel", ["kind": "chat", "name": .string(name)], as: "anna")
  }

  func topic(in forum: String, _ subject: String = "Grille", as handle: String = "bert") throws -> String {
    try create(
      "Message",
      [
        "clientId": .string(UUID().uuidString), "channelId": .string(forum), "subject": .string(subject),
        "body": "Bonjour",
      ], as: handle)
  }

  func say(_ body: String, in chat: String, clientId: String = UUID().uuidString, as handle: String = "bert") throws
    -> String
  {
    try create(
      "Message", ["clientId": .string(clientId), "channelId": .string(chat), "body": .string(body)], as: handle)
  }

  func principal(_ handle: String) throws -> String { try member(handle).principalID }
}

/// The type of the SetError that `body` throws.
func refusal(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as SetError {
    return error.type
  } catch let error as MethodError {
    return error.type
  } catch {
    return "\(error)"
  }
}
