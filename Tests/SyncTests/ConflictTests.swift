import ClientCore
import JSON
import Synchronization
import TER1Server
import TestSupport
import Testing

@testable import Sync

/// Two change the same thing: nobody's text is overwritten unseen, and who comes second keeps his.
@Suite(.timeLimit(.minutes(10))) struct ConflictTests {
  let world: World
  let message: ObjectID

  init() throws {
    world = try World()
    message = ObjectID(try world.post("un", as: "bert"))
  }

  private func device(_ transport: (any Transport)? = nil) async throws -> Device {
    let device = try Device(world, "bert", try transport ?? world.transport("bert"))
    _ = try await device.engine.syncOnce()
    return device
  }

  private func edit(_ device: Device, _ text: String) throws {
    try device.cache.enqueue([Message.edit(ObjectKey(try device.account, Message.name, message), body: text)])
  }

  private var body: String? { get throws { try world.objects("Message", as: "bert")[message]?["body"]?.string } }

  @Test(arguments: [true, false]) func whoComesSecondIsToldAndKeepsHisText(serverLooks: Bool) async throws {
    let transport = try world.transport("bert")
    let link: any Transport = serverLooks ? transport : WithoutIfMatch(inner: transport)
    let (one, two) = (try await device(), try await device(link))
    try edit(one, "le premier")
    try edit(two, "le second")
    _ = try await one.engine.syncOnce()
    let report = try await two.engine.syncOnce()
    #expect(report.refused == 1)
    #expect(try body == "le premier")
    let row = try #require(try two.cache.reader.outbox().first)
    #expect(row.entry.isSuperseded && row.entry.mutation.action == .update(["body": "le second"]))
    #expect(row.standing?["body"]?.string == "le premier", "what stands there can be shown beside his own")
    #expect(two.events.withLock { $0.contains { if case .notice(.superseded) = $0 { true } else { false } } })
    #expect(
      try two.cache.reader.json(ObjectKey(row.entry.mutation.account, Message.name, message))?["body"]?.string
        == "le premier")
    _ = try two.cache.retry(row.entry.id)
    _ = try await two.engine.syncOnce()
    #expect(try body == "le second")
    #expect(try two.cache.reader.outbox().isEmpty)
  }

  @Test(arguments: [true, false]) func aLostAnswerIsNoConflictWithOneself(serverLooks: Bool) async throws {
    let cache = try CacheTemplate.shared.copy(to: world.folder.file("cache"))
    let door = KillableTransport(try world.transport("bert"), cache: cache)
    let link: any Transport = serverLooks ? door : WithoutIfMatch(inner: door)
    let device = try Device(world, "bert", link, cache: cache)
    _ = try await device.engine.syncOnce()
    try edit(device, "deux")
    door.killAt(request: serverLooks ? 1 : 2, afterTheServer: true)
    await #expect(throws: SyncError.self) { try await device.engine.syncOnce() }
    #expect(try body == "deux")
    let left = try #require(try door.left())
    let again = try Device(world, "bert", serverLooks ? door : WithoutIfMatch(inner: door), cache: left)
    try edit(again, "trois")
    _ = try await again.engine.syncOnce()
    #expect(try body == "trois")
    #expect(try again.cache.reader.outbox().isEmpty)
  }

  @Test func whatWasSeenWhenEditingBeganCounts() async throws {
    let device = try await device()
    let key = ObjectKey(try device.account, Message.name, message)
    let seen = try #require(try device.cache.reader.message(key)?.message)
    _ = try world.call(
      "Message/set", ["update": [message.rawValue: ["body": "entre-temps"]]], as: "bert")
    _ = try await device.engine.syncOnce()
    try device.cache.enqueue([Message.edit(key, body: "tapé sur l’ancien", basis: seen.basis)])
    _ = try await device.engine.syncOnce()
    #expect(try body == "entre-temps")
    #expect(try device.cache.reader.outbox().first?.entry.isSuperseded == true)
  }

  @Test func anAnswerToAnInvitationIsNoConflictWithANewTitle() async throws {
    let device = try await device()
    let calendar = ObjectKey(try device.account, EventCalendar.name, world.calendar)
    let draft = EventDraft(
      title: "Réunion", start: LocalTime(seconds: 1_900_000_000), timeZone: nil, duration: EventDuration(seconds: 60))
    try device.cache.enqueue([CalendarEvent.create(draft, in: calendar, uid: "u")])
    _ = try await device.engine.syncOnce()
    let id = try #require(try device.objects("CalendarEvent").keys.first)
    let carl = try world.member("carl").principalID
    _ = try world.call(
      "CalendarEvent/set",
      [
        "update": [
          id.rawValue: [
            "participants/\(carl)": [
              "@type": "Participant", "roles": ["attendee": true], "participationStatus": "accepted",
            ]
          ]
        ]
      ], as: "carl")
    try device.cache.enqueue([CalendarEvent.change(ObjectKey(try device.account, "CalendarEvent", id), ["title": "AG"])]
    )
    let report = try await device.engine.syncOnce()
    #expect(report.refused == 0)
    #expect(try world.objects("CalendarEvent", as: "carl")[id]?["title"]?.string == "AG")
  }

  /// Each the first date of the series that differs, unseen by the other; and one of them two of them.
  @Test func twoWhoCancelDifferentDatesBothDo() async throws {
    let (one, two) = (try await device(), try await device())
    let event: JSONObject = [
      "@type": "Event", "uid": "serie", "title": "Permanence", "start": "2030-03-01T10:00:00",
      "calendarIds": [world.calendar.rawValue: true],
      "recurrenceRule": ["@type": "RecurrenceRule", "frequency": "weekly"],
    ]
    let created = Mutation(
      account: try one.account, type: CalendarEvent.name, id: ObjectID(clientID: "serie"), action: .create(event))
    try one.cache.enqueue([created])
    for device in [one, two, one] { _ = try await device.engine.syncOnce() }
    let id = try #require(try one.objects("CalendarEvent").keys.first)
    func cancel(_ device: Device, _ days: [Int]) throws {
      for day in days {
        let patch: JSONObject = ["recurrenceOverrides/2030-03-\(day)T10:00:00": ["status": "cancelled"]]
        try device.cache.enqueue([CalendarEvent.change(ObjectKey(try device.account, CalendarEvent.name, id), patch)])
      }
    }
    try cancel(one, [15])
    try cancel(two, [22, 29])
    #expect(try two.objects("CalendarEvent")[id]?["recurrenceOverrides"]?.object?.count == 2, "shown before it is sent")
    for device in [one, two, one] { _ = try await device.engine.syncOnce() }
    for device in [one, two] {
      #expect(try device.cache.reader.outbox().isEmpty)
      let overrides = try device.objects("CalendarEvent")[id]?["recurrenceOverrides"]?.object ?? [:]
      #expect(overrides.keys.sorted() == [15, 22, 29].map { "2030-03-\($0)T10:00:00" })
    }
  }
}

/// A server that knows nothing of `ifMatch`.
private struct WithoutIfMatch: Transport {
  let inner: any Transport
  var traffic: LinkTraffic { inner.traffic }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    var response = try await inner.send(request)
    guard request.url.text.hasSuffix("/.well-known/jmap") else { return response }
    let text = String(decoding: response.body, as: UTF8.self)
    response.body = Array(text.replacing(#""ifMatch":true,"#, with: "").utf8)
    return response
  }

  func open(_ request: HTTPRequest) async throws(TransportError) -> HTTPStream { try await inner.open(request) }
}
