import Foundation
import TestSupport
import Testing

/// What `make demo` opens: it shows itself without a terminal, and leaves nothing behind.
@Suite(.ownThreads) struct DemoTests {
  @Test func withoutATerminalTheFirstScreenIsPrintedAndNothingStays() throws {
    let person = try Person(language: "fr_FR.UTF-8")
    let environment = person.environment.merging(["TMPDIR": person.folder.path]) { $1 }
    let outcome = try Programs.run([Programs.client, "demo"], environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Forums"))
    #expect(outcome.lines.count >= 10)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: person.folder.path).allSatisfy { !$0.hasPrefix("ter1-demo") })
    #expect(!FileManager.default.fileExists(atPath: person.home), "nothing of the person's own is touched")
  }

  /// On any terminal, wherever the flag stands.
  @Test(arguments: [["demo", "--linear"], ["--linear", "demo"]]) func itIsHadByLines(arguments: [String]) throws {
    let person = try Person()
    let environment = person.environment.merging(["TMPDIR": person.folder.path, "TERM": "dumb"]) { $1 }
    let outcome = try Programs.run([Programs.client] + arguments, environment: environment, input: "1\nquit\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.contains { $0.contains("Forums: Jeunes et précaires") }, "\(outcome.output)")
  }

  @Test func aBadLinkLeadsThereToo() throws {
    let person = try Person()
    let environment = person.environment.merging(["TMPDIR": person.folder.path]) { $1 }
    let outcome = try Programs.run([Programs.client, "demo", "--2g"], environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("50 kbit/s"))
    #expect(outcome.output.contains("Vie syndicale"), "what one looks at first came over it: \(outcome.output)")
  }

  @Test func aServerThatFailsIsToldOf() throws {
    let person = try Person()
    let environment = person.environment.merging(["TMPDIR": person.folder.path]) { $1 }
    let outcome = try Programs.run([Programs.client, "demo", "--server", "/bin/false"], environment: environment)
    #expect(outcome.status == 70)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: person.folder.path).allSatisfy { !$0.hasPrefix("ter1-demo") })
  }
}
