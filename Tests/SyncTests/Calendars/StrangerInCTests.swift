import ClientCore
import Foundation
import JSON
import TER1Server
import TestSupport
import Testing
import Text
import Wire

@testable import Sync

/// A server of another make that speaks dialect C, as Stalwart does: what it says is what we keep.
struct StrangerInCTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private static let session = """
    {"username":"anna@coop.example","apiUrl":"https://mail.coop.example/jmap/","downloadUrl":"","uploadUrl":"","eventSourceUrl":"",
    "state":"a1","capabilities":{"urn:ietf:params:jmap:core":{},"urn:ietf:params:jmap:calendars":{},
    "urn:ietf:params:jmap:principals":{}},"primaryAccounts":{"urn:ietf:params:jmap:calendars":"b"},
    "accounts":{"b":{"name":"anna@coop.example","isPersonal":true,"isReadOnly":false,"accountCapabilities":{
    "urn:ietf:params:jmap:calendars":{"maxCalendarsPerEvent":null,"mayCreateCalendar":true},
    "urn:ietf:params:jmap:principals":{"currentUserPrincipalId":"b",
    "urn:ietf:params:jmap:calendars":{"accountId":"b","mayGetAvailability":true,
    "calendarAddress":"mailto:anna@coop.example"}}}},
    "d":{"name":"coop@coop.example","isPersonal":false,"isReadOnly":false,"accountCapabilities":{
    "urn:ietf:params:jmap:calendars":{"mayCreateCalendar":false},
    "urn:ietf:params:jmap:principals":{"currentUserPrincipalId":"b"}}}}}
    """
  private static let calendar = """
    {"id":"c","name":"Assemblées","description":null,"color":"#ff0000","sortOrder":0,"isSubscribed":true,"isVisible":true,
    "isDefault":false,"includeInAvailability":"all","defaultAlertsWithTime":null,"timeZone":"Europe/Paris","shareWith":null,
    "myRights":{"mayReadFreeBusy":true,"mayReadItems":true,"mayWriteAll":false,"mayWriteOwn":true,"mayUpdatePrivate":true,
    "mayRSVP":true,"mayShare":false,"mayDelete":false}}
    """
  private static let event = """
    {"@type":"Event","id":"e7","calendarIds":{"c":true},"isDraft":false,"isOrigin":true,"uid":"a8df6573@coop.example",
    "title":"AG","start":"2026-12-01T19:00:00","timeZone":"Europe/Paris","duration":"PT2H",
    "organizerCalendarAddress":"mailto:coop@coop.example","recurrenceRule":{"@type":"RecurrenceRule","frequency":"weekly",
    "byDay":[{"@type":"NDay","day":"tu"}],"count":3},"recurrenceOverrides":{"2026-12-08T19:00:00":{"excluded":true}},
    "locations":{"k1":{"@type":"Location","name":"Bourse","coordinates":"geo:48.85,2.35"}},"mainLocationId":"k1",
    "participants":{"em9Zv":{"@type":"Participant","name":"Anna","calendarAddress":"mailto:Anna@coop.example",
    "roles":{"attendee":true},"participationStatus":"needs-action","expectReply":true},
    "xQ2":{"@type":"Participant","calendarAddress":"mailto:coop@coop.example","roles":{"owner":true}}},
    "sequence":0,"coop.example:room":"A"}
    """

  private func dialects() throws -> Dialects { Dialects(try Session(try JSONValue(parsing: Self.session))) }

  /// The cache of a member who has read the calendar and the event.
  private func filled() async throws -> (cache: Cache, account: Account) {
    let cache = try Cache(path: folder.file("cache.sqlite"))
    let document = try JSONValue(parsing: Self.session)
    let session = try ServerSession(document, home: try ServerURL("https://mail.coop.example/"), domain: nil)
    let accounts = try cache.storeSession(document, login: "s", accounts: session.accounts)
    let account = try #require(accounts.first { $0.jmapID == "d" })
    let dialects = try dialects()
    for (type, text) in [("Calendar" as TypeName, Self.calendar), ("CalendarEvent", Self.event)] {
      let object = try #require(try dialects[type, account]?.translated(CalendarFixtures.parse(text)))
      _ = try await cache.apply([
        Delta(account: account.id, type: type, upserts: [.object(object)], destroyed: [], newState: "1")
      ])
    }
    return (cache, account)
  }

  @Test func whatItSaysIsKeptAsItCame() async throws {
    let (cache, account) = try await filled()
    let key = ObjectKey(account.id, CalendarEvent.name, "e7")
    #expect(try cache.reader.json(key)?.object == CalendarFixtures.parse(Self.event))
    let patch: JSONObject = [
      "title": "x", "participants/xQ2/participationStatus": "accepted", "coop.example:room": "B",
    ]
    let mutation = CalendarEvent.change(key, patch)
    let dialect = try #require(try dialects()[CalendarEvent.name, account])
    #expect(try dialect.action(for: mutation, [:]) == SetAction(.update(patch)))
    #expect(!dialect.needsFresh(mutation))
    #expect(dialect.capabilities == [Capability.calendars])
  }

  @Test func theMemberIsKnownByHisAddress() async throws {
    let (cache, account) = try await filled()
    let zone = try #require(TimeZone(identifier: "Europe/Paris"))
    let detail = try #require(
      try cache.reader.event(ObjectKey(account.id, CalendarEvent.name, "e7"), zone: zone))
    #expect(detail.occurrence.calendar?.viewerAddress?.raw == "mailto:anna@coop.example")
    #expect(detail.occurrence.participation == .needsAction)
    #expect(detail.abilities == .init(mayChange: false, mayDelete: false, mayRSVP: true))
    #expect(detail.series.invited.map(\.id) == ["em9Zv"])
    let viewer = try #require(detail.occurrence.viewer)
    let answer = detail.series.rsvp(.accepted, as: viewer, account: account.id)
    #expect(answer.action == .update(["participants/em9Zv/participationStatus": "accepted"]))
  }

  @Test func whoIsNotInvitedJoinsUnderAKeyOfHisOwn() async throws {
    let (cache, account) = try await filled()
    var event = try CalendarFixtures.parse(Self.event)
    event["participants"] = ["anna": ["calendarAddress": "mailto:another@coop.example"]]
    _ = try await cache.apply([
      Delta(account: account.id, type: CalendarEvent.name, upserts: [.object(event)], destroyed: [], newState: "2")
    ])
    let zone = try #require(TimeZone(identifier: "Europe/Paris"))
    let detail = try #require(
      try cache.reader.event(ObjectKey(account.id, CalendarEvent.name, "e7"), zone: zone))
    let viewer = try #require(detail.occurrence.viewer)
    let answer = detail.series.rsvp(.accepted, as: viewer, account: account.id)
    guard case .update(let patch) = answer.action else {
      Issue.record("\(answer)")
      return
    }
    #expect(patch.keys.sorted() == ["participants/anna-2"])
    #expect(patch["participants/anna-2"]?["calendarAddress"] == "mailto:anna@coop.example")
    let dialect = try #require(try dialects()[CalendarEvent.name, account])
    #expect(dialect.needsFresh(answer))
    let key = ObjectKey(account.id, CalendarEvent.name, "e7")
    let joined = try dialect.action(for: answer, [key: event])
    #expect(joined.verb == .update(patch))
    // Nobody else has answered: the map comes along.
    let alone = try dialect.action(for: answer, [key: ["title": "AG"]])
    #expect(alone.verb == .update(["participants": .object(["anna-2": patch["participants/anna-2"] ?? .null])]))
    #expect(alone.restsOnState && !joined.restsOnState)
  }

  @Test func ourOwnServerIsSpokenToAsItIs() throws {
    let world = try World()
    let document = world.cooperative.session(for: try world.member("anna"), baseURL: CooperativeTransport.origin)
    let cache = try Cache(path: folder.file("own.sqlite"))
    let session = try ServerSession(document, home: try ServerURL(CooperativeTransport.origin), domain: nil)
    let account = try #require(try cache.storeSession(document, login: "o", accounts: session.accounts).first)
    for type in ["Calendar", "CalendarEvent"] as [TypeName] {
      #expect(Dialects(session.session)[type, account] is OwnDialect)
    }
    #expect(CalendarDialect(account: session.session.accounts[account.jmapID]?.accountCapabilities ?? [:]) == .c)
  }
}
