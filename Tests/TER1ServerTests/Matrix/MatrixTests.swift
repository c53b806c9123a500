import JSON
import TER1Server
import Testing
import Wire

/// Who may what: every cell of the table in docs/protocol.md, section 22, is tried.
struct MatrixTests {
  @Test("everybody may exactly what the protocol says")
  func everyCell() throws {
    let table = try MatrixTable()
    #expect(Set(table.rows.map(\.name)) == Set(MatrixAttempts.all.keys))
    let world = try MatrixWorld()
    var cells = 0
    for (name, expected) in table.rows {
      try #require(expected.count == table.people.count, "\(name)")
      let attempt = try #require(MatrixAttempts.all[name], "\(name)")
      for (person, outcome) in zip(table.people, expected) {
        let found = try Self.outcome { try attempt(world, person) }
        #expect(found == outcome, "\(name), \(person)")
        cells += 1
      }
    }
    print("matrix: \(cells) cells, \(table.rows.count) attempts by \(table.people.count) people")
    #expect(cells > 900)
  }

  /// Which property an object that does not exist for the sender is named in.
  private static let references = [["channelId"], ["calendarIds"], ["parentId"], ["courseId"]]

  private static func outcome(_ attempt: () throws -> Bool) throws -> Outcome {
    do {
      return try attempt() ? .yes : .absent
    } catch is MatrixWorld.Refused {
      return .refused
    } catch let error as MethodError where error.type == MethodError.unknownMethod {
      return .unknown
    } catch let error as MethodError where error.type == MethodError.forbidden {
      return .no
    } catch let error as SetError {
      return try #require(outcome(error), "\(error)")
    }
  }

  private static func outcome(_ error: SetError) -> Outcome? {
    switch error.type {
    case SetError.forbidden, SetError.singleton: .no
    case SetError.notFound, SetError.blobNotFound: .absent
    case SetError.invalidProperties: references.contains(error.properties) ? .absent : .no
    default: nil
    }
  }
}

/// What no table shows.
struct TrespassTests {
  private let world: MatrixWorld
  init() throws { world = try MatrixWorld() }

  @Test("a reference reaches no other account's answer, and what it names is read with one's own eyes")
  func backReferences() throws {
    let topic = try world.topic()
    let account = JSONValue.string(world.cooperative.accountID)
    func answer(_ first: JSONValue) throws -> Response {
      let ids = ResultReference(resultOf: "0", name: "Message/get", path: "/list/*/id").json
      let calls = [
        Invocation("Message/get", ["accountId": first, "ids": [.string(topic)]], id: "0"),
        Invocation("Message/get", ["accountId": account, "#ids": ids], id: "1"),
      ]
      let request = Request(using: Village.using, methodCalls: calls)
      let answer = world.cooperative.api(request.json.bytes, as: try world.admitted("outsider"))
      return try Response(JSONValue(parsing: answer.body))
    }
    let across = try answer("another")
    #expect(throws: MethodError(MethodError.accountNotFound)) { try across.result(of: "0") }
    #expect(throws: MethodError.self) { try across.result(of: "1") }
    let own = try answer(account)
    #expect(try own.result(of: "1")?["list"] == [])
    let echoed = Request(
      using: Village.using,
      methodCalls: [
        Invocation("Core/echo", ["ids": [.string(topic)]], id: "0"),
        Invocation(
          "Message/get",
          ["accountId": account, "#ids": ResultReference(resultOf: "0", name: "Core/echo", path: "/ids").json], id: "1"),
      ], createdIds: ["k": topic])
    let guessed = world.cooperative.api(echoed.json.bytes, as: try world.admitted("outsider"))
    let result = try Response(JSONValue(parsing: guessed.body)).result(of: "1")
    #expect(result?["list"] == [] && result?["notFound"] == [.string(topic)])
  }

  @Test("a uid or a name that is taken out of sight tells no id")
  func takenOutOfSight() throws {
    var event = world.draft(event: world.calendar)
    let id = try world.create("CalendarEvent", event, as: "author")
    #expect(throws: SetError(SetError.alreadyExists, existingId: id)) {
      try world.create("CalendarEvent", event, as: "member")
    }
    let open = try world.create("Calendar", ["name": "open"], as: "administrator")
    event["calendarIds"] = [open: true]
    #expect { try world.create("CalendarEvent", event, as: "outsider") } throws: { Self.saysTaken($0, "uid") }
    let folder: JSONObject = ["clientId": "mine", "name": "Closed", "parentId": nil]
    #expect { try world.create("FileNode", folder, as: "outsider") } throws: { Self.saysTaken($0, "name") }
  }

  private static func saysTaken(_ error: any Error, _ property: String) -> Bool {
    guard let error = error as? SetError else { return false }
    return error.type == SetError.invalidProperties && error.properties == [property] && error.existingId == nil
  }

  @Test("who answers an invitation does so under his own name")
  func answersUnderOnesOwnName() throws {
    let event = try world.event()
    let me = try #require(world.principals["responder"])
    let forged: JSONValue = [
      "@type": "Participant", "name": "Author", "calendarAddress": "urn:ter1:member:author",
      "roles": ["attendee": true], "participationStatus": "accepted",
    ]
    try world.update("CalendarEvent", event, ["participants/\(me)": forged], as: "responder")
    let answer = try world.call("CalendarEvent/get", ["ids": [.string(event)]], as: "reader")
    let kept = try GetResult(answer).list.first?["participants"]?[me]
    #expect(kept?["name"] == "Responder" && kept?["calendarAddress"] == "urn:ter1:member:responder")
  }
}
