import Foundation
import JSON
import TER1Server
import Testing
import Wire

struct ChangesTests {
  @Test("pages of any size tell the same, and each object once", arguments: [1, 2, 3, 7, 1000])
  func pages(most: Int) throws {
    let village = try Village()
    let chat = try village.chat()
    var random = SystemRandomNumberGenerator()
    var alive: [String] = []
    for number in 0..<25 {
      alive.append(try village.say("\(number)", in: chat))
      if Int.random(in: 0..<3, using: &random) == 0, let id = alive.randomElement(using: &random) {
        try village.update("Message", id, ["body": .string("corrected \(number)")])
      }
      if Int.random(in: 0..<5, using: &random) == 0 {
        try village.destroy("Message", alive.remove(at: Int.random(in: alive.indices, using: &random)), as: "anna")
      }
    }
    var state = "0"
    var seen: [String] = []
    while true {
      let page = try village.changes("Message", since: state, most: most)
      #expect(page.created.count + page.updated.count + page.destroyed.count <= most)
      #expect(page.updated.isEmpty && page.destroyed.isEmpty)
      seen += page.created
      state = page.newState
      guard page.hasMoreChanges else { break }
    }
    #expect(seen.count == Set(seen).count)
    #expect(Set(seen) == Set(alive))
    let nothing = try village.changes("Message", since: state)
    #expect(nothing.created + nothing.updated + nothing.destroyed == [] && nothing.newState == state)
  }

  @Test("an update and a destroy after a state are told as such")
  func updates() throws {
    let village = try Village()
    let chat = try village.chat()
    let ids = try (0..<3).map { try village.say("\($0)", in: chat) }
    let state = try village.changes("Message", since: "0").newState
    try village.update("Message", ids[0], ["body": "other"])
    try village.destroy("Message", ids[1], as: "anna")
    let new = try village.say("new", in: chat)
    let changes = try village.changes("Message", since: state)
    #expect(changes.updated == [ids[0]] && changes.destroyed == [ids[1]] && changes.created == [new])
    try village.reopen()
    #expect(try village.changes("Message", since: state).destroyed == [ids[1]])
  }

  @Test("states of others are not understood", arguments: ["", "x", "1.2.3", "9.9.9-1", "a.b.c"])
  func foreign(state: String) throws {
    let village = try Village()
    #expect(refusal { _ = try village.changes("Message", since: state) } == "cannotCalculateChanges")
  }
}
