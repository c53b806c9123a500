import ClientCore
import Foundation
import JSON
import Sync
import Synchronization
import TestSupport
import Testing
import Text

/// Events on calendars of servers that we did not write, in dialects A and B.
@Suite(.ownThreads, .timeLimit(.minutes(10))) struct CyrusCalendarTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: CyrusServer.Version.present)
  func aMemberSeesWhatIsSharedAndWhatHeMay(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    let agenda = try anna.calendar("Agenda").calendar
    #expect(agenda.rights.mayWriteAll && agenda.rights.mayWriteOwn && agenda.rights.mayRSVP)
    #expect(agenda.viewerAddress?.raw.hasPrefix("mailto:anna") == true)
    let council = try anna.calendar("Council").calendar
    #expect(council.rights.mayReadItems)
    #expect(!council.rights.mayWriteAll && !council.rights.mayWriteOwn && !council.rights.mayRSVP)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whatOneAnnouncesTheOtherChangesAnswersAndCallsOff(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    try anna.announce(CyrusMember.draft("Assemblée générale"), in: "Agenda")
    #expect(try await anna.sync().delivered == 1)
    try await bert.sync()
    let seen = try bert.detail(titled: "Assemblée générale")
    #expect(seen.series.places.map(\.name.raw) == ["Bourse du travail"])
    #expect(seen.series.virtualPlaces.map(\.uri.raw) == ["https://visio.example/ag"])
    #expect(seen.series.summary.raw == "Ordre du jour" && seen.series.timeZone?.raw == "Europe/Paris")
    #expect(seen.occurrence.start == 1_796_148_000 && seen.occurrence.end == 1_796_155_200)
    #expect(seen.abilities == .init(mayChange: true, mayDelete: true, mayRSVP: true))

    try bert.cache.enqueue([
      CalendarEvent.change(
        try bert.key(titled: "Assemblée générale"),
        seen.series.naming(place: "Salle des fêtes").merging(["title": "AG", "start": "2026-12-02T18:00:00"]) { $1 })
    ])
    try await bert.sync()
    try bert.answer(.accepted, "AG", comment: "J’apporte le café")
    #expect(try await bert.sync().delivered == 1)
    try await anna.sync()
    let changed = try anna.detail(titled: "AG")
    #expect(changed.series.places.map(\.name.raw) == ["Salle des fêtes"])
    #expect(changed.series.start.string == "2026-12-02T18:00:00")
    #expect(changed.occurrence.participation == nil)
    try anna.answer(.tentative, "AG")
    try await anna.sync()
    try await bert.sync()
    for member in [anna, bert] {
      let people = try member.detail(titled: "AG").series.participants.filter {
        $0.roles.contains { $0.raw == "attendee" }
      }
      #expect(Set(people.map(\.participation)) == [.accepted, .tentative])
      #expect(people.contains { $0.comment.raw == "J’apporte le café" })
    }
    #expect(try anna.detail(titled: "AG").occurrence.participation == .tentative)
    #expect(try bert.detail(titled: "AG").occurrence.participation == .accepted)
    try bert.answer(.declined, "AG")
    try bert.cache.enqueue([CalendarEvent.cancel(try bert.key(titled: "AG"))])
    try await bert.sync()
    try await anna.sync()
    #expect(try anna.detail(titled: "AG").series.status == .cancelled)
    #expect(try bert.detail(titled: "AG").occurrence.participation == .declined)
    try anna.cache.enqueue([CalendarEvent.delete(try anna.key(titled: "AG"))])
    try await anna.sync()
    try await bert.sync()
    #expect(try bert.events.isEmpty)
    #expect(try anna.outbox.isEmpty && bert.outbox.isEmpty)
  }

  @Test(arguments: CyrusServer.Version.present)
  func wholeDaysAndDatesOfASeries(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    var camp = EventDraft(
      title: "Université d’été", start: LocalTime("2027-07-05T00:00:00") ?? LocalTime(seconds: 0), timeZone: nil,
      duration: EventDuration(days: 3))
    camp.isAllDay = true
    try anna.announce(camp, in: "Agenda")
    try anna.announce(CyrusMember.draft("Permanence"), in: "Agenda")
    try await anna.sync()
    let rule: JSONValue = ["@type": "RecurrenceRule", "frequency": "weekly", "count": 4]
    let permanence = try anna.key(titled: "Permanence")
    try anna.cache.enqueue([CalendarEvent.change(permanence, ["recurrenceRule": rule])])
    try await anna.sync()
    let overrides: JSONValue = [
      "2026-12-08T19:00:00": ["title": "Permanence spéciale", "start": "2026-12-08T20:00:00"],
      "2026-12-15T19:00:00": ["excluded": true],
    ]
    try anna.cache.enqueue([CalendarEvent.change(permanence, ["recurrenceOverrides": overrides])])
    try await anna.sync()
    try anna.cache.enqueue([
      CalendarEvent.change(permanence, ["recurrenceOverrides/2026-12-22T19:00:00": ["status": "cancelled"]])
    ])
    try await anna.sync()
    #expect(try anna.outbox.isEmpty)
    try await bert.sync()
    let days = try bert.detail(titled: "Université d’été").series
    #expect(days.isAllDay && days.start.string == "2027-07-05T00:00:00" && days.duration.days == 3)
    let rows = try bert.cache.reader.agenda(
      from: 1_796_000_000, zone: CyrusMember.zone, limit: 10, in: [try bert.calendar("Agenda").key])
    let first = 1_796_148_000.0
    let week = 604_800.0
    #expect(rows.map(\.start).prefix(3) == [first, first + week + 3_600, first + 3 * week])
    #expect(rows.map(\.event.title.raw).prefix(3) == ["Permanence", "Permanence spéciale", "Permanence"])
    #expect(rows[2].event.status == .cancelled)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whoMayOnlyReadIsTold(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    let owner = try CyrusMember(anna.cooperative, "coop", folder)
    try await owner.sync()
    try owner.announce(CyrusMember.draft("Conseil"), in: "Council")
    try await owner.sync()
    try await bert.sync()
    let detail = try bert.detail(titled: "Conseil")
    #expect(detail.abilities == .init(mayChange: false, mayDelete: false, mayRSVP: false))
    // As somebody does whose rights were taken away since the last sync.
    try bert.answer(.accepted, "Conseil")
    try bert.announce(CyrusMember.draft("Putsch"), in: "Council")
    #expect(try await bert.sync().refused == 2)
    #expect(try bert.outbox.map { $0.failure?.type } == ["forbidden", "forbidden"])
  }

  @Test(arguments: CyrusServer.Version.present)
  func twoWhoAnswerAtTheSameTimeBothStand(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    try anna.announce(CyrusMember.draft("Tractage"), in: "Agenda")
    try await anna.sync()
    try await bert.sync()
    // Neither knows of the other's.
    try anna.answer(.accepted, "Tractage")
    try bert.answer(.tentative, "Tractage")
    try await anna.sync()
    try await bert.sync()
    try await anna.sync()
    for member in [anna, bert] {
      let answers = try member.detail(titled: "Tractage").series.invited.map(\.participation)
      #expect(Set(answers) == [.accepted, .tentative])
    }
  }

  /// Neither knows of the other's; and once one comes between the other's look and his write.
  @Test(arguments: CyrusServer.Version.present, [false, true])
  func twoWhoCancelDifferentDatesBothDo(_ version: CyrusServer.Version, atOnce: Bool) async throws {
    let (anna, other) = try await CyrusMember.pair(version, folder)
    let door = InterruptedTransport(CurlTransport(BinaryPeer.engine))
    let bert = try CyrusMember(other.cooperative, "bert", folder, door)
    let title = atOnce ? "Cours" : "Permanence"
    try anna.announceWeekly(title)
    try await anna.sync()
    try await bert.sync()
    try anna.cancel(title, "2026-12-08T19:00:00")
    try bert.cancel(title, "2026-12-15T19:00:00")
    let synced = Mutex(0)
    if atOnce {
      // The look is the first that bert asks for.
      door.afterNextAnswer { if await (try? anna.sync())?.delivered == 1 { synced.withLock { $0 += 1 } } }
    } else {
      try await anna.sync()
    }
    #expect(try await bert.sync().delivered == 1)
    #expect(synced.withLock { $0 } == (atOnce ? 1 : 0))
    try await anna.sync()
    for member in [anna, bert] { #expect(try member.outbox.isEmpty) }
    for member in [anna, bert] {
      let overrides = try member.detail(titled: title).series.json["recurrenceOverrides"]?.object ?? [:]
      #expect(overrides.keys.sorted() == ["2026-12-08T19:00:00", "2026-12-15T19:00:00"])
      #expect(overrides.values.allSatisfy { $0["status"] == "cancelled" })
    }
  }

  /// Both of them are the first.
  @Test(arguments: CyrusServer.Version.present)
  func whoCancelsTwoDatesOfflineCancelsBoth(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    try anna.announceWeekly("Atelier")
    try await anna.sync()
    for day in ["2026-12-08T19:00:00", "2026-12-15T19:00:00"] { try anna.cancel("Atelier", day) }
    #expect(try await anna.sync().delivered == 2)
    try await bert.sync()
    #expect(try bert.detail(titled: "Atelier").series.json["recurrenceOverrides"]?.object?.count == 2)
  }

  @Test(arguments: CyrusServer.Version.present)
  func aLostAnswerDoublesNothing(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    let link = FaultyTransport(CurlTransport(BinaryPeer.engine), seed: 7, probability: 0)
    let other = try CyrusMember(anna.cooperative, "anna", folder, link)
    try await other.sync()
    for number in 1...6 { try other.announce(CyrusMember.draft("Action \(number)"), in: "Agenda") }
    link.worsen(to: 0.6)
    for _ in 0..<12 { _ = try? await other.sync() }
    link.heal()
    try await other.sync()
    try await bert.sync()
    for member in [other, bert] {
      #expect(try member.events.map(\.title.raw).sorted() == (1...6).map { "Action \($0)" })
    }
    #expect(try other.outbox.isEmpty)
  }

  @Test(arguments: CyrusServer.Version.present)
  func aSecondCreateDoublesNothing(_ version: CyrusServer.Version) async throws {
    let (anna, bert) = try await CyrusMember.pair(version, folder)
    // A uid like those of mail addresses, which becomes the id (3.6) or part of it.
    let uid = UUID().uuidString + "@union.example"
    try anna.announce(CyrusMember.draft("Une seule fois"), in: "Agenda", uid: uid)
    try await anna.sync()
    // Another device of hers, whose answer was lost.
    let again = try CyrusMember(anna.cooperative, "anna", folder)
    try await again.sync()
    try again.announce(CyrusMember.draft("Une seule fois"), in: "Agenda", uid: uid)
    #expect(try await again.sync().delivered == 1)
    try await bert.sync()
    for member in [again, bert] { #expect(try member.events.map(\.uid.raw) == [uid]) }
    #expect(try again.outbox.isEmpty)
  }

  @Test(arguments: CyrusServer.Version.present)
  func whatCannotBeKeptWaitsInTheOutbox(_ version: CyrusServer.Version) async throws {
    let (anna, _) = try await CyrusMember.pair(version, folder)
    try anna.announce(CyrusMember.draft("Manif"), in: "Agenda")
    try await anna.sync()
    try anna.cache.enqueue([
      CalendarEvent.change(try anna.key(titled: "Manif"), ["union.example:route": "République – Nation"])
    ])
    #expect(try await anna.sync().refused == 1)
    let failure = try #require(try anna.outbox.first?.failure)
    #expect(failure.type == "unsayable" && failure.properties == ["union.example:route"])
  }
}
