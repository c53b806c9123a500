import ClientCore
import Foundation
import Localization
import Runtime
import Sync
import TER1TUI
import TestSupport
import Testing
import Text
import Wire

/// Every fault has words in both languages, short enough for their places.
struct WordsTests {
  static let errors: [(name: String, SyncError)] = [
    ("no network", .offline(.unreachable(.noNetwork))),
    ("name unknown", .offline(.unreachable(.unknownHost("ul.example")))),
    ("DNS silent", .offline(.unreachable(.resolverSilent(host: "ul.example")))),
    ("refused", .offline(.unreachable(.refused))),
    ("out of reach", .offline(.unreachable(.noConnection(detail: "No route to host")))),
    ("no answer", .offline(.timedOut(seconds: 30, .connecting))),
    ("TLS silent", .offline(.timedOut(seconds: 30, .securing))),
    ("stalled", .offline(.timedOut(seconds: 60, .waiting))),
    ("cut", .offline(.interrupted(detail: "reset"))),
    ("proxy unknown", .offline(.proxy(.unknownName))), ("proxy down", .offline(.proxy(.unreachable))),
    ("proxy login", .offline(.proxy(.needsLogin))), ("proxy refuses", .offline(.proxy(.refused(status: 403)))),
    ("behind proxy", .offline(.proxy(.cannotReach))), ("no proxy", .offline(.proxy(.notAProxy))),
    ("portal page", .portal(.init(.webPage))),
    (
      "portal redirect", .portal(.init(.redirect, page: UntrustedText("http://wifi.train.example/login?to=\u{1B}[31m")))
    ),
    ("portal 511", .portal(.init(.demandsLogin))),
    (
      "portal certificate",
      .portal(.init(.certificate(.wrongName(host: "ul.example")), page: UntrustedText("http://w.example/")))
    ),
    ("clock slow", .wrongClock(off: nil)), ("clock fast", .wrongClock(off: 10_800)),
    ("429", .throttled(retryAfter: 300)), ("503 with pause", .serverFailed(status: 503, retryAfter: 1e12)),
    ("500", .serverFailed(status: 500, retryAfter: nil)), ("401", .needsLogin), ("401 to a token", .revoked),
    ("403", .forbidden),
    ("wrong name", .untrusted(.wrongName(host: "ul.example"))), ("expired", .untrusted(.expired)),
    ("unknown authority", .untrusted(.untrusted(detail: "self-signed"))), ("other key", .untrusted(.otherKey)),
    ("404", .notJMAP(.notFound)),
    ("another account", .contradictory(.foreignAccount)), ("endless", .contradictory(.endless)),
    ("state", .contradictory(.state)), ("longer than said", .contradictory(.longerThanSaid(size: 1_000))),
    ("disk full", .file(.diskFull(path: "/home/a.pdf"))), ("damaged", .file(.arrivedDamaged)),
  ]

  private func words(_ error: SyncError, _ language: Language) throws -> FaultWords {
    let zone = try #require(TimeZone(identifier: "Europe/Paris"))
    return FaultWords(error, server: "ul.example", Catalog(language)) {
      FaultWords.time(Scenario.startOfTime + $0, in: zone)
    }
  }

  @Test(arguments: Language.allCases) func everyFaultFitsItsPlace(language: Language) throws {
    for (name, error) in Self.errors {
      let words = try words(error, language)
      #expect(SafeText(words.short).width <= 18, "\(name): \(words.short)")
      #expect(!words.what.isEmpty && !words.status.isEmpty, "\(name)")
      #expect(words.what.hasSuffix("."), "\(name): \(words.what)")
    }
    let shorts = try Self.errors.map { try words($0.1, language).short }
    // Portals have one name, and so have the two kinds of no answer, of clocks and of certificates.
    #expect(Set(shorts).count > Self.errors.count - 15)
  }

  /// The whole of it, as a person reads it: recorded, to be looked at when it changes.
  @Test(arguments: Language.allCases) func theWholeListIsAsRecorded(language: Language) throws {
    let text = try Self.errors.map { name, error in
      let words = try words(error, language)
      let sentences = [words.what, words.safe, words.remedy].compactMap(\.self).joined(separator: "\n    ")
      return "\(name)\n  [\(words.short)]\n  [\(words.status)]\n    \(sentences)\n"
    }.joined(separator: "\n")
    let path = Scripts.folder + "/Words/\(language.rawValue).txt"
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(atPath: Scripts.folder + "/Words", withIntermediateDirectories: true)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(Scripts.text(path) == text, "RECORD=1 records it")
  }

  /// Errors of RFC 8620 that no person brings about: the server's own English is for its log.
  @Test(arguments: [
    "accountNotFound", "accountNotSupportedByMethod", "accountReadOnly", "unknownMethod", "invalidArguments",
    "invalidResultReference", "requestTooLarge", "unsupportedFilter", "unsupportedSort", "anchorNotFound",
    "cannotCalculateChanges", "tooManyChanges", "serverUnavailable", "serverPartialFail",
    "urn:ietf:params:jmap:error:notJSON", "urn:ietf:params:jmap:error:notRequest",
    "urn:ietf:params:jmap:error:unknownCapability", "urn:ietf:params:jmap:error:limit", "maxSizeUpload",
    "maxConcurrentRequests",
  ])
  func whatTheStandardNamesIsSaidInFrench(type: String) throws {
    let said = "the thing is not there"
    for error in [
      SyncError.methodFailed(MethodError(type, said)), .refused(RequestError(type, status: 400, detail: said)),
    ] {
      let what = try words(error, .french).what
      #expect(!what.contains(said) && !what.contains(type), "\(what)")
    }
    let failure = OutboxEntry.Failure(type: type, description: said)
    let mutation = Mutation(account: AccountID(rawValue: 1), type: "Message", id: "m", action: .destroy)
    let shown = failure.words(Catalog(.french), of: mutation)
    #expect(!shown.contains(type) && failure.serverWords(Catalog(.french)) == nil, "\(shown)")
  }

  @Test func aServersOwnFailureIsNamedAsItsLogKnowsIt() throws {
    let what = try words(.methodFailed(MethodError("serverFail", "E-1234")), .french).what
    #expect(what.contains("E-1234") && what.contains("pas capable"), "\(what)")
  }

  @Test func absurdPausesAreCapped() throws {
    #expect(try words(.serverFailed(status: 503, retryAfter: 1e12), .english).short == "back at 11:00")
    #expect(try words(.throttled(retryAfter: 300), .french).short == "attente\u{A0}: 10:05")
  }
}
