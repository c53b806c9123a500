import Calendars
import Foundation
import JSON
import Sync
import TestSupport
import Testing
import Text

@testable import ClientCore
@testable import TER1Import

/// Events of real calendars, put into Cyrus by CalDAV and read back: they take place when our own import says they do.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct CorpusCalendarTests {
  static let corpora: String? = {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? checkout.path + "/../shared/data"
    guard FileManager.default.fileExists(atPath: path) else {
      print("SKIPPED: no corpora (../shared/data, or the folder that TER1_CORPORA names)")
      return nil
    }
    return path + "/3-calendriers"
  }()

  private struct Case {
    let file: String
    let uid: String
    let text: String
  }

  /// At most so many of a file; of two with the same UID, the first.
  private static func cases(most: Int = 12) throws -> [Case] {
    let top = try #require(corpora)
    let names = try #require(FileManager.default.enumerator(atPath: top)).compactMap { $0 as? String }
    var uids: Set<String> = []
    return try names.filter { $0.hasSuffix(".ics") }.sorted().flatMap { name -> [Case] in
      let text = String(decoding: try Data(contentsOf: URL(filePath: top + "/" + name)), as: UTF8.self)
      return CalendarFile(text).events.prefix(most).filter { uids.insert($0.uid).inserted }
        .map { Case(file: name, uid: $0.uid, text: $0.text) }
    }
  }

  @Test(.enabled(if: corpora != nil, "no corpora"), arguments: CyrusServer.Version.present)
  func theyTakePlaceWhenTheImportSays(_ version: CyrusServer.Version) async throws {
    let folder = try TemporaryFolder()
    let cooperative = try CyrusServer.shared(version).newCooperative()
    let anna = try CyrusMember(cooperative, "anna", folder)
    try await anna.sync()
    let calendar = try anna.calendar("Agenda").calendar.id
    var taken: [Case] = []
    for (number, one) in try Self.cases().enumerated() {
      if try await put(one.text, "\(number).ics", calendar, cooperative) { taken.append(one) }
    }
    try await anna.sync()
    let events = Dictionary(try anna.events.map { ($0.uid.raw.trimmingCharacters(in: .whitespaces), $0) }) { first, _ in
      first
    }
    #expect(taken.count > 200)
    for one in taken where Self.differing[one.uid] == nil {
      guard let imported = ICSFile(Array(one.text.utf8), name: one.file).events.first else { continue }
      let expected = Self.occurrences(try CalendarEvent(.object(imported.merging(["id": "E"]) { $1 })))
      let found = events[one.uid.trimmingCharacters(in: .whitespaces)].map(Self.occurrences)
      #expect(found == expected, "\(one.file), \(one.uid)")
    }
  }

  private enum Reason {
    /// Its zone is defined in the file. Cyrus 3.6 lets it float, 3.10 does so or goes by its offsets; the import looks for the IANA zone that is
    /// meant, by its name or its offsets.
    case ownZone
    /// RDATE as a period: Cyrus leaves it out, or takes the day for a time.
    case period
    /// Times that contradict each other or are none, or an occurrence without its event: each makes something else of it.
    case malformed
  }

  private static let differing: [String: Reason] = [
    "20030425T023455Z-5454-500-1-0@lbt-laplinux.voiping.com": .ownZone,
    "20050506T015340Z-8156-1000-1-1@moonspell": .ownZone,
    "040000008200E00074C5B7101A82E00800000000C0CA27559A38C9010000000000000000100000001E9AFCA9DCE51242AB306C53D7095851":
      .ownZone,
    "E88157FE01BE8A5C85256FDB006EBCC3-Lotus_Notes_Generated": .ownZone,
    "6882C1FE92942DA785256FDB006FEE85-Lotus_Notes_Generated": .ownZone,
    "6BA1ECA4D58B306C85256FDB0071B664-Lotus_Notes_Generated": .ownZone,
    "noend123": .ownZone,
    "libical-evolution@issue-313": .ownZone,
    "mozilla-lightning@issue-313": .ownZone,
    "multipart-olson@issue-313": .ownZone,
    "0cab49a0-1167-40f0-bfed-ecb4d117047d": .ownZone,
    // A zone that is only named, "Western/Central Europe".
    "2": .ownZone,
    "0": .ownZone,
    "3": .ownZone,
    "abcde": .ownZone,
    "guid-1.host1.com": .ownZone,
    "BF5109494E67AAE20025875100566D31-Lotus_Notes_Generated": .period,
    "1": .period,
    "invalid-duration@example.com": .malformed,
    "http://wiki.hamburg.ccc.de/Termin:Junghackertag": .malformed,
    "S9HZETRQne": .malformed,
    "abe304dc-f7b1-4f2b-997d-5c8bcfaa7e0b": .malformed,
    "calsrv.example.com-873970198738701@example.com": .malformed,
  ]

  private func put(
    _ text: String, _ name: String, _ calendar: ObjectID, _ cooperative: CyrusServer.Cooperative
  ) async throws -> Bool {
    let path = "/dav/calendars/user/\(cooperative.account)/\(calendar.rawValue)/\(name)"
    let url = try ServerURL(cooperative.server.url).resolving(path)
    let request = HTTPRequest(
      .put, url, headers: [("Content-Type", "text/calendar; charset=utf-8")], body: .bytes(Array(text.utf8)),
      credential: .basic(name: cooperative.account, password: cooperative.password("coop")))
    let status = try await CurlTransport(BinaryPeer.engine).send(request).status
    return (200..<300).contains(status)
  }

  /// The first of them, as text.
  private static func occurrences(_ event: CalendarEvent) -> Set<String> {
    let horizon = LocalTime("2030-01-01T00:00:00")?.seconds ?? 0
    return Set(
      event.occurrences(before: horizon).prefix(300).map {
        "\($0.start)+\($0.end - $0.start)\($0.isFloating ? "f" : "")"
      })
  }
}
