import JSON
import TER1Server
import Testing
import Wire

/// What a member may take of the disk: docs/protocol.md, section 14.
struct RoomTests {
  @Test(
    "what a member made counts until it is gone; he may make it smaller, others may touch it, and nobody else is kept from anything"
  )
  func share() throws {
    let village = try Village()
    let room = try village.chat()
    try village.reopen(memberBytes: 3_000)
    let bert = try village.member("bert")
    let first = try village.say(String(repeating: "a", count: 1_500), in: room)
    func another(as handle: String = "bert") throws {
      _ = try village.say(String(repeating: "b", count: 1_500), in: room, as: handle)
    }
    #expect(refusal { try another() } == SetError.overQuota)
    #expect(refusal { try another(as: "carl") } == nil)
    #expect(try !village.cooperative.hasRoom(for: 1_500, of: bert))
    try village.update("Message", first, ["reactions/👍/\(try village.principal("carl"))": true], as: "carl")
    #expect(refusal { try village.update("Message", first, ["body": "court"]) } == nil)
    try another()
    #expect(refusal { try another() } == SetError.overQuota)
  }

  @Test(
    "files count once for each object that refers to them, and uploads while nothing does; what is destroyed counts no more"
  )
  func files() throws {
    let village = try Village()
    try village.reopen(memberBytes: 4_000)
    let bert = try village.member("bert")
    let blob = try village.cooperative.keepBlob([UInt8](repeating: 1, count: 1_200), for: bert)
    #expect(try village.cooperative.hasRoom(for: 2_800, of: bert) && !village.cooperative.hasRoom(for: 2_801, of: bert))
    func file(_ name: String) throws -> String {
      let draft: JSONObject = ["clientId": .string(name), "name": .string(name), "blobId": .string(blob.id)]
      return try village.create("FileNode", draft.merging(["type": "text/plain"]) { $1 })
    }
    let ids = [try file("un"), try file("deux")]
    #expect(refusal { _ = try file("trois") } == SetError.overQuota)
    for id in ids { try village.destroy("FileNode", id) }
    // The upload itself is known for a day.
    #expect(try village.cooperative.hasRoom(for: 2_800, of: bert) && !village.cooperative.hasRoom(for: 2_801, of: bert))
  }

  @Test("what an archive brought is nobody's burden")
  func imports() throws {
    let village = try Village()
    try village.reopen(memberBytes: 1_000)
    let bert = try village.principal("bert")
    try village.cooperative.importBatch { batch in
      let channel = try batch.channel(kind: "forum", name: "Archives")
      _ = try batch.insert(
        type: "Message",
        [
          "importKey": "<1@x>", "channelId": .string(channel), "subject": "a", "senderId": .string(bert),
          "body": .string(String(repeating: "b", count: 5_000)),
        ])
    }
    #expect(try village.cooperative.hasRoom(for: 1_000, of: village.member("bert")))
  }
}
