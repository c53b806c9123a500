import Foundation
import JSON
import TestSupport
import Testing

/// What is there can be listed, shown and searched, with the server and without.
@Suite(.ownThreads) struct ReadingTests {
  let village: Village
  let person: Person

  init() throws {
    village = try Village()
    person = try Person()
    try person.join(village)
  }

  @Test func everyKindIsListedAsOneObjectALine() throws {
    for (kind, count) in [
      ("accounts", 1), ("forums", 1), ("topics", 1), ("messages", 1), ("rooms", 1), ("chat", 2), ("events", 1),
      ("files", 3),
    ] {
      let objects = try person.ter1("list", kind, "--json").lines.map { try JSONValue(parsing: $0) }
      #expect(objects.count == count, "\(kind)")
      #expect(objects.allSatisfy { $0.object != nil })
      #expect(try person.ter1("list", kind).lines.count == count, "\(kind)")
    }
  }

  @Test func accountsAreListedByTheirOwnCommand() throws {
    let (own, listed) = (try person.ter1("account", "list"), try person.ter1("list", "accounts"))
    #expect(own.status == 0 && own.output == listed.output)
    #expect(try person.ter1("account", "list", "--json").output == person.ter1("list", "accounts", "--json").output)
  }

  @Test func aDayThatIsNoneIsRefused() throws {
    #expect(try person.ter1("cost", "--day", "bof").status == 64)
    #expect(try person.ter1("cost", "--day", "2026-11-24").status == 0)
  }

  @Test func theSameWithoutTheServer() throws {
    village.stop()
    #expect(try person.ter1("list", "topics").output.contains("Ordre du jour de l'assemblée"))
    #expect(try person.ter1("search", "greve").output.contains("grève"))
    #expect(try person.ter1("list", "events", "--json").output.contains("\"places\":[\"Bourse du travail\"]"))
    #expect(try person.ter1("ics").output.contains("SUMMARY:Assemblée générale\r\n"))
  }

  @Test func nothingThatATerminalObeysIsPrinted() throws {
    let key = try #require(try JSONValue(parsing: person.ter1("list", "topics", "--json").output)["key"]?.string)
    for arguments in [
      ["list", "chat"], ["list", "chat", "--json"], ["list", "messages"], ["list", "messages", "--json"],
      ["show", key], ["search", "bonjour"],
    ] {
      let outcome = try Programs.run([Programs.client] + arguments, environment: person.environment)
      #expect(outcome.status == 0)
      let harmful = outcome.output.unicodeScalars.filter {
        ($0.value < 0x20 && $0 != "\n") || $0.value == 0x7F || $0.value == 0x202E
      }
      #expect(harmful.isEmpty, "\(arguments)")
    }
  }

  @Test func aTopicIsShownByItsKeyAndById() throws {
    let topic = try JSONValue(parsing: person.ter1("list", "topics", "--json").output)
    let byKey = try person.ter1("show", topic["key"]?.string ?? "")
    #expect(byKey.output.contains("La grève commence à 10 h."))
    #expect(try person.ter1("show", topic["id"]?.string ?? "").output == byKey.output)
    #expect(
      try JSONValue(parsing: person.ter1("show", topic["id"]?.string ?? "", "--json").output)["body"]?.string?.contains(
        "grève") == true)
  }

  @Test func limitAndPlaceNarrowAList() throws {
    #expect(try person.ter1("list", "chat", "--limit", "1").lines.count == 1)
    #expect(try person.ter1("list", "chat", "--in", "SALON").lines.count == 2)
    #expect(try person.ter1("list", "files", "--in", "Docs/tracts").lines.count == 1)
    let unknown = try person.ter1("list", "topics", "--in", "Bureu")
    #expect(unknown.status == 66)
    #expect(unknown.errors.contains("Did you mean “Bureau”?"))
  }

  @Test func aReaderThatClosesEarlyIsNoFailure() throws {
    let outcome = try Programs.run(
      [Programs.client, "list", "chat"], environment: person.environment, closingOutput: true)
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
  }

  @Test func aFullDeviceIsToldAsSuch() throws {
    let list = [Programs.client, "list", "chat"]
    let child = try ChildProcess(list, environment: person.environment, output: "/dev/full", errors: "/dev/null")
    #expect(child.wait() == 74)
  }

  @Test func inTheCLocaleAllIsASCII() throws {
    let plain = Programs.client
    for arguments in [["list", "topics"], ["list", "events"], ["nonsense"], ["show", "nothing"]] {
      let outcome = try Programs.run([plain] + arguments, environment: person.environment.merging(["LANG": "C"]) { $1 })
      #expect((outcome.output + outcome.errors).utf8.allSatisfy { $0 < 0x80 })
    }
    let topics = try Programs.run(
      [plain, "list", "topics"], environment: person.environment.merging(["LANG": "C"]) { $1 })
    #expect(topics.output.contains("Ordre du jour de l'assemblee"))
  }

  @Test func withoutATerminalTheFirstScreenIsPrinted() throws {
    let outcome = try person.ter1()
    #expect(outcome.status == 0)
    #expect(outcome.lines.last?.isEmpty == false)
    #expect(outcome.output.contains("Union locale"))
  }
}
