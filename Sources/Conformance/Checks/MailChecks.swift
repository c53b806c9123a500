import JSON
import Sync
import Wire

/// RFC 8621: mailboxes that are forums, mails that are topics and replies.
enum MailChecks {
  static let all: [Check] = [
    Check("mail.rights", "each mailbox says what the member may do in it", "RFC 8621, 2", levels: [.l0, .l1], rights),
    Check(
      "mail.threading", "a mail has its Message-ID, References and In-Reply-To", "RFC 8621, 4.1.2", levels: [.l0, .l1],
      threading),
    check("mail.post", "a mail is kept as it was written", "RFC 8621, 4.6", post),
    check("mail.twice", "the same mail again does not become two", "docs/protocol.md, 4", twice),
    check("mail.reply", "a reply refers to its topic", "RFC 8621, 4.1.2", reply),
    check("mail.search", "mails are found by their mailbox, the newest first", "RFC 8621, 4.4", search),
    check("mail.pages", "maxChanges pages through what is new, nothing twice", "RFC 8620, 5.2", pages),
    check("mail.destroyed", "what was destroyed is told once, as destroyed", "RFC 8620, 5.2", destroyed),
    check("mail.attachment", "an attachment comes down as it went up", "RFC 8621, 4.1.4", attachment),
    Check(
      "mail.closed", "nobody posts where he may only read", "RFC 8621, 2", levels: [.l0, .l1], need: .writing, closed),
  ]

  private static func check(
    _ name: String, _ promise: String, _ source: String,
    _ examine: @escaping @Sendable (Mailboxes) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, source, levels: [.l0, .l1], need: .writing) { examinee async throws(Finding) in
      try await examine(try await Mailboxes.make(examinee))
    }
  }

  private static func rights(_ examinee: Examinee) async throws(Finding) {
    let mailboxes = try await ExaminedType.named("Mailbox", examinee).get(["ids": nil]).list
    for mailbox in mailboxes {
      let rights = try want(mailbox["myRights"]?.object, "myRights", JSONValue.object(mailbox).short)
      for name in ["mayReadItems", "mayAddItems", "mayRemoveItems", "mayCreateChild", "mayDelete"] {
        try expect(rights[name]?.bool != nil, "myRights/\(name)", JSONValue.object(rights).short)
      }
      for name in ["name", "role", "parentId", "sortOrder", "totalEmails"] {
        try expect(mailbox[name] != nil, name, JSONValue.object(mailbox).short)
      }
    }
  }

  private static let headers = [
    "messageId", "references", "inReplyTo", "from", "subject", "receivedAt", "mailboxIds", "keywords",
  ]

  private static func threading(_ examinee: Examinee) async throws(Finding) {
    let emails = try ExaminedType.named("Email", examinee)
    guard let id = try await emails.query(["limit": 1]).first else { throw .notTried("there is no mail") }
    let email = try await emails.object(id, headers)
    for name in headers { try expect(email[name] != nil, "the property \(name)", JSONValue.object(email).short) }
  }

  private static func post(_ mailbox: Mailboxes) async throws(Finding) {
    let sent = mailbox.email("Réunion — vendredi", "Bonjour à tous,\n\nà 18 h à la Bourse.\n")
    let id = try await mailbox.post(sent)
    let email = try await mailbox.read(id)
    let seen = JSONValue.object(email).short
    try expect(email["subject"] == "Réunion — vendredi", "the subject", seen)
    try expect(
      mailbox.text(of: email) == "Bonjour à tous,\n\nà 18 h à la Bourse.\n", "the text", mailbox.text(of: email) ?? seen
    )
    try expect(
      email["messageId"] == sent["messageId"], "the Message-ID that the client made",
      email["messageId"]?.short ?? "none")
    try expect(
      email["mailboxIds"] == [mailbox.id: true], "the mailbox \(mailbox.id)", email["mailboxIds"]?.short ?? "none")
  }

  private static func twice(_ mailbox: Mailboxes) async throws(Finding) {
    let sent = mailbox.email("Une fois", "et une seule")
    let id = try await mailbox.post(sent)
    let again = try await mailbox.emails.set(["create": ["n": .object(sent)]])
    if let second = again.created["n"]?["id"]?.string {
      if second != id { mailbox.emails.examinee.trash.add(mailbox.emails, second) }
      try expect(second == id, "alreadyExists, or the same id", "a second mail")
    }
    let found = try await mailbox.emails.query(["filter": ["inMailbox": .string(mailbox.id)]])
    try expect(found.count == 1, "one mail", "\(found.count)")
  }

  private static func reply(_ mailbox: Mailboxes) async throws(Finding) {
    let topic = mailbox.email("Sujet", "?")
    _ = try await mailbox.post(topic)
    var answer = mailbox.email("Re: Sujet", "!")
    (answer["inReplyTo"], answer["references"]) = (topic["messageId"], topic["messageId"])
    let email = try await mailbox.read(try await mailbox.post(answer))
    try expect(email["inReplyTo"] == topic["messageId"], "inReplyTo", email["inReplyTo"]?.short ?? "none")
    try expect(email["references"] == topic["messageId"], "references", email["references"]?.short ?? "none")
  }

  private static func search(_ mailbox: Mailboxes) async throws(Finding) {
    var ids: [String] = []
    for number in 0..<3 {
      var email = mailbox.email("\(number)", "x")
      email["receivedAt"] = .string("2026-01-0\(number + 1)T12:00:00Z")
      ids.append(try await mailbox.post(email))
    }
    let sort: JSONValue = [["property": "receivedAt", "isAscending": false]]
    let found = try await mailbox.emails.query(["filter": ["inMailbox": .string(mailbox.id)], "sort": sort])
    try expect(found == ids.reversed(), "the newest first", "\(found) for \(ids)")
  }

  private static func pages(_ mailbox: Mailboxes) async throws(Finding) {
    var state = try await mailbox.emails.state()
    var written: Set<String> = []
    for number in 0..<5 { written.insert(try await mailbox.post(mailbox.email("\(number)", "x"))) }
    var seen: [String] = []
    for _ in 0..<8 {
      let page = try await mailbox.emails.changes(since: state, atMost: 2)
      try expect(page.created.count + page.updated.count + page.destroyed.count <= 2, "at most 2 ids", "\(page)")
      seen += page.created
      state = page.newState
      if !page.hasMoreChanges { break }
    }
    try expect(seen.count == 5 && Set(seen) == written, "the five new mails, once", "\(seen)")
  }

  private static func destroyed(_ mailbox: Mailboxes) async throws(Finding) {
    let id = try await mailbox.post(mailbox.email("Court", "x"))
    let before = try await mailbox.emails.state()
    let result = try await mailbox.emails.set(["destroy": [.string(id)]])
    try expect(result.destroyed == [id], "destroyed [\(id)]", result.notDestroyed[id]?.words ?? "\(result.destroyed)")
    let changes = try await mailbox.emails.changes(since: before)
    try expect(changes.destroyed == [id] && changes.created.isEmpty, "destroyed [\(id)]", "\(changes)")
    let found = try await mailbox.emails.get(["ids": [.string(id)], "properties": ["id"]])
    try expect(found.notFound == [id], "notFound [\(id)]", "\(found.list.count) objects")
  }

  private static func attachment(_ mailbox: Mailboxes) async throws(Finding) {
    let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 1) }
    let blobs = Blobs(mailbox.emails)
    let blob = try await blobs.upload(bytes, type: "application/pdf")
    var email = mailbox.email("Tract", "ci-joint")
    email["attachments"] = [
      ["blobId": .string(blob), "name": "tract é.pdf", "type": "application/pdf", "disposition": "attachment"]
    ]
    let there = try await mailbox.read(try await mailbox.post(email))
    let part = try want(there["attachments"]?[0]?.object, "an attachment", JSONValue.object(there).short)
    try expect(part["name"] == "tract é.pdf", "its name", JSONValue.object(part).short)
    let down = try await blobs.download(try want(part["blobId"]?.string, "its blobId", JSONValue.object(part).short))
    try expect(down.body == bytes, "its \(bytes.count) bytes", "\(down.status), \(down.body.count) others")
  }

  private static func closed(_ examinee: Examinee) async throws(Finding) {
    let second = try await examinee.second()
    let mailboxes = try ExaminedType.named("Mailbox", second)
    let list = try await mailboxes.get(["ids": nil]).list
    let closed = list.first { $0["myRights"]?["mayReadItems"] == true && $0["myRights"]?["mayAddItems"] == false }
    guard let id = closed?["id"]?.string else { throw .notTried("no mailbox is closed to the second member") }
    let board = Mailboxes(id: id, emails: try ExaminedType.named("Email", second))
    let result = try await board.emails.set(["create": ["n": .object(board.email("Non", "pas ici"))]])
    if let made = result.created["n"]?["id"]?.string {
      examinee.trash.add(try ExaminedType.named("Email", examinee), made)
    }
    try expect(result.notCreated["n"] != nil, "the mail is refused", "it was taken")
  }
}

/// A mailbox of our own, which goes when the check ends, with all that was posted.
struct Mailboxes: Sendable {
  let id: String
  let emails: Collection

  static func make(_ examinee: Examinee) async throws(Finding) -> Mailboxes {
    let mailboxes = try ExaminedType.named("Mailbox", examinee)
    let properties: JSONObject = ["name": .string("ter1 conformance \(Unique.word())"), "parentId": nil]
    let result = try await mailboxes.set(["create": ["n": .object(properties)]])
    guard let id = result.created["n"]?["id"]?.string else {
      let why = result.notCreated["n"]?.words ?? "nothing"
      throw .notTried("needs a member who may make a mailbox, so that everything can be removed again (\(why))")
    }
    examinee.trash.add(mailboxes, id, ["onDestroyRemoveEmails": true])
    return Mailboxes(id: id, emails: try ExaminedType.named("Email", examinee))
  }

  func email(_ subject: String, _ text: String) -> JSONObject {
    [
      "mailboxIds": [id: true], "subject": .string(subject),
      "from": [["name": "ter1", "email": "conformance@ter1.invalid"]],
      "to": [["name": nil, "email": "forum@ter1.invalid"]], "messageId": [.string(Unique.word() + "@ter1.invalid")],
      "sentAt": "2026-01-01T12:00:00Z", "keywords": ["$seen": true],
      "bodyValues": ["t": ["value": .string(text)]], "textBody": [["partId": "t", "type": "text/plain"]],
    ]
  }

  func post(_ email: JSONObject) async throws(Finding) -> String {
    let created = try await emails.create(email)
    return created["id"]?.string ?? ""
  }

  /// With its text.
  func read(_ id: String) async throws(Finding) -> JSONObject {
    let properties: JSONValue = [
      "subject", "from", "messageId", "references", "inReplyTo", "mailboxIds", "textBody", "bodyValues", "attachments",
    ]
    let result = try await emails.get(["ids": [.string(id)], "properties": properties, "fetchTextBodyValues": true])
    return try want(result.list.first, "the mail \(id)", "notFound \(result.notFound)")
  }

  func text(of email: JSONObject) -> String? {
    guard let part = email["textBody"]?[0]?["partId"]?.string else { return nil }
    return email["bodyValues"]?[part]?["value"]?.string
  }
}
