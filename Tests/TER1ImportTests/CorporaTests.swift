import Foundation
import JSON
import Localization
import TER1Import
import TestSupport
import Testing
import Text

/// Real archives, imported whole: what is there afterwards is what an independent count finds.
@Suite(.ownThreads, .enabled(if: Corpora.isReady, "no corpora or no python3"))
struct CorporaTests {
  @Test(arguments: [
    "1-fils/courriels/chatmail", "1-fils/courriels/cpython", "1-fils/courriels/email-reply-parser",
    "1-fils/courriels/james", "1-fils/courriels/mail-mime-parser", "1-fils/courriels/mikel-mail",
    "1-fils/courriels/php-mime-mail-parser", "1-fils/courriels/stalwart-malformed", "1-fils/notmuch",
    "1-fils/prose-fr", "1-fils/wikipedia-fr",
  ])
  func mails(_ name: String) throws {
    let cooperative = try ImportedCooperative()
    let path = Corpora.path(name)
    let count = try Corpora.count("mails", path)
    let report = try cooperative.run(.maildir, path)
    let messages = try cooperative.objects("Message")
    #expect(messages.count == count["distinct"]?.int, "\(report.problems.map(\.reason.line.string))")
    #expect(messages.count { $0["threadRootId"]?.isNull == true } == count["topics"]?.int)
    #expect(report[.topics] == count["topics"]?.int ?? -1)
    #expect(report[.messages] + report[.duplicates] == count["mails"]?.int ?? -1)
    expectSound(messages, report)
    let again = try cooperative.run(.maildir, path)
    #expect(again[.messages] == 0 && again[.duplicates] == count["mails"]?.int ?? -1)
  }

  @Test(arguments: [
    "3-calendriers/assemblee-nationale", "3-calendriers/ical4j-invalid", "3-calendriers/ical4j-valid",
    "3-calendriers/icalendar", "3-calendriers/khal", "3-calendriers/libical",
  ])
  func calendars(_ name: String) throws {
    let cooperative = try ImportedCooperative()
    let count = try Corpora.count("events", Corpora.path(name))
    let report = try cooperative.run(.ics, Corpora.path(name))
    let events = try cooperative.objects("CalendarEvent")
    #expect(events.count == count["events"]?.int, "\(report.problems.map(\.reason.line.string))")
    expectSound(events, report)
    #expect(try cooperative.run(.ics, Corpora.path(name))[.events] == 0)
  }

  @Test(arguments: ["2-chat/i2p-en", "2-chat/i2p-fr", "2-chat/i2p-fr-lignes", "2-chat/ubuntu-irc"])
  func chat(_ name: String) throws {
    let cooperative = try ImportedCooperative()
    let count = try Corpora.count("chat", Corpora.path(name))
    let report = try cooperative.run(.irc, Corpora.path(name))
    let messages = try cooperative.objects("Message")
    #expect(messages.count == count["lines"]?.int)
    #expect(messages.allSatisfy { $0["author"]?["name"]?.string?.isEmpty == false })
    expectSound(messages, report)
  }

  @Test(arguments: ["5-fichiers/culture-numerique", "5-fichiers/sons", "5-fichiers/listes", "8-attaques"])
  func files(_ name: String) throws {
    let cooperative = try ImportedCooperative()
    let report = try cooperative.run(.folder, Corpora.path(name))
    let nodes = try cooperative.objects("FileNode")
    var sizes: [Int] = []
    let walk = try #require(FileManager.default.enumerator(atPath: Corpora.path(name)))
    for case let file as String in walk {
      let attributes = try FileManager.default.attributesOfItem(atPath: Corpora.path(name) + "/" + file)
      if attributes[.type] as? FileAttributeType == .typeRegular { sizes.append(attributes[.size] as? Int ?? -1) }
    }
    let files = nodes.filter { $0["blobId"]?.string != nil }
    #expect(files.compactMap { $0["size"]?.int }.sorted() == sizes.sorted())
    #expect(report[.files] == sizes.count)
    expectSound(nodes, report)
    #expect(try cooperative.run(.folder, Corpora.path(name))[.files] == 0)
  }

  private func expectSound(_ objects: [JSONValue], _ report: ImportReport) {
    #expect(!objects.contains(where: holdsControl))
    for problem in report.problems {
      #expect(!holdsControl(.string(problem.line(Catalog(.french)).string)))
      #expect(!problem.line(Catalog(.french)).string.contains("\n"))
    }
  }
}
