import Foundation
import JSON
import TER1Server
import Testing
import Wire

struct CalendarEventTests {
  private func calendar(_ village: Village) throws -> String {
    try village.create("Calendar", ["name": "Agenda"], as: "anna")
  }

  private func event(in calendar: String, uid: String = "u1") -> JSONObject {
    [
      "@type": "Event", "calendarIds": [calendar: true], "uid": .string(uid), "title": "AG",
      "start": "2026-12-01T18:00:00", "timeZone": "Europe/Paris", "duration": "PT2H", "x-own": ["kept": 1],
    ]
  }

  @Test("an event keeps what it is not known for, and its uid is unique")
  func create() throws {
    let village = try Village()
    let calendar = try calendar(village)
    let id = try village.create("CalendarEvent", event(in: calendar))
    let seen = try #require(try village.get("CalendarEvent", id, as: "carl"))
    #expect(seen["x-own"] == ["kept": 1])
    #expect(seen["createdBy"] == .string(try village.principal("bert")))
    #expect(seen["clientId"] == nil)
    #expect(refusal { try village.create("CalendarEvent", event(in: calendar), as: "carl") } == "alreadyExists")
    #expect(try village.query("CalendarEvent", ["uid": "u1"]) == [id])
    #expect(
      try village.query("CalendarEvent", ["after": "2026-12-01T00:00:00", "before": "2026-12-03T00:00:00"]) == [id])
    #expect(try village.query("CalendarEvent", ["before": "2026-11-01T00:00:00"]) == [])
  }

  @Test(
    "ill-formed times and calendars are refused",
    arguments: [
      ("start", "2026-12-01T18:00:00Z"), ("start", "tomorrow"), ("start", "2026-02-30T18:00:00"),
      ("duration", "2H"), ("duration", "P"), ("duration", "PT"), ("status", "maybe"), ("@type", "Task"),
    ])
  func illFormed(property: String, value: String) throws {
    let village = try Village()
    var object = event(in: try calendar(village))
    object[property] = .string(value)
    #expect(refusal { try village.create("CalendarEvent", object) } == "invalidProperties")
  }

  @Test("a member answers for himself, and changes his own events only")
  func answers() throws {
    let village = try Village()
    let id = try village.create("CalendarEvent", event(in: calendar(village)), as: "anna")
    let (bert, carl) = (try village.principal("bert"), try village.principal("carl"))
    let attendee: JSONValue = ["@type": "Participant", "roles": ["attendee": true], "participationStatus": "accepted"]
    try village.update("CalendarEvent", id, ["participants/\(bert)": attendee])
    try village.update("CalendarEvent", id, ["participants/\(bert)/participationStatus": "declined"])
    #expect(refusal { try village.update("CalendarEvent", id, ["participants/\(carl)": attendee]) } == "forbidden")
    #expect(refusal { try village.update("CalendarEvent", id, ["title": "x"]) } == "forbidden")
    #expect(
      refusal {
        try village.update("CalendarEvent", id, ["participants/\(carl)": ["roles": ["owner": true]]], as: "carl")
      } == "forbidden")
    #expect(refusal { try village.destroy("CalendarEvent", id) } == "forbidden")
    try village.update("CalendarEvent", id, ["participants/\(bert)": nil])
    try village.update("CalendarEvent", id, ["status": "cancelled"], as: "anna")
    #expect(try village.get("CalendarEvent", id)?["status"] == "cancelled")
  }

  @Test("a calendar with events goes only when asked to take them along")
  func destroy() throws {
    let village = try Village()
    let calendar = try calendar(village)
    let id = try village.create("CalendarEvent", event(in: calendar))
    #expect(refusal { try village.destroy("Calendar", calendar, as: "anna") } == "calendarHasEvent")
    let result = try village.set(
      "Calendar", ["destroy": [.string(calendar)], "onDestroyRemoveEvents": true], as: "anna")
    #expect(result.destroyed == [calendar])
    #expect(try village.get("CalendarEvent", id) == nil)
  }
}

struct FileNodeTests {
  private func folder(_ name: String, in parent: String? = nil, _ village: Village) throws -> String {
    try village.create(
      "FileNode",
      [
        "clientId": .string("\(name) in \(parent ?? "")"), "name": .string(name),
        "parentId": parent.map(JSONValue.string) ?? .null,
      ])
  }

  @Test("a file knows its content; a name is taken whatever its case and accents")
  func names() throws {
    let village = try Village()
    let blob = try village.cooperative.keepBlob(Array("tract".utf8), for: village.member("bert"))
    let id = try village.create(
      "FileNode", ["clientId": "f", "name": "Été.txt", "blobId": .string(blob.id), "type": "text/plain"])
    let seen = try #require(try village.get("FileNode", id))
    #expect(seen["size"] == 5 && seen["sha256"] == .string(blob.sha256))
    let result = try village.set(
      "FileNode", ["create": ["k": ["clientId": "g", "name": "E\u{301}TE\u{301}.TXT"]]])
    #expect(result.notCreated["k"] == SetError(SetError.alreadyExists, "the name is taken", existingId: id))
    for name in ["", ".", "..", "a/b", "a\nb"] {
      #expect(refusal { _ = try folder(name, village) } == "invalidProperties")
    }
  }

  @Test("what a create states of its content must be true")
  func statements() throws {
    let village = try Village()
    let blob = try village.cooperative.keepBlob(Array("tract".utf8), for: village.member("bert"))
    func post(_ size: JSONValue, _ sha256: JSONValue, blob: JSONValue) -> String? {
      let draft: JSONObject = ["clientId": "f", "name": "a", "blobId": blob, "size": size, "sha256": sha256]
      return refusal { try village.create("FileNode", draft) }
    }
    #expect(post(6, nil, blob: .string(blob.id)) == "invalidProperties")
    #expect(post(5, "00", blob: .string(blob.id)) == "invalidProperties")
    #expect(post(5, nil, blob: nil) == "invalidProperties")
    #expect(post(5, .string(blob.sha256), blob: .string(blob.id)) == nil)
  }

  @Test("a blob is read by him who uploaded it, and through what refers to it")
  func blobs() throws {
    let village = try Village()
    let cooperative = village.cooperative
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let blob = try cooperative.keepBlob(bytes, for: village.member("bert"))
    let draft: JSONObject = ["clientId": "f", "name": "a", "blobId": .string(blob.id)]
    #expect(try cooperative.blob(blob.id, for: village.member("carl")) == nil)
    #expect(refusal { try village.create("FileNode", draft, as: "carl") } == "blobNotFound")
    try village.create("FileNode", draft)
    let found = try #require(try cooperative.blob(blob.id, for: village.member("carl")))
    #expect(try cooperative.bytes(of: found, from: 262_000, count: 1000) == Array(bytes[262_000..<262_144]))
    #expect(try cooperative.bytes(of: found, from: 599_999, count: 1000) == [bytes[599_999]])
  }

  @Test("folders move, but not into themselves, and go when empty or asked")
  func folders() throws {
    let village = try Village()
    let a = try folder("a", village)
    let b = try folder("b", in: a, village)
    let c = try folder("c", in: b, village)
    #expect(refusal { try village.update("FileNode", a, ["parentId": .string(c)]) } == "invalidProperties")
    #expect(refusal { try village.destroy("FileNode", a) } == "nodeHasChildren")
    try village.update("FileNode", c, ["parentId": nil])
    #expect(try village.query("FileNode", ["parentId": nil]) == [a, c])
    #expect(try village.set("FileNode", ["destroy": [.string(a), .string(b)]]).destroyed.sorted() == [a, b].sorted())
    let d = try folder("d", in: c, village)
    let result = try village.set("FileNode", ["destroy": [.string(c)], "onDestroyRemoveChildren": true])
    #expect(result.destroyed == [c])
    #expect(try village.get("FileNode", d) == nil)
  }

  @Test("an upload in pieces goes on where it was cut")
  func pieces() throws {
    let village = try Village()
    let (cooperative, bert) = (village.cooperative, try village.member("bert"))
    func piece(_ text: String, at offset: Int64) throws -> Int64 {
      let path = cooperative.temporaryUploadPath()
      try text.write(toFile: path, atomically: false, encoding: .utf8)
      return try cooperative.appendUpload("../x", by: bert, piece: path, at: offset)
    }
    #expect(try piece("abc", at: 0) == 3)
    #expect(throws: UploadError.misplaced(3)) { _ = try piece("x", at: 7) }
    #expect(try piece("bcde", at: 1) == 5)
    #expect(cooperative.progress(ofUpload: "../x", by: bert) == 5)
    #expect(cooperative.progress(ofUpload: "../x", by: try village.member("carl")) == 0)
    let blob = try cooperative.finishUpload("../x", by: bert)
    #expect(try blob.id == cooperative.keepBlob(Array("abcde".utf8), for: bert).id)
    #expect(cooperative.progress(ofUpload: "../x", by: bert) == 0)
  }

  @Test("an upload that was left unfinished for a week is removed, a younger one is not")
  func unfinished() throws {
    let village = try Village()
    let (cooperative, bert) = (village.cooperative, try village.member("bert"))
    let piece = cooperative.temporaryUploadPath()
    try "abc".write(toFile: piece, atomically: false, encoding: .utf8)
    let folder = URL(filePath: piece).deletingLastPathComponent().path
    for (id, days) in [("old", 8.0), ("young", 6.0)] {
      let before = try Set(FileManager.default.contentsOfDirectory(atPath: folder))
      #expect(try cooperative.appendUpload(id, by: bert, piece: piece, at: 0) == 3)
      let added = try Set(FileManager.default.contentsOfDirectory(atPath: folder)).subtracting(before)
      let date = Date.now.addingTimeInterval(-days * 86_400)
      try FileManager.default.setAttributes(
        [.modificationDate: date], ofItemAtPath: folder + "/" + (try #require(added.first)))
    }
    try cooperative.removeAbandonedBlobs()
    #expect(cooperative.progress(ofUpload: "old", by: bert) == 0)
    #expect(cooperative.progress(ofUpload: "young", by: bert) == 3)
  }
}
