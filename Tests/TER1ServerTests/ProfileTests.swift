import Foundation
import JSON
import TER1Server
import Testing
import Wire

/// What a member says of himself, and that nothing private of it leaves: docs/protocol.md, section 26.
struct ProfileTests {
  private let village: Village
  private let bert: String

  init() throws {
    village = try Village()
    bert = try village.principal("bert")
  }

  private func write(_ patch: JSONObject, as handle: String = "bert") throws {
    try village.update("Profile", try village.principal(handle), patch, as: handle)
  }

  @Test func everythingIsPrivateUntilItIsShown() throws {
    try write(["union": "Énergie", "section": "Brest", "roles": "trésorier", "reach": "06 12"])
    #expect(try village.get("Profile", bert)?["union"] == "Énergie")
    #expect(try village.get("Principal", bert, as: "carl")?["profile"] == nil)
    try write(["audience/union": "members", "audience/roles": "members"])
    #expect(try village.get("Principal", bert, as: "carl")?["profile"] == ["union": "Énergie", "roles": "trésorier"])
    try write(["audience/union": nil])
    #expect(try village.get("Principal", bert, as: "carl")?["profile"] == ["roles": "trésorier"])
    try village.destroy("Profile", bert)
    #expect(try village.get("Principal", bert, as: "carl")?["profile"] == nil)
  }

  /// Neither by /get, nor by what a query finds or how it sorts, nor by what is seen to change, and when.
  @Test(arguments: ["carl", "anna"]) func aPrivateFieldNeverLeaves(other: String) throws {
    try write(["union": "Énergie", "audience/union": "members"])
    func states() throws -> [JSONValue?] {
      let member = try village.member(other)
      let standing = try village.cooperative.standing(of: member)
      return [
        .object(standing.states.mapValues(JSONValue.string)), .string(standing.eventID),
        try village.call("Principal/query", ["sort": [["property": "name"]]], as: other)["ids"],
      ]
    }
    let before = try states()
    let since = try #require(try village.call("Principal/get", ["ids": []], as: other)["state"]?.string)
    try write(["reach": "zanzibar 06 12 34", "roles": "zanzibar", "follows": ["P9": "Principal", "#zanzibar": "Tag"]])
    try write(["section": "zanzibar"])
    #expect(try states() == before)
    #expect(try village.changes("Principal", since: since, as: other).updated == [])
    #expect(try village.query("Principal", ["text": "zanzibar"], as: other) == [])
    #expect(try village.query("Principal", ["text": "zanzibar"], as: "bert") == [])
    #expect(try village.query("Principal", ["text": "Energie"], as: other) == [bert])
    #expect(try village.get("Profile", bert, as: other) == nil)
    #expect(try village.query("Profile", .null, as: other) == [])
    #expect(try village.changes("Profile", since: "0", as: other).created == [])
    for property in ["reach", "section", "profile"] {
      let sort: JSONObject = ["sort": [["property": .string(property)]]]
      #expect(throws: MethodError(MethodError.unsupportedSort)) {
        try village.call("Principal/query", sort, as: other)
      }
    }
    #expect(throws: MethodError.self) { try village.query("Principal", ["reach": "zanzibar"], as: other) }
    let sync = try village.call("Sync/changes", ["states": [:]], as: other)
    #expect(!JSONValue.object(sync).text.contains("zanzibar"))
  }

  @Test func nobodyWritesTheProfileOfAnother() throws {
    try write(["union": "Énergie"])
    for (other, patch) in [("carl", ["union": "Autre"]), ("anna", ["audience": ["union": "members"]])]
      as [(String, JSONObject)]
    {
      let error = #expect(throws: SetError.self) { try village.update("Profile", bert, patch, as: other) }
      #expect(error?.type == SetError.notFound)
      #expect(throws: SetError.self) { try village.destroy("Profile", bert, as: other) }
      #expect(throws: SetError.self) {
        try village.update("Principal", bert, ["profile": ["union": "Autre"]], as: other)
      }
    }
    #expect(throws: SetError.self) { try village.update("Principal", bert, ["profile": ["union": "Autre"]]) }
    #expect(try village.get("Profile", bert)?["union"] == "Énergie")
    #expect(try village.get("Principal", bert, as: "carl")?["profile"] == nil)
  }

  @Test(
    arguments: [
      ["audience": ["union": "everyone"]], ["audience": ["name": "members"]], ["audience": "members"],
      ["follows": ["P1": "Planet"]], ["follows": ["": "Tag"]], ["follows": []], ["union": 7], ["colour": "red"],
      ["union": "a\u{1B}[31m"], ["audience": nil, "follows": ["a": 7]],
    ] as [JSONObject])
  func whatIsNoProfileIsRefused(patch: JSONObject) throws {
    let error = #expect(throws: SetError.self) { try write(patch) }
    #expect(error?.type == SetError.invalidProperties)
    #expect(try village.get("Profile", bert) == nil)
  }

  @Test func tooMuchIsRefused() throws {
    let long = #expect(throws: SetError.self) { try write(["union": .string(String(repeating: "a", count: 256))]) }
    #expect(long?.type == SetError.tooLarge)
    let follows = JSONObject(uniqueKeysWithValues: (0...500).map { ("P\($0)", JSONValue.string("Principal")) })
    let many = #expect(throws: SetError.self) { try write(["follows": .object(follows)]) }
    #expect(many?.type == SetError.tooLarge)
  }

  /// Of what nobody but he could read nothing is left in the server's files.
  @Test func aRemovedMembersProfileIsErased() throws {
    try write([
      "reach": "06 zanzibar 12", "roles": "zanzibar", "follows": ["#zanzibar": "Tag"], "audience": ["union": "members"],
      "union": "Énergie",
    ])
    try village.reopen()
    #expect(try holds("zanzibar"), "it was there to be erased")
    try village.cooperative.removeMember("bert")
    try village.reopen()
    #expect(try !holds("zanzibar"))
  }

  /// Among so many others' words that the index has segments of several ages.
  @Test func noWordOfWhatARemovedMemberShowedStaysInTheIndex() throws {
    try write(["union": "Zyxwvutsrq", "audience": ["union": "members"]])
    for round in 0..<40 {
      try write(["section": .string("Section \(round) de \(UUID())"), "audience/section": "members"], as: "carl")
    }
    try village.reopen()
    // Terms are stored without what they have in common with the one before.
    #expect(try holds("yxwvutsrq"), "it was there to be erased")
    try village.cooperative.removeMember("bert")
    try village.reopen()
    #expect(try !holds("yxwvutsrq") && !holds("Zyxwvutsrq"))
    #expect(try village.query("Principal", ["text": "Section"], as: "anna").count == 1)
  }

  /// Whether a file of the server has these bytes.
  private func holds(_ word: String) throws -> Bool {
    let paths = try #require(FileManager.default.subpaths(atPath: village.directory))
    return try paths.contains { path in
      var isFolder: ObjCBool = false
      let whole = village.directory + "/" + path
      guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder), !isFolder.boolValue else {
        return false
      }
      return try Data(contentsOf: URL(filePath: whole)).firstRange(of: Data(word.utf8)) != nil
    }
  }

  @Test func whoLeavesTakesHisProfileWithHim() throws {
    try write(["union": "Énergie", "audience": ["union": "members"], "reach": "06"])
    try village.cooperative.removeMember("bert")
    #expect(try village.get("Principal", bert, as: "carl")?["profile"] == nil)
    #expect(try village.query("Principal", ["text": "Energie"], as: "carl") == [])
  }
}
