import JSON
import Testing
import Wire

struct WireTests {
  @Test("a request survives the way to text and back")
  func request() throws {
    let reference = ResultReference(resultOf: "0", name: "Message/changes", path: "/created")
    let request = Request(
      using: [Capability.core, Capability.discussion],
      methodCalls: [
        Invocation("Message/changes", ["accountId": "a", "sinceState": "1.2"], id: "0"),
        Invocation("Message/get", ["accountId": "a", "#ids": reference.json], id: "1"),
      ], createdIds: ["k": "m1"])
    #expect(try Request(JSONValue(parsing: request.json.bytes)) == request)
  }

  @Test("a path maps over arrays and flattens them")
  func references() {
    let value: JSONValue = ["list": [["ids": ["a", "b"], "n/x": 1], ["ids": ["c"], "n/x": 2]]]
    func at(_ path: String) -> JSONValue? { ResultReference(resultOf: "", name: "", path: path).value(in: value) }
    #expect(at("/list/*/ids") == ["a", "b", "c"])
    #expect(at("/list/*/n~1x") == [1, 2])
    #expect(at("/list/1/ids/0") == "c")
    #expect(at("/list/7/ids") == nil)
    #expect(at("/nothing") == nil)
    #expect(at("list") == nil)
    #expect(at("") == value)
  }

  @Test(
    "what a lying peer sends is an error, never a crash",
    arguments: [
      "null", "[]", "{}", #"{"methodResponses":[["a",1,"0"]]}"#, #"{"methodResponses":[[]]}"#,
      #"{"methodResponses":{"a":1}}"#, #"{"using":[1],"methodCalls":[]}"#, #"{"using":[],"methodCalls":[[1,2,3]]}"#,
      #"{"accounts":[],"apiUrl":"x"}"#, #"{"accounts":{"a":1},"apiUrl":7}"#, #"{"@type":"StateChange"}"#,
    ])
  func lies(text: String) throws {
    let json = try JSONValue(parsing: text)
    #expect(throws: WireError.self) { try Response(json) }
    #expect(throws: WireError.self) { try Request(json) }
    #expect(throws: WireError.self) { try Session(json) }
    #expect(throws: WireError.self) { try StateChange(json) }
    #expect(throws: WireError.self) { try Changes(json.object ?? [:]) }
    #expect(throws: WireError.self) { try SetResult(json.object ?? [:]) }
    #expect(throws: WireError.self) { try GetResult(json.object ?? [:]) }
  }

  @Test("absurd limits are replaced")
  func limits() {
    let limits = CoreLimits(["maxObjectsInGet": -1, "maxCallsInRequest": "many", "maxObjectsInSet": 7])
    #expect(limits.maxObjectsInGet == 500)
    #expect(limits.maxCallsInRequest == 16)
    #expect(limits.maxObjectsInSet == 7)
    #expect(CoreLimits(limits.json) == limits)
  }

  @Test("the results of /set survive the way to text and back")
  func setResult() throws {
    var result = SetResult(oldState: "1", newState: "2")
    result.created["k"] = ["id": "m1"]
    result.updated["m2"] = [:]
    result.notCreated["l"] = SetError(SetError.alreadyExists, existingId: "m3")
    result.notUpdated["m4"] = SetError(SetError.invalidProperties, "no", properties: ["body"])
    result.destroyed = ["m5"]
    let text = JSONValue.object(result.arguments(accountID: "a")).bytes
    #expect(try SetResult(JSONValue(parsing: text).object ?? [:]) == result)
  }
}

struct ServerSentEventTests {
  @Test("a stream cut anywhere gives the same events", arguments: [1, 2, 3, 7, 1000])
  func pieces(size: Int) throws {
    let stream = "\u{FEFF}: hello\r\nid: 5\revent: state\ndata: {\ndata:}\n\nevent: ping\n\nretry: 10\ndata\n\n"
    var parser = ServerSentEventParser()
    var events: [ServerSentEvent] = []
    var rest = Array(stream.utf8)[...]
    while !rest.isEmpty {
      events += try parser.append(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    #expect(
      events == [
        ServerSentEvent(type: "state", text: "{\n}", id: "5"), ServerSentEvent(type: "message", text: "", id: "5"),
      ])
    #expect(parser.lastID == "5")
    #expect(parser.retry == 10)
  }

  @Test("what is written is read")
  func roundTrip() throws {
    let event = ServerSentEvent(type: "state", text: "a\n\nb", id: "1.7")
    var parser = ServerSentEventParser()
    #expect(try parser.append(event.bytes) == [event])
  }

  @Test("a line without end is refused")
  func endless() {
    var parser = ServerSentEventParser()
    #expect(throws: WireError.self) {
      try parser.append(repeatElement(UInt8(ascii: "x"), count: ServerSentEventParser.maximumSize + 1))
    }
  }
}
