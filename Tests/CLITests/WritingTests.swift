import Foundation
import JSON
import TestSupport
import Testing

/// What is written reaches the server once, now or later.
@Suite(.ownThreads) struct WritingTests {
  let village: Village
  let person: Person

  init() throws {
    village = try Village()
    person = try Person()
    try person.join(village)
  }

  @Test func aTopicAndAnAnswerReachAnotherDevice() throws {
    #expect(
      try person.ter1("post", "forum", "Bureau", "--subject", "Caisse de grève", input: "On ouvre une caisse ?\n")
        .status == 0)
    let topics = try person.ter1("list", "topics", "--json").lines.map { try JSONValue(parsing: $0) }
    let topic = try #require(topics.first { $0["subject"]?.string == "Caisse de grève" }?["id"]?.string)
    #expect(try person.ter1("post", "forum", "bureau", "--reply-to", topic, input: "Oui.\n").status == 0)
    let other = try Person()
    try other.join(village)
    let bodies = try other.ter1("list", "messages", "--in", topic, "--json").lines.map {
      try JSONValue(parsing: $0)["body"]?.string
    }
    #expect(bodies == ["On ouvre une caisse ?", "Oui."])
  }

  /// An @ and a login name in a text from the shell reach their member as they do from the editor.
  @Test func whoIsNamedInATextFromTheShellIsTold() throws {
    let other = try Person()
    try other.join(village, as: "lou")
    #expect(try person.ter1("post", "chat", "salon", input: "la salle est réservée, @lou ?\n").status == 0)
    let posted = try person.ter1("post", "forum", "Bureau", "--subject", "Clés", input: "@Lou les a ; qui d’autre ?\n")
    #expect(posted.status == 0)
    #expect(try other.ter1("sync").status == 0)
    for list in ["rooms", "forums"] {
      let rows = try other.ter1("list", list, "--json").lines.map { try JSONValue(parsing: $0) }
      #expect(rows.compactMap { $0["mentions"]?.int }.reduce(0, +) == 1, "\(list): \(rows)")
    }
  }

  @Test func whatIsSaidOfflineIsSentOnceLater() throws {
    let port = village.port
    village.stop()
    let said = try person.ter1("post", "chat", "salon", input: "dit hors ligne")
    #expect(said.status == 75)
    #expect(try person.ter1("list", "chat").lines.last?.contains("(queued)") == true)
    #expect(try person.ter1("outbox", "list", "--json").lines.count == 1)
    #expect(try person.ter1("sync").status == 69)
    let again = try Village(port: port, on: village.folder)
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("outbox", "list").lines.isEmpty)
    let other = try Person()
    try other.join(again)
    #expect(try other.ter1("list", "chat").lines.count { $0.contains("dit hors ligne") } == 1)
  }

  @Test func anEventIsAddedAndAnswered() throws {
    #expect(
      try person.ter1(
        "event", "add", "Manif", "--start", "2031-05-01T14:00", "--duration", "3h", "--place", "République"
      ).status == 0)
    let events = try person.ter1("list", "events", "--json").lines.map { try JSONValue(parsing: $0) }
    let event = try #require(events.first { $0["title"]?.string == "Manif" })
    #expect(event["startsAt"] == "2031-05-01T12:00:00Z")
    #expect(event["endsAt"] == "2031-05-01T15:00:00Z")
    let id = try #require(event["id"]?.string)
    #expect(try person.ter1("event", "rsvp", id, "yes").status == 0)
    #expect(try person.ter1("show", id).output.contains("camille: comes"))
    #expect(try person.ter1("event", "cancel", id).status == 0)
    #expect(try person.ter1("show", id).output.contains("Cancelled."))
  }

  @Test func anEventRepeatsAndGoesOutAndComesInAsText() throws {
    let wrong = try person.ter1("event", "add", "Cercle", "--start", "2031-05-01T18:00", "--repeat", "parfois")
    #expect(wrong.status == 64 && wrong.errors.contains("parfois"))
    let added = try person.ter1(
      "event", "add", "Cercle", "--start", "2031-05-01T18:00", "--repeat", "every 2 weeks until 2031-06-30")
    #expect(added.status == 0, "\(added.errors)")
    let text = try person.ter1("ics").output
    #expect(text.contains("RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20310630T"))
    #expect(text.contains("BEGIN:VTIMEZONE\r\n"), "\(text)")
    let row = try #require(try person.ter1("list", "events", "--json").lines.first { $0.contains("Cercle") })
    let id = try #require(try JSONValue(parsing: row)["id"]?.string)
    #expect(try person.ter1("event", "change", id, "--repeat", "none").status == 0)
    #expect(try !person.ter1("ics").output.contains("RRULE"))
    let other = try Village()
    let stranger = try Person()
    try stranger.join(other)
    #expect(try stranger.ter1("ics", "--import", input: text).status == 0)
    #expect(try stranger.ter1("ics").output.contains("RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20310630T"))
  }

  @Test func aFileGoesThereAndComesBack() throws {
    let file = try person.folder.write("réunion.txt", "compte rendu\n")
    let put = try person.ter1("file", "put", file, "--in", "Docs/tracts")
    #expect(put.status == 0, "\(put.errors)")
    let got = try person.ter1("file", "get", "Docs/tracts/réunion.txt", "--to", person.folder.path)
    #expect(got.status == 0, "\(got.errors)")
    let path = try #require(got.lines.first)
    #expect(path == file, "it stands there, as it is on the server")
    try "autre chose\n".write(toFile: file, atomically: true, encoding: .utf8)
    let other = try #require(
      try person.ter1("file", "get", "Docs/tracts/réunion.txt", "--to", person.folder.path).lines.first)
    #expect(other != file, "nothing that exists is overwritten")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "compte rendu\n")
    village.stop()
    let folder = try TemporaryFolder()
    let copy = try person.ter1("file", "get", "Docs/tracts/réunion.txt", "--to", folder.path)
    #expect(copy.status == 0 && copy.lines == [folder.path + "/réunion.txt"], "\(copy.errors)")
  }

  @Test func whatCannotBeCleanedIsRefused() throws {
    let film = try person.folder.write("film.ogg", "OggS Anna Roux")
    let refused = try person.ter1("file", "put", film, "--in", "Docs/tracts")
    #expect(refused.status == 65 && refused.errors.contains("--keep-metadata"), "\(refused.errors)")
    #expect(try person.ter1("outbox", "list").lines.isEmpty)
    #expect(try person.ter1("file", "put", film, "--in", "Docs/tracts", "--keep-metadata").status == 0)
  }

  @Test func whatIsHeldBackIsSaidAndLeavesWhenOneSaysSo() throws {
    let file = person.home + "/config/accounts.toml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try "\(text)blur = \"24 h\"\n".write(toFile: file, atomically: false, encoding: .utf8)
    let posted = try person.ter1("post", "chat", "salon", input: "plus tard")
    #expect(posted.status == 0 && posted.errors.contains("Held back"), "\(posted.errors)")
    #expect(try person.ter1("sync").status == 0)
    let line = try #require(try person.ter1("outbox", "list", "--json").lines.first)
    let entry = try #require(try JSONValue(parsing: line)["entry"]?.int)
    #expect(try person.ter1("outbox", "retry", String(entry)).status == 0)
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("outbox", "list").lines.isEmpty)
    try "\(text)blur = \"soon\"\n".write(toFile: file, atomically: false, encoding: .utf8)
    #expect(try person.ter1("sync").status == 78)
  }

  @Test(arguments: ["", "\n \n"])
  func anEmptyTextIsNotPosted(text: String) throws {
    #expect(try person.ter1("post", "chat", "salon", input: text).status == 65)
    #expect(try person.ter1("outbox", "list").lines.isEmpty)
  }

  @Test func aRefusedEntryIsKeptAndCanBeDropped() throws {
    let empty = try person.folder.write("appel.txt", "autre contenu")
    let refused = try person.ter1("file", "put", empty, "--in", "Docs/tracts")
    #expect(refused.status == 65, "the name is taken")
    let entry = try #require(
      try JSONValue(parsing: person.ter1("outbox", "list", "--json").lines.first ?? "")["entry"]?.int)
    #expect(try person.ter1("outbox", "drop", String(entry)).status == 0)
    #expect(try person.ter1("outbox", "drop", String(entry)).status == 66)
  }

  @Test func whoChangesSecondIsToldAndCanPutHisBack() throws {
    let other = try Person()
    try other.join(village)
    let line = try #require(try person.ter1("list", "events", "--json").lines.first)
    let id = try #require(try JSONValue(parsing: line)["key"]?.string)
    #expect(try other.ter1("event", "change", id, "--title", "Le second", "--queue").status == 0)
    #expect(try person.ter1("event", "change", id, "--title", "Le premier").status == 0)
    #expect(try other.ter1("sync").status == 65)
    #expect(try other.ter1("outbox", "list").output.contains("changed by somebody else first"))
    let entry = try #require(
      try JSONValue(parsing: other.ter1("outbox", "list", "--json").lines.first ?? "")["entry"]?.int)
    #expect(try other.ter1("outbox", "retry", String(entry)).status == 0)
    #expect(try other.ter1("sync").status == 0)
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("show", id).output.contains("Le second"))
  }

  @Test func aDamagedCacheIsFoundAndMended() throws {
    #expect(try person.ter1("cache", "verify").output == "The cache is sound.\n")
    let file = person.home + "/state/ter1.sqlite"
    #expect(try person.ter1("post", "chat", "salon", "--queue", input: "à garder").status == 0)
    let handle = try #require(FileHandle(forUpdatingAtPath: file))
    try handle.truncate(atOffset: 3 * 4_096)
    try handle.close()
    for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: file + suffix) {
      try FileManager.default.removeItem(atPath: file + suffix)
    }
    let verified = try person.ter1("cache", "verify", "--json")
    #expect(verified.status == 65)
    #expect(try JSONValue(parsing: verified.lines.first ?? "")["kind"] == "structure")
    let rebuilt = try person.ter1("cache", "rebuild")
    #expect(rebuilt.status == 0, "\(rebuilt.errors)")
    #expect(rebuilt.errors.contains("set aside"))
    #expect(try person.ter1("sync").status == 0)
    #expect(try person.ter1("cache", "verify").status == 0)
    #expect(try person.ter1("list", "topics").lines.count == 1)
  }
}
