import ClientCore
import Foundation
import GRDB
import JSON
import TestSupport
import Wire

@testable import TER1Server

/// What the administrator does on the server itself.
extension ConvergenceRun {
  func editOnServer() throws {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: try write("Message", ["create": ["n": message(in: world.room)]])
    case 1: try write("Message", ["create": ["n": topic()]])
    case 2: try update("Message", ["deletedAt": "2026-01-01T00:00:00Z"])
    case 3: try destroy("Message")
    case 4: try update("Message", ["pinned": .bool(random.chance(0.5))])
    case 5: try write("Channel", ["create": ["n": ["kind": "chat", "name": .string("salon " + mark())]]])
    case 6:
      try update(
        "Channel", random.chance(0.7) ? ["name": .string("nom " + mark())] : ["isArchived": .bool(random.chance(0.2))])
    case 7: try write("Calendar", ["create": ["n": ["name": .string("agenda " + mark())]]])
    case 8: try update("CalendarEvent", ["title": .string("par anna " + mark())])
    case 9: try random.chance(0.3) ? destroy("CalendarEvent") : grant()
    case 10: try update("FileNode", ["name": .string("par anna " + mark())])
    default: try random.chance(0.4) ? destroy("FileNode") : write("FileNode", ["create": ["n": folder()]])
    }
  }

  private func message(in channel: ObjectID) -> JSONValue {
    ["clientId": .string("a" + mark()), "channelId": .string(channel.rawValue), "body": .string("anna " + mark())]
  }

  private func topic() -> JSONValue {
    var topic = message(in: world.board)
    topic["subject"] = .string("sujet d’anna " + mark())
    return topic
  }

  private func folder() -> JSONValue { ["clientId": .string("a" + mark()), "name": .string("dossier " + mark())] }

  private func grant() throws {
    // What one may not read any more nobody keeps: a restored server would not get it back.
    guard !mayRestore else { return }
    note("server: grant")
    let rights: Rights = random.chance(0.5) ? [.read, .respond, .post] : []
    let names = try world.objects("Channel", as: "anna").values.compactMap { $0["name"]?.string }
    guard let name = names.sorted().randomElement(using: &random) else { return }
    try world.cooperative.grant(rights, on: .channel(name: name), to: .member(handle: "bert"))
  }

  private func write(_ type: TypeName, _ arguments: JSONObject) throws {
    note("server: \(type) \(JSONValue.object(arguments).text)")
    var arguments = arguments
    if type == "FileNode" { arguments["onDestroyRemoveChildren"] = true }
    _ = try world.call("\(type)/set", arguments, as: "anna")
  }

  private func any(_ type: TypeName) throws -> ObjectID? {
    try world.objects(type, as: "anna").keys.sorted().randomElement(using: &random)
  }

  private func update(_ type: TypeName, _ patch: JSONObject) throws {
    guard let id = try any(type) else { return }
    try write(type, ["update": [id.rawValue: .object(patch)]])
  }

  private func destroy(_ type: TypeName) throws {
    guard let id = try any(type) else { return }
    try write(type, ["destroy": [.string(id.rawValue)]])
  }
}

extension World {
  /// Lets the server's file remember all that it ever held.
  func keepHistory() throws {
    try cooperative.pool.write { db in
      try db.execute(
        sql: """
          CREATE TABLE history (isNew INTEGER NOT NULL, json TEXT NOT NULL);
          CREATE TRIGGER made AFTER INSERT ON object BEGIN INSERT INTO history VALUES (1, new.json); END;
          CREATE TRIGGER changed AFTER UPDATE OF json ON object BEGIN INSERT INTO history VALUES (0, new.json); END;
          """)
    }
  }

  func history() throws -> [(isNew: Bool, json: String)] {
    try cooperative.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT isNew, json FROM history").map { ($0[0], $0[1]) }
    }
  }

  /// The clientIds of all that there ever was.
  func clientIDs() throws -> Set<String> {
    try cooperative.pool.read { try String.fetchSet($0, sql: "SELECT clientId FROM object WHERE clientId NOT NULL") }
  }

  /// The clientIds of what somebody has deleted.
  func deletedIDs() throws -> Set<String> {
    try cooperative.pool.read { db in
      try String.fetchSet(
        db,
        sql: """
          SELECT clientId FROM object WHERE clientId NOT NULL
          AND (isDestroyed OR (type = 'Message' AND json ->> 'deletedAt' NOT NULL))
          """)
    }
  }
}
