import ClientCore
import JSON
import Testing
import Wire

@testable import Sync

/// Mails as Cyrus gives them, and what they are to us.
@Suite struct EmailDialectTests {
  let dialect = EmailDialect(sender: EmailDialect.Sender(name: "anna", address: "anna@localhost"))
  let account = AccountID(rawValue: 1)

  private func email(_ changes: JSONObject = [:]) -> JSONObject {
    let mail: JSONObject = [
      "id": "M1", "mailboxIds": ["F": true], "keywords": [:], "messageId": ["a@x"], "inReplyTo": nil, "references": nil,
      "from": [["name": "Zoé", "email": "zoe@example.org"]], "subject": "Pain", "sentAt": "2026-11-02T10:00:00+01:00",
      "receivedAt": "2026-11-02T09:00:05Z", "attachments": [],
      "textBody": [["partId": "1", "blobId": "G1", "size": 7, "type": "text/plain", "name": nil]],
      "bodyValues": ["1": ["value": "Bonjour\r\n", "isTruncated": false, "isEncodingProblem": true]],
    ]
    return mail.merging(changes) { $1 }
  }

  private func message(_ changes: JSONObject = [:]) throws -> JSONObject {
    try #require(dialect.translated(email(changes)))
  }

  @Test func aTopic() throws {
    let topic = try message()
    #expect(topic["channelId"] == "F" && topic["subject"] == "Pain" && topic["body"] == "Bonjour")
    #expect(topic["threadRootId"] == .null && topic["replyTo"] == .null && topic["senderId"] == nil)
    #expect(topic["author"] == ["name": "Zoé", "address": "zoe@example.org"])
    #expect(topic["sentAt"] == "2026-11-02T09:00:00Z" && topic["receivedAt"] == "2026-11-02T09:00:05Z")
    #expect(topic["clientId"] == nil && topic["isCut"] == nil)
  }

  @Test func answersKnowTheirTopicWithoutHavingSeenIt() throws {
    let root = try message()["mailKey"]
    let answer = try message([
      "messageId": ["b@x"], "references": ["a@x"], "inReplyTo": ["a@x"], "subject": "RE: Re[2]: Pain",
    ])
    #expect(answer["threadRootId"] == root && answer["replyTo"] == root && answer["subject"] == "Pain")
    let deeper = try message(["messageId": ["c@x"], "references": ["a@x", "b@x"], "inReplyTo": ["b@x"]])
    #expect(deeper["threadRootId"] == root && deeper["replyTo"] == answer["mailKey"])
    let short = try message(["messageId": ["d@x"], "inReplyTo": ["a@x"]])
    #expect(short["threadRootId"] == root && short["replyTo"] == root)
    let chain = try message(["messageId": ["e@x"], "references": ["a@x", "lost@x"]])
    #expect(chain["threadRootId"] == root && chain["replyTo"] != root && chain["replyTo"]?.string != nil)
  }

  /// The same words in another mailbox are another board's.
  @Test func aTopicStaysOnItsBoard() throws {
    #expect(try message()["mailKey"] != message(["mailboxIds": ["G": true]])["mailKey"])
  }

  @Test func inSeveralMailboxes() throws {
    let both = try message(["mailboxIds": ["G": true, "F": true, "A": false]])
    #expect(both["channelId"] == "F" && both["mailboxIds"] == ["F", "G"])
    #expect(dialect.translated(email(["mailboxIds": ["A": false]])) == nil)
    #expect(dialect.translated(email(["mailboxIds": [:]])) == nil)
    let mutation = Mutation(account: account, type: Message.name, id: "M1", action: .destroy)
    let key = ObjectKey(account, Message.name, "M1")
    #expect(try dialect.action(for: mutation, [key: both]).verb == .update(["mailboxIds/F": nil]))
    #expect(try dialect.action(for: mutation, [key: message()]).verb == .destroy)
  }

  @Test func moved() throws {
    let moved = try #require(
      dialect.updated(message(), with: ["id": "M1", "mailboxIds": ["G": true], "keywords": ["$seen": true]]))
    #expect(moved == (try message(["mailboxIds": ["G": true]])))
    #expect(
      dialect.updated(try message(), with: ["id": "M1", "mailboxIds": ["F": true], "keywords": ["$draft": true]]) == nil
    )
  }

  @Test func withoutMessageID() throws {
    let first = try message(["messageId": nil])
    let second = try message(["messageId": nil, "id": "M2"])
    #expect(first["threadRootId"] == .null && first["mailKey"] != second["mailKey"] && first["messageId"] == nil)
    // Nobody can name it by a Message-ID that looks like its id.
    #expect(try message(["messageId": ["M1"]])["mailKey"] != first["mailKey"])
  }

  @Test(
    arguments: [
      ["messageId": ["a@x"], "references": ["a@x"]], ["messageId": ["a@x"], "inReplyTo": ["a@x"]],
      ["messageId": [1, ""], "references": "x", "inReplyTo": [nil]], ["from": nil, "subject": nil],
      ["from": "x", "textBody": nil],
      ["attachments": [1, ["blobId": 5], ["blobId": "B", "name": "../\u{202E}a", "size": -1]]],
      ["sentAt": "gestern"], ["sentAt": "9999-99-99T99:99:99+99:99"], ["bodyValues": nil], ["keywords": nil],
    ] as [JSONObject])
  func hostileOnesAreTopicsTooAndHarmNothing(_ changes: JSONObject) throws {
    let message = try message(changes)
    #expect(message["threadRootId"] == .null && message["replyTo"] == .null)
    #expect(message["subject"]?.string != nil && message["body"]?.string != nil && message["sentAt"]?.string != nil)
    for file in message["attachments"]?.array ?? [] where file["blobId"] == "B" {
      #expect(file["name"]?.string == "a" && file["size"] == 0)
    }
  }

  @Test func aChainWithoutEndIsKeptShort() throws {
    let ids = (0..<5_000).map { JSONValue.string("r\($0)@x") }
    let kept = try #require(message(["messageId": ["z@x"], "references": .array(ids)])["references"]?.array)
    #expect(kept.count == MailKeys.mostReferences && kept.first == "r0@x" && kept.last == "r4999@x")
  }

  @Test func bodies() throws {
    func body(_ type: String, _ header: String, _ value: String) throws -> JSONValue? {
      try message([
        "textBody": [
          [
            "partId": "1", "blobId": "G", "size": 1, "type": .string(type),
            "header:Content-Type:asRaw": .string(header),
          ]
        ],
        "bodyValues": ["1": ["value": .string(value)]],
      ])["body"]
    }
    #expect(try body("text/html", "", "<p>a</p><p><a href='https://x.org/'>b</a></p>") == "a\n\nb <https://x.org/>")
    #expect(
      try body("text/plain", " text/plain; Format=\"flowed\"; DelSp=Yes", "eins \nzwei\n> drei \n> vier")
        == "einszwei\n> dreivier")
    #expect(try body("text/plain", " text/plain", "eins \nzwei") == "eins \nzwei")
  }

  @Test func severalPartsAndPictures() throws {
    let parts: [JSONValue] = [
      ["partId": "1", "blobId": "G1", "type": "text/plain"],
      ["partId": "2", "blobId": "P", "type": "image/png", "name": "p.png", "size": 9],
      ["partId": "3", "blobId": "G3", "type": "text/plain", "name": nil, "size": 70_000],
    ]
    let message = try message([
      "textBody": .array(parts), "attachments": [["blobId": "A", "name": "é.odt", "type": "application/x", "size": 3]],
      "bodyValues": ["1": ["value": "eins"], "3": ["value": "zwei", "isTruncated": true]],
    ])
    #expect(message["body"] == "eins\n\nzwei" && message["isCut"] == nil && message["bodySize"] == 70_000)
    #expect(message["attachments"]?.array?.compactMap { $0["blobId"]?.string } == ["P", "A"])
    // A server that gives no more when it is asked for all of it is not asked again.
    let full = dialect.full(message)
    #expect(full["bodySize"] == nil && full["isCut"] == true && full["body"] == message["body"])
  }

  /// What is too long even for who opens it.
  @Test func aTextWithoutEnd() throws {
    let value = JSONValue.string(String(repeating: "x", count: MailBody.mostBytes))
    let message = try message(["bodyValues": ["1": ["value": value, "isTruncated": true]]])
    #expect(message["isCut"] == true && message["bodySize"] == nil)
    #expect(message["attachments"]?.array?.compactMap { $0["blobId"]?.string } == ["G1"])
  }

  /// What it costs is the forums', not the link's own.
  @Test func whatItCosts() {
    let answer = Invocation("Email/get", ["list": [.object(email())]], id: "0")
    let weights = LinkLedger.weights([], Response(methodResponses: [answer], sessionState: "0"))
    #expect(weights[.forums] ?? 0 > 100 && weights[.link] == nil)
  }

  @Test func aTitleHasNoText() throws {
    let whole = try message()
    let title = try #require(
      dialect.translated(email().filter { !["textBody", "bodyValues", "attachments"].contains($0.key) }))
    #expect(title["body"] == nil && title == whole.filter { $0.key != "body" })
  }

  @Test func queries() throws {
    func arguments(_ filter: JSONObject, _ change: (inout HistoryQuery) -> Void = { _ in }) -> JSONValue? {
      var query = HistoryQuery.single(account, Message.name, [])
      query.choice = .filter(filter)
      change(&query)
      return dialect.arguments(of: query)?["filter"]
    }
    #expect(arguments([:]) == nil && dialect.arguments(of: .single(account, Message.name, ["M1"])) == nil)
    #expect(arguments(["channelId": "F"]) == ["inMailbox": "F"])
    // Mail servers drop what is less than a second: none of it may be missed.
    #expect(arguments(["before": "2026-11-25T20:28:17.001Z"]) == ["before": "2026-11-25T20:28:18Z"])
    #expect(arguments(["after": "2026-11-25T20:28:17.999Z"]) == ["after": "2026-11-25T20:28:17Z"])
    #expect(arguments(["threadRootId": "m1"]) == nil && arguments(["pinned": true]) == nil)
  }

  // MARK: Writing

  private func create(_ properties: JSONObject) -> Mutation {
    Mutation(account: account, type: Message.name, id: ObjectID(clientID: "c-1"), action: .create(properties))
  }

  @Test func aNewTopicIsTheSameWhenItIsSentAgain() throws {
    let mutation = create([
      "clientId": "c-1", "channelId": "F", "subject": "Pain", "body": "Qui ?", "bodyType": "text/markdown",
      "sentAt": "2026-11-02T09:00:00.250Z", "mentions": ["p"],
      "attachments": [["blobId": "B", "name": "a", "type": "t/x"]],
    ])
    let action = try dialect.action(for: mutation, [:])
    #expect(action == (try dialect.action(for: mutation, [:])))
    guard case .create(let email) = action.verb else { throw Untranslatable("no create") }
    #expect(email["messageId"] == ["ter1.c-1@localhost"] && email["sentAt"] == "2026-11-02T09:00:00Z")
    #expect(email["from"] == [["name": "anna", "email": "anna@localhost"]] && email["references"] == nil)
    #expect(email["attachments"] == [["blobId": "B", "name": "a", "type": "t/x", "disposition": "attachment"]])
    #expect(email["keywords"] == nil)
    // What is shown at once is what comes back.
    let back = try message(["messageId": ["ter1.c-1@localhost"], "subject": "Pain"])
    #expect(action.taken["mailKey"] == back["mailKey"] && back["clientId"] == "c-1")
    #expect(dialect.search(for: mutation) == ["header": ["Message-ID", "ter1.c-1@localhost"]])
  }

  @Test func anAnswerNamesTheWholeChain() throws {
    let parent = try message([
      "messageId": ["c@x"], "references": ["a@x", "b@x"], "inReplyTo": ["b@x"], "subject": "Re: Pain",
    ])
    let key = ObjectKey(account, Message.name, "M1")
    let mutation = create([
      "channelId": "F", "replyTo": "M1", "threadRootId": parent["threadRootId"] ?? .null, "body": "Moi",
    ])
    #expect(dialect.needs(of: mutation) == [key])
    let action = try dialect.action(for: mutation, [key: parent])
    guard case .create(let email) = action.verb else { throw Untranslatable("no create") }
    #expect(
      email["subject"] == "Re: Pain" && email["inReplyTo"] == ["c@x"] && email["references"] == ["a@x", "b@x", "c@x"])
    #expect(action.taken["threadRootId"] == parent["threadRootId"] && action.taken["replyTo"] == parent["mailKey"])
    #expect(throws: Untranslatable("notFound")) { try dialect.action(for: mutation, [:]) }
    #expect(throws: Untranslatable(Untranslatable.noMessageID)) {
      try dialect.action(for: mutation, [key: message(["messageId": nil])])
    }
  }

  @Test func whatMailCannotDo() throws {
    let key = ObjectKey(account, Message.name, "M1")
    let changes = [
      Message.edit(key, body: "anders"), Message.pin(key), Message.react(key, emoji: "👍", principal: "p"),
    ]
    for change in changes {
      let refusal = #expect(throws: Untranslatable.self) { try dialect.action(for: change, [:]) }
      #expect(refusal?.failure.type == Untranslatable.notInMail)
    }
    #expect(try dialect.action(for: Message.delete(key, at: 0), [:]).verb == .destroy)
  }

  @Test(arguments: [
    ("Re: Pain", "Pain"), ("AW: WG: Pain", "Pain"), ("RE : Pain", "Pain"), ("Rép: TR: Pain", "Pain"),
    ("Re[3]: Pain", "Pain"),
    ("Réunion: lundi", "Réunion: lundi"), ("Re", "Re"), ("Re:", ""), (": x", ": x"), ("Fwd:Re:Pain", "Pain"),
  ])
  func subjects(_ subject: String, _ stripped: String) { #expect(MailSubject.stripped(subject) == stripped) }

  @Test(
    arguments: [
      ("2026-11-02T10:00:00+01:00", "2026-11-02T09:00:00Z"), ("2026-11-02T00:30:00-03:30", "2026-11-02T04:00:00Z"),
      ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z"), ("2026-11-02T10:00:00", nil), ("", nil),
      ("2026-11-02T10:00:00+1", nil),
    ] as [(String, String?)])
  func dates(_ text: String, _ utc: String?) { #expect(MailDate.utc(.string(text)) == utc) }
}

/// Which account is a forum.
@Suite struct MailAccountTests {
  private func offers(isPersonal: Bool, _ capabilities: JSONObject) throws -> Set<Offer> {
    let json: JSONValue = [
      "apiUrl": "/jmap/", "username": "anna",
      "accounts": [
        "coop": ["name": "coop", "isPersonal": .bool(isPersonal), "accountCapabilities": .object(capabilities)]
      ],
    ]
    let session = try ServerSession(json, home: try ServerURL("http://127.0.0.1:1/jmap/"), domain: nil)
    return try #require(session.accounts.first).offers
  }

  @Test func onlyOneThatIsShared() throws {
    let mail: JSONObject = ["urn:ietf:params:jmap:core": [:], "urn:ietf:params:jmap:mail": [:]]
    #expect(try offers(isPersonal: false, mail) == [.forums])
    #expect(try offers(isPersonal: true, mail) == [])
    let whole = mail.merging(["urn:ter1:discussion": [:]]) { $1 }
    #expect(try offers(isPersonal: false, whole) == [.forums, .chat])
  }
}
