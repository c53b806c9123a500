import Foundation
import JSON
import Sync
import TestSupport
import Testing
import Text

@testable import ClientCore
@testable import TER1Import

/// Events of real calendars, put into Cyrus by CalDAV and read back: they take place when our own import says they do.
@Suite(.timeLimit(.minutes(5))) struct CorpusCalendarTests {
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
    let anna = try CalendarMember(cooperative, "anna", folder)
    try await anna.sync()
    let calendar = try anna.calendar("Agenda").calendar.id
    var taken: [Case] = []
    for (number, one) in try Self.cases().enumerated() {
      if try await put(one.text, "\(number).ics", calendar, cooperative) { taken.append(one) }
    }
    try await anna.sync()
    let events = Dictionary(try anna.events.map { ($0.uid.raw.trimmingCharacters(in: .whitespaces), $0) }) { first, _ in first }
    var (equal, other) = (0, [String]())
    for one in taken {
      guard let imported = ICSFile(Array(one.text.utf8), name: one.file).events.first else { continue }
      let expected = try Self.occurrences(CalendarEvent(.object(imported.merging(["id": "E"]) { $1 })))
      let found = events[one.uid.trimmingCharacters(in: .whitespaces)].map(Self.occurrences)
      if found == expected {
        equal += 1
      } else {
        other.append(
          "\(one.file) \(one.uid): \(found.map { Array($0.subtracting(expected).sorted().prefix(3)) } ?? ["none"]) for \(expected.subtracting(found ?? []).sorted().prefix(3)) \(found?.count ?? 0) \(expected.count)"
        )
      }
    }
    print("\(version): \(equal) of \(taken.count) equal\n" + other.joined(separator: "\n"))
  }

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
