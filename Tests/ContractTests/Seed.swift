import Foundation
import JSON
import Sync
import Testing
import Wire

/// Two of each kind of thing, so that there is something to read.
struct Seed {
  private let peer: any Peer
  private let handle: String

  init(_ peer: any Peer) { (self.peer, handle) = (peer, peer.members.administrator) }

  func plant() async throws {
    let session = try await session()
    let account = try #require(peer.account ?? session.accounts.keys.first)
    if session.capabilities[Capability.discussion] != nil {
      try await own(account, session)
    } else {
      try await cyrus(account, session)
    }
  }

  private func session() async throws -> Session {
    let login = try peer.login(handle)
    let request = HTTPRequest(.get, login.sessionURL, credential: login.credential)
    return try Session(JSONValue(parsing: try await peer.transport(handle).send(request).body))
  }

  private func call(_ session: Session, _ using: [String], _ calls: [(String, JSONObject)]) async throws -> [JSONObject]
  {
    let login = try peer.login(handle)
    let invocations = calls.enumerated().map { Invocation($1.0, $1.1, id: "\($0)") }
    var post = HTTPRequest(
      .post, try login.sessionURL.resolving(session.apiUrl), headers: [("Content-Type", "application/json")],
      credential: login.credential)
    post.body = .bytes(Request(using: [Capability.core] + using, methodCalls: invocations).json.bytes)
    let response = try Response(JSONValue(parsing: try await peer.transport(handle).send(post).body))
    for answer in response.methodResponses {
      #expect(answer.name != "error", "\(answer.json.text)")
      #expect((answer.arguments["notCreated"] ?? .null) == .null, "\(answer.json.text)")
    }
    return response.methodResponses.map(\.arguments)
  }

  private func own(_ account: String, _ session: Session) async throws {
    func twice(_ make: (Int) -> JSONObject) -> JSONValue {
      .object(["a1": .object(make(1)), "a2": .object(make(2))])
    }
    func create(_ type: String, _ make: (Int) -> JSONObject) -> (String, JSONObject) {
      (
        type + "/set",
        [
          "accountId": .string(account),
          "create": twice { make($0).merging(["clientId": .string("\(type)\($0)")]) { own, _ in own } },
        ]
      )
    }
    func date(_ number: Int) -> JSONValue { .string("2026-02-0\(number)T10:00:00") }
    let calendars = (
      "Calendar/set",
      ["accountId": .string(account), "create": ["c1": ["name": "Agenda"], "c2": ["name": "Fêtes"]]] as JSONObject
    )
    let events: JSONValue = twice { number in
      [
        "@type": "Event", "uid": .string("seed\(number)"), "calendarIds": ["#c1": true], "title": "Fête",
        "start": date(number), "duration": "PT1H",
      ]
    }
    let using = [Capability.discussion, Capability.calendars, Capability.fileNode]
    let answers = try await call(
      session, using,
      [
        create("Channel") { ["kind": "forum", "name": .string("Forum \($0)")] },
        calendars, ("CalendarEvent/set", ["accountId": .string(account), "create": events]),
        create("FileNode") { ["name": .string("Dossier \($0)"), "parentId": nil] },
      ])
    let channel = try #require(answers[0]["created"]?["a1"]?["id"])
    let messages = try await call(
      session, using, [create("Message") { _ in ["channelId": channel, "subject": "Sujet", "body": "Texte"] }])
    let topic = try #require(messages[0]["created"]?["a1"]?["id"]?.string)
    let made = messages[0]["created"]
    let reports = create("Report") { ["messageId": made?["a\($0)"]?["id"] ?? .null, "text": "À regarder"] }
    _ = try await call(session, [Capability.members], [reports])
    _ = try await call(
      session, using,
      [
        ("ReadPosition/set", ["accountId": .string(account), "update": [topic: ["readUpTo": "2026-01-01T00:00:00Z"]]])
      ])
    _ = try await call(
      session, [Capability.news], [create("Feed") { ["url": .string("https://union\($0).example/feed")] }])
    let votes = create("Proposal") { number in
      ["channelId": channel, "title": .string("Vote \(number)"), "method": "yesno", "closesAt": "2999-01-01T00:00:00Z"]
    }
    let polls = try await call(session, [Capability.proposals], [votes])
    let poll = try #require(polls[0]["created"]?["a1"]?["id"]?.string)
    let ballot: JSONValue = ["choice": "yes", "code": "0123456789ABCDEF"]
    _ = try await call(
      session, [Capability.proposals], [("Ballot/set", ["accountId": .string(account), "update": [poll: ballot]])])
    try await courses(account, channel, session)
  }

  private func courses(_ account: String, _ channel: JSONValue, _ session: Session) async throws {
    let made = try await call(
      session, [Capability.courses],
      [
        (
          "Course/set",
          [
            "accountId": .string(account),
            "create": create {
              ["channelId": channel, "title": .string("Cours \($0)"), "clientId": .string("k\($0)")]
            },
          ]
        )
      ])
    let course = try #require(made[0]["created"]?["a1"]?["id"]?.string)
    let lessons = create { number in
      [
        "clientId": .string("l\(number)"), "courseId": .string(course), "key": .string("l\(number)"), "title": "Leçon",
        "number": .int(Int64(number)),
        "text": "Texte",
      ]
    }
    _ = try await call(
      session, [Capability.courses],
      [
        ("Lesson/set", ["accountId": .string(account), "create": lessons]),
        ("CourseProgress/set", ["accountId": .string(account), "update": [course: ["at": "l1"]]]),
      ])
    let me = try #require(
      session.accounts[account]?.accountCapabilities[Capability.principals]?["currentUserPrincipalId"]?.string)
    _ = try await call(
      session, [Capability.members],
      [("Profile/set", ["accountId": .string(account), "update": [me: ["union": "CGT"]]])])
  }

  private func cyrus(_ account: String, _ session: Session) async throws {
    let isOld = session.capabilities[Capability.calendars] == nil
    let using = [Capability.mail, isOld ? Capability.cyrusCalendars : Capability.calendars]
    let ids: JSONObject = ["accountId": .string(account), "ids": nil]
    let answers = try await call(session, using, [("Mailbox/get", ids), ("Calendar/get", ids)])
    func id(_ answer: Int, _ name: String) throws -> String {
      let object = answers[answer]["list"]?.array?.first { $0["name"]?.string == name }
      return try #require(object?["id"]?.string)
    }
    let (forum, agenda) = (try id(0, "Forum"), try id(1, "Agenda"))
    let place: JSONObject = isOld ? ["calendarId": .string(agenda)] : ["calendarIds": [agenda: true]]
    let emails = create { number in
      [
        "mailboxIds": [forum: true], "subject": "Sujet", "from": [["name": "Anna", "email": "anna@example.invalid"]],
        "messageId": [.string("seed\(number)@example.invalid")], "bodyValues": ["t": ["value": "Texte"]],
        "textBody": [["partId": "t", "type": "text/plain"]],
      ]
    }
    let events = create { number in
      let event: JSONObject = [
        "@type": isOld ? "jsevent" : "Event", "uid": .string("seed\(number)@example.invalid"), "title": "Fête",
        "start": .string("2026-02-0\(number)T10:00:00"), "timeZone": "Europe/Paris", "duration": "PT1H",
      ]
      return event.merging(place) { own, _ in own }
    }
    _ = try await call(
      session, using,
      [
        ("Email/set", ["accountId": .string(account), "create": emails]),
        ("CalendarEvent/set", ["accountId": .string(account), "create": events]),
      ])
  }

  private func create(_ make: (Int) -> JSONObject) -> JSONValue {
    .object(["a1": .object(make(1)), "a2": .object(make(2))])
  }
}
