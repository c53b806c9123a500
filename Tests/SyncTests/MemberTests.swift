import ClientCore
import Foundation
import JSON
import TER1Server
import TestSupport
import Testing
import Text

@testable import Sync

/// Profiles, private chats, reports and what is followed, by real caches, engines and the server's rules.
@Suite(.timeLimit(.minutes(10))) struct MemberTests {
  private let world: World

  init() throws { world = try World() }

  private func device(_ handle: String) async throws -> Device {
    let device = try Device(world, handle, try world.transport(handle))
    _ = try await device.engine.syncOnce()
    return device
  }

  private func me(_ device: Device) throws -> ObjectKey {
    let account = try device.account
    let id = try #require(try device.cache.reader.account(account)?.principalID)
    return ObjectKey(account, Principal.name, id)
  }

  /// Both write to each other before either has heard of it.
  @Test func twoWhoWriteAtOnceMeetInOneChat() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    for (device, other) in [(bert, carl), (carl, bert)] {
      let (own, others) = (try me(device), try me(other))
      let id = UUID().uuidString
      let opened = Channel.direct(with: [others.id], me: own.id, in: own.account, clientID: id)
      let room = ObjectKey(own.account, Channel.name, opened.id)
      let line = Message.post(
        MessageDraft(body: "Bonjour"), in: room, clientID: UUID().uuidString, sentAt: Date.now.timeIntervalSince1970)
      try device.cache.enqueue([opened, line])
    }
    for device in [bert, carl, bert, carl] { _ = try await device.engine.syncOnce() }
    for (device, other) in [(bert, carl), (carl, bert)] {
      #expect(try device.cache.reader.outbox().isEmpty)
      let rooms = try device.cache.reader.rooms().filter(\.channel.isDirect)
      let others = try me(other)
      let name = try device.cache.reader.member(ObjectKey(try device.account, Principal.name, others.id))?.principal
        .name
      #expect(rooms.count == 1 && rooms.first?.channel.name == name)
      let room = try #require(rooms.first)
      #expect(try device.cache.reader.timeline(room.key, at: .start, limit: 10)?.messages.rows.count == 2)
      #expect(try device.cache.reader.directRoom(try device.account, with: [others.id])?.key == room.key)
      // A note to oneself is for nobody else.
      #expect(try device.cache.reader.directRoom(try device.account, with: [try me(device).id]) == nil)
    }
    let anna = try await device("anna")
    #expect(try anna.cache.reader.rooms().allSatisfy { !$0.channel.isDirect })
  }

  @Test func whatIsShownReachesOthersAndNothingElse() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let own = try me(bert)
    try bert.cache.enqueue([
      Profile.change([.union: "Énergie", .reach: "06"], shown: [.union], of: own),
      Profile.follow(Followed(.tag, "grève/été~"), true, by: own),
    ])
    _ = try await bert.engine.syncOnce()
    _ = try await carl.engine.syncOnce()
    #expect(try bert.cache.reader.outbox().isEmpty)
    let profile = try #require(try bert.cache.reader.profile(own.account))
    #expect(profile.fields[.reach]?.raw == "06" && profile.follows == [Followed(.tag, "grève/été~")])
    let seen = try carl.cache.reader.member(ObjectKey(try carl.account, Principal.name, own.id))
    #expect(seen?.principal.profile.mapValues(\.raw) == [.union: "Énergie"])
    #expect(try carl.cache.reader.members(matching: "energ").map(\.key.id) == [own.id])
  }

  @Test func whatIsFollowedComesBeforeTheRest() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let (own, other) = (try me(carl), try me(bert))
    try carl.cache.enqueue([Profile.follow(Followed(.person, other.id.rawValue), true, by: own)])
    let board = ObjectKey(try bert.account, Channel.name, world.board)
    let before = Date.now.timeIntervalSince1970 - 60
    try bert.cache.enqueue([
      Message.post(MessageDraft(subject: "Suivi", body: "Texte"), in: board, clientID: "a", sentAt: before)
    ])
    _ = try await bert.engine.syncOnce()
    let anna = try await device("anna")
    try anna.cache.enqueue([
      Message.post(
        MessageDraft(subject: "Autre", body: "Texte"), in: ObjectKey(try anna.account, Channel.name, world.board),
        clientID: "b", sentAt: before)
    ])
    _ = try await anna.engine.syncOnce()
    _ = try await carl.engine.syncOnce()
    try await carl.engine.digest(since: before)
    let served = try #require(try carl.cache.reader.digest(own.account))
    #expect(
      served.entries.map(\.title.raw) == ["Suivi", "Autre"] && served.entries.map(\.isFollowed) == [true, false])
    try await carl.engine.digestFromCache(since: before)
    let made = try #require(try carl.cache.reader.digest(own.account))
    #expect(made.source == .cache && made.entries.map(\.title.raw) == ["Suivi", "Autre"])
    #expect(made.entries.first?.isFollowed == true)
  }

  /// By its tag, written in one way or another; not by its words.
  @Test func aCampaignIsFollowedByItsTag() async throws {
    let (bert, carl) = (try await device("bert"), try await device("carl"))
    let own = try me(carl)
    try carl.cache.enqueue([Profile.follow(Followed(.campaign, "Nos retraites"), true, by: own)])
    _ = try await carl.engine.syncOnce()
    let board = ObjectKey(try bert.account, Channel.name, world.board)
    let before = Date.now.timeIntervalSince1970 - 60
    let texts = [
      ("Nos retraites, la suite", "Sans étiquette"), ("Réunion", "Pour #NosRetraites, lundi"),
      ("Affiches #nos-retraites", "À coller"), ("#retraites", "Une autre étiquette"),
    ]
    for (subject, body) in texts {
      try bert.cache.enqueue([
        Message.post(MessageDraft(subject: subject, body: body), in: board, clientID: subject, sentAt: before)
      ])
    }
    _ = try await bert.engine.syncOnce()
    _ = try await carl.engine.syncOnce()
    try await carl.engine.digest(since: before)
    let followed: Set = ["Réunion", "Affiches #nos-retraites"]
    let served = try #require(try carl.cache.reader.digest(own.account))
    #expect(Set(served.entries.filter(\.isFollowed).map(\.title.raw)) == followed && served.entries.count == 4)
    try await carl.engine.digestFromCache(since: before)
    let made = try #require(try carl.cache.reader.digest(own.account))
    #expect(made.source == .cache && Set(made.entries.filter(\.isFollowed).map(\.title.raw)) == followed)
  }
}
