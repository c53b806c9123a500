import Foundation
import JSON
import Testing
import Text

@testable import ClientCore

/// A cache in a folder of its own, with one account whose member is "moi".
final class Village {
  let folder: URL
  let path: String
  private(set) var cache: Cache
  let account: AccountID

  init(name: String = "Union locale") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ter1-core-\(UUID().uuidString)")
    path = folder.appending(path: "cache.sqlite").path
    cache = try Cache(path: path)
    let description = AccountDescription(
      jmapID: "u1", name: name, capabilities: ["urn:ter1:discussion"], principalID: "moi")
    account = try #require(try cache.storeSession([:], login: "essai", accounts: [description]).first).id
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var reader: CacheReader { cache.reader }

  func reopen() throws { cache = try Cache(path: path) }

  func key(_ type: TypeName, _ id: ObjectID) -> ObjectKey { ObjectKey(account, type, id) }

  @discardableResult
  func receive(
    _ type: TypeName, _ objects: [JSONValue], destroyed: [ObjectID] = [], state: String? = nil
  ) async throws -> ChangeSet {
    try await cache.apply([
      Delta(account: account, type: type, upserts: objects, destroyed: destroyed, newState: state)
    ])
  }

  /// A board "b" and a room "r", where everything is allowed, and three members.
  func settle() async throws {
    let rights: JSONValue = ["mayRead": true, "mayPost": true, "mayModerate": true, "mayAdmin": false]
    try await receive(
      Channel.name,
      [
        ["id": "b", "kind": "forum", "name": "Actions", "myRights": rights],
        ["id": "r", "kind": "chat", "name": "Salon", "myRights": rights],
      ])
    try await receive(
      Principal.name,
      ["moi": "Camille Moi", "marie": "Marie Lefèvre", "jean": "Jean Œuvrard"].map {
        ["id": .string($0.key), "type": "individual", "name": .string($0.value), "handle": .string($0.key)]
      })
  }
}

/// A message as a server sends it; `at` counts minutes from 2026-01-01.
func message(
  _ id: String, in channel: String = "b", root: String? = nil, replyTo: String? = nil, subject: String? = nil,
  _ body: String = "texte", from sender: String? = "marie", at minute: Int, _ more: JSONObject = [:]
) -> JSONValue {
  var object: JSONObject = [
    "id": .string(id), "channelId": .string(channel), "body": .string(body), "receivedAt": .string(date(minute)),
    "sentAt": .string(date(minute)), "senderId": sender.map { .string($0) } ?? .null,
  ]
  if let root { object["threadRootId"] = .string(root) }
  if let replyTo { object["replyTo"] = .string(replyTo) }
  if let subject { object["subject"] = .string(subject) }
  return .object(object.merging(more) { _, new in new })
}

func date(_ minute: Int) -> String { UTCDate.string(from: seconds(minute)) }
func seconds(_ minute: Int) -> Double { 1_767_225_600 + Double(minute) * 60 }
