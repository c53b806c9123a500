import ClientCore
import Foundation
import JSON
import Sync
import TestSupport
import Testing
import Text

/// Forums in the shared mailboxes of servers that we did not write: docs/protocol.md, section 20.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct CyrusForumTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func mail(_ id: String, _ subject: String, references: String = "", body: String = "Bonjour") -> String {
    """
    From: =?utf-8?Q?Zo=C3=A9?= Dupont <zoe@example.org>
    Date: Mon, 02 Nov 2026 10:00:00 +0100
    Message-ID: <\(id)@example.org>
    Subject: \(subject)
    \(references.isEmpty ? "" : "References: \(references)\n")MIME-Version: 1.0
    Content-Type: text/plain; charset=utf-8

    \(body)

    """
  }

  @Test(arguments: CyrusServer.Version.present)
  func boardsWithTheirRights(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    let (forum, council) = (try anna.board("Forum").channel, try anna.board("Council").channel)
    #expect(forum.isMail && forum.rights.mayPost && !forum.rights.mayModerate)
    #expect(council.isMail && council.rights.mayRead && !council.rights.mayPost)
    #expect(try anna.account.offers.contains(.forums))
    #expect(try !anna.account.offers.contains(.chat))
    // Nobody's own letters are a forum.
    let own = try #require(try anna.cache.reader.accounts().first { $0.jmapID != anna.cooperative.account })
    #expect(try anna.cache.reader.boards(own.id).isEmpty)
  }

  @Test(arguments: CyrusServer.Version.present)
  func anAnswerThatComesBeforeItsTopic(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    let references = "<root@example.org> <between@example.org>"
    try anna.cooperative.append(mail("answer", "Re: Les pains", references: references, body: "Oui"), folder)
    try await anna.sync()
    let early = try anna.topic("Les pains")
    #expect(early.replies == 1 && early.author == nil)
    #expect(try anna.messages(of: "Les pains").map(\.message.body.raw) == ["Oui"])
    try anna.cooperative.append(mail("root", "Les pains", body: "Combien de pains ?"), folder)
    try anna.cooperative.append(mail("other", "Re: Les pains"), folder)
    try await anna.sync()
    let whole = try #require(try anna.cache.reader.topic(early.key))
    #expect(whole.replies == 1 && whole.author?.name.raw == "Zoé Dupont" && whole.author?.isVerified == false)
    let messages = try #require(try anna.cache.reader.thread(early.key, limit: 10)).messages.rows
    #expect(messages.map(\.message.body.raw) == ["Combien de pains ?", "Oui"])
    #expect(messages.map(\.depth) == [0, 1])
    // The same subject makes no topic.
    #expect(try anna.topics().count == 2)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whatIsWrittenOfflineArrivesOnceAndInItsPlace(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    let topic = try anna.post("Covoiturage", "Qui vient ?\n\nDépart à 8 h")
    try anna.reply("Moi", to: topic)
    #expect(try await anna.sync().delivered == 2)
    try await bert.sync()
    let seen = try bert.messages(of: "Covoiturage")
    #expect(seen.map(\.message.body.raw) == ["Qui vient ?\n\nDépart à 8 h", "Moi"])
    #expect(seen.map(\.depth) == [0, 1])
    #expect(seen.allSatisfy { !$0.author.isVerified && $0.message.senderID == nil && $0.isUnread })
    try bert.reply("Moi aussi", to: seen[1].key)
    try await bert.sync()
    try await anna.sync()
    #expect(
      try anna.messages(of: "Covoiturage").map(\.message.body.raw) == seen.map(\.message.body.raw) + ["Moi aussi"])
    #expect(try anna.messages(of: "Covoiturage").map(\.isUnread) == [false, false, true])
    #expect(try anna.topics().count == 1)
    let raw = try #require(try anna.cache.reader.json(anna.messages(of: "Covoiturage")[2].key))
    #expect(raw["references"]?.array?.count == 2 && raw["inReplyTo"]?.array?.count == 1)
  }

  @Test(arguments: CyrusServer.Version.present)
  func aLostAnswerDoublesNothing(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    let file = folder.file("tract.txt")
    try Data("Tract\n".utf8).write(to: URL(fileURLWithPath: file))
    let blob = ObjectID(clientID: UUID().uuidString.lowercased())
    let upload = try anna.cache.spool(copying: file, type: "text/plain")
    try anna.cache.enqueue([Mutation(account: try anna.account.id, type: "Blob", id: blob, action: upload)])
    let attachment = Message.Attachment(
      blobID: blob, name: UntrustedText("tract.txt"), type: UntrustedText("text/plain"), size: 6)
    _ = try anna.post("Avec fichier", "Voici", attachments: [attachment])
    _ = try anna.post("Sans fichier", "Voilà")
    anna.link.loseNextAnswer()
    await #expect(throws: SyncError.self) { try await anna.sync() }
    #expect(try await anna.sync().delivered == 2)
    #expect(try anna.cache.reader.outbox().isEmpty)
    try await bert.sync()
    #expect(try bert.topics().count == 2)
    let files = try bert.messages(of: "Avec fichier")[0].message.attachments
    #expect(files.map(\.name.raw) == ["tract.txt"] && files.map(\.size) == [6])
    let download = Download(
      id: "d", account: try bert.account.id, blobID: files[0].blobID, path: folder.file("reçu.txt"), size: nil,
      updatedAt: 0)
    let path = try await bert.engine.download(download)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "Tract\n")
  }

  @Test(arguments: CyrusServer.Version.present)
  func readingIsNobodysBusiness(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    try anna.cooperative.append(mail("a", "Lu"), folder)
    try await anna.sync()
    try await bert.sync()
    let topic = try anna.topic("Lu")
    #expect(topic.unread == 1)
    try anna.cache.enqueue([ReadPosition.read(topic.key, upTo: topic.lastActivity)])
    try await anna.sync()
    #expect(try anna.topic("Lu").unread == 0)
    #expect(try anna.cache.reader.outbox().isEmpty)
    try await bert.sync()
    #expect(try bert.topic("Lu").unread == 1)
    // The server forgets its states: everything is read again, and stays read.
    try anna.cache.forgetStates(try anna.account.id, types: [Message.name, Channel.name])
    try await anna.sync()
    #expect(try anna.topic("Lu").unread == 0)
    try anna.cache.enqueue([ReadPosition.unread(topic.key)])
    try await anna.sync()
    #expect(try anna.topic("Lu").unread == 1)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whatAnotherProgramMarksCostsNoText(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    let body = (0..<2_000).map { "ligne \($0 * 7_919 % 10_007)" }.joined(separator: "\n")
    try anna.cooperative.append(mail("long", "Long", body: body), folder)
    try await anna.sync()
    let before = try anna.messages(of: "Long")[0].message
    try anna.cooperative.imap(["-X", "STORE 1 +FLAGS (\\Seen \\Flagged)"], "Forum")
    let report = try await anna.sync()
    #expect(report.received >= 1)
    #expect(report.traffic.bytesDown < 3_000)
    #expect(try anna.messages(of: "Long")[0].message == before)
    #expect(before.body.raw.hasPrefix("ligne 0\nligne 7919\n"))
  }

  @Test(arguments: CyrusServer.Version.present)
  func whoMayRemoveMayDelete(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    try anna.cooperative.append(mail("spam", "Gagnez"), folder)
    try await anna.sync()
    #expect(try !anna.messages(of: "Gagnez")[0].abilities.mayDelete)
    let member = anna.cooperative.name("bert")
    try anna.cooperative.imap(["-X", "SETACL \"Forum\" \(member) lrsite"], "")
    try await bert.sync()
    let row = try bert.messages(of: "Gagnez")[0]
    #expect(row.abilities.mayDelete && !row.abilities.mayPin && !row.abilities.mayReact && !row.abilities.mayEdit)
    try bert.cache.enqueue([Message.delete(row.key, at: Date.now.timeIntervalSince1970)])
    try await bert.sync()
    try await anna.sync()
    #expect(try bert.topics().isEmpty && anna.topics().isEmpty)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whatMailCannotDoIsSaidAndNotSent(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    try anna.cooperative.append(mail("a", "Sujet"), folder)
    try await anna.sync()
    let key = try anna.messages(of: "Sujet")[0].key
    try anna.cache.enqueue([Message.pin(key)])
    try await anna.sync()
    let entries = try anna.cache.reader.outbox().map(\.entry)
    #expect(entries.map(\.failure?.type) == ["notInMail"])
  }

  @Test(arguments: CyrusServer.Version.present)
  func mailsAsTheyCome(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    let plain = "From: a@example.org\nSubject: =?iso-8859-1?Q?caf=E9?=\nMIME-Version: 1.0\n"
    try anna.cooperative.append(
      plain + "Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        + "<p>H=E9 <b>l=E0</b></p><script>alert(1)</script><p>deux</p>\n", folder)
    try anna.cooperative.append(
      plain + "Content-Type: text/plain; charset=utf-8; format=flowed\n\nune \nseule ligne\n> citée \n> aussi\n", folder
    )
    let long = String(repeating: "0123456789abcdef\n", count: 20_000)
    try anna.cooperative.append(mail("grand", "Grand", body: long), folder)
    try await anna.sync()
    _ = try await anna.engine.fetch(.conversation(try anna.topic("Grand").key))
    let bodies = try anna.topics().filter { $0.subject?.raw == "café" }
      .map { try #require(try anna.cache.reader.thread($0.key, limit: 5)).messages.rows[0].message }
    #expect(Set(bodies.map(\.body.raw)) == ["Hé là\n\ndeux", "une seule ligne\n> citée aussi"])
    #expect(bodies.allSatisfy { !$0.isAnswerable })
    let cut = try anna.messages(of: "Grand")[0].message
    #expect(cut.isCut && cut.body.raw.utf8.count <= 262_144 && cut.body.raw.utf8.count > 250_000)
    #expect(try #require(cut.attachments.first).size > long.utf8.count)
  }
}
