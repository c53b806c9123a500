import Foundation
import JSON
import TER1Import
import Testing

/// Small mails, checked by hand.
struct MailTests {
  private func stored(_ mails: [String]) throws -> [JSONValue] { try stored(mails.map { Array($0.utf8) }) }

  private func stored(_ mails: [[UInt8]]) throws -> [JSONValue] {
    let cooperative = try ImportedCooperative()
    for (index, mail) in mails.enumerated() { _ = try cooperative.file("mails/\(index).eml", mail) }
    try cooperative.run(.maildir, cooperative.folder + "/fixtures/mails")
    return try cooperative.objects("Message")
  }

  private func body(_ header: String, _ content: [UInt8]) throws -> String? {
    try stored([Array("From: a@b.example\nSubject: x\n\(header)\n\n".utf8) + content]).first?["body"]?.string
  }

  // MARK: Charsets

  @Test(
    arguments: [
      ("Content-Type: text/plain; charset=iso-8859-1", [0x67, 0x72, 0xE8, 0x76, 0x65], "grève"),
      ("Content-Type: text/plain; charset=iso-8859-1", Array("grève".utf8), "grève"),
      ("Content-Type: text/plain; charset=utf-8", [0x67, 0x72, 0xE8, 0x76, 0x65], "grève"),
      (
        "Content-Type: text/plain; charset=us-ascii", [0x93, 0x67, 0x72, 0xE8, 0x76, 0x65, 0x94, 0x20, 0x80],
        "“grève” €"
      ),
      ("MIME-Version: 1.0", Array("déjà ✊".utf8), "déjà ✊"),
      ("MIME-Version: 1.0", [0x64, 0xE9, 0x6A, 0xE0], "déjà"),
      ("Content-Type: text/plain; charset=koi8-r", [0xF0, 0xD2, 0xC9], "При"),
      ("Content-Type: text/plain; charset=no-such", Array("déjà".utf8), "déjà"),
      (
        "Content-Type: text/plain; charset=utf-8", [0x61, 0x1B, 0x5B, 0x33, 0x31, 0x6D, 0x00, 0x62, 0x0D, 0x0A, 0x63],
        "a[31mb\nc"
      ),
    ] as [(String, [UInt8], String)])
  func charsets(_ header: String, _ content: [UInt8], _ expected: String) throws {
    #expect(try body(header, content) == expected)
  }

  @Test func headersAreDecoded() throws {
    let mail = """
      From: =?utf-8?Q?Ma=C3=ABlle?= <m@b.example>
      Subject: =?iso-8859-1?Q?Gr=E8ve_du?= =?utf-8?B?IGRlcsO0bGU=?=
      Content-Type: multipart/mixed; boundary=b

      --b

      Voir ci-joint.
      --b
      Content-Type: application/pdf
      Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fr%C3%A9sum%C3%A9.pdf

      %PDF
      --b--
      """
    let message = try #require(try stored([mail]).first)
    #expect(message["subject"] == "Grève du derôle")
    #expect(message["author"] == ["name": "Maëlle", "address": "m@b.example"])
    #expect(message["attachments"]?[0]?["name"] == "résumé.pdf")
    #expect(message["body"] == "Voir ci-joint.")
    #expect(message["senderId"]?.isNull == true)
  }

  // MARK: Bodies

  @Test func plainTextIsPreferredToHTML() throws {
    let mail = """
      From: a@b.example
      Content-Type: multipart/alternative; boundary=b

      --b
      Content-Type: text/html

      <p>html</p>
      --b
      Content-Type: text/plain

      texte
      --b--
      """
    #expect(try stored([mail]).first?["body"] == "texte")
  }

  @Test func htmlIsRendered() throws {
    let html = """
      <html><head><style>p{}</style><title>T</title></head><body><h1>Titre &amp; suite</h1><script>x()</script>
      <p>Voir   <a href="https://a.example/x">le tract</a> et <a href="https://b.example/">https://b.example</a>.</p>
      <ul><li>un</li><li>deux<ol><li>a</li><li>b</li></ol></li></ul><blockquote><p>cité</p><p>deux</p></blockquote>
      <p>fin&#27;[31m&nbsp;!<br>ligne</p></body></html>
      """
    let expected = """
      Titre & suite

      Voir le tract <https://a.example/x> et https://b.example.

      - un
      - deux
        1. a
        2. b

      > cité
      >
      > deux

      fin[31m\u{A0}!
      ligne
      """
    let text = try body("Content-Type: text/html; charset=utf-8", Array(html.utf8))
    #expect(text == expected)
  }

  @Test func flowedLinesAreJoined() throws {
    let text = "Une ligne \ncoupée.\n> citée \n> aussi\n-- \nMoi"
    #expect(
      try body("Content-Type: text/plain; format=flowed", Array(text.utf8))
        == "Une ligne coupée.\n> citée aussi\n-- \nMoi")
  }

  // MARK: Topics

  private func mail(_ id: String, _ references: String, day: Int, subject: String = "s") -> String {
    let header = references.isEmpty ? "" : "References: \(references)\n"
    return
      "From: a@b.example\nMessage-ID: <\(id)>\n\(header)Subject: \(subject)\nDate: \(day) Jan 2024 10:00:00 +0000\n\n\(id)"
  }

  @Test func answersAreInTheTopicOfTheirRoot() throws {
    let messages = try stored([
      mail("c", "<a> <b>", day: 3), mail("a", "", day: 1), mail("b", "<a>", day: 2), mail("d", "<gone> <x>", day: 4),
      mail("e", "<gone>", day: 5), mail("a", "", day: 1), mail("alone", "", day: 6),
    ])
    let byBody = Dictionary(uniqueKeysWithValues: messages.map { ($0["body"]?.string ?? "", $0) })
    #expect(messages.count == 6)
    #expect(messages.count { $0["threadRootId"]?.isNull == true } == 3)
    #expect(byBody["c"]?["threadRootId"] == byBody["a"]?["id"])
    #expect(byBody["c"]?["replyTo"] == byBody["b"]?["id"])
    #expect(byBody["e"]?["threadRootId"] == byBody["d"]?["id"])
    #expect(byBody["c"]?["subject"]?.isNull == true)
  }

  @Test func circlesAndBrokenClocksDoNoHarm() throws {
    let messages = try stored([
      mail("x", "<y>", day: 1), mail("y", "<x>", day: 2), mail("root", "", day: 9), mail("early", "<root>", day: 3),
    ])
    #expect(messages.count { $0["threadRootId"]?.isNull == true } == 2)
    let root = try #require(messages.first { $0["body"] == "root" })
    let early = try #require(messages.first { $0["body"] == "early" })
    #expect(early["threadRootId"] == root["id"])
    #expect(try #require(early["receivedAt"]?.string) > #require(root["receivedAt"]?.string))
  }

  @Test func absurdDatesAreNotBelieved() throws {
    let future =
      "From: a@b.example\nReceived: by x; Tue, 2 Jan 2024 03:04:05 +0000\nDate: 1 Jan 2999 00:00:00 +0000\n\nx"
    #expect(try stored([future]).first?["sentAt"] == "2024-01-02T03:04:05.000Z")
  }

  // MARK: mbox

  @Test func mboxIsSplitAtFromLines() throws {
    let cooperative = try ImportedCooperative()
    let mbox = """
      From a@b.example Mon Jan  1 10:00:00 2024
      From: a@b.example
      Message-ID: <1>

      >From here on
      From nowhere, no empty line before
      >>From quoted twice

      From a@b.example Tue Jan  2 10:00:00 2024
      From: a@b.example
      Subject: second

      b

      """
    let report = try cooperative.run(.mbox, cooperative.file("liste.mbox", mbox.utf8))
    #expect(report[.messages] == 2)
    let messages = try cooperative.objects("Message")
    #expect(messages[0]["body"] == "From here on\nFrom nowhere, no empty line before\n>From quoted twice")
    #expect(messages[1]["receivedAt"] == "2024-01-02T10:00:00.000Z")
  }
}
